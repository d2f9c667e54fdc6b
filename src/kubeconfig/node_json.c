#include "kubeconfig/node_json.h"

#include "core/buffer.h"
#include "core/cleanup.h"
#include "kubeconfig/mapping.h"

static void write_mapping(const struct document *document, node_t mapping, struct json_writer *json)
{
	cleanup(mapping_members_done) struct mapping_members members = {0};
	if (mapping_members(document, mapping, MAPPING_BY_KEY, &members, NULL) != 0) {
		json->out->state = BUFFER_NO_MEMORY;
		return;
	}
	json_object_begin(json);
	for (size_t i = 0; i < members.count; i++) {
		struct slice key = mapping_member_key(&members.items[i]);
		json_key_bytes(json, key.bytes, key.length);
		node_to_json(document, members.items[i].value, json);
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
