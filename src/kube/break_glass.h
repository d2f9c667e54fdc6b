/*
 * The break-glass access of a cluster: a ServiceAccount, a ClusterRoleBinding that gives it a
 * cluster role, and a Secret that the token controller fills with a token that does not expire.
 *
 * The Secret is never listed in the ServiceAccount's .secrets: the API server takes a listed one
 * for an automatic one, and its cleaner invalidates it after a year without use
 * (kubernetes/pkg/controller/serviceaccount/legacy_serviceaccount_token_cleaner.go).
 */
#ifndef KUBE_BREAK_GLASS_H
#define KUBE_BREAK_GLASS_H

#include <stdbool.h>
#include <stddef.h>

#include "kube/object.h"

struct error;
struct json;
struct kube_client;

#define BREAK_GLASS_NAMESPACE "kube-system"
#define BREAK_GLASS_SERVICE_ACCOUNT "super-admin"
#define BREAK_GLASS_BINDING "super-admin-rb"
#define BREAK_GLASS_CLUSTER_ROLE "cluster-admin"

/* Borrowed. */
struct break_glass {
	const char *namespace_name;
	const char *service_account;
	const char *binding;
	const char *cluster_role;
	const char *secret;
};

struct kube_object break_glass_service_account(const struct break_glass *names);
struct kube_object break_glass_binding(const struct break_glass *names);
struct kube_object break_glass_secret(const struct break_glass *names);

/* Names that the API server would refuse are ERROR_USAGE errors before anything is sent. */
int break_glass_check_names(const struct break_glass *names, struct error *err);

/* The objects as they are applied: exactly the fields that are ours. NULL when memory is out. */
struct json *break_glass_service_account_object(const struct break_glass *names, struct error *err);
struct json *break_glass_binding_object(const struct break_glass *names, struct error *err);
struct json *break_glass_secret_object(const struct break_glass *names, struct error *err);

/* --- what is in the cluster ---------------------------------------------------------------- */

enum { BREAK_GLASS_LISTED_MAX = 16 };

/* The objects are NULL where there is none. */
struct break_glass_found {
	struct json *service_account;
	struct json *binding;
	struct json *secret;
	/*
	 * Token Secrets of the ServiceAccount that its .secrets list: those that clusters
	 * before 1.24 made by themselves.
	 */
	struct json *listed[BREAK_GLASS_LISTED_MAX];
	size_t listed_count;
	bool role_allows_all; /* verbs, API groups and resources "*" */
};

/* A namespace that is missing or ends, and a missing cluster role, are errors. */
int break_glass_find(struct kube_client *client, const struct break_glass *names,
		     struct break_glass_found *ret, struct error *err);
void break_glass_found_done(struct break_glass_found *found);

/* The Secret of that name among those found, listed ones too; borrowed, NULL if there is none. */
const struct json *break_glass_found_secret(const struct break_glass_found *found,
					    const char *name);

/* --- what is to be done about it ----------------------------------------------------------- */

struct break_glass_policy {
	bool force; /* take over what is somebody else's */
	bool adopt; /* take the ServiceAccount and its listed token Secret as they are */
};

struct break_glass_plan {
	/* For the binding: roleRef cannot be changed. For the Secret: of a former ServiceAccount.
	 */
	bool replace_binding, replace_secret;
	bool force_service_account, force_binding;
	const char *secret;    /* the Secret to use; borrowed from `names` or from `found` */
	const char *unlist;    /* to be taken out of .secrets: that name, or NULL */
	const char *left_over; /* a listed token Secret that is not used, or NULL */
};

/* Decides without asking anybody. What must not be touched is an error that says what allows it. */
int break_glass_decide(const struct break_glass *names, const struct break_glass_found *found,
		       const struct break_glass_policy *policy, struct break_glass_plan *ret_plan,
		       struct error *err);

#endif
