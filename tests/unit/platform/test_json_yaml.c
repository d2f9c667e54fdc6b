#include "core/buffer.h"
#include "core/cleanup.h"
#include "platform/json.h"
#include "platform/json_yaml.h"
#include "unit.h"

static void writes_readable_yaml(void **state)
{
	(void)state;
	static const struct {
		const char *json, *yaml;
	} cases[] = {
		{"{}", "{}\n"},
		{"[]", "[]\n"},
		{"{\"a\":\"b\",\"n\":1,\"f\":1.5,\"t\":true,\"z\":null,\"e\":{},\"l\":[]}",
		 "a: b\n\"n\": 1\nf: 1.5\nt: true\nz: null\ne: {}\nl: []\n"},
		{"{\"metadata\":{\"labels\":{\"app.kubernetes.io/name\":\"x\"}}}",
		 "metadata:\n  labels:\n    app.kubernetes.io/name: x\n"},
		{"{\"subjects\":[{\"kind\":\"A\",\"m\":{\"k\":\"v\"}},\"s\",[1,[2,3]],[]],\"z\":0}",
		 "subjects:\n- kind: A\n  m:\n    k: v\n- s\n- - 1\n  - - 2\n    - 3\n- []\nz: "
		 "0\n"},
		{"[{\"a\":[{\"b\":1}]}]", "- a:\n  - b: 1\n"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		cleanup(json_free_at) struct json *value = NULL;
		cleanup(buffer_done) struct buffer out = BUFFER_INIT(4096);
		assert_int_equal(
			json_parse(cases[i].json, strlen(cases[i].json), "it", &value, NULL), 0);
		assert_int_equal(json_write_yaml(value, &out, NULL), 0);
		assert_string_equal(buffer_string(&out), cases[i].yaml);
	}
}

static void texts_stay_texts(void **state)
{
	(void)state;
	static const struct {
		const char *text, *yaml;
	} cases[] = {
		{"plain", "plain"},
		{"rbac.authorization.k8s.io/v1", "rbac.authorization.k8s.io/v1"},
		{"a_b-c", "a_b-c"},
		{"", "\"\""},
		{"y", "\"y\""},
		{"No", "\"No\""},
		{"TRUE", "\"TRUE\""},
		{"null", "\"null\""},
		{"~", "\"~\""},
		{"012", "\"012\""},
		{"1e3", "\"1e3\""},
		{"2026-01-01", "\"2026-01-01\""},
		{".inf", "\".inf\""},
		{"-", "\"-\""},
		{"a: b", "\"a: b\""},
		{"a #b", "\"a #b\""},
		{"system:admin", "\"system:admin\""},
		{"*", "\"*\""},
		{"\xc3\xa9t\xc3\xa9", "\"\xc3\xa9t\xc3\xa9\""},
		{"q\"b\\s\n\t\x01\x7f", "\"q\\\"b\\\\s\\n\\t\\u0001\\u007f\""},
		{"\xc2\x85\xe2\x80\xa8\xef\xbb\xbf\xf0\x9f\x94\x91",
		 "\"\\u0085\\u2028\\ufeff\xf0\x9f\x94\x91\""},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char expected[64];
		cleanup(json_free_at) struct json *value = json_new_object(NULL);
		cleanup(buffer_done) struct buffer out = BUFFER_INIT(4096);
		assert_int_equal(json_put_string(value, "k", cases[i].text, NULL), 0);
		assert_int_equal(json_write_yaml(value, &out, NULL), 0);
		snprintf(expected, sizeof(expected), "k: %s\n", cases[i].yaml);
		assert_string_equal(buffer_string(&out), expected);
	}
}

static void names_are_as_long_as_yaml_allows(void **state)
{
	(void)state;
	char name[1001];
	memset(name, 'a', sizeof(name));
	name[1000] = '\0';
	cleanup(json_free_at) struct json *value = json_new_object(NULL);
	cleanup(buffer_done) struct buffer out = BUFFER_INIT(4096);
	assert_int_equal(json_put_bool(value, name, true, NULL), 0);
	assert_int_equal(json_write_yaml(value, &out, NULL), 0);
	name[0] = '1';
	assert_int_equal(json_put_bool(value, name, true, NULL), 0);
	assert_int_equal(json_write_yaml(value, &out, NULL), -1);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(writes_readable_yaml),
	cmocka_unit_test(texts_stay_texts),
	cmocka_unit_test(names_are_as_long_as_yaml_allows),
};
UNIT_MAIN(tests)
