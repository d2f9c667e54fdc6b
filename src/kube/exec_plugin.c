#include "kube/exec_plugin.h"

#include <string.h>
#include <unistd.h>

#include "core/cleanup.h"
#include "core/encoding.h"
#include "core/error.h"
#include "core/json_writer.h"
#include "core/strings.h"
#include "core/time.h"
#include "kubeconfig/connection.h"
#include "platform/json.h"
#include "platform/process.h"

static const char group_v1[] = "client.authentication.k8s.io/v1";
static const char group_v1beta1[] = "client.authentication.k8s.io/v1beta1";
static const char group_v1alpha1[] = "client.authentication.k8s.io/v1alpha1";
static const char info_prefix[] = "KUBERNETES_EXEC_INFO=";

void exec_credential_done(struct exec_credential *credential)
{
	secret_done(&credential->token);
	secret_done(&credential->client_certificate_pem);
	secret_done(&credential->client_key_pem);
}

/* --- what the plugin is told ------------------------------------------------------------- */

/* Members that are false or empty are left out, as client-go's encoder does. */
static int write_cluster(struct json_writer *json, const struct kubeconfig_connection *connection,
			 struct error *err)
{
	cleanup(buffer_done) struct buffer ca = BUFFER_INIT(EXEC_PLUGIN_OUTPUT_MAX);
	if (connection->ca_pem.length > 0)
		encoding_base64(&ca, connection->ca_pem.data, connection->ca_pem.length,
				BASE64_STANDARD);
	if (buffer_check(&ca, "the certificate authority", err) != 0)
		return -1;
	json_key(json, "cluster");
	json_object_begin(json);
	json_member_string(json, "server", connection->server);
	json_member_optional(json, "tls-server-name", connection->tls_server_name);
	if (connection->insecure_skip_tls_verify)
		json_member_boolean(json, "insecure-skip-tls-verify", true);
	json_member_optional(json, "certificate-authority-data",
			     ca.length > 0 ? buffer_string(&ca) : NULL);
	json_member_optional(json, "proxy-url", connection->proxy_url);
	json_key(json, "config");
	json_write_raw(json, connection->exec->cluster_config ? connection->exec->cluster_config
							      : "null");
	json_object_end(json);
	return 0;
}

int exec_plugin_info(const struct kubeconfig_connection *connection, bool interactive,
		     struct buffer *out, struct error *err)
{
	struct json_writer json = JSON_WRITER_INIT(out, JSON_STYLE_COMPACT);
	json_object_begin(&json);
	json_member_string(&json, "kind", "ExecCredential");
	json_member_string(&json, "apiVersion", connection->exec->api_version);
	json_key(&json, "spec");
	json_object_begin(&json);
	if (connection->exec->provide_cluster_info && write_cluster(&json, connection, err) != 0)
		return -1;
	json_member_boolean(&json, "interactive", interactive);
	json_object_end(&json);
	json_object_end(&json);
	return buffer_check(out, "KUBERNETES_EXEC_INFO", err);
}

/* --- what it says ------------------------------------------------------------------------ */

static int copy_member(const struct json *document, const char *path, struct secret *target,
		       struct error *err)
{
	const char *text = json_get_string(document, path);
	enum json_type type = json_get_type(json_get(document, path));
	if (!text && type != JSON_TYPE_MISSING && type != JSON_TYPE_NULL)
		return error_set(err, ERROR_FAILED, "%s is not a text", path);
	return text ? secret_set(target, text, strlen(text), err) : 0;
}

static int read_status(const struct json *document, struct exec_credential *credential,
		       struct error *err)
{
	if (json_get_type(json_get(document, "status")) != JSON_TYPE_OBJECT)
		return error_set(err, ERROR_FAILED, "there is no status in it");
	const char *expires = json_get_string(document, "status.expirationTimestamp");
	if (copy_member(document, "status.token", &credential->token, err) != 0 ||
	    copy_member(document, "status.clientCertificateData",
			&credential->client_certificate_pem, err) != 0 ||
	    copy_member(document, "status.clientKeyData", &credential->client_key_pem, err) != 0)
		return -1;
	bool has_certificate = secret_length(&credential->client_certificate_pem) > 0;
	bool has_key = secret_length(&credential->client_key_pem) > 0;
	if (has_certificate != has_key)
		return error_set(err, ERROR_FAILED, "there is a client %s in it without its %s",
				 has_key ? "key" : "certificate", has_key ? "certificate" : "key");
	if (!has_key && secret_length(&credential->token) == 0)
		return error_set(err, ERROR_FAILED,
				 "there is neither a token nor a client certificate in it");
	if (expires && time_parse_rfc3339(expires, &credential->expires) != 0)
		return error_set(err, ERROR_FAILED,
				 "status.expirationTimestamp is not a time of RFC 3339");
	return 0;
}

