/*
 * JSON (RFC 8259) from outside and to outside, over jansson with allocators that wipe.
 *
 * A value is owned by whoever made it (json_parse, json_new_*) and ended with json_free(); a value
 * reached from another is borrowed from it. Getters take NULL and values of the wrong type, and
 * then answer "not there": a chain of them needs one check at its end.
 *
 * A path is names joined by dots, "metadata.name", from the given value down; NULL is the value
 * itself. A name that has a dot in it (an annotation) is reached with json_get_member.
 */
#ifndef PLATFORM_JSON_H
#define PLATFORM_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/json_writer.h"

struct buffer;
struct error;
struct json;

enum {
	JSON_SIZE_LIMIT = 64 * 1024 * 1024, /* bytes of one text */
	JSON_DEPTH_LIMIT = 100,
};

/*
 * The text must be one object or array, UTF-8, without a NUL byte or "\u0000", without duplicate
 * keys, nested at most JSON_DEPTH_LIMIT deep; integers must fit int64_t. `what` names the text in
 * the error, which quotes nothing of it: it may be a secret.
 */
int json_parse(const char *text, size_t length, const char *what, struct json **ret_value,
	       struct error *err);
void json_free(struct json *value);
void json_free_at(struct json **at); /* for cleanup() */

/* --- reading ----------------------------------------------------------------------------- */

enum json_type {
	JSON_TYPE_MISSING, /* of NULL */
	JSON_TYPE_NULL,
	JSON_TYPE_BOOL,
	JSON_TYPE_INTEGER,
	JSON_TYPE_REAL,
	JSON_TYPE_STRING,
	JSON_TYPE_ARRAY,
	JSON_TYPE_OBJECT,
};

enum json_type json_get_type(const struct json *value);

const struct json *json_get(const struct json *value, const char *path);
const struct json *json_get_member(const struct json *object, const char *name);
const char *json_get_string(const struct json *value, const char *path); /* NULL if none */
bool json_get_bool(const struct json *value, const char *path, bool fallback);
int json_get_integer(const struct json *value, const char *path, int64_t *ret_integer);

/* As json_get_string, but it must be there and not be empty: "WHAT has no PATH" otherwise. */
int json_need_string(const struct json *value, const char *path, const char *what,
		     const char **ret_string, struct error *err);

size_t json_count(const struct json *value); /* of items or members; 0 for any other value */
const struct json *json_item(const struct json *array, size_t index);

/* The members in the order of the text: start with {0}, false after the last. */
struct json_member {
	const char *name;
	const struct json *value;
	void *iterator;
};
bool json_next_member(const struct json *object, struct json_member *member);

/* --- building ---------------------------------------------------------------------------- */

struct json *json_new_object(struct error *err); /* NULL when memory is out */
struct json *json_new_array(struct error *err);

/*
 * Set the member at `path`; objects on the way are made where they are missing. Text that is not
 * UTF-8 is an error. A NULL text sets nothing.
 */
int json_put_string(struct json *object, const char *path, const char *text, struct error *err);
int json_put_bool(struct json *object, const char *path, bool value, struct error *err);
int json_put_integer(struct json *object, const char *path, int64_t value, struct error *err);
/* Takes `value` over, also on failure; it may be NULL after a failure of its maker. */
int json_put(struct json *object, const char *path, struct json *value, struct error *err);
/* `name` may hold dots; `path` is where the object stands, NULL for `object` itself. */
int json_put_member(struct json *object, const char *path, const char *name, const char *text,
		    struct error *err);

void json_remove(struct json *object, const char *path); /* no matter whether it is there */

int json_add(struct json *array, struct json *value, struct error *err); /* takes value over */
int json_add_string(struct json *array, const char *text, struct error *err);

/* A copy that shares nothing. NULL when memory is out. */
struct json *json_clone(const struct json *value, struct error *err);

/* Appends the text, members in their order, without a closing newline. */
int json_write(const struct json *value, enum json_style style, struct buffer *out,
	       struct error *err);

#endif
