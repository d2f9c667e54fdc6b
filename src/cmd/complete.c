#include "cmd/complete.h"

#include <stdio.h>
#include <string.h>

#include "cmd/dispatch.h"
#include "cmd/options.h"
#include "core/error.h"
#include "core/strings.h"
#include "platform/process.h"

static void print_candidate(const char *text, const char *description)
{
	printf("%s\t%s\n", text, description);
}

/* Names of commands, or, after the first word of a two-word name, its second words. */
static void complete_command(size_t argc, char *const *argv)
{
	const char *last = argv[argc - 1];
	for (const struct command_row *row = command_rows; row->name; row++) {
		const char *space = strchr(row->name, ' ');
		if (argc == 1 && !space) {
			if (string_has_prefix(row->name, last))
				print_candidate(row->name, row->summary);
			continue;
		}
		if (!space)
			continue;
		size_t length = (size_t)(space - row->name);
		if (argc == 1 && strncmp(row->name, last, strlen(last)) == 0 &&
		    strlen(last) <= length)
			printf("%.*s\t%s\n", (int)length, row->name, "has subcommands");
		if (argc == 2 && strlen(argv[0]) == length &&
		    strncmp(argv[0], row->name, length) == 0 && string_has_prefix(space + 1, last))
			print_candidate(space + 1, row->summary);
	}
}

static void complete_kind(enum completion_kind kind)
{
	switch (kind) {
	case COMPLETE_FILE:
		puts(":file");
		break;
	case COMPLETE_CONTEXT:
	case COMPLETE_PROFILE:
	case COMPLETE_NOTHING:
		break;
	}
}

/* prefix is what stands before the value in the same word: "--name=" or "". */
static void complete_value(const struct command_option *option, const char *prefix,
			   const char *value)
{
	if (option->type != OPTION_CHOICE) {
		complete_kind(option->completes);
		return;
	}
	for (const char *choice = option->choices; choice;) {
		const char *end = strchr(choice, '|');
		size_t length = end ? (size_t)(end - choice) : strlen(choice);
		if (strncmp(choice, value, strlen(value)) == 0 && strlen(value) <= length)
			printf("%s%.*s\t\n", prefix, (int)length, choice);
		choice = end ? end + 1 : NULL;
	}
}

/* The option whose value the word after `word` is, or NULL. */
static const struct command_option *awaits_value(const struct command *command, const char *word)
{
	const struct command_option *option = NULL;
	if (string_has_prefix(word, "--") && !strchr(word, '='))
		option = options_find(command, word + 2, strlen(word + 2));
	else if (word[0] == '-' && word[1] != '\0' && word[2] == '\0')
		option = options_find_letter(command, word[1]);
	return option && option->type != OPTION_FLAG && !option->bare ? option : NULL;
}

static void complete_option_names(const struct command *command, const char *word)
{
	for (const struct command_option *option = command->options; option && option->name;
	     option++)
		if (string_has_prefix(option->name, word + 2))
			printf("--%s\t%s\n", option->name, option->help);
	if (string_has_prefix("help", word + 2))
		print_candidate("--help", "show this help");
}

static void complete_words(const struct command *command, size_t argc, char *const *argv)
{
	const char *last = argv[argc - 1];
	const struct command_option *option =
		argc >= 2 ? awaits_value(command, argv[argc - 2]) : NULL;
	if (option) {
		complete_value(option, "", last);
		return;
	}
	const char *equals = strchr(last, '=');
	if (string_has_prefix(last, "--") && equals) {
		option = options_find(command, last + 2, (size_t)(equals - last - 2));
		char prefix[64];
		snprintf(prefix, sizeof(prefix), "%.*s", (int)(equals - last + 1), last);
		if (option)
			complete_value(option, prefix, equals + 1);
		return;
	}
	if (last[0] == '-')
		complete_option_names(command, last[1] == '-' ? last : "--");
	else
		complete_kind(command->completes);
}

int complete_run(enum command_program self, size_t argc, char **argv, struct error *err)
{
	if (argc == 0)
		return 0;
	size_t words = 0;
	const struct command_row *row = dispatch_find(argc - 1, argv, &words);
	if (!row) {
		complete_command(argc, argv);
		return 0;
	}
	if (row->command) {
		complete_words(row->command, argc - words, argv + words);
		return 0;
	}
	if (self != COMMAND_OFFLINE)
		return error_set(err, ERROR_USAGE, "'%s' is not held here", row->name);
	return process_exec_online(argv - 1, err);
}
