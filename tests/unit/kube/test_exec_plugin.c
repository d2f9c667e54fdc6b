#include <sys/stat.h>
#include <unistd.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "kube/exec_plugin.h"
#include "kubeconfig/connection.h"
#include "unit.h"

#define V1 "client.authentication.k8s.io/v1"
#define V1BETA1 "client.authentication.k8s.io/v1beta1"
#define HEAD "{\"kind\":\"ExecCredential\",\"apiVersion\":\"" V1 "\""

static int parse(const char *text, struct exec_credential *credential, struct error *err)
{
	return exec_credential_parse(text, strlen(text), V1, credential, err);
}

static void takes_tokens_and_certificates(void **state)
{
	(void)state;
	static const struct {
		const char *text, *token, *certificate, *key;
		int64_t expires;
	} cases[] = {
		{HEAD ",\"spec\":{},\"status\":{\"token\":\"t\"}}", "t", "", "", 0},
		{HEAD ",\"status\":{\"token\":\"t\",\"expirationTimestamp\":"
		      "\"2026-01-01T01:00:00+01:00\"}}",
		 "t", "", "", 1767225600},
		{HEAD ",\"status\":{\"clientCertificateData\":\"c\",\"clientKeyData\":\"k\","
		      "\"expirationTimestamp\":null}}",
		 "", "c", "k", 0},
		{HEAD ",\"status\":{\"token\":\"t\",\"clientCertificateData\":\"c\","
		      "\"clientKeyData\":\"k\",\"unknown\":1}}\n\n",
		 "t", "c", "k", 0},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		cleanup(exec_credential_done) struct exec_credential credential = {0};
		assert_int_equal(parse(cases[i].text, &credential, NULL), 0);
		assert_string_equal(secret_string(&credential.token), cases[i].token);
		assert_string_equal(secret_string(&credential.client_certificate_pem),
				    cases[i].certificate);
		assert_string_equal(secret_string(&credential.client_key_pem), cases[i].key);
		assert_int_equal(credential.expires, cases[i].expires);
	}
}

