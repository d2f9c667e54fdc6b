#include "platform/json_yaml.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "core/buffer.h"
#include "core/error.h"
#include "core/strings.h"
#include "platform/json.h"

enum { NAME_MAX_LENGTH = 1000 };

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

static unsigned code_point(const char *sequence, size_t length)
{
	static const unsigned char lead_bits[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
	unsigned code = (unsigned char)sequence[0] & lead_bits[length];
	for (size_t i = 1; i < length; i++)
		code = code << 6 | ((unsigned char)sequence[i] & 0x3fU);
	return code;
}

/* Control characters, line breaks of YAML 1.1, the byte order mark, and what is no character. */
static bool needs_escape(unsigned code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x2028 || code == 0x2029 ||
	       code == 0xfeff || code == 0xfffe || code == 0xffff;
}

/* The double-quoted style, which has an escape for every character. */
static void append_quoted(struct buffer *out, const char *text)
{
	size_t left = strlen(text);
	buffer_append_char(out, '"');
	while (left > 0) {
		size_t length = string_utf8_sequence((const unsigned char *)text, left);
		unsigned code = code_point(text, length);
		if (code == '\n')
			buffer_append_string(out, "\\n");
		else if (code == '\t')
			buffer_append_string(out, "\\t");
		else if (needs_escape(code))
			buffer_append_format(out, "\\u%04x", code);
		else if (code == '"' || code == '\\')
			buffer_append(out, (char[]){'\\', *text}, 2);
		else
			buffer_append(out, text, length);
		text += length;
		left -= length;
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

/* YAML readers look for the ':' within 1024 characters only. */
static int append_name(struct buffer *out, const char *name, struct error *err)
{
	size_t before = out->length;
	append_text(out, name);
	if (out->length - before > NAME_MAX_LENGTH)
		return error_set(err, ERROR_FAILED, "a name of %zu bytes is too long for YAML",
				 strlen(name));
	buffer_append_char(out, ':');
	return 0;
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
		if (append_name(out, member.name, err) != 0)
			return -1;
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
