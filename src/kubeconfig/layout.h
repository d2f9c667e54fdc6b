/* Where the entries of collections stand in the text, line by line. */
#ifndef KUBECONFIG_LAYOUT_H
#define KUBECONFIG_LAYOUT_H

#include "kubeconfig/document.h"

/* An entry of a collection: an item with its dash, or a member. */
struct layout_entry {
	node_t node;  /* the item, or the member's key */
	node_t value; /* the item, or the member's value */
	size_t begin; /* of the dash, or of the key */
	size_t end;   /* behind the last byte of the value that is not white space */
	bool odd;     /* a key behind a question mark */
};

struct layout {
	struct layout_entry *entries;
	size_t count;
};

int layout_of(const struct document *document, node_t collection, struct layout *ret,
	      struct error *err);
void layout_done(struct layout *layout);

/* Behind the node's last byte that is not white space: a block scalar's own line breaks stay. */
size_t layout_trimmed_end(const struct document *document, node_t node);

/* Columns (characters) from the start of the line, from 0. */
unsigned layout_column(const struct document *document, size_t offset);

/* Nothing but spaces (and a byte order mark) stands before it on its line. */
bool layout_starts_line(const struct document *document, size_t offset);

/*
 * Behind the line that `end` is in, blanks and a comment passed; `end` itself if something else
 * follows on the line.
 */
size_t layout_line_after(const struct document *document, size_t end);

/*
 * Behind the last line of an entry that begins at `begin`, comments that are indented deeper than
 * it included: they speak of what is inside it.
 */
size_t layout_entry_after(const struct document *document, size_t begin, size_t end);

/* The line break that the text uses. */
const char *layout_line_break(const struct document *document);

/* The collection that a node is in and its key there, if it is a mapping; NODE_NONE for the root.
 */
struct layout_parent {
	node_t node, key;
};
struct layout_parent layout_parent_of(const struct document *document, node_t node);

/* Behind the colon of a member. */
size_t layout_behind_colon(const struct document *document, node_t key);

#endif
