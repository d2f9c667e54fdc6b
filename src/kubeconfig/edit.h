/*
 * Changes to a document: collected first, then made in one pass over the text, which keeps every
 * byte that is not part of a change.
 *
 * The result is parsed again and compared with the document as it was and the changes that were
 * asked for; where the two differ in anything nothing comes out. What cannot be changed in place
 * without changing something else (an anchored value that an alias refers to) is refused with line
 * and column.
 *
 * Mappings and sequences given here are nodes of their own, not aliases (node_resolve() them).
 * Values are borrowed until edit_apply() returns.
 */
#ifndef KUBECONFIG_EDIT_H
#define KUBECONFIG_EDIT_H

#include "kubeconfig/document.h"
#include "kubeconfig/emit.h"

struct edit;
struct error;
struct secret;

/* document: borrowed; one that passed schema_check(). */
int edit_new(const struct document *document, struct edit **ret_edit, struct error *err);
void edit_free(struct edit *edit);

/*
 * Sets a member: replaces the value that counts, or adds the member at the end. mapping NODE_NONE
 * is the root of a document that has none yet.
 */
int edit_put(struct edit *edit, node_t mapping, struct slice key, struct value value,
	     struct error *err);

/* Takes all members of that key out. No such member is no error. */
int edit_drop(struct edit *edit, node_t mapping, struct slice key, struct error *err);

/* Adds to the list under a key of the root, which is made where it is missing. */
int edit_add_item(struct edit *edit, struct slice key, struct value value, struct error *err);

int edit_remove_item(struct edit *edit, node_t sequence, node_t item, struct error *err);

bool edit_is_empty(const struct edit *edit);

/*
 * Makes the changes. ret_text (empty before) is the new text, *ret_document its document.
 */
int edit_apply(struct edit *edit, struct document **ret_document, struct error *err);

#endif
