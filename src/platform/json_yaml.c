#include "platform/json_yaml.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "core/buffer.h"
#include "core/error.h"
#include "core/strings.h"
#include "platform/json.h"

static bool is_word_of_yaml(const char *text)
{
	static const char *const words[] = {"y",  "n",   "yes",  "no",   "true",
					    "on", "off", "null", "false"};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcasecmp(text, words[i]) == 0)
			return true;
	return false;
}

/* A letter first excludes numbers, dates and every indicator; "/", "." and "-" mean nothing inside.
 */
static bool is_plain(const char *text)
{
	if (!string_is_alnum(text[0]) || string_is_digit(text[0]) || is_word_of_yaml(text))
		return false;
	for (const char *c = text; *c; c++)
		if (!string_is_alnum(*c) && !strchr("._/-", *c))
			return false;
	return true;
}

/* The double-quoted style, which has an escape for every character. */
static void append_quoted(struct buffer *out, const char *text)
{
	buffer_append_char(out, '"');
	for (const char *c = text; *c; c++) {
		unsigned char byte = (unsigned char)*c;
		if (*c == '\n')
			buffer_append_string(out, "\\n");
		else if (*c == '\t')
			buffer_append_string(out, "\\t");
		else if (byte < 0x20 || byte == 0x7f)
			buffer_append_format(out, "\\x%02x", byte);
		else if (*c == '"' || *c == '\\')
			buffer_append(out, (char[]){'\\', *c}, 2);
		else
			buffer_append_char(out, *c);
	}
	buffer_append_char(out, '"');
}

static void append_text(struct buffer *out, const char *text)
{
	if (is_plain(text))
		buffer_append_string(out, text);
	else
		append_quoted(out, text);
}

static void append_indent(struct buffer *out, unsigned indent)
{
	for (unsigned i = 0; i < indent; i++)
		buffer_append_string(out, "  ");
}

static bool is_block(const struct json *value)
{
	return json_count(value) > 0;
}

static int append_scalar(const struct json *value, struct buffer *out, struct error *err)
{
	switch (json_get_type(value)) {
	case JSON_TYPE_STRING:
		append_text(out, json_get_string(value, NULL));
		return 0;
	case JSON_TYPE_OBJECT:
		buffer_append_string(out, "{}");
		return 0;
	case JSON_TYPE_ARRAY:
		buffer_append_string(out, "[]");
		return 0;
	default:
		return json_write(value, JSON_STYLE_COMPACT, out, err);
	}
}

/* `in_line`: the cursor stands where the value's first line begins. The depth is json_parse's. */
static int append_block(const struct json *value, unsigned indent, bool in_line, struct buffer *out,
			struct error *err);

static int append_items(const struct json *array, unsigned indent, bool in_line, struct buffer *out,
			struct error *err)
{
	for (size_t i = 0; i < json_count(array); i++) {
		const struct json *item = json_item(array, i);
		if (!in_line || i > 0)
			append_indent(out, indent);
		buffer_append_string(out, "- ");
		if (is_block(item)) {
			if (append_block(item, indent + 1, true, out, err) != 0)
				return -1;
			continue;
		}
		if (append_scalar(item, out, err) != 0)
			return -1;
		buffer_append_char(out, '\n');
	}
	return 0;
}

static int append_members(const struct json *object, unsigned indent, bool in_line,
			  struct buffer *out, struct error *err)
{
	struct json_member member = {0};
	while (json_next_member(object, &member)) {
		if (!in_line)
			append_indent(out, indent);
		in_line = false;
		append_text(out, member.name);
		buffer_append_char(out, ':');
		bool is_list = json_get_type(member.value) == JSON_TYPE_ARRAY;
		buffer_append_char(out, is_block(member.value) ? '\n' : ' ');
		int result = is_block(member.value)
				     ? append_block(member.value, is_list ? indent : indent + 1,
						    false, out, err)
				     : append_scalar(member.value, out, err);
		if (result != 0)
			return -1;
		if (!is_block(member.value))
			buffer_append_char(out, '\n');
	}
	return 0;
}

static int append_block(const struct json *value, unsigned indent, bool in_line, struct buffer *out,
			struct error *err)
{
	return json_get_type(value) == JSON_TYPE_ARRAY
		       ? append_items(value, indent, in_line, out, err)
		       : append_members(value, indent, in_line, out, err);
}

int json_write_yaml(const struct json *value, struct buffer *out, struct error *err)
{
	int result;
	if (is_block(value)) {
		result = append_block(value, 0, false, out, err);
	} else {
		result = append_scalar(value, out, err);
		buffer_append_char(out, '\n');
	}
	return result == 0 ? buffer_check(out, "the YAML text", err) : -1;
}
