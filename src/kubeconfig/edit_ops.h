/* The insides of struct edit, for the planner that turns changes into splices, and the check. */
#ifndef KUBECONFIG_EDIT_OPS_H
#define KUBECONFIG_EDIT_OPS_H

#include "kubeconfig/edit.h"
#include "kubeconfig/splices.h"

enum edit_kind {
	EDIT_SET,    /* the value `target` of a member becomes `value` */
	EDIT_REMOVE, /* the member whose key is `target`, or the item `target`, goes */
	EDIT_ADD,    /* a member `key: value`, or an item, comes at the end */
};

struct edit_op {
	enum edit_kind kind;
	node_t container; /* NODE_NONE: the root that is to be made */
	node_t target;
	struct slice key;
	char *key_copy; /* what `key` points to, owned */
	/* Of EDIT_ADD to a list that is to be made: the value is an item of it. */
	bool in_new_list;
	/* Of EDIT_SET to an alias: what it refers to becomes the same text, so it may stay. */
	bool implied;
	struct value value;
	size_t order;
};

struct edit {
	const struct document *document;
	struct edit_op *ops; /* sorted by container and order once edit_apply() runs */
	size_t count, capacity;
	struct splices splices;
	struct emit_style style;
};

/* The ops of one container, in the order in which they were asked for. */
struct op_group {
	const struct edit_op *ops;
	size_t count;
};

struct op_group edit_group_of(const struct edit *edit, node_t container);

/* The op that concerns the target, or NULL. */
const struct edit_op *op_group_find(const struct op_group *group, enum edit_kind kind,
				    node_t target);

struct emit_style edit_style(const struct document *document);

/* Fill edit->splices. */
int edit_plan(struct edit *edit, struct error *err);
int edit_plan_block(struct edit *edit, const struct op_group *group, struct error *err);
int edit_plan_flow(struct edit *edit, const struct op_group *group, struct error *err);
int edit_plan_root(struct edit *edit, const struct op_group *group, struct error *err);

/* Compares what came out with what was asked for. */
int edit_verify(const struct edit *edit, const struct document *result, struct error *err);

int edit_refuse(const struct edit *edit, node_t node, const char *problem, struct error *err);

#endif
