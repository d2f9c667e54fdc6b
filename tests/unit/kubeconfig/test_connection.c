#include "kubeconfig/connection.h"

#include "core/error.h"
#include "files.h"
#include "kubeconfig/kubeconfig.h"

static const char complete[] = "apiVersion: v1\n"
			       "kind: Config\n"
			       "current-context: main\n"
			       "clusters:\n"
			       "- name: c\n"
			       "  cluster:\n"
			       "    server: https://127.0.0.1:6443\n"
			       "    tls-server-name: inside\n"
			       "    proxy-url: http://127.0.0.1:3128\n"
			       "    certificate-authority: pki/../ca.crt\n"
			       "    extensions:\n"
			       "    - name: client.authentication.k8s.io/exec\n"
			       "      extension: {audience: a, size: 0x10, list: [yes, ~, .5]}\n"
			       "contexts:\n"
			       "- name: main\n"
			       "  context: {cluster: c, user: u, namespace: ns}\n"
			       "- name: plugin\n"
			       "  context: {cluster: c, user: exec}\n"
			       "- name: lost\n"
			       "  context: {cluster: nowhere, user: u}\n"
			       "users:\n"
			       "- name: u\n"
			       "  user:\n"
			       "    token: \"t\\u006fken\"\n"
			       "    client-certificate-data: Q0VSVA==\n"
			       "    client-key-data: S0VZ\n"
			       "    tokenFile: tokens/t\n"
			       "    as: someone\n"
			       "- name: exec\n"
			       "  user:\n"
			       "    exec:\n"
			       "      apiVersion: client.authentication.k8s.io/v1\n"
			       "      command: ./bin/plugin\n"
			       "      args: [a, '', c]\n"
			       "      env:\n"
			       "      - name: NAME\n"
			       "        value: value\n"
			       "      interactiveMode: Never\n"
			       "      provideClusterInfo: true\n";

static struct kubeconfig *load(const char *path)
{
	struct kubeconfig *config = NULL;
	struct error err = ERROR_INIT;
	if (kubeconfig_load(path, &config, &err) != 0)
		fail_msg("%s", err.message);
	return config;
}

static void everything_a_client_needs_is_there(void **state)
{
	(void)state;
	files_write("ca.crt", "CA\n");
	struct kubeconfig *config = load(files_write("config", complete));
	struct kubeconfig_connection connection;
	struct error err = ERROR_INIT;
	char expected[128];
	assert_int_equal(kubeconfig_connection(config, NULL, &connection, &err), 0);
	kubeconfig_free(config);
	assert_string_equal(connection.context_name, "main");
	assert_string_equal(connection.cluster_name, "c");
	assert_string_equal(connection.user_name, "u");
	assert_string_equal(connection.namespace_name, "ns");
	assert_string_equal(connection.server, "https://127.0.0.1:6443");
	assert_string_equal(connection.tls_server_name, "inside");
	assert_string_equal(connection.proxy_url, "http://127.0.0.1:3128");
	assert_string_equal(buffer_string(&connection.ca_pem), "CA\n");
	assert_string_equal(secret_string(&connection.client_certificate_pem), "CERT");
	assert_string_equal(secret_string(&connection.client_key_pem), "KEY");
	assert_string_equal(secret_string(&connection.token), "token");
	snprintf(expected, sizeof(expected), "%s/tokens/t", files_directory);
	assert_string_equal(connection.token_file, expected);
	assert_string_equal(connection.impersonate_user, "someone");
	assert_null(connection.exec);
	kubeconfig_connection_done(&connection);
}

static void an_exec_stanza_is_taken_whole(void **state)
{
	(void)state;
	files_write("ca.crt", "CA\n");
	struct kubeconfig *config = load(files_write("config", complete));
	struct kubeconfig_connection connection;
	struct error err = ERROR_INIT;
	char expected[128];
	assert_int_equal(kubeconfig_connection(config, "plugin", &connection, &err), 0);
	const struct kubeconfig_exec *exec = connection.exec;
	snprintf(expected, sizeof(expected), "%s/bin/plugin", files_directory);
	assert_string_equal(exec->command, expected);
	assert_string_equal(exec->arguments[0], "a");
	assert_string_equal(exec->arguments[1], "");
	assert_string_equal(exec->arguments[2], "c");
	assert_null(exec->arguments[3]);
	assert_string_equal(exec->environment[0], "NAME=value");
	assert_null(exec->environment[1]);
	assert_int_equal(exec->interactive_mode, KUBECONFIG_INTERACTIVE_NEVER);
	assert_true(exec->provide_cluster_info);
	assert_string_equal(exec->cluster_config,
			    "{\"audience\":\"a\",\"list\":[true,null,0.5],\"size\":16}");
	kubeconfig_connection_done(&connection);
	kubeconfig_free(config);
}

static void what_is_missing_is_named(void **state)
{
	(void)state;
	static const struct {
		const char *context, *message, *hint;
	} cases[] = {
		{"main", "certificate-authority of ", ""},
		{"lost", "there is no cluster 'nowhere'", "lists what there is"},
		{"mian", "there is no context 'mian'", "did you mean 'main'?"},
	};
	struct kubeconfig *config = load(files_write("config", complete));
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct kubeconfig_connection connection;
		struct error err = ERROR_INIT;
		unlink(files_path("ca.crt"));
		assert_int_equal(kubeconfig_connection(config, cases[i].context, &connection, &err),
				 -1);
		if (!strstr(err.message, cases[i].message) || !strstr(err.hint, cases[i].hint))
			fail_msg("%s (%s)", err.message, err.hint);
	}
	kubeconfig_free(config);
}

