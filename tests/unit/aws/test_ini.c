#include "aws/ini.h"
#include "core/error.h"
#include "unit.h"

static int parse(struct ini *ini, const char *text, size_t length, struct error *err)
{
	struct secret copy = SECRET_INIT(INI_SIZE_LIMIT);
	assert_int_equal(secret_set(&copy, text, length, NULL), 0);
	int result = ini_parse(ini, &copy, "FILE", err);
	secret_done(&copy);
	return result;
}

/* What configparser and botocore make of the same text was recorded from them. */
static void finds_what_botocore_finds(void **state)
{
	(void)state;
	static const struct {
		const char *text, *section, *parent, *key, *value;
	} cases[] = {
		{"[default]\nregion = eu-west-1\n", "default", NULL, "region", "eu-west-1"},
		{"[default]\nregion=eu-west-1", "default", NULL, "region", "eu-west-1"},
		{"[default]\nregion: eu-west-1\n", "default", NULL, "region", "eu-west-1"},
		{"[default]\r\nregion = a\r\noutput = b\r\n", "default", NULL, "region", "a"},
		{"[default]\rregion = a\routput = b\r", "default", NULL, "output", "b"},
		{"\xef\xbb\xbf[default]\nregion = a\n", "default", NULL, "region", "a"},
		{"[default]\nAWS_Access_Key_ID = K\n", "default", NULL, "aws_access_key_id", "K"},
		/* No comment behind a value, and none behind a header that would change it. */
		{"[a]\nk = v # w\n", "a", NULL, "k", "v # w"},
		{"[a]\nk = v ; w\n", "a", NULL, "k", "v ; w"},
		{"[a] # note\nk = v\n", "a", NULL, "k", "v"},
		{"[a] # see [1]\nk = v\n", "a] # see [1", NULL, "k", "v"},
		{"[]]\nk = v\n", "]", NULL, "k", "v"},
		{"# [x]\n  ; [y]\n[a]\nk = v\n", "a", NULL, "k", "v"},
		{"[ a ]\nk = v\n", " a ", NULL, "k", "v"},
		{"  [a]\n  k = v\n", "a", NULL, "k", "v"},
		{"[a]\n[b]\nk = v\n", "b", NULL, "k", "v"},
		{"[a]\nk = v=w:x\n", "a", NULL, "k", "v=w:x"},
		{"[a]\nk : v = w\n", "a", NULL, "k", "v = w"},
		{"[a]\nk=\n", "a", NULL, "k", ""},
		{"[a]\nmy key  =  v  \n", "a", NULL, "my key", "v"},
		{"[a]\nk = \"v\"\n", "a", NULL, "k", "\"v\""},
		/* Values of several lines. */
		{"[a]\nk = v\n  w\n", "a", NULL, "k", "v\nw"},
		{"[a]\nk = v\n\n  w\n", "a", NULL, "k", "v\n\nw"},
		{"[a]\nk = v\n# note\n  w\n", "a", NULL, "k", "v\nw"},
		{"[a]\nk = v\n  # note\n  w\nl = m\n", "a", NULL, "k", "v\nw"},
		{"[a]\nk = v\n\n\n[b]\nl = m\n", "a", NULL, "k", "v"},
		{"[a]\n  k = v\n    w\n  l = m\n", "a", NULL, "l", "m"},
		{"[a]\n  k = v\nl = m\n", "a", NULL, "l", "m"},
		{"[a]\nk = v\n [b]\n", "a", NULL, "k", "v\n[b]"},
		{"[a]\nk = v\n l = m\n", "a", NULL, "k", "v\nl = m"},
		{"[a]\r\nk = v\r\n  w\r\n", "a", NULL, "k", "v\nw"},
		/* White space is Unicode's: what comes along when a key is copied from a page. */
		{"[a]\nk =\xc2\xa0v\xc2\xa0\xe2\x80\x89\n", "a", NULL, "k", "v"},
		{"[a]\nk = v\n\xc2\xa0w\n", "a", NULL, "k", "v\nw"},
		{"[a]\n\xc2\xa0k = v\n  w\n", "a", NULL, "k", "v\nw"}, /* one character deep */
		/* Nested keys. */
		{"[a]\nsts =\n  endpoint_url = u\n", "a", "sts", "endpoint_url", "u"},
		{"[a]\nsts =\n  x = 1\n  y = 2\nz = 3\n", "a", "sts", "y", "2"},
		{"[a]\nsts =\n  x = 1\n  y = 2\nz = 3\n", "a", NULL, "z", "3"},
		{"[a]\nsts =\n  x = 1\n  x = 2\n", "a", "sts", "x", "2"},
		{"[a]\nsts =\n\n  x = 1\n", "a", "sts", "x", "1"},
		{"[a]\nsts =\n  X = 1\n", "a", "sts", "X", "1"},
		{"[a]\nSTS =\n  x = a = b\n", "a", "sts", "x", "a = b"},
		{"[a]\nsts =\n  x = 1\n", "a", NULL, "sts", ""},
		{"[a]\nsts =\n  x = 1\n", "a", "s3", "x", NULL},
		{"[a]\nsts =\n  X = 1\n", "a", "sts", "x", NULL},
		{"[a]\nsts =\n  x = 1\n", "a", NULL, "x", NULL},
		/* [DEFAULT] is not [default]. */
		{"[DEFAULT]\nregion = a\n[b]\nk = v\n", "b", NULL, "region", "a"},
		{"[b]\nk = v\n[DEFAULT]\nregion = a\n", "b", NULL, "region", "a"},
		{"[DEFAULT]\nk = a\n[b]\nk = v\n", "b", NULL, "k", "v"},
		{"[DEFAULT]\nk = a\n[b]\n[DEFAULT]\nl = c\n", "b", NULL, "l", "c"},
		{"[DEFAULT]\ns =\n x = 1\n[b]\n", "b", "s", "x", "1"},
		{"[DEFAULT]\ns =\n x = 1\n[b]\ns = 2\n", "b", "s", "x", NULL},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct ini ini = INI_INIT;
		struct error err = ERROR_INIT;
		if (parse(&ini, cases[i].text, strlen(cases[i].text), &err) != 0)
			fail_msg("case %zu: %s", i, err.message);
		const struct ini_section *section = ini_find(&ini, cases[i].section);
		assert_non_null(section);
		const char *value = cases[i].parent ? ini_get_nested(&ini, section, cases[i].parent,
								     cases[i].key)
						    : ini_get(&ini, section, cases[i].key);
		if (cases[i].value && value)
			assert_string_equal(value, cases[i].value);
		else
			assert_ptr_equal(value, cases[i].value);
		ini_done(&ini);
	}
}