int exec_credential_parse(const char *text, size_t length, const char *api_version,
			  struct exec_credential *ret, struct error *err)
{
	cleanup(json_free_at) struct json *document = NULL;
	if (json_parse(text, length, "what it printed", &document, err) != 0)
		return error_hint(err, "the plugin must print an ExecCredential in JSON, and "
				       "nothing else, to standard output");
	const char *kind = json_get_string(document, "kind");
	const char *version = json_get_string(document, "apiVersion");
	if (!string_equal(kind, "ExecCredential"))
		return error_set(err, ERROR_FAILED, "what it printed is not an ExecCredential");
	if (!string_equal(version, api_version)) {
		error_set(err, ERROR_FAILED, "it answered in %s, and the kubeconfig asks for %s",
			  version ? version : "no apiVersion", api_version);
		return error_hint(err, "update the plugin, or the apiVersion in the kubeconfig");
	}
	struct exec_credential credential = {
		.token = SECRET_INIT(EXEC_PLUGIN_OUTPUT_MAX),
		.client_certificate_pem = SECRET_INIT(EXEC_PLUGIN_OUTPUT_MAX),
		.client_key_pem = SECRET_INIT(EXEC_PLUGIN_OUTPUT_MAX),
	};
	if (read_status(document, &credential, err) != 0) {
		exec_credential_done(&credential);
		return -1;
	}
	*ret = credential;
	return 0;
}

/* --- running it -------------------------------------------------------------------------- */

static int check_version(const struct kubeconfig_exec *exec, struct error *err)
{
	if (string_equal(exec->api_version, group_v1) ||
	    string_equal(exec->api_version, group_v1beta1))
		return 0;
	error_set(err, ERROR_FAILED, "%s is not a version of the protocol that clients speak",
		  exec->api_version ? exec->api_version : "(nothing)");
	if (string_equal(exec->api_version, group_v1alpha1))
		return error_hint(err,
				  "Kubernetes 1.24 took v1alpha1 out: write apiVersion %s for this "
				  "user, with a plugin that knows it",
				  group_v1beta1);
	return error_hint(err, "the apiVersion of exec must be %s or %s", group_v1, group_v1beta1);
}

static int decide_interactive(const struct kubeconfig_exec *exec, bool *ret_interactive,
			      struct error *err)
{
	bool has_terminal = isatty(STDIN_FILENO);
	if (exec->interactive_mode == KUBECONFIG_INTERACTIVE_ALWAYS && !has_terminal)
		return error_set(err, ERROR_PERSON,
				 "it must ask a person (interactiveMode: Always), and standard "
				 "input is not a terminal");
	*ret_interactive = exec->interactive_mode != KUBECONFIG_INTERACTIVE_NEVER && has_terminal;
	return 0;
}

static size_t count(char *const *list)
{
	size_t length = 0;
	while (list && list[length])
		length++;
	return length;
}

static int run(const struct kubeconfig_exec *exec, char *info, bool interactive,
	       struct secret *output, struct error *err)
{
	size_t arguments = count(exec->arguments);
	size_t variables = count(exec->environment);
	cleanup_free char **argv = calloc(arguments + 2, sizeof(*argv));
	cleanup_free char **environment = calloc(variables + 2, sizeof(*environment));
	if (!argv || !environment)
		return error_no_memory(err);
	argv[0] = exec->command;
	for (size_t i = 0; i < arguments; i++)
		argv[i + 1] = exec->arguments[i];
	for (size_t i = 0; i < variables; i++)
		environment[i] = exec->environment[i];
	environment[variables] = info;
	struct process_result result;
	struct process_call call = {
		.argv = argv,
		.environment = environment,
		.input = interactive ? PROCESS_INPUT_INHERITED : PROCESS_INPUT_NONE,
		.timeout_ms = EXEC_PLUGIN_TIMEOUT_MS,
		.output = &output->bytes,
	};
	if (process_run(&call, &result, err) != 0) {
		if (result.not_found && !string_is_empty(exec->install_hint))
			error_hint(err, "%s", exec->install_hint);
		return -1;
	}
	if (result.signal)
		return error_set(err, ERROR_FAILED, "it was ended by signal %d", result.signal);
	if (result.exit_code != 0)
		return error_set(err, ERROR_FAILED, "it ended with exit code %d", result.exit_code);
	return 0;
}

static int get_credential(const struct kubeconfig_connection *connection,
			  struct exec_credential *ret, struct error *err)
{
	const struct kubeconfig_exec *exec = connection->exec;
	bool interactive = false;
	if (check_version(exec, err) != 0 || decide_interactive(exec, &interactive, err) != 0)
		return -1;
	cleanup(buffer_done) struct buffer info = BUFFER_INIT(EXEC_PLUGIN_OUTPUT_MAX);
	buffer_append_string(&info, info_prefix);
	cleanup(secret_done) struct secret output = SECRET_INIT(EXEC_PLUGIN_OUTPUT_MAX);
	if (exec_plugin_info(connection, interactive, &info, err) != 0 ||
	    run(exec, info.data, interactive, &output, err) != 0)
		return -1;
	return exec_credential_parse(secret_string(&output), secret_length(&output),
				     exec->api_version, ret, err);
}

int exec_plugin_run(const struct kubeconfig_connection *connection, struct exec_credential *ret,
		    struct error *err)
{
	if (get_credential(connection, ret, err) != 0)
		return error_wrap(err, "cannot get a credential from the exec plugin %s of user %s",
				  connection->exec->command, connection->user_name);
	return 0;
}
