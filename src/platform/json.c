#include "platform/json.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "core/buffer.h"
#include "core/error.h"
#include "platform/wiping_memory.h"

/* Before anything can make a value: a block must be freed by the partner of what allocated it. */
__attribute__((constructor)) static void use_wiping_allocators(void)
{
	json_set_alloc_funcs(wiping_malloc, wiping_free);
}

/* struct json is jansson's type under a name of ours. */
static json_t *theirs(const struct json *value)
{
	return (json_t *)value;
}

static struct json *ours(json_t *value)
{
	return (struct json *)value;
}

/* --- parsing ----------------------------------------------------------------------------- */

/* Before jansson recurses. A text that is not JSON may count wrongly here; jansson refuses it. */
static bool is_too_deep(const char *text, size_t length)
{
	size_t depth = 0;
	bool in_string = false;
	for (size_t i = 0; i < length; i++) {
		char c = text[i];
		if (in_string && c == '\\')
			i++;
		else if (c == '"')
			in_string = !in_string;
		else if (!in_string && (c == '[' || c == '{') && ++depth > JSON_DEPTH_LIMIT)
			return true;
		else if (!in_string && (c == ']' || c == '}') && depth > 0)
			depth--;
	}
	return false;
}

/* jansson's own words quote the text. */
static const char *reason(const json_error_t *error)
{
	switch (json_error_code(error)) {
	case json_error_premature_end_of_input:
		return "it ends too early";
	case json_error_end_of_input_expected:
		return "something follows its end";
	case json_error_invalid_utf8:
		return "it is not UTF-8";
	case json_error_duplicate_key:
		return "a key is there twice";
	case json_error_null_character:
	case json_error_null_byte_in_key:
		return "it has a NUL character";
	case json_error_numeric_overflow:
		return "a number is too large";
	default:
		return "it is not JSON";
	}
}

int json_parse(const char *text, size_t length, const char *what, struct json **ret_value,
	       struct error *err)
{
	if (length > JSON_SIZE_LIMIT)
		return error_set(err, ERROR_FAILED, "cannot read %s: it is longer than %d bytes",
				 what, JSON_SIZE_LIMIT);
	if (is_too_deep(text, length))
		return error_set(err, ERROR_FAILED,
				 "cannot read %s: it is nested more than %d levels deep", what,
				 JSON_DEPTH_LIMIT);
	json_error_t error;
	json_t *value = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
	if (!value && json_error_code(&error) == json_error_out_of_memory)
		return error_no_memory(err);
	if (!value)
		return error_set(err, ERROR_FAILED, "cannot read %s: %s (line %d, column %d)", what,
				 length == 0 ? "it is empty" : reason(&error), error.line,
				 error.column);
	*ret_value = ours(value);
	return 0;
}

void json_free(struct json *value)
{
	json_decref(theirs(value));
}

void json_free_at(struct json **at)
{
	json_free(*at);
}

/* --- reading ----------------------------------------------------------------------------- */

enum json_type json_get_type(const struct json *value)
{
	if (!value)
		return JSON_TYPE_MISSING;
	switch (json_typeof(theirs(value))) {
	case JSON_OBJECT:
		return JSON_TYPE_OBJECT;
	case JSON_ARRAY:
		return JSON_TYPE_ARRAY;
	case JSON_STRING:
		return JSON_TYPE_STRING;
	case JSON_INTEGER:
		return JSON_TYPE_INTEGER;
	case JSON_REAL:
		return JSON_TYPE_REAL;
	case JSON_TRUE:
	case JSON_FALSE:
		return JSON_TYPE_BOOL;
	case JSON_NULL:
	default:
		return JSON_TYPE_NULL;
	}
}

const struct json *json_get(const struct json *value, const char *path)
{
	json_t *at = theirs(value);
	while (path && at) {
		size_t length = strcspn(path, ".");
		at = json_object_getn(at, path, length);
		path = path[length] == '.' ? path + length + 1 : NULL;
	}
	return ours(at);
}

const struct json *json_get_member(const struct json *object, const char *name)
{
	return ours(json_object_get(theirs(object), name));
}

const char *json_get_string(const struct json *value, const char *path)
{
	return json_string_value(theirs(json_get(value, path)));
}

bool json_get_bool(const struct json *value, const char *path, bool fallback)
{
	const json_t *at = theirs(json_get(value, path));
	return json_is_boolean(at) ? json_is_true(at) : fallback;
}

int json_get_integer(const struct json *value, const char *path, int64_t *ret_integer)
{
	const json_t *at = theirs(json_get(value, path));
	if (!json_is_integer(at))
		return -1;
	*ret_integer = json_integer_value(at);
	return 0;
}