static void the_first_file_wins_whole_entries(void **state)
{
	(void)state;
	char list[512];
	const char *a = files_write("a", "current-context: ''\n"
					 "contexts:\n"
					 "- {name: x, context: {cluster: c, user: first}}\n");
	const char *b =
		files_write("b", "current-context: x\n"
				 "contexts:\n"
				 "- {name: x, context: {cluster: c, user: second, namespace: ns}}\n"
				 "clusters: [{name: c, cluster: {server: 'https://127.0.0.1'}}]\n"
				 "users: [{name: first, user: {token: one}}]\n");
	snprintf(list, sizeof(list), "%s::%s:%s/none:%s", a, b, files_directory, a);
	setenv("KUBECONFIG", list, 1);
	struct kubeconfig *config = load(NULL);
	unsetenv("KUBECONFIG");
	struct kubeconfig_connection connection;
	struct error err = ERROR_INIT;
	assert_string_equal(kubeconfig_current_context(config), "x");
	assert_int_equal(kubeconfig_connection(config, NULL, &connection, &err), 0);
	assert_string_equal(secret_string(&connection.token), "one");
	assert_null(connection.namespace_name);
	kubeconfig_connection_done(&connection);
	kubeconfig_free(config);
}

static void bad_files_are_refused_with_their_place(void **state)
{
	(void)state;
	static const struct {
		const char *text, *message;
	} cases[] = {
		{"contexts: [\n", "config:2:1: "},
		{"kind: Pod\n", "config:1:7: kind is not Config"},
		{"apiVersion: v2\n", "config:1:13: apiVersion is not v1"},
		{"contexts: {}\n", "config:1:11: contexts must be a list, and is a mapping"},
		{"contexts:\n- name: yes\n",
		 "config:2:9: contexts[0].name must be a string, and is a boolean"},
		{"# \xc3\xa9\r\nusers:\r\n- name: \xc3\xa9\r\n  user: {\xc3\xa9: 1, token: 1}\r\n",
		 "config:4:23: users[0].user.token must be a string, and is a number"},
		{"users:\n- name: a\n  user: {client-key-data: 'a%'}\n",
		 "config:3:27: users[0].user.client-key-data is not valid base64"},
		{"users:\n- name: a\n- name: b\n- name: a\n",
		 "config:4:3: there is a user 'a' already, on line 2"},
		{"a: &x [*x]\n", "config:1:8: this alias stands inside"},
		{"a: *x\n", "config:1:4: there is no anchor"},
		{"- 1\n", "config:1:1: a kubeconfig must be a mapping, and is a list"},
		{"a: \"\t\x01\"\n", "config:1:6: control characters are not allowed"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct kubeconfig *config = NULL;
		struct error err = ERROR_INIT;
		const char *path = files_write("config", cases[i].text);
		assert_int_equal(kubeconfig_load(path, &config, &err), -1);
		assert_null(config);
		if (!strstr(err.message, cases[i].message))
			fail_msg("case %zu: %s", i, err.message);
	}
}

static void empty_files_are_empty_kubeconfigs(void **state)
{
	(void)state;
	static const char *const cases[] = {"",       "# nothing\n",  "---\n",
					    "null\n", "\xef\xbb\xbf", "{}\n---\na: [\n"};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct kubeconfig *config = load(files_write("config", cases[i]));
		assert_string_equal(kubeconfig_current_context(config), "");
		kubeconfig_free(config);
	}
}

static void aliases_cannot_make_it_explode(void **state)
{
	(void)state;
	char text[4096] = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
	for (int i = 1; i < 20; i++) {
		char line[128];
		snprintf(line, sizeof(line),
			 "a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n", i, i, i - 1,
			 i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
		size_t used = strlen(text);
		snprintf(text + used, sizeof(text) - used, "%s", line);
	}
	struct kubeconfig *config = NULL;
	struct error err = ERROR_INIT;
	assert_int_equal(kubeconfig_load(files_write("config", text), &config, &err), -1);
	assert_non_null(strstr(err.message, "too large when they are expanded"));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test_setup_teardown(everything_a_client_needs_is_there, files_start,
					files_stop),
	cmocka_unit_test_setup_teardown(an_exec_stanza_is_taken_whole, files_start, files_stop),
	cmocka_unit_test_setup_teardown(what_is_missing_is_named, files_start, files_stop),
	cmocka_unit_test_setup_teardown(the_first_file_wins_whole_entries, files_start, files_stop),
	cmocka_unit_test_setup_teardown(bad_files_are_refused_with_their_place, files_start,
					files_stop),
	cmocka_unit_test_setup_teardown(empty_files_are_empty_kubeconfigs, files_start, files_stop),
	cmocka_unit_test_setup_teardown(aliases_cannot_make_it_explode, files_start, files_stop),
};
UNIT_MAIN(tests)
