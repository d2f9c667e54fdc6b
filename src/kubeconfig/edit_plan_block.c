/* Changes to mappings and sequences in block style. */
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
	struct layout layout;
	bool *removed; /* one an entry */
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
	return (struct emit){splices_begin(&plan->edit->splices), &plan->edit->style};
}

static int splice(struct plan *plan, size_t start, size_t end, struct error *err)
{
	return splices_end(&plan->edit->splices, start, end, err);
}

static size_t find_entry(const struct plan *plan, node_t node)
{
	size_t low = 0, high = plan->layout.count;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (plan->layout.entries[middle].node <= node)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* --- lines ------------------------------------------------------------------------------- */

/* The line after an entry must be free for what comes there. */
static int line_after(struct plan *plan, const struct layout_entry *entry, size_t *ret_offset,
		      struct error *err)
{
	size_t after = layout_entry_after(plan->document, entry->begin, entry->end);
	if (after == entry->end && after < document_text(plan->document).length)
		return edit_refuse(plan->edit, plan->container,
				   "more than one thing stands on one line here", err);
	*ret_offset = after;
	return 0;
}

/* The text may end without a line break: then what is put there brings one along in front. */
static bool needs_break_before(const struct plan *plan, size_t offset)
{
	struct slice text = document_text(plan->document);
	return offset == text.length && offset > 0 && scan_line_start(text, offset) != offset;
}

static void begin_line(const struct emit *emit, bool break_before, unsigned column)
{
	if (break_before)
		emit_new_line(emit, column);
	else
		for (unsigned i = 0; i < column; i++)
			buffer_append_char(emit->out, ' ');
}

static void end_line(const struct emit *emit, bool break_before)
{
	if (!break_before)
		emit_new_line(emit, 0);
}

static int delete_lines(struct plan *plan, const struct layout_entry *entry, struct error *err)
{
	struct slice text = document_text(plan->document);
	size_t start = entry->begin, end = entry->end;
	while (start > 0 && scan_is_blank(text.bytes[start - 1]))
		start--;
	if (line_after(plan, entry, &end, err) != 0)
		return -1;
	start_emitting(plan);
	return splice(plan, start, end, err);
}

/* --- adding ------------------------------------------------------------------------------ */

static void emit_op(const struct emit *emit, const struct plan *plan, const struct edit_op *op,
		    unsigned column)
{
	if (node_kind(plan->document, plan->container) == YAML_KIND_SEQUENCE)
		emit_item(emit, op->value, column);
	else
		emit_member(emit, op->key, op->value, column);
}

static bool is_next_of_list(const struct op_group *group, const struct edit_op *op)
{
	for (const struct edit_op *other = group->ops; other < op; other++)
		if (other->kind == EDIT_ADD && other->in_new_list &&
		    slice_equal(other->key, op->key))
			return true;
	return false;
}

/* The items of a list that is to be made, each on its line. */
static void emit_new_list(const struct emit *emit, const struct plan *plan,
			  const struct edit_op *first, unsigned column)
{
	const struct op_group *group = plan->group;
	for (const struct edit_op *op = first; op < group->ops + group->count; op++) {
		if (!op->in_new_list || !slice_equal(op->key, first->key))
			continue;
		emit_new_line(emit, column);
		emit_item(emit, op->value, column);
	}
}

static void emit_added(const struct emit *emit, const struct plan *plan, const struct edit_op *op,
		       unsigned column)
{
	if (!op->in_new_list) {
		emit_op(emit, plan, op, column);
		return;
	}
	emit_text(emit->out, op->key);
	buffer_append_char(emit->out, ':');
	emit_new_list(emit, plan, op, column + emit->style->dash);
}

/* Each addition gets a line of its own behind the last entry. */
static int add_behind(struct plan *plan, const struct layout_entry *last, unsigned column,
		      struct error *err)
{
	size_t at = last->end;
	if (line_after(plan, last, &at, err) != 0)
		return -1;
	bool break_before = needs_break_before(plan, at) && !plan->removed[plan->layout.count - 1];
	for (size_t i = 0; i < plan->group->count; i++) {
		const struct edit_op *op = &plan->group->ops[i];
		if (op->kind != EDIT_ADD || op->target != NODE_NONE ||
		    (op->in_new_list && is_next_of_list(plan->group, op)))
			continue;
		struct emit emit = start_emitting(plan);
		begin_line(&emit, break_before, column);
		emit_added(&emit, plan, op, column);
		end_line(&emit, break_before);
		if (splice(plan, at, at, err) != 0)
			return -1;
	}
	return 0;
}

/* Additions where nothing of the old entries stays. */
static int replace_all(struct plan *plan, struct error *err)
{
	size_t start = plan->layout.entries[0].begin;
	size_t end = plan->layout.entries[plan->layout.count - 1].end;
	unsigned column = layout_column(plan->document, start);
	struct emit emit = start_emitting(plan);
	bool first = true;
	for (size_t i = 0; i < plan->group->count; i++) {
		const struct edit_op *op = &plan->group->ops[i];
		if (op->kind != EDIT_ADD || (op->in_new_list && is_next_of_list(plan->group, op)))
			continue;
		if (!first)
			emit_new_line(&emit, column);
		first = false;
		emit_added(&emit, plan, op, column);
	}
	return splice(plan, start, end, err);
}

/* --- removing ---------------------------------------------------------------------------- */

static bool has_comment(const struct plan *plan, size_t start, size_t end)
{
	struct slice text = document_text(plan->document);
	return end > start && memchr(text.bytes + start, '#', end - start) != NULL;
}

/*
 * The first entry stands behind something on its line ("- name: x"): the next one that stays moves
 * up to its place. *ret_next is the first entry that is not dealt with.
 */
static int remove_inline(struct plan *plan, size_t *ret_next, struct error *err)
{
	const struct layout_entry *entries = plan->layout.entries;
	size_t next = 0;
	bool comments = false;
	while (plan->removed[next]) {
		comments =
			comments || has_comment(plan, entries[next].end, entries[next + 1].begin);
		next++;
	}
	start_emitting(plan);
	*ret_next = comments ? 1 : next;
	return splice(plan, entries[0].begin, comments ? entries[0].end : entries[next].begin, err);
}

static int remove_some(struct plan *plan, struct error *err)
{
	size_t i = 0;
	if (plan->removed[0] && plan->kept > 0 &&
	    !layout_starts_line(plan->document, plan->layout.entries[0].begin) &&
	    remove_inline(plan, &i, err) != 0)
		return -1;
	for (; i < plan->layout.count; i++)
		if (plan->removed[i] && delete_lines(plan, &plan->layout.entries[i], err) != 0)
			return -1;
	return 0;
}

/* Nothing stays: {} or [] takes the place, behind the key if the entries have their own lines. */
static int remove_all(struct plan *plan, struct error *err)
{
	const struct document *document = plan->document;
	node_t container = plan->container;
	bool mapping = node_kind(document, container) == YAML_KIND_MAPPING;
	struct layout_parent parent = layout_parent_of(document, container);
	size_t start = node_start(document, container);
	struct emit emit = start_emitting(plan);
	if (parent.key != NODE_NONE && start == node_content(document, container) &&
	    layout_starts_line(document, start)) {
		buffer_append_string(emit.out, mapping ? " {}" : " []");
		size_t colon = layout_behind_colon(document, parent.key);
		if (splice(plan, colon, colon, err) != 0)
			return -1;
		return remove_some(plan, err);
	}
	buffer_append_string(emit.out, mapping ? "{}" : "[]");
	return splice(plan, start, plan->layout.entries[plan->layout.count - 1].end, err);
}

/* --- setting ----------------------------------------------------------------------------- */

/* A value on the key's line becomes another there. */
static int set_inline(struct plan *plan, const struct edit_op *op, struct error *err)
{
	const struct document *document = plan->document;
	node_t old = op->target;
	enum scalar_tag tag = node_kind(document, old) == YAML_KIND_SCALAR ? node_tag(document, old)
									   : SCALAR_TAG_OTHER;
	struct slice text;
	/* An anchor stays, and so does a tag that fits. */
	bool keeps_properties = node_kind(document, old) == YAML_KIND_SCALAR &&
				(tag == SCALAR_TAG_NONE ||
				 (tag == SCALAR_TAG_STRING && value_is_text(op->value, &text)));
	size_t start = keeps_properties ? node_content(document, old) : node_start(document, old);
	size_t end = layout_trimmed_end(document, old);
	if (end < start)
		end = start;
	struct emit emit = start_emitting(plan);
	if (start == end)
		buffer_append_char(emit.out, ' ');
	emit_in_style(&emit, op->value, node_style(document, old), true);
	return splice(plan, start, end, err);
}

/* A collection on lines of its own goes, and a value on the key's line comes. */
static int set_instead_of_lines(struct plan *plan, const struct edit_op *op, size_t colon,
				struct error *err)
{
	const struct document *document = plan->document;
	size_t start = node_start(document, op->target);
	size_t end = layout_trimmed_end(document, op->target);
	bool own_lines = layout_starts_line(document, start);
	struct emit emit = start_emitting(plan);
	buffer_append_char(emit.out, ' ');
	emit_simple(&emit, op->value, true);
	if (splice(plan, colon, own_lines ? colon : end, err) != 0)
		return -1;
	const struct layout_entry lines = {.begin = start, .end = end};
	return own_lines ? delete_lines(plan, &lines, err) : 0;
}

static int set_collection(struct plan *plan, const struct edit_op *op,
			  const struct layout_entry *entry, size_t colon, struct error *err)
{
	size_t end = layout_trimmed_end(plan->document, op->target);
	struct emit emit = start_emitting(plan);
	emit_value(&emit, op->value, layout_column(plan->document, entry->begin));
	return splice(plan, colon, end > colon ? end : colon, err);
}

static int set(struct plan *plan, const struct edit_op *op, struct error *err)
{
	const struct document *document = plan->document;
	const struct layout_entry *entry = &plan->layout.entries[find_entry(plan, op->target)];
	node_t old = op->target;
	size_t colon = layout_behind_colon(document, entry->node);
	bool lines = node_kind(document, old) != YAML_KIND_ALIAS &&
		     node_kind(document, old) != YAML_KIND_SCALAR &&
		     node_style(document, old) == YAML_STYLE_BLOCK;
	if (!value_is_simple(op->value))
		return set_collection(plan, op, entry, colon, err);
	return lines ? set_instead_of_lines(plan, op, colon, err) : set_inline(plan, op, err);
}

/* A list takes the place of a value that is null. */
static int set_new_list(struct plan *plan, const struct edit_op *op, struct error *err)
{
	const struct document *document = plan->document;
	const struct layout_entry *entry = &plan->layout.entries[find_entry(plan, op->target)];
	size_t colon = layout_behind_colon(document, entry->node);
	size_t end = layout_trimmed_end(document, op->target);
	struct emit emit = start_emitting(plan);
	unsigned column = layout_column(document, entry->begin) + plan->edit->style.dash;
	emit_new_list(&emit, plan, op, column);
	return splice(plan, colon, end > colon ? end : colon, err);
}

/* ----------------------------------------------------------------------------------------- */

static int mark_removed(struct plan *plan, struct error *err)
{
	plan->removed = calloc(plan->layout.count + 1, sizeof(*plan->removed));
	if (!plan->removed)
		return error_no_memory(err);
	plan->kept = plan->layout.count;
	for (size_t i = 0; i < plan->group->count; i++) {
		const struct edit_op *op = &plan->group->ops[i];
		plan->added += op->kind == EDIT_ADD ? 1 : 0;
		if (op->kind != EDIT_REMOVE)
			continue;
		size_t entry = find_entry(plan, op->target);
		if (plan->layout.entries[entry].odd)
			return edit_refuse(plan->edit, op->target,
					   "an entry in this form cannot be taken out", err);
		plan->kept -= plan->removed[entry] ? 0 : 1;
		plan->removed[entry] = true;
	}
	return 0;
}

static int plan_sets(struct plan *plan, struct error *err)
{
	for (size_t i = 0; i < plan->group->count; i++) {
		const struct edit_op *op = &plan->group->ops[i];
		int status = 0;
		if (op->kind == EDIT_SET && !op->implied)
			status = set(plan, op, err);
		else if (op->kind == EDIT_ADD && op->target != NODE_NONE &&
			 !is_next_of_list(plan->group, op))
			status = set_new_list(plan, op, err);
		if (status != 0)
			return -1;
	}
	return 0;
}

int edit_plan_block(struct edit *edit, const struct op_group *group, struct error *err)
{
	cleanup(plan_done) struct plan plan = {.edit = edit,
					       .document = edit->document,
					       .container = group->ops[0].container,
					       .group = group};
	if (layout_of(plan.document, plan.container, &plan.layout, err) != 0 ||
	    mark_removed(&plan, err) != 0 || plan_sets(&plan, err) != 0)
		return -1;
	if (plan.kept == 0 && plan.added > 0)
		return replace_all(&plan, err);
	if (plan.kept == 0)
		return remove_all(&plan, err);
	if (remove_some(&plan, err) != 0)
		return -1;
	const struct layout_entry *entries = plan.layout.entries;
	return plan.added == 0 ? 0
			       : add_behind(&plan, &entries[plan.layout.count - 1],
					    layout_column(plan.document, entries[0].begin), err);
}
