#include "platform/environment.h"

#include <limits.h>
#include <pwd.h>
#include <unistd.h>

#include "core/error.h"
#include "unit.h"

static void expand(const char *path, const char *expected)
{
	char *expanded = NULL;
	assert_int_equal(environment_expand_path(path, &expanded, NULL), 0);
	assert_string_equal(expanded, expected);
	free(expanded);
}

static void replaces_variables_that_are_set(void **state)
{
	(void)state;
	clearenv();
	setenv("PLACE", "/srv", 1);
	setenv("A_1", "x", 1);
	setenv("NOTHING", "", 1);
	setenv("BRACE-D", "y", 1);
	static const struct {
		const char *path, *expanded;
	} cases[] = {
		{"", ""},
		{"/plain/path", "/plain/path"},
		{"$PLACE/config", "/srv/config"},
		{"${PLACE}config", "/srvconfig"},
		{"$PLACEconfig", "$PLACEconfig"},
		{"/a/$A_1$A_1", "/a/xx"},
		{"/a$NOTHING/b", "/a/b"},
		{"${BRACE-D}", "y"},
		{"$NOT_SET/${NOR_THIS}", "$NOT_SET/${NOR_THIS}"},
		{"$", "$"},
		{"a$/b$", "a$/b$"},
		{"${", "${"},
		{"${}", "${}"},
		{"${PLACE", "${PLACE"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		expand(cases[i].path, cases[i].expanded);
}

static void a_value_is_not_expanded_again(void **state)
{
	(void)state;
	clearenv();
	setenv("OUTER", "$INNER", 1);
	setenv("INNER", "no", 1);
	expand("$OUTER", "$INNER");
}

static void replaces_the_home_directory(void **state)
{
	(void)state;
	clearenv();
	setenv("HOME", "/home/someone", 1);
	setenv("TILDE", "~", 1);
	expand("~", "/home/someone");
	expand("~/.aws/config", "/home/someone/.aws/config");
	expand("$TILDE/x", "/home/someone/x");
	expand("~other/x", "~other/x");
	expand("/a/~/b", "/a/~/b");
}

static void without_a_variable_the_user_database_has_the_home(void **state)
{
	(void)state;
	const struct passwd *user = getpwuid(getuid());
	assert_non_null(user);
	char expected[PATH_MAX];
	snprintf(expected, sizeof(expected), "%s/x", user->pw_dir);
	clearenv();
	expand("~/x", expected);
}

static void refuses_what_is_too_long(void **state)
{
	(void)state;
	clearenv();
	char value[3000];
	memset(value, 'a', sizeof(value) - 1);
	value[sizeof(value) - 1] = '\0';
	setenv("LONG", value, 1);
	char *expanded = NULL;
	struct error err = ERROR_INIT;
	assert_int_equal(environment_expand_path("$LONG$LONG", &expanded, &err), -1);
	assert_non_null(strstr(err.message, "a path is longer than"));
	assert_null(expanded);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(replaces_variables_that_are_set),
	cmocka_unit_test(a_value_is_not_expanded_again),
	cmocka_unit_test(replaces_the_home_directory),
	cmocka_unit_test(without_a_variable_the_user_database_has_the_home),
	cmocka_unit_test(refuses_what_is_too_long),
};

UNIT_MAIN(tests)
