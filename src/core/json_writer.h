/*
 * Writes JSON (RFC 8259) into a buffer, which may be a struct secret's. Commas and indentation are
 * the writer's care, the order of calls the caller's:
 *
 *	struct json_writer json = JSON_WRITER_INIT(&out, JSON_STYLE_COMPACT);
 *	json_object_begin(&json);
 *	json_member_string(&json, "kind", "Config");
 *	json_key(&json, "users");
 *	json_array_begin(&json);
 *	json_array_end(&json);
 *	json_object_end(&json);
 *
 * Failures stick in the buffer: check it once at the end with buffer_check().
 *
 * The names stay clear of jansson's (json_string, json_integer, json_null and others), which the
 * linker would otherwise take for these.
 */
#ifndef CORE_JSON_WRITER_H
#define CORE_JSON_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer;

enum json_style {
	JSON_STYLE_COMPACT, /* no white space at all */
	JSON_STYLE_PRETTY,  /* two spaces a level, as kubectl prints it; no final newline */
};

enum { JSON_WRITER_DEPTH = 128 };

struct json_writer {
	struct buffer *out;
	enum json_style style;
	unsigned depth;
	bool after_key;
	bool has_items[JSON_WRITER_DEPTH];
};

#define JSON_WRITER_INIT(out_, style_)           \
	{                                        \
		.out = (out_), .style = (style_) \
	}

void json_object_begin(struct json_writer *json);
void json_object_end(struct json_writer *json);
void json_array_begin(struct json_writer *json);
void json_array_end(struct json_writer *json);
void json_key(struct json_writer *json, const char *key);
void json_key_bytes(struct json_writer *json, const char *bytes, size_t length);

/* Bytes that are not UTF-8 become U+FFFD. NULL is written as null. */
void json_write_string(struct json_writer *json, const char *text);
void json_write_string_bytes(struct json_writer *json, const char *bytes, size_t length);
void json_write_integer(struct json_writer *json, int64_t value);
void json_write_boolean(struct json_writer *json, bool value);
void json_write_null(struct json_writer *json);
/* Text that is JSON already. */
void json_write_raw(struct json_writer *json, const char *text);

/* Key and value in one; json_member_optional writes nothing where text is NULL. */
void json_member_string(struct json_writer *json, const char *key, const char *text);
void json_member_optional(struct json_writer *json, const char *key, const char *text);
void json_member_integer(struct json_writer *json, const char *key, int64_t value);
void json_member_boolean(struct json_writer *json, const char *key, bool value);

#endif
