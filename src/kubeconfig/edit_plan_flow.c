/* Changes to mappings and sequences in flow style, JSON being the common case. */
#include <stdlib.h>
#include <string.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "kubeconfig/edit_ops.h"
#include "kubeconfig/layout.h"
#include "kubeconfig/scan.h"

struct plan {
	struct edit *edit;
	const struct document *document;
	node_t container;
	const struct op_group *group;
	struct emit_style style; /* of this collection */
	struct layout layout;
	bool *removed;
	size_t kept;
	size_t added;
};

static void plan_done(struct plan *plan)
{
	layout_done(&plan->layout);
	free(plan->removed);
}

static struct emit start_emitting(struct plan *plan)
{
	return (struct emit){splices_begin(&plan->edit->splices), &plan->style};
}

static int splice(struct plan *plan, size_t start, size_t end, struct error *err)
{
	return splices_end(&plan->edit->splices, start, end, err);
}

static bool is_sequence(const struct plan *plan)
{
	return node_kind(plan->document, plan->container) == YAML_KIND_SEQUENCE;
}

/* Columns before the first character of the line. */
static unsigned indentation_at(const struct plan *plan, size_t offset)
{
	struct slice text = document_text(plan->document);
	size_t start = scan_line_start(text, offset);
	return layout_column(plan->document, scan_blanks(text, start));
}

static void emit_op(const struct emit *emit, const struct plan *plan, const struct edit_op *op,
		    unsigned column)
{
	if (is_sequence(plan))
		emit_flow(emit, op->value, column);
	else
		emit_flow_member(emit, op->key, op->value, column);
}

static bool same_list(const struct edit_op *a, const struct edit_op *b)
{
	return a->kind == EDIT_ADD && a->in_new_list && slice_equal(a->key, b->key);
}

static bool is_next_of_list(const struct op_group *group, const struct edit_op *op)
{
	for (const struct edit_op *other = group->ops; other < op; other++)
		if (same_list(other, op))
			return true;
	return false;
}

static void separate(const struct emit *emit, bool first, unsigned column)
{
	if (!first)
		buffer_append_char(emit->out, ',');
	if (emit->style->pretty)
		emit_new_line(emit, column);
	else if (!first && emit->style->spaced)
		buffer_append_char(emit->out, ' ');
}

/* A list that is to be made, out of all the items that are meant for it. */
static void emit_new_list(const struct emit *emit, const struct plan *plan,
			  const struct edit_op *first, unsigned column)
{
	const struct op_group *group = plan->group;
	bool at_first = true;
	buffer_append_char(emit->out, '[');
	for (const struct edit_op *op = first; op < group->ops + group->count; op++) {
		if (!same_list(op, first))
			continue;
		separate(emit, at_first, column + emit->style->step);
		emit_flow(emit, op->value, column + emit->style->step);
		at_first = false;
	}
	if (emit->style->pretty)
		emit_new_line(emit, column);
	buffer_append_char(emit->out, ']');
}

static void emit_added(const struct emit *emit, const struct plan *plan, const struct edit_op *op,
		       unsigned column)
{
	if (!op->in_new_list) {
		emit_op(emit, plan, op, column);
		return;
	}
	emit_quoted(emit->out, op->key);
	buffer_append_string(emit->out, emit->style->spaced ? ": " : ":");
	emit_new_list(emit, plan, op, column);
}

/* All that is added, behind `at_first` entries that stay. */
static void emit_all_added(const struct emit *emit, const struct plan *plan, bool at_first,
			   unsigned column)
{
	for (size_t i = 0; i < plan->group->count; i++) {
		const struct edit_op *op = &plan->group->ops[i];
		if (op->kind != EDIT_ADD || op->target != NODE_NONE ||
		    (op->in_new_list && is_next_of_list(plan->group, op)))
			continue;
		separate(emit, at_first, column);
		emit_added(emit, plan, op, column);
		at_first = false;
	}
}

/* Nothing stays between the brackets but what is added. */
static int replace_all(struct plan *plan, struct error *err)
{
	size_t open = node_content(plan->document, plan->container);
	size_t end = node_end(plan->document, plan->container) - 1;
	unsigned column = indentation_at(plan, open);
	struct emit emit = start_emitting(plan);
	if (plan->added > 0) {
		emit_all_added(&emit, plan, true, column + plan->style.step);
		if (plan->style.pretty)
			emit_new_line(&emit, column);
	}
	return splice(plan, open + 1, end, err);
}

static int add_behind(struct plan *plan, struct error *err)
{
	const struct layout_entry *last = &plan->layout.entries[plan->layout.count - 1];
	struct emit emit = start_emitting(plan);
	emit_all_added(&emit, plan, false, layout_column(plan->document, last->begin));
	return splice(plan, last->end, last->end, err);
}

/* A run of entries goes with the comma before it, or, at the start, the one behind it. */
static int remove_runs(struct plan *plan, struct error *err)
{
	const struct layout_entry *entries = plan->layout.entries;
	for (size_t i = 0; i < plan->layout.count; i++) {
		if (!plan->removed[i])
			continue;
		size_t last = i;
		while (last + 1 < plan->layout.count && plan->removed[last + 1])
			last++;
		start_emitting(plan);
		int status = i > 0 ? splice(plan, entries[i - 1].end, entries[last].end, err)
				   : splice(plan, entries[0].begin, entries[last + 1].begin, err);
		if (status != 0)
			return -1;
		i = last;
	}
	return 0;
}

