#include "escrow/bundle_source.h"

#include <string.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "core/secret.h"
#include "core/strings.h"
#include "kubeconfig/connection.h"
#include "kubeconfig/stanzas.h"
#include "platform/file.h"

enum { TOKEN_MAX = 64 * 1024 };

static const char hint_create[] = "'eksbreakglass create' makes a token that can be sealed";

static int check_user(const struct kubeconfig_connection *connection, struct error *err)
{
	const char *user = connection->user_name;
	if (connection->exec) {
		error_set(err, ERROR_FAILED,
			  "user '%s' gets its credential from the plugin '%s', which may be dead "
			  "on the day the sealed file is needed",
			  user, connection->exec->command);
		return error_hint(err, "%s", hint_create);
	}
	if (connection->auth_provider) {
		error_set(err, ERROR_FAILED,
			  "user '%s' uses the auth provider '%s', which cannot be sealed", user,
			  connection->auth_provider);
		return error_hint(err, "%s", hint_create);
	}
	if (connection->username || secret_length(&connection->password) > 0) {
		error_set(err, ERROR_FAILED, "user '%s' has a password, which is not sealed", user);
		return error_hint(err, "%s", hint_create);
	}
	if (connection->impersonate_user) {
		error_set(err, ERROR_FAILED, "user '%s' impersonates '%s', which is not sealed",
			  user, connection->impersonate_user);
		return error_hint(err, "%s", hint_create);
	}
	return 0;
}

static int check_cluster(const struct kubeconfig_connection *connection, struct error *err)
{
	if (connection->insecure_skip_tls_verify) {
		error_set(err, ERROR_FAILED,
			  "cluster '%s' skips the verification of its API server: whoever answers "
			  "would get the credential",
			  connection->cluster_name);
		return error_hint(err, "give the cluster its certificate-authority-data instead");
	}
	if (!string_has_prefix(connection->server, "https://"))
		return error_set(err, ERROR_FAILED, "the server of cluster '%s', %s, is not https",
				 connection->cluster_name, connection->server);
	return 0;
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* client-go trims it too. */
static int read_token_file(const char *path, struct secret *token, struct error *err)
{
	cleanup(secret_done) struct secret text = SECRET_INIT(TOKEN_MAX);
	if (file_read(path, &text.bytes, err) != 0)
		return error_wrap(err, "cannot use the tokenFile");
	const char *start = secret_string(&text);
	const char *end = start + secret_length(&text);
	while (start < end && is_space(*start))
		start++;
	while (end > start && is_space(end[-1]))
		end--;
	if (start == end)
		return error_set(err, ERROR_FAILED, "the tokenFile %s is empty", path);
	secret_init(token, TOKEN_MAX);
	return secret_set(token, start, (size_t)(end - start), err);
}

static int take_credential(const struct kubeconfig_connection *connection, struct secret *token,
			   struct kubeconfig_stanzas *stanzas, struct error *err)
{
	if (connection->token_file) {
		if (read_token_file(connection->token_file, token, err) != 0)
			return -1;
		stanzas->token = token;
	} else if (secret_length(&connection->token) > 0) {
		stanzas->token = &connection->token;
	}
	bool certificate = secret_length(&connection->client_certificate_pem) > 0;
	bool key = secret_length(&connection->client_key_pem) > 0;
	if (certificate != key)
		return error_set(err, ERROR_FAILED, "user '%s' has a client %s without its %s",
				 connection->user_name, certificate ? "certificate" : "key",
				 certificate ? "key" : "certificate");
	if (certificate) {
		stanzas->client_certificate_pem = &connection->client_certificate_pem;
		stanzas->client_key_pem = &connection->client_key_pem;
	}
	if (stanzas->token || certificate)
		return 0;
	error_set(err, ERROR_FAILED, "user '%s' has no credential to seal", connection->user_name);
	return error_hint(err, "%s", hint_create);
}

int bundle_source_stanzas(const struct kubeconfig_connection *connection, struct secret *token,
			  struct kubeconfig_stanzas *ret, struct error *err)
{
	struct kubeconfig_stanzas stanzas = {
		.cluster_name = connection->cluster_name,
		.server = connection->server,
		.tls_server_name = connection->tls_server_name,
		.proxy_url = connection->proxy_url,
		.ca_pem = connection->ca_pem.length > 0 ? connection->ca_pem.data : NULL,
		.ca_pem_length = connection->ca_pem.length,
		.user_name = connection->user_name,
		.context_name = connection->context_name,
		.namespace_name = connection->namespace_name,
		.set_current_context = true,
	};
	if (check_user(connection, err) != 0 || check_cluster(connection, err) != 0 ||
	    take_credential(connection, token, &stanzas, err) != 0)
		return error_wrap(err, "context '%s' cannot be sealed", connection->context_name);
	*ret = stanzas;
	return 0;
}

const char *bundle_source_cluster_arn(const struct kubeconfig_connection *connection)
{
	const char *const names[] = {connection->cluster_name, connection->context_name};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (string_has_prefix(names[i], "arn:") && strstr(names[i], ":eks:"))
			return names[i];
	return NULL;
}