static void refuses_what_client_go_refuses(void **state)
{
	(void)state;
	static const struct {
		const char *text, *why;
	} cases[] = {
		{"", "empty"},
		{"TOP-SECRET", "not JSON"},
		{"[]", "not an ExecCredential"},
		{"{}", "not an ExecCredential"},
		{"{\"kind\":\"Secret\",\"apiVersion\":\"" V1 "\"}", "not an ExecCredential"},
		{"{\"kind\":\"ExecCredential\",\"apiVersion\":\"" V1BETA1
		 "\",\"status\":{\"token\":\"TOP-SECRET\"}}",
		 "asks for"},
		{"{\"kind\":\"ExecCredential\",\"status\":{\"token\":\"TOP-SECRET\"}}",
		 "no apiVersion"},
		{HEAD "}", "no status"},
		{HEAD ",\"status\":\"TOP-SECRET\"}", "no status"},
		{HEAD ",\"status\":{}}", "neither a token"},
		{HEAD ",\"status\":{\"token\":\"\"}}", "neither a token"},
		{HEAD ",\"status\":{\"token\":[\"TOP-SECRET\"]}}", "status.token is not a text"},
		{HEAD ",\"status\":{\"token\":\"TOP-SECRET\",\"clientKeyData\":\"k\"}}",
		 "key in it without its certificate"},
		{HEAD ",\"status\":{\"clientCertificateData\":\"c\"}}",
		 "certificate in it without its key"},
		{HEAD ",\"status\":{\"token\":\"t\",\"expirationTimestamp\":\"tomorrow\"}}",
		 "not a time"},
		{HEAD ",\"status\":{\"token\":\"t\",\"token\":\"u\"}}", "twice"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct exec_credential credential = {0};
		struct error err = ERROR_INIT;
		assert_int_equal(parse(cases[i].text, &credential, &err), -1);
		if (!strstr(err.message, cases[i].why))
			fail_msg("%s: %s", cases[i].text, err.message);
		assert_null(strstr(err.message, "SECRET"));
		assert_null(credential.token.bytes.data);
	}
}

static void says_what_client_go_says(void **state)
{
	(void)state;
	struct kubeconfig_exec exec = {.api_version = (char[]){V1BETA1}};
	struct kubeconfig_connection connection = {
		.server = (char[]){"https://example.com"},
		.exec = &exec,
		.ca_pem = BUFFER_INIT(16),
	};
	cleanup(buffer_done) struct buffer out = BUFFER_INIT(4096);
	assert_int_equal(exec_plugin_info(&connection, true, &out, NULL), 0);
	assert_string_equal(buffer_string(&out),
			    "{\"kind\":\"ExecCredential\",\"apiVersion\":\"" V1BETA1
			    "\",\"spec\":{\"interactive\":true}}");

	exec.provide_cluster_info = true;
	buffer_truncate(&out, 0);
	assert_int_equal(exec_plugin_info(&connection, false, &out, NULL), 0);
	assert_string_equal(buffer_string(&out),
			    "{\"kind\":\"ExecCredential\",\"apiVersion\":\"" V1BETA1
			    "\",\"spec\":{\"cluster\":{\"server\":\"https://example.com\","
			    "\"config\":null},\"interactive\":false}}");

	exec.cluster_config = (char[]){"{\"a\":[1]}"};
	connection.tls_server_name = (char[]){"name"};
	connection.proxy_url = (char[]){"http://proxy"};
	connection.insecure_skip_tls_verify = true;
	buffer_append_string(&connection.ca_pem, "PEM!");
	buffer_truncate(&out, 0);
	assert_int_equal(exec_plugin_info(&connection, false, &out, NULL), 0);
	assert_string_equal(
		buffer_string(&out),
		"{\"kind\":\"ExecCredential\",\"apiVersion\":\"" V1BETA1
		"\",\"spec\":{\"cluster\":{\"server\":\"https://example.com\","
		"\"tls-server-name\":\"name\",\"insecure-skip-tls-verify\":true,"
		"\"certificate-authority-data\":\"UEVNIQ==\",\"proxy-url\":\"http://proxy\","
		"\"config\":{\"a\":[1]}},\"interactive\":false}}");
	buffer_done(&connection.ca_pem);
}

static int run_script(const char *script, struct kubeconfig_exec *exec,
		      struct exec_credential *credential, struct error *err)
{
	char *arguments[] = {(char[]){"-c"}, strdup(script), (char[]){"sh"},
			     (char[]){"argument one"}, NULL};
	char shell[] = "sh";
	struct kubeconfig_connection connection = {
		.server = (char[]){"https://example.com"},
		.user_name = (char[]){"someone"},
		.exec = exec,
	};
	if (!exec->command)
		exec->command = shell;
	if (!exec->arguments)
		exec->arguments = arguments;
	int result = exec_plugin_run(&connection, credential, err);
	free(arguments[1]);
	return result;
}

static void runs_the_plugin(void **state)
{
	(void)state;
	char *environment[] = {(char[]){"UNIT_TOKEN=from-env"},
			       (char[]){"KUBERNETES_EXEC_INFO=overridden"}, NULL};
	struct kubeconfig_exec exec = {
		.api_version = (char[]){V1},
		.environment = environment,
		.interactive_mode = KUBECONFIG_INTERACTIVE_NEVER,
	};
	cleanup(exec_credential_done) struct exec_credential credential = {0};
	struct error err = ERROR_INIT;
	assert_int_equal(
		run_script("test \"$KUBERNETES_EXEC_INFO\" = '{\"kind\":\"ExecCredential\","
			   "\"apiVersion\":\"" V1 "\",\"spec\":{\"interactive\":false}}' &&"
			   "test -z \"$(cat)\" &&"
			   "printf '%s' '" HEAD
			   ",\"status\":{\"token\":\"'\"$UNIT_TOKEN/$1\"'\"}}'",
			   &exec, &credential, &err),
		0);
	assert_string_equal(secret_string(&credential.token), "from-env/argument one");
}

static void says_why_a_plugin_gave_nothing(void **state)
{
	(void)state;
	static const struct {
		const char *version, *command, *script, *why, *hint;
		enum kubeconfig_interactive_mode mode;
		enum error_code code;
	} cases[] = {
		{V1, "/nowhere/plugin", "", "there is no such file", "install it",
		 KUBECONFIG_INTERACTIVE_NEVER, ERROR_FAILED},
		{V1, "no-such-plugin", "", "not in any directory of PATH", "install it",
		 KUBECONFIG_INTERACTIVE_NEVER, ERROR_FAILED},
		{"client.authentication.k8s.io/v1alpha1", "sh", "", "not a version",
		 "took v1alpha1 out", KUBECONFIG_INTERACTIVE_NEVER, ERROR_FAILED},
		{"v1", "sh", "", "not a version", "must be", KUBECONFIG_INTERACTIVE_NEVER,
		 ERROR_FAILED},
		{V1, "sh", "exit 3", "exit code 3", "", KUBECONFIG_INTERACTIVE_NEVER, ERROR_FAILED},
		{V1, "sh", "kill -9 $$", "signal 9", "", KUBECONFIG_INTERACTIVE_NEVER,
		 ERROR_FAILED},
		{V1, "sh", "echo hello", "not JSON", "nothing else",
		 KUBECONFIG_INTERACTIVE_IF_AVAILABLE, ERROR_FAILED},
		{V1, "sh", "exit 0", "not a terminal", "", KUBECONFIG_INTERACTIVE_ALWAYS,
		 ERROR_PERSON},
	};
	assert_non_null(freopen("/dev/null", "r", stdin));
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char *version = strdup(cases[i].version);
		char *command = strdup(cases[i].command);
		struct kubeconfig_exec exec = {
			.api_version = version,
			.command = command,
			.install_hint = (char[]){"install it"},
			.interactive_mode = cases[i].mode,
		};
		struct exec_credential credential = {0};
		struct error err = ERROR_INIT;
		assert_int_equal(run_script(cases[i].script, &exec, &credential, &err), -1);
		if (!strstr(err.message, cases[i].why) || !strstr(err.message, "user someone") ||
		    !strstr(err.hint, cases[i].hint) || err.code != cases[i].code)
			fail_msg("%zu: %s / %s", i, err.message, err.hint);
		free(version);
		free(command);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(takes_tokens_and_certificates),
	cmocka_unit_test(refuses_what_client_go_refuses),
	cmocka_unit_test(says_what_client_go_says),
	cmocka_unit_test(runs_the_plugin),
	cmocka_unit_test(says_why_a_plugin_gave_nothing),
};
UNIT_MAIN(tests)
