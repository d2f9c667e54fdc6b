/* The objects of `create`, step by step, with a word about each. */
#ifndef CMD_CREATE_MAKE_H
#define CMD_CREATE_MAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kube/break_glass.h"

struct error;
struct json;
struct kube_client;
struct kubeconfig_connection;
struct progress;
struct secret;

enum {
	CREATE_SERVICE_ACCOUNT,
	CREATE_BINDING,
	CREATE_SECRET,
	CREATE_OBJECTS,
};

struct create_make {
	/* Given by the caller, borrowed. */
	const struct kubeconfig_connection *connection;
	struct kube_client *client;
	const struct progress *progress;
	struct break_glass names; /* .secret becomes that of the plan */
	struct break_glass_policy policy;
	bool dry_run; /* on the server */
	int64_t timeout_ms;

	struct break_glass_found found;
	struct break_glass_plan plan;
	struct json *objects[CREATE_OBJECTS]; /* as they were applied */
	size_t object_count;                  /* so far */
	bool changed;                         /* any of them */
};

void create_make_done(struct create_make *make);

/* Looks at what is there and decides; changes nothing. */
int create_make_decide(struct create_make *make, struct error *err);

/* Applies the objects; without dry_run also waits for the token and proves it. */
int create_make(struct create_make *make, struct secret *ret_token, struct error *err);

/* After a failure half-way: what there is now, and that it is not in the way. */
void create_make_note_left(const struct create_make *make);

#endif
