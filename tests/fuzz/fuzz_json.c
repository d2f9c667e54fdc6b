/* Reading JSON; what was read, written and read again, is the same, and so is its YAML. */
#include <yaml.h>

#include "core/buffer.h"
#include "fuzz.h"
#include "platform/json.h"
#include "platform/json_yaml.h"

enum { LIMIT = 1 << 24 };

static void require_same(yaml_document_t *document, int index, const struct json *value)
{
	yaml_node_t *node = yaml_document_get_node(document, index);
	struct json_member member = {0};
	fuzz_require(node != NULL);
	switch (json_get_type(value)) {
	case JSON_TYPE_OBJECT:
		fuzz_require(node->type == YAML_MAPPING_NODE);
		for (yaml_node_pair_t *pair = node->data.mapping.pairs.start;
		     pair < node->data.mapping.pairs.top; pair++) {
			fuzz_require(json_next_member(value, &member));
			yaml_node_t *key = yaml_document_get_node(document, pair->key);
			fuzz_require(strcmp((char *)key->data.scalar.value, member.name) == 0);
			require_same(document, pair->value, member.value);
		}
		fuzz_require(!json_next_member(value, &member));
		break;
	case JSON_TYPE_ARRAY:
		fuzz_require(node->type == YAML_SEQUENCE_NODE);
		for (size_t i = 0; i < json_count(value); i++) {
			fuzz_require(node->data.sequence.items.start + i <
				     node->data.sequence.items.top);
			require_same(document, node->data.sequence.items.start[i],
				     json_item(value, i));
		}
		break;
	case JSON_TYPE_STRING:
		fuzz_require(node->type == YAML_SCALAR_NODE);
		fuzz_require(
			strcmp((char *)node->data.scalar.value, json_get_string(value, NULL)) == 0);
		break;
	default:
		fuzz_require(node->type == YAML_SCALAR_NODE &&
			     node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE);
	}
}

static void require_yaml(const struct buffer *text, const struct json *value)
{
	yaml_parser_t parser;
	yaml_document_t document;
	fuzz_require(yaml_parser_initialize(&parser) == 1);
	yaml_parser_set_input_string(&parser, (const unsigned char *)text->data, text->length);
	fuzz_require(yaml_parser_load(&parser, &document) == 1);
	require_same(&document, 1, value);
	yaml_document_delete(&document);
	yaml_parser_delete(&parser);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct json *value = NULL;
	struct json *again = NULL;
	struct buffer first = BUFFER_INIT(LIMIT);
	struct buffer second = BUFFER_INIT(LIMIT);
	struct buffer yaml = BUFFER_INIT(LIMIT);
	if (json_parse((const char *)data, size, "it", &value, NULL) == 0) {
		fuzz_require(json_write(value, JSON_STYLE_COMPACT, &first, NULL) == 0);
		fuzz_require(json_parse(first.data, first.length, "it", &again, NULL) == 0);
		fuzz_require(json_write(again, JSON_STYLE_COMPACT, &second, NULL) == 0);
		fuzz_require(strcmp(first.data, second.data) == 0);
		if (json_write_yaml(value, &yaml, NULL) == 0)
			require_yaml(&yaml, value);
		else
			fuzz_require(size > 1000 / 6);
	}
	json_free(value);
	json_free(again);
	buffer_done(&first);
	buffer_done(&second);
	buffer_done(&yaml);
	return 0;
}
