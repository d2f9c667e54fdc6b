#include "core/error.h"
#include "kubeconfig/connection.h"
#include "kubeconfig/kubeconfig.h"
#include "unit.h"

static int parse(const char *text, struct kubeconfig **config, struct error *err)
{
	struct secret secret = SECRET_INIT(4096);
	assert_int_equal(secret_set(&secret, text, strlen(text), NULL), 0);
	int result = kubeconfig_parse("the bundle", &secret, config, err);
	assert_int_equal(secret_length(&secret), 0);
	secret_done(&secret);
	return result;
}

static void finds_an_extension_by_its_name(void **state)
{
	(void)state;
	static const struct {
		const char *text, *json; /* NULL: not found */
	} cases[] = {
		{"{\"extensions\":[{\"name\":\"a/v1\",\"extension\":{\"x\":\"1\",\"y\":[2]}}]}   ",
		 "{\"x\":\"1\",\"y\":[2]}"},
		{"extensions:\n- name: b\n  extension: 7\n- name: a/v1\n  extension: {x: '1'}\n",
		 "{\"x\":\"1\"}"},
		{"extensions: [{name: b, extension: 7}]", NULL},
		{"extensions: [{name: a/v1}]", NULL},
		{"extensions: []", NULL},
		{"{}", NULL},
		{"clusters:\n- name: a/v1\n  cluster: {extensions: [{name: a/v1, extension: 1}]}",
		 NULL},
		{"", NULL},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct kubeconfig *config = NULL;
		struct buffer json = BUFFER_INIT(4096);
		struct error err = ERROR_INIT;
		bool found = false;
		if (parse(cases[i].text, &config, &err) != 0)
			fail_msg("%s: %s", cases[i].text, err.message);
		assert_int_equal(kubeconfig_extension(config, "a/v1", &found, &json, NULL), 0);
		assert_int_equal(found, cases[i].json != NULL);
		assert_string_equal(buffer_string(&json), cases[i].json ? cases[i].json : "");
		buffer_done(&json);
		kubeconfig_free(config);
	}
}

static void a_text_in_memory_has_contexts_as_a_file_has(void **state)
{
	(void)state;
	struct kubeconfig *config = NULL;
	struct kubeconfig_connection connection;
	assert_int_equal(
		parse("{\"clusters\":[{\"name\":\"c\",\"cluster\":{\"server\":"
		      "\"https://localhost\"}}],\"contexts\":[{\"name\":\"x\",\"context\":{"
		      "\"cluster\":\"c\",\"user\":\"u\"}}],\"current-context\":\"x\","
		      "\"users\":[{\"name\":\"u\",\"user\":{\"token\":\"t\"}}]}",
		      &config, NULL),
		0);
	assert_string_equal(kubeconfig_current_context(config), "x");
	assert_int_equal(kubeconfig_connection(config, NULL, &connection, NULL), 0);
	assert_string_equal(connection.server, "https://localhost");
	assert_string_equal(secret_string(&connection.token), "t");
	kubeconfig_connection_done(&connection);
	kubeconfig_free(config);
}

static void what_is_no_kubeconfig_is_an_error(void **state)
{
	(void)state;
	static const char *const cases[] = {"[1]", "{", "hello", "clusters: 7"};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct kubeconfig *config = NULL;
		struct error err = ERROR_INIT;
		assert_int_equal(parse(cases[i], &config, &err), -1);
		assert_non_null(strstr(err.message, "the bundle"));
		assert_null(config);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(finds_an_extension_by_its_name),
	cmocka_unit_test(a_text_in_memory_has_contexts_as_a_file_has),
	cmocka_unit_test(what_is_no_kubeconfig_is_an_error),
};
UNIT_MAIN(tests)
