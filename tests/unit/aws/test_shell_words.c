#include "aws/shell_words.h"
#include "core/error.h"
#include "unit.h"

/* What Python's shlex.split() answers, joined by '|'. */
static void splits_as_python_does(void **state)
{
	(void)state;
	static const struct {
		const char *line, *words;
	} cases[] = {
		{"", ""},
		{"  \t\r\n", ""},
		{"profile prod", "profile|prod"},
		{" profile\t prod ", "profile|prod"},
		{"profile \"two words\"", "profile|two words"},
		{"profile 'two words'", "profile|two words"},
		{"a\"b c\"d", "ab cd"},
		{"''", ""},
		{"a '' b", "a||b"},
		{"a \"\"", "a|"},
		{"a\\ b", "a b"},
		{"a\\\\b", "a\\b"},
		{"'a\\b'", "a\\b"},
		{"\"a\\b\"", "a\\b"},
		{"\"a\\\"b\"", "a\"b"},
		{"\"a\\\\b\"", "a\\b"},
		{"\"a\\'b\"", "a\\'b"},
		{"a # b", "a|#|b"},
		{"\"it's\" 'a \"b\"'", "it's|a \"b\""},
		{"/bin/get --key=\"x y\" 'z'", "/bin/get|--key=x y|z"},
		{"\xc3\xa4 \xe2\x82\xac", "\xc3\xa4|\xe2\x82\xac"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct shell_words words;
		assert_int_equal(shell_words_split(&words, cases[i].line, NULL), 0);
		char joined[100] = "";
		for (size_t j = 0; j < words.count; j++) {
			size_t used = strlen(joined);
			snprintf(joined + used, sizeof(joined) - used, "%s%s", j ? "|" : "",
				 words.words[j]);
		}
		assert_string_equal(joined, cases[i].words);
		assert_null(words.words[words.count]);
		shell_words_done(&words);
	}
}

static void refuses_what_has_no_end(void **state)
{
	(void)state;
	static const char *const cases[] = {"'a", "\"a", "a\\", "\"a\\", "a 'b\" c", "\"a\\\""};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct shell_words words;
		struct error err = ERROR_INIT;
		assert_int_equal(shell_words_split(&words, cases[i], &err), -1);
		assert_non_null(strstr(err.message, "not closed"));
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(splits_as_python_does),
	cmocka_unit_test(refuses_what_has_no_end),
};

UNIT_MAIN(tests)
