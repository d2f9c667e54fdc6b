#include "core/buffer.h"
#include "core/error.h"
#include "core/json_writer.h"
#include "unit.h"

static void write_sample(struct json_writer *json)
{
	json_object_begin(json);
	json_member_string(json, "a", "x\"\\\n\x01\x7f");
	json_member_optional(json, "left out", NULL);
	json_key(json, "list");
	json_array_begin(json);
	json_write_integer(json, INT64_MIN);
	json_write_boolean(json, true);
	json_write_string(json, NULL);
	json_object_begin(json);
	json_object_end(json);
	json_array_end(json);
	json_key(json, "empty");
	json_array_begin(json);
	json_array_end(json);
	json_object_end(json);
}

static void writes_compact_and_pretty(void **state)
{
	(void)state;
	static const struct {
		enum json_style style;
		const char *expected;
	} cases[] = {
		{JSON_STYLE_COMPACT,
		 "{\"a\":\"x\\\"\\\\\\n\\u0001\x7f\",\"list\":[-9223372036854775808,"
		 "true,null,{}],\"empty\":[]}"},
		{JSON_STYLE_PRETTY,
		 "{\n  \"a\": \"x\\\"\\\\\\n\\u0001\x7f\",\n  \"list\": [\n"
		 "    -9223372036854775808,\n    true,\n    null,\n    {}\n  ],\n"
		 "  \"empty\": []\n}"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct buffer out = BUFFER_INIT(1000);
		struct json_writer json = JSON_WRITER_INIT(&out, cases[i].style);
		write_sample(&json);
		assert_int_equal(buffer_check(&out, "json", NULL), 0);
		assert_string_equal(buffer_string(&out), cases[i].expected);
		buffer_done(&out);
	}
}

static void replaces_what_is_not_utf8(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		size_t length;
		const char *expected;
	} cases[] = {
		{"\xc3\xa4", 2, "\"\xc3\xa4\""},
		{"\xff", 1, "\"\xef\xbf\xbd\""},
		{"a\xc3", 2, "\"a\xef\xbf\xbd\""},
		{"\xc0\x80", 2, "\"\xef\xbf\xbd\xef\xbf\xbd\""},
		{"\xed\xa0\x80", 3, "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""},
		{"\0", 1, "\"\\u0000\""},
		{"", 0, "\"\""},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct buffer out = BUFFER_INIT(1000);
		struct json_writer json = JSON_WRITER_INIT(&out, JSON_STYLE_COMPACT);
		json_write_string_bytes(&json, cases[i].bytes, cases[i].length);
		assert_string_equal(buffer_string(&out), cases[i].expected);
		buffer_done(&out);
	}
}

static void depth_is_limited(void **state)
{
	(void)state;
	struct buffer out = BUFFER_INIT(1000);
	struct json_writer json = JSON_WRITER_INIT(&out, JSON_STYLE_COMPACT);
	for (int i = 0; i < JSON_WRITER_DEPTH + 1; i++)
		json_array_begin(&json);
	struct error err = ERROR_INIT;
	assert_int_equal(buffer_check(&out, "json", &err), -1);
	buffer_done(&out);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(writes_compact_and_pretty),
	cmocka_unit_test(replaces_what_is_not_utf8),
	cmocka_unit_test(depth_is_limited),
};
UNIT_MAIN(tests)
