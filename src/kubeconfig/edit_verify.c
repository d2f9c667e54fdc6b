/*
 * After a change: the new document must be the old one with exactly the changes that were asked
 * for. What was not changed must be the same in kind, style, anchor, tag and value; what was
 * changed must mean what was meant.
 */
#include <stdlib.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "kubeconfig/edit_ops.h"
#include "kubeconfig/mapping.h"
#include "kubeconfig/scan.h"
#include "kubeconfig/value_equal.h"

/* An anchored node that was there before, and where it is now. */
struct moved {
	node_t before, after;
};

struct verify {
	const struct edit *edit;
	const struct document *before, *after;
	struct moved *moved;
	size_t moved_count, moved_capacity;
	struct error *err;
};

static int mismatch(struct verify *verify, node_t node)
{
	return edit_refuse(verify->edit, node,
			   "this change cannot be made in place: it would change more than was "
			   "asked for",
			   verify->err);
}

static int remember(struct verify *verify, node_t before, node_t after)
{
	if (verify->moved_count == verify->moved_capacity) {
		size_t capacity = verify->moved_capacity > 0 ? verify->moved_capacity * 2 : 16;
		struct moved *moved = reallocarray(verify->moved, capacity, sizeof(*verify->moved));
		if (!moved)
			return error_no_memory(verify->err);
		verify->moved = moved;
		verify->moved_capacity = capacity;
	}
	verify->moved[verify->moved_count++] = (struct moved){before, after};
	return 0;
}

/* The nodes are remembered in the order of the old text. */
static bool is_moved(const struct verify *verify, node_t before, node_t after)
{
	size_t low = 0, high = verify->moved_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (verify->moved[middle].before < before)
			low = middle + 1;
		else
			high = middle;
	}
	return low < verify->moved_count && verify->moved[low].before == before &&
	       verify->moved[low].after == after;
}

static struct slice properties_of(const struct document *document, node_t node)
{
	size_t start = node_start(document, node);
	struct slice text = document_text(document);
	struct node_properties properties = scan_properties(text, start);
	return properties.anchor;
}

static bool is_collection(const struct document *document, node_t node)
{
	enum yaml_kind kind = node_kind(document, node);
	return kind == YAML_KIND_MAPPING || kind == YAML_KIND_SEQUENCE;
}

/* The node itself, without what is in it. */
static bool same_node(const struct verify *verify, node_t before, node_t after)
{
	const struct document *a = verify->before, *b = verify->after;
	if (node_kind(a, before) != node_kind(b, after) ||
	    node_style(a, before) != node_style(b, after))
		return false;
	if (node_kind(a, before) == YAML_KIND_ALIAS)
		return is_moved(verify, node_resolve(a, before), node_resolve(b, after));
	if (node_tag(a, before) != node_tag(b, after) ||
	    node_is_anchored(a, before) != node_is_anchored(b, after))
		return false;
	if (node_is_anchored(a, before) &&
	    !slice_equal(properties_of(a, before), properties_of(b, after)))
		return false;
	return is_collection(a, before) || slice_equal(node_text(a, before), node_text(b, after));
}

static int compare(struct verify *verify, node_t before, node_t after);

static bool is_removed(const struct op_group *group, node_t target)
{
	return group->count > 0 && op_group_find(group, EDIT_REMOVE, target) != NULL;
}

/* A list that is made of the items of several changes. */
static bool new_list_matches(struct verify *verify, const struct op_group *group,
			     const struct edit_op *first, node_t list)
{
	const struct document *after = verify->after;
	if (node_kind(after, list) != YAML_KIND_SEQUENCE)
		return false;
	node_t item = node_first(after, list);
	for (const struct edit_op *op = first; op < group->ops + group->count; op++) {
		if (op->kind != EDIT_ADD || !op->in_new_list || !slice_equal(op->key, first->key))
			continue;
		if (item == NODE_NONE || !value_equal(after, item, op->value))
			return false;
		item = node_next(after, list, item);
	}
	return item == NODE_NONE;
}

static bool is_next_of_list(const struct op_group *group, const struct edit_op *op)
{
	for (const struct edit_op *other = group->ops; other < op; other++)
		if (other->kind == EDIT_ADD && other->in_new_list && op->in_new_list &&
		    slice_equal(other->key, op->key))
			return true;
	return false;
}

