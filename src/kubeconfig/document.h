/*
 * A YAML (or JSON) text and what stands where in it: the first document of the text as a tree of
 * nodes that know their bytes.
 *
 * Nodes are numbers, in the order of the text; a node's children come right after it. The text and
 * all values are held in struct secret. Aliases stay nodes of their own: node_resolve() follows
 * them, and their targets are complete and never hold themselves, so that every walk ends.
 */
#ifndef KUBECONFIG_DOCUMENT_H
#define KUBECONFIG_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/secret.h"
#include "kubeconfig/name_index.h"
#include "kubeconfig/scalar.h"
#include "platform/yaml.h"

struct document;
struct error;

typedef uint32_t node_t;

#define NODE_NONE ((node_t)-1)

enum {
	DOCUMENT_SIZE_LIMIT = 128 * 1024 * 1024, /* bytes of the text */
	DOCUMENT_DEPTH_LIMIT = 100,              /* aliases followed */
};

/*
 * Takes the text over, also on failure: `text` is empty afterwards. name is for errors, which have
 * the form "NAME:LINE:COLUMN: ...".
 */
int document_parse(struct secret *text, const char *name, struct document **ret_document,
		   struct error *err);
void document_free(struct document *document);
void document_free_at(struct document **at); /* for cleanup() */

struct slice document_text(const struct document *document);
const char *document_name(const struct document *document);
node_t document_root(const struct document *document); /* NODE_NONE: there is no document */
size_t document_node_count(const struct document *document);
bool document_has_aliases(const struct document *document);

/* "NAME:LINE:COLUMN", for errors. Borrowed from `target`. */
enum { DOCUMENT_PLACE_SIZE = 512 };
const char *document_place(const struct document *document, size_t offset,
			   char target[DOCUMENT_PLACE_SIZE]);

/* --- nodes ------------------------------------------------------------------------------- */

enum yaml_kind node_kind(const struct document *document, node_t node);
enum yaml_style node_style(const struct document *document, node_t node);

/* Bytes of the node with its anchor and tag. A block collection ends where its last entry does. */
size_t node_start(const struct document *document, node_t node);
size_t node_end(const struct document *document, node_t node);
/* Where the node itself starts, behind anchor and tag. */
size_t node_content(const struct document *document, node_t node);

bool node_is_anchored(const struct document *document, node_t node);
/* It has an anchor, and an alias that refers to it. */
bool node_is_shared(const struct document *document, node_t node);

/* What an alias refers to; any other node is itself. */
node_t node_resolve(const struct document *document, node_t node);

/* The first child and the one after `child`, or NODE_NONE. A mapping's are key, value, key, ... */
node_t node_first(const struct document *document, node_t parent);
node_t node_next(const struct document *document, node_t parent, node_t child);
/* The number after the last of the node's descendants. */
node_t node_after(const struct document *document, node_t node);

/* The text of a scalar, decoded; empty for other kinds. Aliases are followed. */
struct slice node_text(const struct document *document, node_t node);

enum scalar_tag node_tag(const struct document *document, node_t node);

/* What a scalar means; aliases are followed. -1 for a tag that does not fit, and for collections.
 */
int node_scalar(const struct document *document, node_t node, struct scalar *ret_scalar);

#endif
