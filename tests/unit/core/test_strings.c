#include "core/error.h"
#include "core/strings.h"
#include "unit.h"

static void escapes_what_a_terminal_would_obey(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		size_t length;
		const char *expected;
	} cases[] = {
		{"plain text", 10, "plain text"},
		{"\x1b[31mred", 8, "\\x1b[31mred"},
		{"a\nb\rc\td", 7, "a\\x0ab\\x0dc\\x09d"},
		{"nul\0here", 8, "nul\\x00here"},
		{"\x7f", 1, "\\x7f"},
		{"\xc3\xa4\xe2\x82\xac\xf0\x9f\x94\x92", 9, "\xc3\xa4\xe2\x82\xac\xf0\x9f\x94\x92"},
		{"\xc2\x9b", 2, "\\xc2\\x9b"}, /* C1: the 8-bit CSI */
		{"\xff\xfe", 2, "\\xff\\xfe"},
		{"\xe2\x82", 2, "\\xe2\\x82"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char target[100];
		string_escape(target, sizeof(target), cases[i].bytes, cases[i].length);
		assert_string_equal(target, cases[i].expected);
	}
}

static void escaping_is_cut_at_a_whole_character(void **state)
{
	(void)state;
	static const struct {
		size_t size;
		const char *expected;
	} cases[] = {
		{1, ""},
		{2, "a"},
		{3, "a"},
		{4, "a\xc3\xa4"},
		{7, "a\xc3\xa4"},
		{8, "a\xc3\xa4\\x07"},
		{9, "a\xc3\xa4\\x07z"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char target[16];
		string_escape(target, cases[i].size, "a\xc3\xa4\x07z", 5);
		assert_string_equal(target, cases[i].expected);
	}
}

static void knows_white_space(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		size_t expected;
	} cases[] = {
		{" ", 1},
		{"\t", 1},
		{"\r", 1},
		{"\x1c", 1},
		{"\xc2\x85", 2}, /* next line */
		{"\xc2\xa0", 2}, /* no-break space */
		{"\xe1\x9a\x80", 3},
		{"\xe2\x80\x80", 3},
		{"\xe2\x80\x8a", 3},
		{"\xe2\x80\xa8", 3},
		{"\xe2\x80\xaf", 3},
		{"\xe2\x81\x9f", 3},
		{"\xe3\x80\x80", 3},
		{"", 0},
		{"a", 0},
		{"\x1b", 0},
		{"\xc2", 0},
		{"\xc2\xa1", 0},
		{"\xe2\x80", 0},
		{"\xe2\x80\x8b", 0}, /* zero-width space: it is none */
		{"\xef\xbb\xbf", 0},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		size_t length = strlen(cases[i].bytes);
		assert_int_equal(string_space(cases[i].bytes, length), cases[i].expected);
		char text[8];
		snprintf(text, sizeof(text), "xy%s", cases[i].bytes);
		assert_int_equal(string_space_before(text, length + 2), cases[i].expected);
	}
}

static void knows_utf8(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		size_t length, expected;
	} cases[] = {
		{"a", 1, 1},
		{"\xc2\x80", 2, 2},
		{"\xc1\xbf", 2, 0},
		{"\xe0\xa0\x80", 3, 3},
		{"\xe0\x9f\xbf", 3, 0},
		{"\xed\x9f\xbf", 3, 3},
		{"\xed\xa0\x80", 3, 0},
		{"\xf0\x90\x80\x80", 4, 4},
		{"\xf0\x8f\xbf\xbf", 4, 0},
		{"\xf4\x8f\xbf\xbf", 4, 4},
		{"\xf4\x90\x80\x80", 4, 0},
		{"\xf5\x80\x80\x80", 4, 0},
		{"\x80", 1, 0},
		{"\xe2\x28\xa1", 3, 0},
		{"", 0, 0},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_int_equal(string_utf8_sequence((const unsigned char *)cases[i].bytes,
						      cases[i].length),
				 cases[i].expected);
}

static void reads_whole_numbers_only(void **state)
{
	(void)state;
	uint64_t value = 7;
	assert_int_equal(string_to_u64("18446744073709551615", UINT64_MAX, &value), 0);
	assert_true(value == UINT64_MAX);
	value = 7;
	static const char *const bad[] = {"",
					  "-1",
					  "+1",
					  " 1",
					  "1 ",
					  "0x10",
					  "18446744073709551616",
					  "99999999999999999999999",
					  "1.0"};
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_int_equal(string_to_u64(bad[i], UINT64_MAX, &value), -1);
	assert_int_equal(string_to_u64("11", 10, &value), -1);
	assert_int_equal(value, 7);
}

static void measures_how_far_words_are_apart(void **state)
{
	(void)state;
	static const struct {
		const char *a, *b;
		size_t expected;
	} cases[] = {
		{"", "", 0},
		{"abc", "abc", 0},
		{"abc", "", 3},
		{"seal", "sael", 1},
		{"context", "contxt", 1},
		{"seal", "heal", 1},
		{"kitten", "sitting", 3},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		assert_int_equal(string_distance(cases[i].a, cases[i].b), cases[i].expected);
		assert_int_equal(string_distance(cases[i].b, cases[i].a), cases[i].expected);
	}
	char longer[100];
	memset(longer, 'a', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	assert_true(string_distance(longer, "a") == SIZE_MAX);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(escapes_what_a_terminal_would_obey),
	cmocka_unit_test(escaping_is_cut_at_a_whole_character),
	cmocka_unit_test(knows_white_space),
	cmocka_unit_test(knows_utf8),
	cmocka_unit_test(reads_whole_numbers_only),
	cmocka_unit_test(measures_how_far_words_are_apart),
};
UNIT_MAIN(tests)