/* What was added stands behind what was there, from `at` on, in the order of the changes. */
static bool additions_match(struct verify *verify, const struct op_group *group, node_t container,
			    node_t at)
{
	const struct document *after = verify->after;
	bool mapping = node_kind(after, container) == YAML_KIND_MAPPING;
	for (size_t i = 0; i < group->count; i++) {
		const struct edit_op *op = &group->ops[i];
		if (op->kind != EDIT_ADD || op->target != NODE_NONE || is_next_of_list(group, op))
			continue;
		if (at == NODE_NONE)
			return false;
		node_t value = at;
		if (mapping) {
			if (!slice_equal(node_text(after, at), op->key))
				return false;
			value = node_next(after, container, at);
		}
		bool equal = op->in_new_list ? new_list_matches(verify, group, op, value)
					     : value_equal(after, value, op->value);
		if (!equal)
			return false;
		at = node_next(after, container, value);
	}
	return at == NODE_NONE;
}

/* The op that gives a member another value, or NULL. */
static const struct edit_op *change_of(const struct op_group *group, node_t target)
{
	for (size_t i = 0; i < group->count; i++)
		if (group->ops[i].target == target && group->ops[i].kind != EDIT_REMOVE)
			return &group->ops[i];
	return NULL;
}

static int compare_child(struct verify *verify, const struct op_group *group, node_t before,
			 node_t after)
{
	const struct edit_op *op = group->count > 0 ? change_of(group, before) : NULL;
	if (!op)
		return compare(verify, before, after);
	bool equal = op->kind == EDIT_ADD ? new_list_matches(verify, group, op, after)
					  : value_equal(verify->after, after, op->value);
	if (!equal)
		return mismatch(verify, before);
	/* Its anchor stays where aliases need it. */
	return node_is_anchored(verify->before, before) ? remember(verify, before, after) : 0;
}

static int compare_children(struct verify *verify, node_t before, node_t after)
{
	const struct document *a = verify->before, *b = verify->after;
	bool mapping = node_kind(a, before) == YAML_KIND_MAPPING;
	struct op_group group = edit_group_of(verify->edit, before);
	node_t new_child = node_first(b, after);
	for (node_t child = node_first(a, before); child != NODE_NONE;) {
		node_t value = mapping ? node_next(a, before, child) : child;
		node_t next = node_next(a, before, value);
		if (is_removed(&group, child)) {
			child = next;
			continue;
		}
		if (new_child == NODE_NONE)
			return mismatch(verify, child);
		node_t new_value = new_child;
		if (mapping) {
			if (compare(verify, child, new_child) != 0)
				return -1;
			new_value = node_next(b, after, new_child);
		}
		if (compare_child(verify, &group, value, new_value) != 0)
			return -1;
		new_child = node_next(b, after, new_value);
		child = next;
	}
	return additions_match(verify, &group, after, new_child) ? 0 : mismatch(verify, before);
}

/* A collection that loses or gets all its entries may change its style: {} and [] are flow. */
static bool same_collection(const struct verify *verify, node_t before, node_t after)
{
	const struct document *a = verify->before, *b = verify->after;
	struct op_group group = edit_group_of(verify->edit, before);
	return group.count > 0 && node_kind(a, before) == node_kind(b, after) &&
	       (node_first(a, before) == NODE_NONE || node_first(b, after) == NODE_NONE) &&
	       !node_is_shared(a, before);
}

static int compare(struct verify *verify, node_t before, node_t after)
{
	if (!same_node(verify, before, after) &&
	    !(is_collection(verify->before, before) && same_collection(verify, before, after)))
		return mismatch(verify, before);
	if (node_is_shared(verify->before, before) && remember(verify, before, after) != 0)
		return -1;
	return is_collection(verify->before, before) ? compare_children(verify, before, after) : 0;
}

static int verify_new_root(struct verify *verify)
{
	const struct document *after = verify->after;
	node_t root = document_root(after);
	struct op_group group = edit_group_of(verify->edit, NODE_NONE);
	if (root != NODE_NONE && node_kind(after, root) == YAML_KIND_MAPPING &&
	    additions_match(verify, &group, root, node_first(after, root)))
		return 0;
	error_set(verify->err, ERROR_FAILED, "%s: nothing can be added to this text",
		  document_name(verify->before));
	return error_hint(verify->err, "the file is as it was; look at its first lines");
}

int edit_verify(const struct edit *edit, const struct document *result, struct error *err)
{
	struct verify verify = {
		.edit = edit, .before = edit->document, .after = result, .err = err};
	node_t before = document_root(edit->document);
	node_t after = document_root(result);
	int status;
	if (edit_group_of(edit, NODE_NONE).count > 0)
		status = verify_new_root(&verify);
	else if (before == NODE_NONE || after == NODE_NONE)
		status = before == after ? 0 : mismatch(&verify, before);
	else
		status = compare(&verify, before, after);
	free(verify.moved);
	return status;
}
