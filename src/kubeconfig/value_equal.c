#include "kubeconfig/value_equal.h"

#include "core/cleanup.h"
#include "kubeconfig/mapping.h"

static bool scalars_equal(const struct scalar *a, struct slice a_text, const struct scalar *b,
			  struct slice b_text)
{
	if (a->type != b->type)
		return false;
	switch (a->type) {
	case SCALAR_NULL:
		return true;
	case SCALAR_BOOLEAN:
		return a->boolean == b->boolean;
	case SCALAR_INTEGER:
		return a->negative == b->negative && a->magnitude == b->magnitude;
	case SCALAR_REAL: {
		char a_number[SCALAR_TEXT_SIZE];
		char b_number[SCALAR_TEXT_SIZE];
		scalar_format_number(a, a_number);
		scalar_format_number(b, b_number);
		return slice_is(slice_of(a_number), b_number);
	}
	case SCALAR_STRING:
		break;
	}
	return slice_equal(a_text, b_text);
}

static bool scalar_equal(const struct document *document, node_t node, struct value value)
{
	struct scalar a;
	struct scalar b = {.type = SCALAR_STRING};
	struct slice text = value.text;
	if (node_scalar(document, node, &a) != 0)
		return false;
	if (value.document) {
		if (node_scalar(value.document, value.node, &b) != 0)
			return false;
		text = node_text(value.document, value.node);
	}
	return scalars_equal(&a, node_text(document, node), &b, text);
}

static bool mapping_equal(const struct document *document, node_t node, struct value value)
{
	cleanup(mapping_members_done) struct mapping_members a = {0};
	cleanup(mapping_members_done) struct mapping_members b = {0};
	if (mapping_members(document, node, MAPPING_BY_KEY, &a, NULL) != 0 ||
	    mapping_members(value.document, value.node, MAPPING_BY_KEY, &b, NULL) != 0 ||
	    a.count != b.count)
		return false;
	for (size_t i = 0; i < a.count; i++)
		if (!slice_equal(mapping_member_key(&a.items[i]),
				 mapping_member_key(&b.items[i])) ||
		    !value_equal(document, a.items[i].value,
				 value_of_node(value.document, b.items[i].value)))
			return false;
	return true;
}

static bool sequence_equal(const struct document *document, node_t node, struct value value)
{
	node_t a = node_first(document, node);
	node_t b = node_first(value.document, value.node);
	while (a != NODE_NONE && b != NODE_NONE) {
		if (!value_equal(document, a, value_of_node(value.document, b)))
			return false;
		a = node_next(document, node, a);
		b = node_next(value.document, value.node, b);
	}
	return a == NODE_NONE && b == NODE_NONE;
}

bool value_equal(const struct document *document, node_t node, struct value value)
{
	node = node_resolve(document, node);
	enum yaml_kind kind = node_kind(document, node);
	if (value.document)
		value.node = node_resolve(value.document, value.node);
	enum yaml_kind wanted =
		value.document ? node_kind(value.document, value.node) : YAML_KIND_SCALAR;
	if (kind != wanted)
		return false;
	if (kind == YAML_KIND_SCALAR)
		return scalar_equal(document, node, value);
	return kind == YAML_KIND_MAPPING ? mapping_equal(document, node, value)
					 : sequence_equal(document, node, value);
}
