#include "cmd/options.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/command.h"
#include "core/error.h"
#include "core/strings.h"

struct parser {
	const struct command *command;
	size_t argc;
	char *const *argv;
	size_t next;
	struct options_result *result;
	bool *seen; /* one an option, in the table's order */
};

const struct command_option *options_find(const struct command *command, const char *name,
					  size_t name_length)
{
	for (const struct command_option *option = command->options; option && option->name;
	     option++)
		if (strlen(option->name) == name_length &&
		    strncmp(option->name, name, name_length) == 0)
			return option;
	return NULL;
}

const struct command_option *options_find_letter(const struct command *command, char letter)
{
	for (const struct command_option *option = command->options; option && option->name;
	     option++)
		if (option->letter != 0 && option->letter == letter)
			return option;
	return NULL;
}

static size_t options_count(const struct command *command)
{
	size_t count = 0;
	while (command->options && command->options[count].name)
		count++;
	return count;
}

static void *value_at(const struct parser *parser, const struct command_option *option)
{
	return (char *)parser->result->settings + option->offset;
}

static bool choices_contain(const char *choices, const char *value)
{
	size_t length = strlen(value);
	for (const char *choice = choices; choice;) {
		const char *end = strchr(choice, '|');
		size_t size = end ? (size_t)(end - choice) : strlen(choice);
		if (size == length && strncmp(choice, value, size) == 0)
			return true;
		choice = end ? end + 1 : NULL;
	}
	return false;
}

static int parse_duration(const char *text, uint64_t max, int64_t *ret_seconds)
{
	char digits[24];
	size_t length = strspn(text, "0123456789");
	if (length == 0 || length >= sizeof(digits))
		return -1;
	memcpy(digits, text, length);
	digits[length] = '\0';
	const char *unit = text + length;
	uint64_t factor = *unit == '\0' || string_equal(unit, "s") ? 1
			  : string_equal(unit, "m")                ? 60
			  : string_equal(unit, "h")                ? 3600
			  : string_equal(unit, "d")                ? 86400
								   : 0;
	if (max == 0)
		max = INT64_MAX;
	uint64_t number;
	if (factor == 0 || string_to_u64(digits, max / factor, &number) != 0)
		return -1;
	*ret_seconds = (int64_t)(number * factor);
	return 0;
}

static int store_list(struct parser *parser, const struct command_option *option, const char *value,
		      struct error *err)
{
	struct text_list *list = value_at(parser, option);
	if (!list->items) {
		/* No list can hold more than there are words, and the fallback. */
		list->items = calloc(parser->argc + 1, sizeof(*list->items));
		if (!list->items)
			return error_no_memory(err);
	}
	list->items[list->count++] = value;
	return 0;
}

static int store(struct parser *parser, const struct command_option *option, const char *value,
		 struct error *err)
{
	switch (option->type) {
	case OPTION_FLAG:
		*(bool *)value_at(parser, option) = true;
		return 0;
	case OPTION_LIST:
		if (*value == '\0')
			break;
		return store_list(parser, option, value, err);
	case OPTION_TEXT:
		if (*value == '\0')
			break;
		*(const char **)value_at(parser, option) = value;
		return 0;
	case OPTION_CHOICE:
		if (!choices_contain(option->choices, value))
			return error_set(err, ERROR_USAGE, "--%s takes %s, not '%s'", option->name,
					 option->choices, value);
		*(const char **)value_at(parser, option) = value;
		return 0;
	case OPTION_NUMBER:
		if (string_to_u64(value, option->max ? option->max : UINT64_MAX,
				  value_at(parser, option)) != 0)
			return error_set(
				err, ERROR_USAGE,
				"--%s takes a whole number of at most %llu, not '%s'", option->name,
				(unsigned long long)(option->max ? option->max : UINT64_MAX),
				value);
		return 0;
	case OPTION_DURATION:
		if (parse_duration(value, option->max, value_at(parser, option)) != 0)
			return error_set(
				err, ERROR_USAGE,
				"--%s takes a duration such as 90s, 15m, 2h or 7d%s, not '%s'",
				option->name, option->max ? " (within its limit)" : "", value);
		return 0;
	}
	return error_set(err, ERROR_USAGE, "--%s takes a %s, and it is empty", option->name,
			 option->argument);
}

static int store_given(struct parser *parser, const struct command_option *option,
		       const char *value, struct error *err)
{
	size_t index = (size_t)(option - parser->command->options);
	if (parser->seen[index] && option->type != OPTION_LIST && option->type != OPTION_FLAG)
		return error_set(err, ERROR_USAGE, "--%s is given twice", option->name);
	parser->seen[index] = true;
	return store(parser, option, value, err);
}

