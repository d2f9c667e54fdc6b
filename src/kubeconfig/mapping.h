/*
 * Looking things up in mappings as go.yaml.in/yaml/v2 decodes them: of two equal keys the last one
 * counts, and a merge key ("<<") sets its entries at the place where it stands.
 */
#ifndef KUBECONFIG_MAPPING_H
#define KUBECONFIG_MAPPING_H

#include "kubeconfig/document.h"

struct mapping_entry {
	node_t key, value;
	bool merged; /* it came by a merge key: what it stands in is another mapping */
};

/*
 * Calls `visit` for each entry in order, those of merge keys at their place, until it returns
 * false. mapping: a mapping or an alias of one; any other node has no entries.
 */
typedef bool (*mapping_visit)(const struct document *document, const struct mapping_entry *entry,
			      void *closure);
void mapping_each(const struct document *document, node_t mapping, mapping_visit visit,
		  void *closure);

/* The entry that counts for the key; .value is NODE_NONE where there is none. */
struct mapping_entry mapping_find(const struct document *document, node_t mapping,
				  struct slice key);

/* Its value, or NODE_NONE; also where `mapping` is NODE_NONE, or the value null. */
node_t mapping_get(const struct document *document, node_t mapping, const char *key);

/* The members that count, keys as JSON has them: numbers and booleans are texts. */
struct mapping_member {
	node_t key, value;
	struct slice text;             /* of the key, if it is a string; */
	char number[SCALAR_TEXT_SIZE]; /* else what Go makes of it */
	size_t order;                  /* in the text, merge keys expanded */
};

struct mapping_members {
	struct mapping_member *items;
	size_t count;
};

enum mapping_order { MAPPING_BY_KEY, MAPPING_BY_PLACE };

int mapping_members(const struct document *document, node_t mapping, enum mapping_order order,
		    struct mapping_members *ret, struct error *err);
void mapping_members_done(struct mapping_members *members);

/* Valid as long as the member stays where it is. */
struct slice mapping_member_key(const struct mapping_member *member);

bool mapping_is_merge_key(const struct document *document, node_t key);

#endif
