#include "cmd/complete.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/dispatch.h"
#include "cmd/options.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "kubeconfig/context_summary.h"
#include "kubeconfig/kubeconfig.h"
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

/* A command line, but for the name of the command; the last word is the one being completed. */
struct line {
	const struct command *command;
	size_t argc;
	char *const *argv;
};

/* --kubeconfig as it stands on the line, a leading "~/" expanded as the shell would; or NULL. */
static int find_kubeconfig(const struct line *line, char **ret_path, struct error *err)
{
	static const char attached[] = "--kubeconfig=";
	const char *path = NULL;
	const char *home = getenv("HOME");
	if (!options_find(line->command, "kubeconfig", strlen("kubeconfig")))
		return 0;
	for (size_t i = 0; i + 1 < line->argc; i++) {
		if (string_has_prefix(line->argv[i], attached))
			path = line->argv[i] + sizeof(attached) - 1;
		else if (string_equal(line->argv[i], "--kubeconfig") && i + 2 < line->argc)
			path = line->argv[i + 1];
	}
	if (path && home && string_has_prefix(path, "~/"))
		return string_format(ret_path, err, "%s%s", home, path + 1);
	return string_copy(ret_path, path, err);
}

/* Where there is no kubeconfig, or it cannot be read, there is nothing to offer. */
static void complete_context(const struct line *line, const char *prefix, const char *value)
{
	cleanup(kubeconfig_free_at) struct kubeconfig *config = NULL;
	cleanup_free char *path = NULL;
	if (find_kubeconfig(line, &path, NULL) != 0 || kubeconfig_load(path, &config, NULL) != 0)
		return;
	for (uint32_t i = 0; i < kubeconfig_context_count(config); i++) {
		struct slice name = kubeconfig_context_name(config, i);
		struct slice cluster = kubeconfig_context_cluster(config, i);
		char text[1024];
		char description[256];
		string_escape(text, sizeof(text), name.bytes, name.length);
		string_escape(description, sizeof(description), cluster.bytes, cluster.length);
		/* A name that has to be escaped cannot be typed like that either. */
		if (slice_is(name, text) && string_has_prefix(text, value))
			printf("%s%s\t%s\n", prefix, text, description);
	}
}

/* prefix is what stands before the value in the same word: "--name=" or "". */
static void complete_kind(const struct line *line, enum completion_kind kind, const char *prefix,
			  const char *value)
{
	switch (kind) {
	case COMPLETE_FILE:
		puts(":file");
		break;
	case COMPLETE_CONTEXT:
		complete_context(line, prefix, value);
		break;
	case COMPLETE_PROFILE:
	case COMPLETE_NOTHING:
		break;
	}
}

static void complete_value(const struct line *line, const struct command_option *option,
			   const char *prefix, const char *value)
{
	if (option->type != OPTION_CHOICE) {
		complete_kind(line, option->completes, prefix, value);
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

static void complete_words(const struct line *line)
{
	const struct command *command = line->command;
	const char *last = line->argv[line->argc - 1];
	const struct command_option *option =
		line->argc >= 2 ? awaits_value(command, line->argv[line->argc - 2]) : NULL;
	if (option) {
		complete_value(line, option, "", last);
		return;
	}
	const char *equals = strchr(last, '=');
	if (string_has_prefix(last, "--") && equals) {
		option = options_find(command, last + 2, (size_t)(equals - last - 2));
		char prefix[64];
		snprintf(prefix, sizeof(prefix), "%.*s", (int)(equals - last + 1), last);
		if (option)
			complete_value(line, option, prefix, equals + 1);
		return;
	}
	if (last[0] == '-')
		complete_option_names(command, last[1] == '-' ? last : "--");
	else
		complete_kind(line, command->completes, "", last);
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
		struct line line = {row->command, argc - words, argv + words};
		complete_words(&line);
		return 0;
	}
	if (self != COMMAND_OFFLINE)
		return error_set(err, ERROR_USAGE, "'%s' is not held here", row->name);
	return process_exec_online(argv - 1, err);
}
