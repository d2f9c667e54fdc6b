/* The insides of struct document, for the parser that fills them and the accessors. */
#ifndef KUBECONFIG_DOCUMENT_NODES_H
#define KUBECONFIG_DOCUMENT_NODES_H

#include "kubeconfig/document.h"

#define NO_DETAIL UINT32_MAX

/* Twenty bytes a node: files of many megabytes have millions. */
struct node {
	uint32_t start, end;
	uint32_t after; /* number behind the last descendant */
	uint32_t detail;
	uint8_t kind, style;
	bool is_text; /* a scalar that is a string, whatever it looks like */
};

/* What few nodes have. */
struct node_detail {
	uint32_t content; /* where the node starts behind anchor and tag */
	uint32_t value,
		value_length; /* in `decoded`, where the value is not its bytes in the text */
	node_t target;        /* of an alias */
	uint32_t anchor, anchor_length; /* in the text */
	uint32_t weight;                /* of an anchored node: its nodes, aliases expanded */
	uint8_t height;                 /* of an anchored node: levels, aliases expanded */
	uint8_t tag;
	bool anchored, tagged, shared, is_decoded;
};

struct document {
	char *name;
	struct secret text;
	struct secret decoded;
	struct node *nodes;
	size_t node_count, node_capacity;
	struct node_detail *details;
	size_t detail_count, detail_capacity;
	bool has_aliases;
};

#endif
