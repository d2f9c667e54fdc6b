/* Asking the API server about the asker: who it is, and whether it may do a thing. */
#ifndef KUBE_REVIEWS_H
#define KUBE_REVIEWS_H

#include <stdbool.h>

struct error;
struct json;
struct kube_client;

/*
 * SelfSubjectReview: *ret_user is status.userInfo (username, uid, groups), the caller's. NULL, and
 * 0 returned, where the server does not know the review (before Kubernetes 1.27).
 */
int kube_review_self(struct kube_client *client, struct json **ret_user, struct error *err);

/* SelfSubjectAccessReview of one verb on one resource; "*" is all. */
int kube_review_access(struct kube_client *client, const char *verb, const char *group,
		       const char *resource, bool *ret_allowed, struct error *err);

#endif