int json_need_string(const struct json *value, const char *path, const char *what,
		     const char **ret_string, struct error *err)
{
	const char *text = json_get_string(value, path);
	if (!text || *text == '\0')
		return error_set(err, ERROR_FAILED, "%s has no %s", what, path);
	*ret_string = text;
	return 0;
}

size_t json_count(const struct json *value)
{
	const json_t *at = theirs(value);
	return json_is_array(at) ? json_array_size(at) : json_object_size(at);
}

const struct json *json_item(const struct json *array, size_t index)
{
	return ours(json_array_get(theirs(array), index));
}

bool json_next_member(const struct json *object, struct json_member *member)
{
	json_t *at = theirs(object);
	member->iterator = member->iterator ? json_object_iter_next(at, member->iterator)
					    : json_object_iter(at);
	if (!member->iterator)
		return false;
	member->name = json_object_iter_key(member->iterator);
	member->value = ours(json_object_iter_value(member->iterator));
	return true;
}

/* --- building ---------------------------------------------------------------------------- */

struct json *json_new_object(struct error *err)
{
	json_t *object = json_object();
	if (!object)
		error_no_memory(err);
	return ours(object);
}

struct json *json_new_array(struct error *err)
{
	json_t *array = json_array();
	if (!array)
		error_no_memory(err);
	return ours(array);
}

/* The object that the last name of `path` belongs into; *path becomes that name. */
static json_t *descend(struct json *object, const char **path)
{
	json_t *at = theirs(object);
	for (const char *dot = strchr(*path, '.'); at && dot; dot = strchr(*path, '.')) {
		size_t length = (size_t)(dot - *path);
		json_t *next = json_object_getn(at, *path, length);
		if (!next) {
			next = json_object();
			if (json_object_setn_new(at, *path, length, next) != 0)
				next = NULL;
		}
		at = next;
		*path = dot + 1;
	}
	return at;
}

/* As json_put, where a NULL value is a failure that has not been reported. */
static int put(struct json *object, const char *path, json_t *value, struct error *err)
{
	const char *name = path;
	json_t *parent = descend(object, &name);
	if (json_object_set_new(parent, name, value) != 0)
		return error_set(err, ERROR_FAILED,
				 "cannot set %s: out of memory, or not an object or not UTF-8",
				 path);
	return 0;
}

int json_put_string(struct json *object, const char *path, const char *text, struct error *err)
{
	return text ? put(object, path, json_string(text), err) : 0;
}

int json_put_bool(struct json *object, const char *path, bool value, struct error *err)
{
	return put(object, path, json_boolean(value), err);
}

int json_put_integer(struct json *object, const char *path, int64_t value, struct error *err)
{
	return put(object, path, json_integer(value), err);
}

int json_put(struct json *object, const char *path, struct json *value, struct error *err)
{
	return value ? put(object, path, theirs(value), err) : -1;
}

int json_put_member(struct json *object, const char *path, const char *name, const char *text,
		    struct error *err)
{
	json_t *parent = theirs(json_get(object, path));
	if (!parent) {
		parent = json_object();
		if (put(object, path, parent, err) != 0)
			return -1;
	}
	if (json_object_set_new(parent, name, json_string(text)) != 0)
		return error_set(err, ERROR_FAILED,
				 "cannot set %s: out of memory, or not an object or not UTF-8",
				 name);
	return 0;
}

void json_remove(struct json *object, const char *path)
{
	const char *name = strrchr(path, '.');
	char parent[256];
	int length = name ? (int)(name - path) : 0;
	snprintf(parent, sizeof(parent), "%.*s", length, path);
	json_t *at = theirs(json_get(object, name ? parent : NULL));
	json_object_del(at, name ? name + 1 : path);
}

int json_add(struct json *array, struct json *value, struct error *err)
{
	if (!value)
		return -1;
	return json_array_append_new(theirs(array), theirs(value)) == 0 ? 0 : error_no_memory(err);
}

int json_add_string(struct json *array, const char *text, struct error *err)
{
	if (json_array_append_new(theirs(array), json_string(text)) != 0)
		return error_set(err, ERROR_FAILED,
				 "cannot add a text to a list: out of memory, or not UTF-8");
	return 0;
}

struct json *json_clone(const struct json *value, struct error *err)
{
	json_t *copy = json_deep_copy(theirs(value));
	if (!copy)
		error_no_memory(err);
	return ours(copy);
}

static int append_piece(const char *bytes, size_t length, void *out)
{
	buffer_append(out, bytes, length);
	return 0;
}

int json_write(const struct json *value, enum json_style style, struct buffer *out,
	       struct error *err)
{
	size_t flags = JSON_ENCODE_ANY |
		       (style == JSON_STYLE_PRETTY ? (size_t)JSON_INDENT(2) : JSON_COMPACT);
	if (json_dump_callback(theirs(value), append_piece, out, flags) != 0)
		return error_no_memory(err);
	return buffer_check(out, "the JSON text", err);
}
