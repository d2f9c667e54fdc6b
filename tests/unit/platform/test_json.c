#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/secret.h"
#include "platform/json.h"
#include "unit.h"

static struct json *parse(const char *text)
{
	struct json *value = NULL;
	assert_int_equal(json_parse(text, strlen(text), "the test", &value, NULL), 0);
	return value;
}

static void assert_writes(const struct json *value, enum json_style style, const char *expected)
{
	cleanup(buffer_done) struct buffer out = BUFFER_INIT(4096);
	assert_int_equal(json_write(value, style, &out, NULL), 0);
	assert_string_equal(buffer_string(&out), expected);
}

static void refuses_what_is_not_acceptable_json(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t length; /* 0: up to the NUL */
		const char *why;
	} cases[] = {
		{"", 0, "it is empty"},
		{"{", 0, "ends too early"},
		{"{}x", 0, "something follows"},
		{"{} {}", 0, "something follows"},
		{"\"alone\"", 0, "not JSON"},
		{"{\"a\":1,\"a\":2}", 0, "twice"},
		{"{\"a\":{\"b\":1,\"b\":1}}", 0, "twice"},
		{"{\"a\":\"\\u0000\"}", 0, "NUL"},
		{"{\"a\\u0000\":1}", 0, "NUL"},
		{"{\"a\":\"x\0y\"}", 11, "not JSON"},
		{"{}\0", 3, "something follows"},
		{"{\"a\":\"\xff\"}", 0, "not UTF-8"},
		{"{\"a\":\"\xc0\x80\"}", 0, "not UTF-8"},
		{"{\"a\":\"\\ud800\"}", 0, "not JSON"},
		{"{\"a\":9223372036854775808}", 0, "too large"},
		{"{\"a\":1e999}", 0, "too large"},
		{"{\"a\":NaN}", 0, "not JSON"},
		{"{'a':1}", 0, "not JSON"},
		{"{\"a\":1,}", 0, "not JSON"},
		{"[1 2]", 0, "not JSON"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		size_t length = cases[i].length ? cases[i].length : strlen(cases[i].text);
		struct json *value = NULL;
		struct error err = ERROR_INIT;
		assert_int_equal(json_parse(cases[i].text, length, "the test", &value, &err), -1);
		assert_null(value);
		if (!strstr(err.message, cases[i].why))
			fail_msg("%s: %s", cases[i].text, err.message);
	}
}

static void errors_quote_nothing(void **state)
{
	(void)state;
	static const char text[] = "{\"token\": \"TOP-SECRET\" TOP-SECRET";
	struct json *value = NULL;
	struct error err = ERROR_INIT;
	assert_int_equal(json_parse(text, strlen(text), "the answer", &value, &err), -1);
	assert_null(strstr(err.message, "SECRET"));
	assert_non_null(strstr(err.message, "the answer"));
	assert_non_null(strstr(err.message, "line 1"));
}

static void depth_is_limited(void **state)
{
	(void)state;
	static const struct {
		size_t depth;
		int expected;
	} cases[] = {{1, 0}, {JSON_DEPTH_LIMIT, 0}, {JSON_DEPTH_LIMIT + 1, -1}, {1000000, -1}};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		size_t depth = cases[i].depth;
		char *text = malloc(2 * depth);
		memset(text, '[', depth);
		memset(text + depth, ']', depth);
		struct json *value = NULL;
		assert_int_equal(json_parse(text, 2 * depth, "the test", &value, NULL),
				 cases[i].expected);
		json_free(value);
		free(text);
	}
	/* Brackets in texts do not count. */
	cleanup(buffer_done) struct buffer out = BUFFER_INIT(4096);
	buffer_append_string(&out, "[\"\\\"");
	for (int i = 0; i < 500; i++)
		buffer_append_char(&out, '[');
	buffer_append_string(&out, "\"]");
	struct json *value = parse(buffer_string(&out));
	assert_int_equal(json_count(value), 1);
	json_free(value);
}

static void reads_by_path(void **state)
{
	(void)state;
	cleanup(json_free_at) struct json *value = parse(
		"{\"metadata\":{\"name\":\"x\",\"generation\":-7,\"deleted\":true,"
		"\"annotations\":{\"a.b/c\":\"dotted\"},\"none\":null},\"list\":[1,\"two\"]}");
	int64_t number = 42;
	assert_string_equal(json_get_string(value, "metadata.name"), "x");
	assert_null(json_get_string(value, "metadata"));
	assert_null(json_get_string(value, "metadata.name.deeper"));
	assert_null(json_get_string(value, "meta"));
	assert_null(json_get_string(value, "metadata."));
	assert_null(json_get_string(NULL, "metadata"));
	assert_int_equal(json_get_integer(value, "metadata.generation", &number), 0);
	assert_int_equal(number, -7);
	assert_int_equal(json_get_integer(value, "metadata.name", &number), -1);
	assert_int_equal(number, -7);
	assert_true(json_get_bool(value, "metadata.deleted", false));
	assert_true(json_get_bool(value, "metadata.name", true));
	assert_false(json_get_bool(value, "metadata.absent", false));
	const struct json *annotations = json_get(value, "metadata.annotations");
	assert_string_equal(json_get_string(json_get_member(annotations, "a.b/c"), NULL), "dotted");
	const struct json *list = json_get(value, "list");
	assert_int_equal(json_count(list), 2);
	assert_string_equal(json_get_string(json_item(list, 1), NULL), "two");
	assert_null(json_item(list, 2));
	assert_null(json_item(value, 0));
	assert_int_equal(json_get_type(json_get(value, "metadata.none")), JSON_TYPE_NULL);
	assert_int_equal(json_get_type(json_get(value, "metadata.nine")), JSON_TYPE_MISSING);
	assert_int_equal(json_get_type(list), JSON_TYPE_ARRAY);
}