static int unknown_option(const struct parser *parser, const char *word, size_t name_length,
			  struct error *err)
{
	error_set(err, ERROR_USAGE, "there is no option '%.*s'", (int)(name_length + 2), word);
	char name[64];
	snprintf(name, sizeof(name), "%.*s", (int)name_length, word + 2);
	const struct command_option *nearest = NULL;
	size_t nearest_distance = 3;
	for (const struct command_option *option = parser->command->options; option && option->name;
	     option++) {
		size_t distance = string_distance(name, option->name);
		if (distance < nearest_distance ||
		    (!nearest && string_has_prefix(option->name, name))) {
			nearest = option;
			nearest_distance = distance;
		}
	}
	if (nearest)
		error_hint(err, "did you mean --%s?", nearest->name);
	return -1;
}

static int parse_value(struct parser *parser, const struct command_option *option,
		       const char *attached, struct error *err)
{
	if (option->type == OPTION_FLAG) {
		if (attached)
			return error_set(err, ERROR_USAGE, "--%s takes no value", option->name);
		return store_given(parser, option, "", err);
	}
	if (attached)
		return store_given(parser, option, attached, err);
	if (option->bare)
		return store_given(parser, option, option->bare, err);
	if (parser->next >= parser->argc)
		return error_set(err, ERROR_USAGE, "--%s needs a value: --%s %s", option->name,
				 option->name, option->argument);
	return store_given(parser, option, parser->argv[parser->next++], err);
}

static int parse_long(struct parser *parser, const char *word, struct error *err)
{
	size_t name_length = strcspn(word + 2, "=");
	const char *attached = word[2 + name_length] == '=' ? word + 2 + name_length + 1 : NULL;
	const struct command_option *option = options_find(parser->command, word + 2, name_length);
	if (!option)
		return unknown_option(parser, word, name_length, err);
	return parse_value(parser, option, attached, err);
}

static int parse_short(struct parser *parser, const char *word, struct error *err)
{
	const struct command_option *option = options_find_letter(parser->command, word[1]);
	if (!option)
		return error_set(err, ERROR_USAGE, "there is no option '-%c'", word[1]);
	if (option->type == OPTION_FLAG && word[2] != '\0')
		return error_set(err, ERROR_USAGE, "write '%s' as separate options", word);
	return parse_value(parser, option, word[2] != '\0' ? word + 2 : NULL, err);
}

static int parse_words(struct parser *parser, struct error *err)
{
	bool options_ended = false;
	while (parser->next < parser->argc) {
		char *word = parser->argv[parser->next++];
		int result = 0;
		if (options_ended || word[0] != '-' || word[1] == '\0')
			parser->result->arguments[parser->result->argument_count++] = word;
		else if (string_equal(word, "--"))
			options_ended = true;
		else if (string_equal(word, "-h") || string_equal(word, "--help"))
			parser->result->help = true;
		else if (word[1] == '-')
			result = parse_long(parser, word, err);
		else
			result = parse_short(parser, word, err);
		if (parser->result->help)
			return 0;
		if (result != 0)
			return -1;
	}
	return 0;
}

static int store_fallbacks(struct parser *parser, struct error *err)
{
	for (size_t i = 0; i < options_count(parser->command); i++) {
		const struct command_option *option = &parser->command->options[i];
		if (!parser->seen[i] && option->fallback &&
		    store(parser, option, option->fallback, err) != 0)
			return -1;
	}
	return 0;
}

static int check_arguments(const struct parser *parser, struct error *err)
{
	const struct command *command = parser->command;
	size_t count = parser->result->argument_count;
	if (count > command->arguments_max)
		return error_set(err, ERROR_USAGE, "unexpected argument '%s'",
				 parser->result->arguments[command->arguments_max]);
	if (count < command->arguments_min)
		return error_set(err, ERROR_USAGE, "an argument is missing");
	return 0;
}

static int parse(struct parser *parser, struct error *err)
{
	if (parse_words(parser, err) != 0)
		return -1;
	if (parser->result->help)
		return 0;
	if (store_fallbacks(parser, err) != 0)
		return -1;
	return check_arguments(parser, err);
}

int options_parse(const struct command *command, size_t argc, char *const *argv,
		  struct options_result *result, struct error *err)
{
	*result = (struct options_result){0};
	struct parser parser = {.command = command, .argc = argc, .argv = argv, .result = result};
	result->arguments = calloc(argc + 1, sizeof(*result->arguments));
	result->settings = calloc(1, command->settings_size + 1);
	parser.seen = calloc(options_count(command) + 1, sizeof(*parser.seen));
	int status = -1;
	if (result->arguments && result->settings && parser.seen)
		status = parse(&parser, err);
	else
		error_no_memory(err);
	free(parser.seen);
	return status;
}

void options_done(const struct command *command, struct options_result *result)
{
	for (const struct command_option *option = command->options;
	     result->settings && option && option->name; option++)
		if (option->type == OPTION_LIST) {
			struct text_list *list =
				(struct text_list *)(void *)((char *)result->settings +
							     option->offset);
			free(list->items);
		}
	free(result->settings);
	free(result->arguments);
	*result = (struct options_result){0};
}