/* The value may be missing altogether: {a, b: }. */
static int set(struct plan *plan, const struct edit_op *op, struct error *err)
{
	const struct document *document = plan->document;
	struct slice text = document_text(document);
	size_t start = node_start(document, op->target);
	size_t end = layout_trimmed_end(document, op->target);
	struct emit emit = start_emitting(plan);
	if (start >= end) {
		end = start;
		buffer_append_string(emit.out,
				     start > 0 && text.bytes[start - 1] == ':' ? " " : ": ");
	}
	unsigned column = indentation_at(plan, start);
	if (op->in_new_list)
		emit_new_list(&emit, plan, op, column);
	else if (value_is_simple(op->value))
		emit_in_style(&emit, op->value, node_style(document, op->target), false);
	else
		emit_flow(&emit, op->value, column);
	return splice(plan, start, end, err);
}

static int plan_sets(struct plan *plan, struct error *err)
{
	for (size_t i = 0; i < plan->group->count; i++) {
		const struct edit_op *op = &plan->group->ops[i];
		bool new_list = op->kind == EDIT_ADD && op->target != NODE_NONE &&
				!is_next_of_list(plan->group, op);
		bool replaced = op->kind == EDIT_SET && !op->implied;
		if ((new_list || replaced) && set(plan, op, err) != 0)
			return -1;
	}
	return 0;
}

static int mark_removed(struct plan *plan, struct error *err)
{
	plan->removed = calloc(plan->layout.count + 1, sizeof(*plan->removed));
	if (!plan->removed)
		return error_no_memory(err);
	plan->kept = plan->layout.count;
	for (size_t i = 0; i < plan->group->count; i++) {
		const struct edit_op *op = &plan->group->ops[i];
		plan->added += op->kind == EDIT_ADD && op->target == NODE_NONE ? 1 : 0;
		for (size_t k = 0; op->kind == EDIT_REMOVE && k < plan->layout.count; k++) {
			if (plan->layout.entries[k].node != op->target)
				continue;
			if (plan->layout.entries[k].odd)
				return edit_refuse(plan->edit, op->target,
						   "an entry in this form cannot be taken out",
						   err);
			plan->kept -= plan->removed[k] ? 0 : 1;
			plan->removed[k] = true;
		}
	}
	return 0;
}

/* The style of the collection at hand, which may be on one line where others are not. */
static void learn_style(struct plan *plan)
{
	plan->style = plan->edit->style;
	if (plan->layout.count == 0)
		return;
	const struct layout_entry *last = &plan->layout.entries[plan->layout.count - 1];
	plan->style.pretty = layout_starts_line(plan->document, last->begin);
}

/* "contexts: []" in a file of block style: the entries come below, in block style too. */
static int fill_in_block_style(struct plan *plan, node_t key, struct error *err)
{
	const struct document *document = plan->document;
	struct slice text = document_text(document);
	size_t colon = layout_behind_colon(document, key);
	size_t end = node_end(document, plan->container);
	unsigned column = layout_column(document, node_start(document, key));
	column += is_sequence(plan) ? plan->style.dash : plan->style.step;
	size_t after = layout_line_after(document, end);
	bool break_before = after == text.length && scan_line_start(text, after) != after;
	if (after == end && !break_before)
		return replace_all(plan, err);
	start_emitting(plan);
	if (splice(plan, colon, end, err) != 0)
		return -1;
	struct emit emit = start_emitting(plan);
	for (size_t i = 0; i < plan->group->count; i++) {
		const struct edit_op *op = &plan->group->ops[i];
		if (break_before)
			emit_new_line(&emit, column);
		for (unsigned k = 0; !break_before && k < column; k++)
			buffer_append_char(emit.out, ' ');
		if (is_sequence(plan))
			emit_item(&emit, op->value, column);
		else
			emit_member(&emit, op->key, op->value, column);
		if (!break_before)
			emit_new_line(&emit, 0);
	}
	return splice(plan, after, after, err);
}

int edit_plan_flow(struct edit *edit, const struct op_group *group, struct error *err)
{
	cleanup(plan_done) struct plan plan = {.edit = edit,
					       .document = edit->document,
					       .container = group->ops[0].container,
					       .group = group};
	if (layout_of(plan.document, plan.container, &plan.layout, err) != 0 ||
	    mark_removed(&plan, err) != 0)
		return -1;
	learn_style(&plan);
	struct layout_parent parent = layout_parent_of(plan.document, plan.container);
	if (plan.layout.count == 0 && parent.key != NODE_NONE &&
	    node_style(plan.document, parent.node) == YAML_STYLE_BLOCK &&
	    node_start(plan.document, plan.container) ==
		    node_content(plan.document, plan.container))
		return fill_in_block_style(&plan, parent.key, err);
	if (plan.kept == 0)
		return replace_all(&plan, err);
	if (plan_sets(&plan, err) != 0 || remove_runs(&plan, err) != 0)
		return -1;
	return plan.added > 0 ? add_behind(&plan, err) : 0;
}