static void a_needed_string_is_there_and_not_empty(void **state)
{
	(void)state;
	cleanup(json_free_at) struct json *value = parse("{\"a\":\"x\",\"b\":\"\",\"c\":1}");
	const char *text = NULL;
	struct error err = ERROR_INIT;
	assert_int_equal(json_need_string(value, "a", "the test", &text, NULL), 0);
	assert_string_equal(text, "x");
	static const char *const missing[] = {"b", "c", "d"};
	for (size_t i = 0; i < COUNT_OF(missing); i++)
		assert_int_equal(json_need_string(value, missing[i], "the test", &text, &err), -1);
	assert_string_equal(err.message, "the test has no d");
	assert_string_equal(text, "x");
}

static void members_come_in_their_order(void **state)
{
	(void)state;
	cleanup(json_free_at) struct json *value = parse("{\"z\":1,\"a\":2,\"m\":3}");
	char names[8] = "";
	size_t count = 0;
	struct json_member member = {0};
	while (json_next_member(value, &member))
		names[count++] = member.name[0];
	assert_string_equal(names, "zam");
	member = (struct json_member){0};
	assert_false(json_next_member(NULL, &member));
}

static void builds_nested_objects(void **state)
{
	(void)state;
	cleanup(json_free_at) struct json *value = json_new_object(NULL);
	cleanup(json_free_at) struct json *list = json_new_array(NULL);
	struct json *item = json_new_object(NULL);
	assert_int_equal(json_put_string(value, "kind", "Secret", NULL), 0);
	assert_int_equal(json_put_string(value, "metadata.name", "n", NULL), 0);
	assert_int_equal(json_put_string(value, "metadata.absent", NULL, NULL), 0);
	assert_int_equal(json_put_member(value, "metadata.annotations", "k/a.b", "v", NULL), 0);
	assert_int_equal(json_put_member(value, "metadata.annotations", "k/c.d", "w", NULL), 0);
	assert_int_equal(json_put_bool(value, "yes", true, NULL), 0);
	assert_int_equal(json_put_integer(item, "n", 1, NULL), 0);
	assert_int_equal(json_add(list, item, NULL), 0);
	assert_int_equal(json_add_string(list, "s", NULL), 0);
	assert_int_equal(json_put(value, "list", TAKE_PTR(list), NULL), 0);
	assert_writes(
		value, JSON_STYLE_COMPACT,
		"{\"kind\":\"Secret\",\"metadata\":{\"name\":\"n\",\"annotations\":"
		"{\"k/a.b\":\"v\",\"k/c.d\":\"w\"}},\"yes\":true,\"list\":[{\"n\":1},\"s\"]}");
	cleanup(json_free_at) struct json *copy = json_clone(json_get(value, "list"), NULL);
	assert_int_equal(json_put_string(value, "list", "replaced", NULL), 0);
	assert_writes(copy, JSON_STYLE_PRETTY, "[\n  {\n    \"n\": 1\n  },\n  \"s\"\n]");
}

static void removes_members(void **state)
{
	(void)state;
	cleanup(json_free_at) struct json *value =
		parse("{\"a\":{\"b\":1,\"c\":{\"d\":2}},\"e\":3}");
	static const char *const paths[] = {"a.c.d", "e", "none", "a.none.b", "e.b"};
	for (size_t i = 0; i < COUNT_OF(paths); i++)
		json_remove(value, paths[i]);
	assert_writes(value, JSON_STYLE_COMPACT, "{\"a\":{\"b\":1,\"c\":{}}}");
}

static void refuses_to_build_what_cannot_be(void **state)
{
	(void)state;
	cleanup(json_free_at) struct json *value = parse("{\"text\":\"x\"}");
	assert_int_equal(json_put_string(value, "a", "\xff", NULL), -1);
	assert_int_equal(json_put_string(value, "text.deeper", "x", NULL), -1);
	assert_int_equal(json_put_member(value, "text", "deeper", "x", NULL), -1);
	assert_int_equal(json_put(value, "a", NULL, NULL), -1);
	assert_writes(value, JSON_STYLE_COMPACT, "{\"text\":\"x\"}");
}

static void secrets_are_written_into_locked_memory(void **state)
{
	(void)state;
	cleanup(secret_done) struct secret out = SECRET_INIT(64);
	cleanup(json_free_at) struct json *value = parse("{\"token\":\"t\"}");
	assert_int_equal(json_write(value, JSON_STYLE_COMPACT, &out.bytes, NULL), 0);
	assert_string_equal(secret_string(&out), "{\"token\":\"t\"}");
	struct secret small = SECRET_INIT(4);
	assert_int_equal(json_write(value, JSON_STYLE_COMPACT, &small.bytes, NULL), -1);
	secret_done(&small);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(refuses_what_is_not_acceptable_json),
	cmocka_unit_test(errors_quote_nothing),
	cmocka_unit_test(depth_is_limited),
	cmocka_unit_test(reads_by_path),
	cmocka_unit_test(a_needed_string_is_there_and_not_empty),
	cmocka_unit_test(members_come_in_their_order),
	cmocka_unit_test(builds_nested_objects),
	cmocka_unit_test(removes_members),
	cmocka_unit_test(refuses_to_build_what_cannot_be),
	cmocka_unit_test(secrets_are_written_into_locked_memory),
};
UNIT_MAIN(tests)
