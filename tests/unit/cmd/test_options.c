#include "cmd/command.h"
#include "cmd/options.h"
#include "core/error.h"
#include "core/strings.h"
#include "unit.h"

struct settings {
	bool flag;
	const char *text;
	struct text_list list;
	const char *choice;
	const char *dry_run;
	uint64_t number;
	int64_t duration;
};

static const struct command_option options[] = {
	{.name = "flag",
	 .letter = 'f',
	 .type = OPTION_FLAG,
	 .offset = offsetof(struct settings, flag)},
	{.name = "text",
	 .letter = 't',
	 .type = OPTION_TEXT,
	 .argument = "TEXT",
	 .offset = offsetof(struct settings, text)},
	{.name = "list",
	 .letter = 'l',
	 .type = OPTION_LIST,
	 .argument = "ITEM",
	 .offset = offsetof(struct settings, list)},
	{.name = "choice",
	 .type = OPTION_CHOICE,
	 .choices = "one|two",
	 .fallback = "one",
	 .offset = offsetof(struct settings, choice)},
	{.name = "dry-run",
	 .type = OPTION_CHOICE,
	 .choices = "client|server",
	 .bare = "client",
	 .offset = offsetof(struct settings, dry_run)},
	{.name = "number",
	 .type = OPTION_NUMBER,
	 .argument = "N",
	 .max = 100,
	 .offset = offsetof(struct settings, number)},
	{.name = "duration",
	 .type = OPTION_DURATION,
	 .argument = "TIME",
	 .max = 86400,
	 .offset = offsetof(struct settings, duration)},
	COMMAND_OPTIONS_END,
};

static const struct command command = {
	.options = options, .settings_size = sizeof(struct settings), .arguments_max = 2};

/* Splits at spaces; "''" is an empty word. */
static int parse(const char *line, struct options_result *result, char *storage, struct error *err)
{
	char *argv[16];
	size_t argc = 0;
	snprintf(storage, 200, "%s", line);
	for (char *word = storage; word && *word; argc++) {
		char *space = strchr(word, ' ');
		if (space)
			*space = '\0';
		argv[argc] = string_equal(word, "''") ? word + 2 : word;
		word = space ? space + 1 : NULL;
	}
	return options_parse(&command, argc, argv, result, err);
}

static void reads_every_type(void **state)
{
	(void)state;
	struct options_result result;
	char storage[200];
	assert_int_equal(parse("a -f --text=x=y -l 1 --list 2 -l3 --choice two --dry-run b "
			       "--number 100 --duration 2h",
			       &result, storage, NULL),
			 0);
	const struct settings *settings = result.settings;
	assert_true(settings->flag);
	assert_string_equal(settings->text, "x=y");
	assert_int_equal(settings->list.count, 3);
	assert_string_equal(settings->list.items[0], "1");
	assert_string_equal(settings->list.items[2], "3");
	assert_string_equal(settings->choice, "two");
	assert_string_equal(settings->dry_run, "client");
	assert_int_equal(settings->number, 100);
	assert_int_equal(settings->duration, 7200);
	assert_int_equal(result.argument_count, 2);
	assert_string_equal(result.arguments[0], "a");
	assert_string_equal(result.arguments[1], "b");
	assert_null(result.arguments[2]);
	options_done(&command, &result);
}

static void falls_back_and_ends_options(void **state)
{
	(void)state;
	struct options_result result;
	char storage[200];
	assert_int_equal(parse("--dry-run=server -- -f -", &result, storage, NULL), 0);
	const struct settings *settings = result.settings;
	assert_false(settings->flag);
	assert_null(settings->text);
	assert_string_equal(settings->choice, "one");
	assert_string_equal(settings->dry_run, "server");
	assert_string_equal(result.arguments[0], "-f");
	assert_string_equal(result.arguments[1], "-");
	options_done(&command, &result);
}

static void help_needs_nothing_else(void **state)
{
	(void)state;
	struct options_result result;
	char storage[200];
	assert_int_equal(parse("a b c --help --bogus", &result, storage, NULL), 0);
	assert_true(result.help);
	options_done(&command, &result);
}

static void refuses_with_a_reason(void **state)
{
	(void)state;
	static const struct {
		const char *line, *message, *hint;
	} cases[] = {
		{"--bogus", "there is no option '--bogus'", ""},
		{"--txet x", "there is no option '--txet'", "did you mean --text?"},
		{"--dur 1", "there is no option '--dur'", "did you mean --duration?"},
		{"-x", "there is no option '-x'", ""},
		{"-fl", "write '-fl' as separate options", ""},
		{"--flag=yes", "--flag takes no value", ""},
		{"--text", "--text needs a value: --text TEXT", ""},
		{"--text ''", "--text takes a TEXT, and it is empty", ""},
		{"--text a --text b", "--text is given twice", ""},
		{"--choice three", "--choice takes one|two, not 'three'", ""},
		{"--choice on", "--choice takes one|two, not 'on'", ""},
		{"--dry-run=", "--dry-run takes client|server, not ''", ""},
		{"--number 101", "--number takes a whole number of at most 100, not '101'", ""},
		{"--duration 25h",
		 "--duration takes a duration such as 90s, 15m, 2h or 7d (within its limit), not "
		 "'25h'",
		 ""},
		{"--duration 1w",
		 "--duration takes a duration such as 90s, 15m, 2h or 7d (within its limit), not "
		 "'1w'",
		 ""},
		{"a b c", "unexpected argument 'c'", ""},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct options_result result;
		struct error err = ERROR_INIT;
		char storage[200];
		assert_int_equal(parse(cases[i].line, &result, storage, &err), -1);
		assert_string_equal(err.message, cases[i].message);
		assert_string_equal(err.hint, cases[i].hint);
		assert_int_equal(err.code, ERROR_USAGE);
		options_done(&command, &result);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(reads_every_type),
	cmocka_unit_test(falls_back_and_ends_options),
	cmocka_unit_test(help_needs_nothing_else),
	cmocka_unit_test(refuses_with_a_reason),
};
UNIT_MAIN(tests)