static void refuses_what_botocore_refuses(void **state)
{
	(void)state;
#define TEXT(literal) (literal), sizeof(literal) - 1
	static const struct {
		const char *text;
		size_t length;
		const char *message;
	} cases[] = {
		{TEXT("region = a\n"), "line 1 comes before the first '[section]'"},
		{TEXT("[a]\n\nnonsense\n"), "line 3 is neither '[section]' nor 'key = value'"},
		{TEXT("[a\nk = v\n"), "line 1 comes before the first '[section]'"},
		{TEXT("[a]\n[]\n"), "line 2 is neither '[section]' nor 'key = value'"},
		{TEXT("[a]\n= v\n"), "line 2 has no key before the value"},
		{TEXT("[a]\nk = v\n[b]\n[a]\n"), "line 4 begins a section that was there before"},
		{TEXT("[a]\nk = v\nK : w\n"), "line 3 has a key that its section has already"},
		{TEXT("[DEFAULT]\nk = v\n[DEFAULT]\nk = w\n"),
		 "line 4 has a key that its section has already"},
		{TEXT("[a]\ns =\n  nonsense\n"), "line 2 has a line below it without '='"},
		{TEXT("[a]\nk = \xff\n"), "line 2 is not text in UTF-8"},
		{TEXT("[a]\nk = v\0w\n"), "line 2 is not text in UTF-8"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct ini ini = INI_INIT;
		struct error err = ERROR_INIT;
		assert_int_equal(parse(&ini, cases[i].text, cases[i].length, &err), -1);
		assert_string_equal(err.message + strlen("cannot read FILE: "), cases[i].message);
		ini_done(&ini);
	}
}

static void holds_no_section_in_nothing(void **state)
{
	(void)state;
	static const char *const cases[] = {"", "\n\n", "# only a note\n", "\xef\xbb\xbf"};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct ini ini = INI_INIT;
		assert_int_equal(parse(&ini, cases[i], strlen(cases[i]), NULL), 0);
		assert_int_equal(ini.section_count, 0);
		assert_null(ini_find(&ini, "default"));
		ini_done(&ini);
	}
}

static void a_missing_file_is_an_empty_one(void **state)
{
	(void)state;
	struct ini ini = INI_INIT;
	assert_int_equal(ini_load(&ini, "/nonexistent/config", NULL), 0);
	assert_int_equal(ini.section_count, 0);
	ini_done(&ini);
	struct error err = ERROR_INIT;
	assert_int_equal(ini_load(&ini, "/", &err), -1);
	ini_done(&ini);
}

static void repeated_keys_are_found_in_large_files(void **state)
{
	(void)state;
	enum { COUNT = 20000 };
	struct buffer text = BUFFER_INIT(INI_SIZE_LIMIT);
	for (int i = 0; i < COUNT; i++)
		buffer_append_format(&text, "[profile %d]\nregion = r%d\n", i, i);
	struct ini ini = INI_INIT;
	assert_int_equal(parse(&ini, text.data, text.length, NULL), 0);
	const struct ini_section *section = ini_find(&ini, "profile 19999");
	assert_non_null(section);
	assert_string_equal(ini_get(&ini, section, "region"), "r19999");
	ini_done(&ini);
	buffer_append_string(&text, "[profile 7]\n");
	struct error err = ERROR_INIT;
	assert_int_equal(parse(&ini, text.data, text.length, &err), -1);
	assert_non_null(strstr(err.message, "line 40001 begins a section"));
	ini_done(&ini);
	buffer_done(&text);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(finds_what_botocore_finds),
	cmocka_unit_test(refuses_what_botocore_refuses),
	cmocka_unit_test(holds_no_section_in_nothing),
	cmocka_unit_test(a_missing_file_is_an_empty_one),
	cmocka_unit_test(repeated_keys_are_found_in_large_files),
};

UNIT_MAIN(tests)
