#include "core/json_writer.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/buffer.h"
#include "core/strings.h"

static void new_line(struct json_writer *json)
{
	if (json->style == JSON_STYLE_COMPACT)
		return;
	buffer_append_char(json->out, '\n');
	for (unsigned i = 0; i < json->depth; i++)
		buffer_append(json->out, "  ", 2);
}

/* What stands between the item before and the one to come. */
static void separate(struct json_writer *json)
{
	if (json->after_key) {
		json->after_key = false;
		return;
	}
	if (json->depth == 0)
		return;
	if (json->has_items[json->depth - 1])
		buffer_append_char(json->out, ',');
	json->has_items[json->depth - 1] = true;
	new_line(json);
}

static void begin(struct json_writer *json, char bracket)
{
	separate(json);
	buffer_append_char(json->out, bracket);
	if (json->depth == JSON_WRITER_DEPTH) {
		json->out->state = BUFFER_TOO_LONG;
		return;
	}
	json->has_items[json->depth++] = false;
}

static void end(struct json_writer *json, char bracket)
{
	if (json->depth == 0)
		return;
	bool had_items = json->has_items[--json->depth];
	if (had_items)
		new_line(json);
	buffer_append_char(json->out, bracket);
}

void json_object_begin(struct json_writer *json)
{
	begin(json, '{');
}

void json_object_end(struct json_writer *json)
{
	end(json, '}');
}

void json_array_begin(struct json_writer *json)
{
	begin(json, '[');
}

void json_array_end(struct json_writer *json)
{
	end(json, ']');
}

static void append_escape(struct buffer *out, unsigned char c)
{
	static const char hex[] = "0123456789abcdef";
	static const char short_forms[][2] = {{'"', '"'},  {'\\', '\\'}, {'\b', 'b'}, {'\f', 'f'},
					      {'\n', 'n'}, {'\r', 'r'},  {'\t', 't'}};
	for (size_t i = 0; i < sizeof(short_forms) / sizeof(short_forms[0]); i++)
		if (short_forms[i][0] == (char)c) {
			buffer_append_char(out, '\\');
			buffer_append_char(out, short_forms[i][1]);
			return;
		}
	const char escape[] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
	buffer_append(out, escape, sizeof(escape));
}

static void append_quoted(struct buffer *out, const char *bytes, size_t length)
{
	const unsigned char *in = (const unsigned char *)bytes;
	buffer_append_char(out, '"');
	size_t plain = 0; /* where the run of bytes that need no change began */
	for (size_t i = 0; i < length;) {
		size_t sequence = string_utf8_sequence(in + i, length - i);
		if (sequence > 0 && in[i] >= 0x20 && in[i] != '"' && in[i] != '\\') {
			i += sequence;
			continue;
		}
		buffer_append(out, bytes + plain, i - plain);
		if (sequence == 0)
			buffer_append(out, "\xef\xbf\xbd", 3);
		else
			append_escape(out, in[i]);
		plain = ++i;
	}
	buffer_append(out, bytes + plain, length - plain);
	buffer_append_char(out, '"');
}

void json_key(struct json_writer *json, const char *key)
{
	json_key_bytes(json, key, strlen(key));
}

void json_key_bytes(struct json_writer *json, const char *bytes, size_t length)
{
	separate(json);
	append_quoted(json->out, bytes, length);
	buffer_append_string(json->out, json->style == JSON_STYLE_COMPACT ? ":" : ": ");
	json->after_key = true;
}

void json_write_string_bytes(struct json_writer *json, const char *bytes, size_t length)
{
	separate(json);
	append_quoted(json->out, bytes, length);
}

void json_write_string(struct json_writer *json, const char *text)
{
	if (text)
		json_write_string_bytes(json, text, strlen(text));
	else
		json_write_null(json);
}

void json_write_raw(struct json_writer *json, const char *text)
{
	separate(json);
	buffer_append_string(json->out, text);
}

void json_write_integer(struct json_writer *json, int64_t value)
{
	char digits[24];
	snprintf(digits, sizeof(digits), "%" PRId64, value);
	json_write_raw(json, digits);
}

void json_write_boolean(struct json_writer *json, bool value)
{
	json_write_raw(json, value ? "true" : "false");
}

void json_write_null(struct json_writer *json)
{
	json_write_raw(json, "null");
}

void json_member_string(struct json_writer *json, const char *key, const char *text)
{
	json_key(json, key);
	json_write_string(json, text);
}

void json_member_optional(struct json_writer *json, const char *key, const char *text)
{
	if (text)
		json_member_string(json, key, text);
}

void json_member_integer(struct json_writer *json, const char *key, int64_t value)
{
	json_key(json, key);
	json_write_integer(json, value);
}

void json_member_boolean(struct json_writer *json, const char *key, bool value)
{
	json_key(json, key);
	json_write_boolean(json, value);
}
