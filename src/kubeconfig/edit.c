#include "kubeconfig/edit.h"

#include <stdlib.h>
#include <string.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "kubeconfig/edit_ops.h"
#include "kubeconfig/layout.h"
#include "kubeconfig/mapping.h"
#include "kubeconfig/value_equal.h"

int edit_new(const struct document *document, struct edit **ret_edit, struct error *err)
{
	struct edit *edit = calloc(1, sizeof(*edit));
	if (!edit)
		return error_no_memory(err);
	edit->document = document;
	splices_init(&edit->splices);
	*ret_edit = edit;
	return 0;
}

void edit_free(struct edit *edit)
{
	if (!edit)
		return;
	for (size_t i = 0; i < edit->count; i++)
		free(edit->ops[i].key_copy);
	splices_done(&edit->splices);
	free(edit->ops);
	free(edit);
}

bool edit_is_empty(const struct edit *edit)
{
	return edit->count == 0;
}

int edit_refuse(const struct edit *edit, node_t node, const char *problem, struct error *err)
{
	char place[DOCUMENT_PLACE_SIZE];
	error_set(err, ERROR_FAILED, "%s: %s",
		  document_place(edit->document, node_start(edit->document, node), place), problem);
	return error_hint(err, "change this place by hand; the file is as it was");
}

static int add_op(struct edit *edit, struct edit_op op, struct error *err)
{
	if (edit->count == edit->capacity) {
		size_t capacity = edit->capacity > 0 ? edit->capacity * 2 : 16;
		struct edit_op *ops = reallocarray(edit->ops, capacity, sizeof(*ops));
		if (!ops)
			return error_no_memory(err);
		edit->ops = ops;
		edit->capacity = capacity;
	}
	op.order = edit->count;
	if (op.key.length > 0) {
		char *copy = strndup(op.key.bytes, op.key.length);
		if (!copy)
			return error_no_memory(err);
		op.key.bytes = op.key_copy = copy;
	}
	edit->ops[edit->count++] = op;
	return 0;
}

int edit_put(struct edit *edit, node_t mapping, struct slice key, struct value value,
	     struct error *err)
{
	struct edit_op op = {.kind = EDIT_ADD,
			     .container = mapping,
			     .target = NODE_NONE,
			     .key = key,
			     .value = value};
	if (mapping != NODE_NONE) {
		struct mapping_entry entry = mapping_find(edit->document, mapping, key);
		if (entry.value != NODE_NONE && value_equal(edit->document, entry.value, value))
			return 0;
		/* What a merge key brings in is overridden by a member of our own. */
		if (entry.value != NODE_NONE && !entry.merged) {
			op.kind = EDIT_SET;
			op.target = entry.value;
		}
	}
	return add_op(edit, op, err);
}

struct drop {
	struct edit *edit;
	node_t mapping;
	struct slice key;
	int status;
	struct error *err;
};

static bool drop_member(const struct document *document, const struct mapping_entry *entry,
			void *closure)
{
	struct drop *drop = closure;
	if (!slice_equal(node_text(document, entry->key), drop->key))
		return true;
	struct edit_op op = {.kind = EDIT_REMOVE, .container = drop->mapping, .target = entry->key};
	if (entry->merged)
		drop->status = edit_refuse(drop->edit, entry->key,
					   "this comes in by a merge key ('<<') and cannot be "
					   "taken out of one place alone",
					   drop->err);
	else
		drop->status = add_op(drop->edit, op, drop->err);
	return drop->status == 0;
}

int edit_drop(struct edit *edit, node_t mapping, struct slice key, struct error *err)
{
	struct drop drop = {edit, mapping, key, 0, err};
	mapping_each(edit->document, mapping, drop_member, &drop);
	return drop.status;
}

int edit_add_item(struct edit *edit, struct slice key, struct value value, struct error *err)
{
	const struct document *document = edit->document;
	node_t root = document_root(document);
	struct edit_op op = {.kind = EDIT_ADD,
			     .container = NODE_NONE,
			     .target = NODE_NONE,
			     .key = key,
			     .value = value};
	if (root == NODE_NONE || node_kind(document, root) != YAML_KIND_MAPPING) {
		op.in_new_list = true;
		return add_op(edit, op, err);
	}
	struct mapping_entry entry = mapping_find(document, root, key);
	node_t list = entry.value == NODE_NONE ? NODE_NONE : node_resolve(document, entry.value);
	if (list != NODE_NONE && node_kind(document, list) == YAML_KIND_SEQUENCE) {
		op.container = list;
		return add_op(edit, op, err);
	}
	op.container = root;
	op.target = entry.merged ? NODE_NONE : entry.value;
	op.in_new_list = true;
	return add_op(edit, op, err);
}

int edit_remove_item(struct edit *edit, node_t sequence, node_t item, struct error *err)
{
	return add_op(edit,
		      (struct edit_op){.kind = EDIT_REMOVE, .container = sequence, .target = item},
		      err);
}

static int compare_ops(const void *a, const void *b)
{
	const struct edit_op *left = a, *right = b;
	if (left->container != right->container)
		return left->container < right->container ? -1 : 1;
	return left->order < right->order ? -1 : left->order > right->order ? 1 : 0;
}

struct op_group edit_group_of(const struct edit *edit, node_t container)
{
	size_t low = 0, high = edit->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (edit->ops[middle].container < container)
			low = middle + 1;
		else
			high = middle;
	}
	struct op_group group = {edit->ops + low, 0};
	while (low + group.count < edit->count &&
	       edit->ops[low + group.count].container == container)
		group.count++;
	return group;
}

const struct edit_op *op_group_find(const struct op_group *group, enum edit_kind kind,
				    node_t target)
{
	for (size_t i = 0; i < group->count; i++)
		if (group->ops[i].kind == kind && group->ops[i].target == target)
			return &group->ops[i];
	return NULL;
}

int edit_apply(struct edit *edit, struct document **ret_document, struct error *err)
{
	cleanup(secret_done) struct secret text = SECRET_INIT(DOCUMENT_SIZE_LIMIT);
	cleanup(document_free_at) struct document *result = NULL;
	struct error parsing = ERROR_INIT;
	if (edit->count > 1)
		qsort(edit->ops, edit->count, sizeof(*edit->ops), compare_ops);
	if (edit_plan(edit, err) != 0 ||
	    splices_apply(&edit->splices, document_text(edit->document), &text, err) != 0)
		return -1;
	if (document_parse(&text, document_name(edit->document), &result, &parsing) != 0) {
		error_set(err, ERROR_FAILED,
			  "this change cannot be made in place (the result would not parse: %s)",
			  parsing.message);
		return error_hint(err, "change the file by hand; it is as it was");
	}
	if (edit_verify(edit, result, err) != 0)
		return -1;
	*ret_document = TAKE_PTR(result);
	return 0;
}
