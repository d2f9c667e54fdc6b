/* From changes to splices: what is allowed, and which planner does it. */
#include <stdio.h>

#include "core/error.h"
#include "kubeconfig/edit_ops.h"
#include "kubeconfig/layout.h"
#include "kubeconfig/scan.h"

static bool is_block(const struct document *document, node_t node)
{
	return node_style(document, node) == YAML_STYLE_BLOCK;
}

/* Columns of a list's dashes, and of the keys below an item's keys, as the first one has them. */
static bool learn_from_list(const struct document *document, node_t key, node_t list,
			    struct emit_style *style)
{
	if (node_kind(document, list) != YAML_KIND_SEQUENCE || !is_block(document, list))
		return false;
	unsigned key_column = layout_column(document, node_start(document, key));
	unsigned dash_column = layout_column(document, node_content(document, list));
	style->dash = dash_column > key_column ? dash_column - key_column : 0;
	node_t item = node_first(document, list);
	if (node_kind(document, item) != YAML_KIND_MAPPING || !is_block(document, item))
		return true;
	for (node_t name = node_first(document, item); name != NODE_NONE;) {
		node_t body = node_next(document, item, name);
		if (node_kind(document, body) == YAML_KIND_MAPPING && is_block(document, body)) {
			unsigned outer = layout_column(document, node_start(document, name));
			unsigned inner = layout_column(document, node_content(document, body));
			style->step = inner > outer ? inner - outer : style->step;
			return true;
		}
		name = node_next(document, item, body);
	}
	return true;
}

static void learn_from_flow(const struct document *document, node_t root, struct emit_style *style)
{
	struct slice text = document_text(document);
	node_t key = node_first(document, root);
	if (key == NODE_NONE)
		return;
	size_t colon = layout_behind_colon(document, key);
	style->spaced = colon < text.length && text.bytes[colon] == ' ';
	style->pretty = layout_starts_line(document, node_start(document, key));
	unsigned column = layout_column(document, node_start(document, key));
	if (style->pretty && column > 0)
		style->step = column;
}

struct emit_style edit_style(const struct document *document)
{
	struct emit_style style = {
		.line_break = layout_line_break(document), .step = 2, .dash = 0, .spaced = true};
	node_t root = document_root(document);
	if (root == NODE_NONE || node_kind(document, root) != YAML_KIND_MAPPING)
		return style;
	if (!is_block(document, root)) {
		learn_from_flow(document, root, &style);
		return style;
	}
	for (node_t key = node_first(document, root); key != NODE_NONE;) {
		node_t value = node_next(document, root, key);
		if (learn_from_list(document, key, value, &style))
			break;
		key = node_next(document, root, value);
	}
	return style;
}

static int refuse_shared(const struct edit *edit, node_t node, node_t alias, struct error *err)
{
	struct slice text = document_text(edit->document);
	struct yaml_position at =
		yaml_position(text.bytes, text.length, node_start(edit->document, alias));
	char problem[160];
	snprintf(problem, sizeof(problem),
		 "this has an anchor that line %zu, column %zu refers to: a change here would be "
		 "a change there",
		 at.line, at.column);
	return edit_refuse(edit, node, problem, err);
}

/* An alias, outside of [from, to), of a node; NODE_NONE if there is none. */
static node_t alias_outside(const struct document *document, node_t target, node_t from, node_t to)
{
	node_t count = (node_t)document_node_count(document);
	for (node_t node = 0; node < count; node++)
		if (node_kind(document, node) == YAML_KIND_ALIAS &&
		    node_resolve(document, node) == target && (node < from || node >= to))
			return node;
	return NODE_NONE;
}

/* The container is written in one place only. */
static int check_container(const struct edit *edit, node_t container, struct error *err)
{
	const struct document *document = edit->document;
	while (container != NODE_NONE) {
		if (node_is_shared(document, container))
			return refuse_shared(edit, container,
					     alias_outside(document, container, 0, 0), err);
		container = layout_parent_of(document, container).node;
	}
	return 0;
}

/* What is taken out has no anchor that something left refers to. */
static int check_subtree(const struct edit *edit, node_t from, node_t to, struct error *err)
{
	for (node_t node = from; node < to; node++) {
		if (!node_is_shared(edit->document, node))
			continue;
		node_t alias = alias_outside(edit->document, node, from, to);
		if (alias != NODE_NONE)
			return refuse_shared(edit, node, alias, err);
	}
	return 0;
}

