#include "kubeconfig/mapping.h"

bool mapping_is_merge_key(const struct document *document, node_t key)
{
	struct scalar scalar;
	return node_kind(document, key) == YAML_KIND_SCALAR &&
	       node_style(document, key) == YAML_STYLE_PLAIN &&
	       slice_is(node_text(document, key), "<<") &&
	       node_tag(document, key) == SCALAR_TAG_NONE &&
	       node_scalar(document, key, &scalar) == 0;
}

struct walk {
	mapping_visit visit;
	void *closure;
};

static bool each(const struct document *document, node_t mapping, bool merged,
		 const struct walk *walk);

/* A sequence of mappings is merged from its end: earlier ones win. */
static bool each_of_sequence(const struct document *document, node_t sequence, node_t from,
			     const struct walk *walk)
{
	node_t next = node_next(document, sequence, from);
	if (next != NODE_NONE && !each_of_sequence(document, sequence, next, walk))
		return false;
	return each(document, from, true, walk);
}

static bool each_merged(const struct document *document, node_t value, const struct walk *walk)
{
	value = node_resolve(document, value);
	if (node_kind(document, value) != YAML_KIND_SEQUENCE)
		return each(document, value, true, walk);
	node_t first = node_first(document, value);
	return first == NODE_NONE || each_of_sequence(document, value, first, walk);
}

static bool each(const struct document *document, node_t mapping, bool merged,
		 const struct walk *walk)
{
	mapping = node_resolve(document, mapping);
	if (node_kind(document, mapping) != YAML_KIND_MAPPING)
		return true;
	for (node_t key = node_first(document, mapping); key != NODE_NONE;) {
		node_t value = node_next(document, mapping, key);
		struct mapping_entry entry = {key, value, merged};
		if (mapping_is_merge_key(document, key)) {
			if (!each_merged(document, value, walk))
				return false;
		} else if (!walk->visit(document, &entry, walk->closure)) {
			return false;
		}
		key = node_next(document, mapping, value);
	}
	return true;
}

void mapping_each(const struct document *document, node_t mapping, mapping_visit visit,
		  void *closure)
{
	struct walk walk = {visit, closure};
	each(document, mapping, false, &walk);
}

struct search {
	struct slice key;
	struct mapping_entry found;
};

static bool compare_key(const struct document *document, const struct mapping_entry *entry,
			void *closure)
{
	struct search *search = closure;
	if (slice_equal(node_text(document, entry->key), search->key))
		search->found = *entry;
	return true;
}

struct mapping_entry mapping_find(const struct document *document, node_t mapping, const char *key)
{
	struct search search = {slice_of(key), {NODE_NONE, NODE_NONE, false}};
	mapping_each(document, mapping, compare_key, &search);
	return search.found;
}

node_t mapping_get(const struct document *document, node_t mapping, const char *key)
{
	if (mapping == NODE_NONE)
		return NODE_NONE;
	node_t value = mapping_find(document, mapping, key).value;
	struct scalar scalar;
	if (value != NODE_NONE && node_scalar(document, value, &scalar) == 0 &&
	    scalar.type == SCALAR_NULL)
		return NODE_NONE;
	return value;
}
