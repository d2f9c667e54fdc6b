#include "kubeconfig/mapping.h"

#include <stdlib.h>

#include "core/error.h"

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

struct mapping_entry mapping_find(const struct document *document, node_t mapping, struct slice key)
{
	struct search search = {key, {NODE_NONE, NODE_NONE, false}};
	mapping_each(document, mapping, compare_key, &search);
	return search.found;
}

node_t mapping_get(const struct document *document, node_t mapping, const char *key)
{
	if (mapping == NODE_NONE)
		return NODE_NONE;
	node_t value = mapping_find(document, mapping, slice_of(key)).value;
	struct scalar scalar;
	if (value != NODE_NONE && node_scalar(document, value, &scalar) == 0 &&
	    scalar.type == SCALAR_NULL)
		return NODE_NONE;
	return value;
}

void mapping_members_done(struct mapping_members *members)
{
	free(members->items);
	*members = (struct mapping_members){0};
}

struct slice mapping_member_key(const struct mapping_member *member)
{
	return member->text.bytes ? member->text : slice_of(member->number);
}

static bool count_member(const struct document *document, const struct mapping_entry *entry,
			 void *closure)
{
	(void)document;
	(void)entry;
	((struct mapping_members *)closure)->count++;
	return true;
}

static bool add_member(const struct document *document, const struct mapping_entry *entry,
		       void *closure)
{
	struct mapping_members *members = closure;
	struct mapping_member *member = &members->items[members->count];
	struct scalar scalar = {.type = SCALAR_STRING};
	node_scalar(document, entry->key, &scalar);
	member->key = entry->key;
	member->value = entry->value;
	member->order = members->count++;
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

static int compare_places(const void *a, const void *b)
{
	const struct mapping_member *left = a, *right = b;
	return left->order < right->order ? -1 : left->order > right->order ? 1 : 0;
}

static int compare_keys(const void *a, const void *b)
{
	int order = slice_compare(mapping_member_key(a), mapping_member_key(b));
	return order != 0 ? order : compare_places(a, b);
}

static bool same_key(const struct mapping_member *a, const struct mapping_member *b)
{
	return slice_equal(mapping_member_key(a), mapping_member_key(b));
}

int mapping_members(const struct document *document, node_t mapping, enum mapping_order order,
		    struct mapping_members *ret, struct error *err)
{
	struct mapping_members all = {0};
	mapping_each(document, mapping, count_member, &all);
	all.items = calloc(all.count + 1, sizeof(*all.items));
	if (!all.items)
		return error_no_memory(err);
	all.count = 0;
	mapping_each(document, mapping, add_member, &all);
	qsort(all.items, all.count, sizeof(*all.items), compare_keys);
	size_t kept = 0;
	for (size_t i = 0; i < all.count; i++) {
		/* Of equal keys the last one counts. */
		if (i + 1 < all.count && same_key(&all.items[i], &all.items[i + 1]))
			continue;
		all.items[kept++] = all.items[i];
	}
	all.count = kept;
	if (order == MAPPING_BY_PLACE)
		qsort(all.items, all.count, sizeof(*all.items), compare_places);
	*ret = all;
	return 0;
}
