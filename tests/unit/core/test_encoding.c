#include "core/buffer.h"
#include "core/encoding.h"
#include "core/error.h"
#include "unit.h"

/* RFC 4648 section 10. */
static const struct {
	const char *plain, *padded, *unpadded;
} vectors[] = {
	{"", "", ""},
	{"f", "Zg==", "Zg"},
	{"fo", "Zm8=", "Zm8"},
	{"foo", "Zm9v", "Zm9v"},
	{"foob", "Zm9vYg==", "Zm9vYg"},
	{"fooba", "Zm9vYmE=", "Zm9vYmE"},
	{"foobar", "Zm9vYmFy", "Zm9vYmFy"},
	{"\xfb\xff", "+/8=", "+/8"},
};

static void check(const char *plain, const char *encoded, enum base64_variant variant)
{
	struct buffer out = BUFFER_INIT(100);
	encoding_base64(&out, plain, strlen(plain), variant);
	assert_string_equal(buffer_string(&out), encoded);
	buffer_truncate(&out, 0);
	assert_int_equal(encoding_base64_decode(&out, encoded, strlen(encoded), variant, "x", NULL),
			 0);
	assert_int_equal(out.length, strlen(plain));
	assert_memory_equal(buffer_string(&out), plain, strlen(plain));
	buffer_done(&out);
}

static void base64_both_ways(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(vectors); i++) {
		check(vectors[i].plain, vectors[i].padded, BASE64_STANDARD);
		check(vectors[i].plain, vectors[i].unpadded, BASE64_STANDARD_UNPADDED);
	}
	check("\xfb\xff", "-_8=", BASE64_URL);
	check("\xfb\xff", "-_8", BASE64_URL_UNPADDED);
}

static void base64_is_strict(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum base64_variant variant;
	} cases[] = {
		{"Zg", BASE64_STANDARD},         {"Zg=", BASE64_STANDARD},
		{"Zg===", BASE64_STANDARD},      {"Zg==", BASE64_STANDARD_UNPADDED},
		{"Zh==", BASE64_STANDARD}, /* unused bits set */
		{"Zm 9v", BASE64_STANDARD},      {"Zm9v\n", BASE64_STANDARD},
		{"-_8=", BASE64_STANDARD},       {"+/8=", BASE64_URL},
		{"Z", BASE64_STANDARD_UNPADDED}, {"Zm9v=", BASE64_STANDARD},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct buffer out = BUFFER_INIT(100);
		struct error err = ERROR_INIT;
		buffer_append_string(&out, "before");
		assert_int_equal(encoding_base64_decode(&out, cases[i].text, strlen(cases[i].text),
							cases[i].variant, "the key", &err),
				 -1);
		assert_string_equal(err.message, "the key is not valid base64");
		assert_string_equal(buffer_string(&out), "before");
		buffer_done(&out);
	}
}

static void base64_has_64_characters(void **state)
{
	(void)state;
	for (int c = 0; c < 256; c++) {
		struct buffer out = BUFFER_INIT(100);
		char text[4] = {'A', 'A', 'A', (char)c};
		bool letter =
			(c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
		bool standard = letter || c == '+' || c == '/';
		bool url = letter || c == '-' || c == '_';
		assert_int_equal(
			encoding_base64_decode(&out, text, 4, BASE64_STANDARD_UNPADDED, "x", NULL),
			standard ? 0 : -1);
		assert_int_equal(
			encoding_base64_decode(&out, text, 4, BASE64_URL_UNPADDED, "x", NULL),
			url ? 0 : -1);
		buffer_done(&out);
	}
}

static void hex_is_lower_case(void **state)
{
	(void)state;
	struct buffer out = BUFFER_INIT(100);
	encoding_hex(&out, "\x00\xab\xff", 3);
	assert_string_equal(buffer_string(&out), "00abff");
	buffer_done(&out);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(base64_both_ways),
	cmocka_unit_test(base64_is_strict),
	cmocka_unit_test(base64_has_64_characters),
	cmocka_unit_test(hex_is_lower_case),
};
UNIT_MAIN(tests)
