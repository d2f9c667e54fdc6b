#include "cmd/help.h"

#include <string.h>

#include "cmd/command.h"

static const char *const group_titles[GROUP_COUNT] = {
	[GROUP_DAILY] = "Every day",
	[GROUP_PREPARE] = "Preparation day",
	[GROUP_ENVELOPE] = "The sealed credential",
	[GROUP_EMERGENCY] = "The day IAM is down",
	[GROUP_OTHER] = "Other",
};

static void print_group(enum command_group group, FILE *stream)
{
	bool titled = false;
	for (const struct command_row *row = command_rows; row->name; row++) {
		if (row->group != group)
			continue;
		if (!titled)
			fprintf(stream, "\n%s\n", group_titles[group]);
		titled = true;
		fprintf(stream, "  %-18s %s\n", row->name, row->summary);
	}
}

void help_overview(const char *program, FILE *stream)
{
	fprintf(stream,
		"Usage: %s COMMAND [OPTION]... [ARGUMENT]...\n"
		"\n"
		"Break-glass access and kubeconfig management for Amazon EKS.\n",
		program);
	for (int group = 0; group < GROUP_COUNT; group++)
		print_group((enum command_group)group, stream);
	fprintf(stream,
		"\n"
		"'%s COMMAND --help' explains one command; man eksbreakglass has all of it.\n",
		program);
}

/* PROGRAM in an example stands for the name the user called. */
static void print_examples(const char *program, const char *examples, FILE *stream)
{
	static const char placeholder[] = "PROGRAM";
	fputs("\nExamples:\n", stream);
	for (const char *line = examples; *line;) {
		const char *end = strchr(line, '\n');
		size_t length = end ? (size_t)(end - line) : strlen(line);
		fputs("  ", stream);
		for (size_t i = 0; i < length; i++) {
			if (strncmp(line + i, placeholder, sizeof(placeholder) - 1) == 0) {
				fputs(program, stream);
				i += sizeof(placeholder) - 2;
			} else {
				fputc(line[i], stream);
			}
		}
		fputc('\n', stream);
		line += length + (end ? 1 : 0);
	}
}

static void print_option(const struct command_option *option, FILE *stream)
{
	char left[80];
	char letter[8] = "    ";
	if (option->letter)
		snprintf(letter, sizeof(letter), "-%c, ", option->letter);
	const char *argument = option->argument ? option->argument : option->choices;
	if (option->type == OPTION_FLAG)
		snprintf(left, sizeof(left), "%s--%s", letter, option->name);
	else if (option->bare)
		snprintf(left, sizeof(left), "%s--%s[=%s]", letter, option->name, argument);
	else
		snprintf(left, sizeof(left), "%s--%s %s", letter, option->name, argument);
	if (strlen(left) <= 28)
		fprintf(stream, "  %-28s %s", left, option->help);
	else
		fprintf(stream, "  %s\n  %-28s %s", left, "", option->help);
	if (option->fallback)
		fprintf(stream, " [%s]", option->fallback);
	fputc('\n', stream);
}

void help_command(const char *program, const struct command_row *row, FILE *stream)
{
	const struct command *command = row->command;
	fprintf(stream, "Usage: %s %s%s%s\n", program, row->name, *command->usage ? " " : "",
		command->usage);
	if (row->alias)
		fprintf(stream, "Also:  %s %s\n", program, row->alias);
	fprintf(stream, "\n%s\n", command->description);
	fputs("\nOptions:\n", stream);
	for (const struct command_option *option = command->options; option && option->name;
	     option++)
		print_option(option, stream);
	fprintf(stream, "  %-28s %s\n", "-h, --help", "show this help");
	if (command->examples)
		print_examples(program, command->examples, stream);
}
