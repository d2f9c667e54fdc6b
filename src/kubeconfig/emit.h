/*
 * New YAML text from values that stand in another document (or in this one): for what is put into
 * a file. Strings are plain where every YAML 1.1 and 1.2 reader takes them for strings, and in
 * double quotes else.
 */
#ifndef KUBECONFIG_EMIT_H
#define KUBECONFIG_EMIT_H

#include "core/buffer.h"
#include "kubeconfig/document.h"

/* A value: a node of a document that passed schema_check(), or, where document is NULL, a string.
 */
struct value {
	const struct document *document;
	node_t node;
	struct slice text;
};

static inline struct value value_of_text(const char *text)
{
	return (struct value){NULL, NODE_NONE, slice_of(text)};
}

static inline struct value value_of_node(const struct document *document, node_t node)
{
	return (struct value){document, node, {NULL, 0}};
}

/* Nothing in it: to be written on one line. */
bool value_is_simple(struct value value);

/* Whether it is a string, and which one. */
bool value_is_text(struct value value, struct slice *ret_text);

/* How the file at hand is written. */
struct emit_style {
	const char *line_break;
	unsigned step; /* columns from a key to the keys below it, in block style */
	unsigned dash; /* columns from a key to the dashes of its list */
	bool spaced;   /* flow style: a space behind ':' and ',' */
	bool pretty;   /* flow style: an entry a line */
};

struct emit {
	struct buffer *out;
	const struct emit_style *style;
};

/* Block style, from where the caller has indented to `column`; no line break at the end. */
void emit_member(const struct emit *emit, struct slice key, struct value value, unsigned column);
void emit_item(const struct emit *emit, struct value value, unsigned column);
/* What follows the colon of a key that stands at `column`. */
void emit_value(const struct emit *emit, struct value value, unsigned column);

/* A whole text in block style, with a line break at its end. */
void emit_document(const struct emit *emit, struct value value);

/*
 * Flow style, which is JSON. With style->pretty the inner lines are indented by style->step from
 * `column` on.
 */
void emit_flow(const struct emit *emit, struct value value, unsigned column);
void emit_flow_member(const struct emit *emit, struct slice key, struct value value,
		      unsigned column);

/* A scalar or an empty collection; block: in block context. */
void emit_simple(const struct emit *emit, struct value value, bool block);

/* As emit_simple; a string is quoted, or not, like the one that it replaces, if it can be. */
void emit_in_style(const struct emit *emit, struct value value, enum yaml_style style, bool block);

/* A string in block context. */
void emit_text(struct buffer *out, struct slice text);
/* In double quotes, JSON and YAML alike. */
void emit_quoted(struct buffer *out, struct slice text);

void emit_new_line(const struct emit *emit, unsigned column);

#endif
