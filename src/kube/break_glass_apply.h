/* Carrying out what break_glass_decide() decided, one object after the other. */
#ifndef KUBE_BREAK_GLASS_APPLY_H
#define KUBE_BREAK_GLASS_APPLY_H

#include <stdint.h>

#include "kube/break_glass.h"

struct secret;

struct break_glass_job {
	struct kube_client *client;
	const struct break_glass *names; /* .secret: the plan's */
	const struct break_glass_found *found;
	const struct break_glass_plan *plan;
	bool dry_run; /* on the server */
};

enum break_glass_change {
	BREAK_GLASS_UNCHANGED, /* it was exactly so */
	BREAK_GLASS_CREATED,
	BREAK_GLASS_CHANGED,
	BREAK_GLASS_REPLACED, /* deleted and made anew */
};

/* *ret_object: as it is afterwards, the caller's. */
int break_glass_apply_service_account(const struct break_glass_job *job, struct json **ret_object,
				      enum break_glass_change *ret_change, struct error *err);
int break_glass_apply_binding(const struct break_glass_job *job, struct json **ret_object,
			      enum break_glass_change *ret_change, struct error *err);
int break_glass_apply_secret(const struct break_glass_job *job, struct json **ret_object,
			     enum break_glass_change *ret_change, struct error *err);

/* Takes plan->unlist out of .secrets of the ServiceAccount, which is as it was just applied. */
int break_glass_unlist(const struct break_glass_job *job, const struct json *service_account,
		       struct error *err);

/*
 * The token of the Secret, which is as it was just applied: at once, or when the token controller
 * has put it there. Deadline: on clock_monotonic_ms().
 */
int break_glass_wait_token(const struct break_glass_job *job, const struct json *secret,
			   int64_t deadline_ms, struct secret *ret_token, struct error *err);

struct break_glass_proof {
	bool identity; /* false: the server cannot tell, it is older than Kubernetes 1.27 */
	bool access;   /* false: the role does not allow everything, so it was not asked */
};

/*
 * `client` has the token and nothing else. The server must take it for the ServiceAccount of that
 * UID and, where the role allows all, allow it everything; what was made a moment ago may take a
 * moment to be known everywhere, so a no is asked again until the deadline.
 */
int break_glass_prove(struct kube_client *client, const struct break_glass *names, const char *uid,
		      bool role_allows_all, int64_t deadline_ms, struct break_glass_proof *ret,
		      struct error *err);

#endif