static struct edit_op *find_set(struct edit *edit, node_t target)
{
	for (size_t i = 0; i < edit->count; i++)
		if (edit->ops[i].kind == EDIT_SET && edit->ops[i].target == target)
			return &edit->ops[i];
	return NULL;
}

/*
 * An anchored scalar may change if all its aliases are to become the same: that is a rename, and
 * the aliases can stay as they are.
 */
static int check_shared_scalar(struct edit *edit, const struct edit_op *op, struct error *err)
{
	const struct document *document = edit->document;
	node_t count = (node_t)document_node_count(document);
	for (node_t node = 0; node < count; node++) {
		if (node_kind(document, node) != YAML_KIND_ALIAS ||
		    node_resolve(document, node) != op->target)
			continue;
		struct edit_op *other = find_set(edit, node);
		if (!other || op->value.document || other->value.document ||
		    !slice_equal(op->value.text, other->value.text))
			return refuse_shared(edit, op->target, node, err);
		other->implied = true;
	}
	return 0;
}

static int check_op(struct edit *edit, const struct edit_op *op, struct error *err)
{
	const struct document *document = edit->document;
	if (op->kind == EDIT_SET && node_kind(document, op->target) == YAML_KIND_SCALAR &&
	    node_is_shared(document, op->target))
		return check_shared_scalar(edit, op, err);
	if (op->kind == EDIT_SET)
		return check_subtree(edit, op->target, node_after(document, op->target), err);
	if (op->kind == EDIT_ADD)
		return 0;
	/* A member goes with its value. */
	node_t last = op->target;
	if (node_kind(document, op->container) == YAML_KIND_MAPPING)
		last = node_next(document, op->container, op->target);
	return check_subtree(edit, op->target, node_after(document, last), err);
}

static int check_sharing(struct edit *edit, struct error *err)
{
	if (!document_has_aliases(edit->document))
		return 0;
	for (size_t i = 0; i < edit->count; i++) {
		if (i == 0 || edit->ops[i].container != edit->ops[i - 1].container) {
			if (check_container(edit, edit->ops[i].container, err) != 0)
				return -1;
		}
		if (check_op(edit, &edit->ops[i], err) != 0)
			return -1;
	}
	return 0;
}

int edit_plan(struct edit *edit, struct error *err)
{
	const struct document *document = edit->document;
	edit->style = edit_style(document);
	if (check_sharing(edit, err) != 0)
		return -1;
	for (size_t i = 0; i < edit->count;) {
		node_t container = edit->ops[i].container;
		struct op_group group = edit_group_of(edit, container);
		int status;
		if (container == NODE_NONE)
			status = edit_plan_root(edit, &group, err);
		else if (is_block(document, container))
			status = edit_plan_block(edit, &group, err);
		else
			status = edit_plan_flow(edit, &group, err);
		if (status != 0)
			return -1;
		i += group.count;
	}
	return 0;
}

/* A document that has no root yet gets block style. */
int edit_plan_root(struct edit *edit, const struct op_group *group, struct error *err)
{
	const struct document *document = edit->document;
	struct slice text = document_text(document);
	node_t root = document_root(document);
	size_t start = text.length, end = text.length;
	if (root != NODE_NONE && node_start(document, root) < node_end(document, root)) {
		start = node_start(document, root);
		end = node_end(document, root);
	} else if (root != NODE_NONE) {
		start = end = layout_line_after(document, node_start(document, root));
	}
	const struct emit emit = {splices_begin(&edit->splices), &edit->style};
	size_t line_start = scan_line_start(text, start);
	bool at_line_start = scan_blanks(text, line_start) == start ||
			     (line_start == 0 && layout_starts_line(document, start));
	if (!at_line_start)
		emit_new_line(&emit, 0);
	for (size_t i = 0; i < group->count; i++) {
		const struct edit_op *op = &group->ops[i];
		bool list_goes_on = op->in_new_list && i > 0 && group->ops[i - 1].in_new_list &&
				    slice_equal(group->ops[i - 1].key, op->key);
		if (op->in_new_list) {
			if (!list_goes_on) {
				emit_text(emit.out, op->key);
				buffer_append_char(emit.out, ':');
				emit_new_line(&emit, 0);
			}
			emit_item(&emit, op->value, 0);
		} else {
			emit_member(&emit, op->key, op->value, 0);
		}
		emit_new_line(&emit, 0);
	}
	return splices_end(&edit->splices, start, end, err);
}
