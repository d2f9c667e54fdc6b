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
struct mapping_entry mapping_find(const struct document *document, node_t mapping, const char *key);

/* Its value, or NODE_NONE; also where `mapping` is NODE_NONE, or the value null. */
node_t mapping_get(const struct document *document, node_t mapping, const char *key);

bool mapping_is_merge_key(const struct document *document, node_t key);

#endif
