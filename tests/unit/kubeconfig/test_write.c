#include "kubeconfig/write.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "core/error.h"
#include "files.h"
#include "kubeconfig/stanzas.h"

static struct secret token = SECRET_INIT(100);

static struct kubeconfig_stanzas stanzas(void)
{
	assert_int_equal(secret_set(&token, "tok", 3, NULL), 0);
	return (struct kubeconfig_stanzas){
		.cluster_name = "c",
		.server = "https://127.0.0.1:1",
		.ca_pem = "CA\n",
		.ca_pem_length = 3,
		.user_name = "u",
		.token = &token,
		.context_name = "x",
		.namespace_name = NULL,
		.set_current_context = true,
	};
}

static void read_back(const char *path, char target[4096])
{
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	size_t length = fread(target, 1, 4095, file);
	target[length] = '\0';
	fclose(file);
}

static const char fresh[] = "apiVersion: v1\n"
			    "kind: Config\n"
			    "clusters:\n"
			    "- cluster:\n"
			    "    certificate-authority-data: Q0EK\n"
			    "    server: https://127.0.0.1:1\n"
			    "  name: c\n"
			    "contexts:\n"
			    "- context:\n"
			    "    cluster: c\n"
			    "    user: u\n"
			    "  name: x\n"
			    "users:\n"
			    "- name: u\n"
			    "  user:\n"
			    "    token: tok\n"
			    "current-context: x\n";

static const struct {
	const char *before, *after;
} cases[] = {
	{"", fresh},
	/* Nothing to change. */
	{fresh, fresh},
	/* Comments and order stay; lists get their entries at the end. */
	{"# mine\n"
	 "users: # people\n"
	 "  - name: a # first\n"
	 "    user: {token: t}\n"
	 "# end of users\n"
	 "contexts: []\n"
	 "current-context: old\n",
	 "# mine\n"
	 "users: # people\n"
	 "  - name: a # first\n"
	 "    user: {token: t}\n"
	 "  - name: u\n"
	 "    user:\n"
	 "      token: tok\n"
	 "# end of users\n"
	 "contexts:\n"
	 "  - context:\n"
	 "      cluster: c\n"
	 "      user: u\n"
	 "    name: x\n"
	 "current-context: x\n"
	 "clusters:\n"
	 "  - cluster:\n"
	 "      certificate-authority-data: Q0EK\n"
	 "      server: https://127.0.0.1:1\n"
	 "    name: c\n"},
	/* An entry that is there keeps what the new one does not say, but for other identities. */
	{"clusters:\n"
	 "- name: c\n"
	 "  cluster:\n"
	 "    insecure-skip-tls-verify: true # bad\n"
	 "    server: 'https://127.0.0.1:2' # old\n"
	 "    tls-server-name: kept\n"
	 "users:\n"
	 "- user:\n"
	 "    exec:\n"
	 "      command: aws\n"
	 "      args: [a]\n"
	 "  name: u",
	 "clusters:\n"
	 "- name: c\n"
	 "  cluster:\n"
	 "    server: 'https://127.0.0.1:1' # old\n"
	 "    tls-server-name: kept\n"
	 "    certificate-authority-data: Q0EK\n"
	 "users:\n"
	 "- user:\n"
	 "    token: tok\n"
	 "  name: u\n"
	 "contexts:\n"
	 "- context:\n"
	 "    cluster: c\n"
	 "    user: u\n"
	 "  name: x\n"
	 "current-context: x"},
	/* CR LF */
	{"clusters:\r\n- name: c\r\n  cluster: {server: a, certificate-authority-data: Q0EK}\r\n"
	 "users: null\r\ncontexts:\r\n",
	 "clusters:\r\n- name: c\r\n  cluster: {server: \"https://127.0.0.1:1\", "
	 "certificate-authority-data: Q0EK}\r\n"
	 "users:\r\n- name: u\r\n  user:\r\n    token: tok\r\ncontexts:\r\n- context:\r\n    "
	 "cluster: c\r\n    user: u\r\n  name: x\r\ncurrent-context: x\r\n"},
	/* JSON, on one line and on many. */
	{"{\"users\":[],\"clusters\":null}",
	 "{\"users\":[{\"name\":\"u\",\"user\":{\"token\":\"tok\"}}],\"clusters\":[{\"cluster\":{"
	 "\"certificate-authority-data\":\"Q0EK\",\"server\":\"https://127.0.0.1:1\"},\"name\":"
	 "\"c\"}],\"contexts\":[{\"context\":{\"cluster\":\"c\",\"user\":\"u\"},\"name\":\"x\"}],"
	 "\"current-context\":\"x\"}"},
	{"{\n    \"users\": [\n        {\n            \"name\": \"u\",\n            \"user\": {\n  "
	 "              \"token\": \"old\"\n            }\n        }\n    ],\n    \"contexts\": "
	 "[]\n}\n",
	 "{\n    \"users\": [\n        {\n            \"name\": \"u\",\n            \"user\": {\n  "
	 "              \"token\": \"tok\"\n            }\n        }\n    ],\n    \"contexts\": "
	 "[\n "
	 "       {\n            \"context\": {\n                \"cluster\": \"c\",\n              "
	 "  "
	 "\"user\": \"u\"\n            },\n            \"name\": \"x\"\n        }\n    ],\n    "
	 "\"clusters\": [\n        {\n            \"cluster\": {\n                "
	 "\"certificate-authority-data\": \"Q0EK\",\n                \"server\": "
	 "\"https://127.0.0.1:1\"\n            },\n            \"name\": \"c\"\n        }\n    "
	 "],\n    \"current-context\": \"x\"\n}\n"},
};

static void entries_come_where_they_belong(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char text[4096];
		struct kubeconfig_stanzas new = stanzas();
		const struct kubeconfig_write_options options = {.no_backup = true};
		struct kubeconfig_write_result result;
		struct error err = ERROR_INIT;
		const char *path = files_write("config", cases[i].before);
		if (kubeconfig_merge_stanzas(path, &new, &options, &result, &err) != 0)
			fail_msg("case %zu: %s", i, err.message);
		read_back(path, text);
		assert_string_equal(text, cases[i].after);
		assert_int_equal(result.changed, strcmp(cases[i].before, cases[i].after) != 0);
		assert_string_equal(result.path, path);
		kubeconfig_write_result_done(&result);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test_setup_teardown(entries_come_where_they_belong, files_start, files_stop),
};
UNIT_MAIN(tests)
