#include "kubeconfig/node_json.h"

#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"
#include "core/cleanup.h"
#include "kubeconfig/mapping.h"

struct member {
	struct slice text;             /* the key, if it is a string; */
	char number[SCALAR_TEXT_SIZE]; /* else what Go makes of it */
	size_t order;
	node_t value;
};

struct members {
	const struct document *document;
	struct member *items;
	size_t count;
};

static bool count_member(const struct document *document, const struct mapping_entry *entry,
			 void *closure)
{
	(void)document;
	(void)entry;
	(*(size_t *)closure)++;
	return true;
}

static struct slice key_of(const struct member *member)
{
	return member->text.bytes ? member->text : slice_of(member->number);
}

static bool add_member(const struct document *document, const struct mapping_entry *entry,
		       void *closure)
{
	struct members *members = closure;
	struct member *member = &members->items[members->count];
	struct scalar scalar = {.type = SCALAR_STRING};
	node_scalar(document, entry->key, &scalar);
	member->order = members->count++;
	member->value = entry->value;
	switch (scalar.type) {
	case SCALAR_BOOLEAN:
		member->text = slice_of(scalar.boolean ? "true" : "false");
		break;
	case SCALAR_INTEGER:
	case SCALAR_REAL:
		scalar_format_number(&scalar, member->number);
		break;
	case SCALAR_STRING:
	case SCALAR_NULL:
		member->text = node_text(document, entry->key);
		break;
	}
	return true;
}

static int compare_members(const void *a, const void *b)
{
	const struct member *left = a, *right = b;
	int order = slice_compare(key_of(left), key_of(right));
	return order != 0 ? order : left->order < right->order ? -1 : 1;
}

static void write_mapping(const struct document *document, node_t mapping, struct json_writer *json)
{
	size_t count = 0;
	mapping_each(document, mapping, count_member, &count);
	cleanup_free
	struct member *items = calloc(count + 1, sizeof(*items));
	if (!items) {
		json->out->state = BUFFER_NO_MEMORY;
		return;
	}
	struct members members = {.document = document, .items = items};
	mapping_each(document, mapping, add_member, &members);
	qsort(items, count, sizeof(*items), compare_members);
	json_object_begin(json);
	for (size_t i = 0; i < count; i++) {
		struct slice key = key_of(&items[i]);
		/* Of equal keys the last one counts. */
		if (i + 1 < count && slice_equal(key, key_of(&items[i + 1])))
			continue;
		json_key_bytes(json, key.bytes, key.length);
		node_to_json(document, items[i].value, json);
	}
	json_object_end(json);
}

static void write_scalar(const struct document *document, node_t node, struct json_writer *json)
{
	char number[SCALAR_TEXT_SIZE];
	struct scalar scalar = {.type = SCALAR_STRING};
	node_scalar(document, node, &scalar);
	struct slice text = node_text(document, node);
	switch (scalar.type) {
	case SCALAR_NULL:
		json_write_null(json);
		break;
	case SCALAR_BOOLEAN:
		json_write_boolean(json, scalar.boolean);
		break;
	case SCALAR_INTEGER:
	case SCALAR_REAL:
		scalar_format_number(&scalar, number);
		json_write_raw(json, number);
		break;
	case SCALAR_STRING:
		json_write_string_bytes(json, text.bytes, text.length);
		break;
	}
}

void node_to_json(const struct document *document, node_t node, struct json_writer *json)
{
	node = node_resolve(document, node);
	switch (node_kind(document, node)) {
	case YAML_KIND_MAPPING:
		write_mapping(document, node, json);
		break;
	case YAML_KIND_SEQUENCE:
		json_array_begin(json);
		for (node_t item = node_first(document, node); item != NODE_NONE;
		     item = node_next(document, node, item))
			node_to_json(document, item, json);
		json_array_end(json);
		break;
	case YAML_KIND_SCALAR:
		write_scalar(document, node, json);
		break;
	case YAML_KIND_ALIAS:
	case YAML_KIND_END:
	case YAML_KIND_DOCUMENT_END:
		break;
	}
}
