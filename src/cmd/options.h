/* Reads a command line by a command's option table. */
#ifndef CMD_OPTIONS_H
#define CMD_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

struct command;
struct command_option;
struct error;

struct options_result {
	void *settings;   /* command->settings_size bytes, or NULL if that is 0 */
	char **arguments; /* NULL-terminated; the strings are argv's */
	size_t argument_count;
	bool help; /* -h or --help was given; nothing else has been checked */
};

/*
 * argv: the words after the command's name. Options and arguments may be mixed; "--" ends options.
 * Names must be whole: an abbreviation that works today would be ambiguous tomorrow. Errors are
 * ERROR_USAGE. The result must be ended with options_done(), also after a failure.
 */
int options_parse(const struct command *command, size_t argc, char *const *argv,
		  struct options_result *result, struct error *err);
void options_done(const struct command *command, struct options_result *result);

/* NULL when there is none of that name. */
const struct command_option *options_find(const struct command *command, const char *name,
					  size_t name_length);
const struct command_option *options_find_letter(const struct command *command, char letter);

#endif
