#include <stdio.h>
#include <time.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "kube/break_glass_apply.h"
#include "kube/client.h"
#include "kube/reviews.h"
#include "platform/clock.h"
#include "platform/json.h"

enum { PAUSE_FIRST_MS = 50, PAUSE_MAX_MS = 1000 };

/* False when the deadline has come. */
static bool pause_before(int64_t deadline_ms, int64_t *pause_ms)
{
	int64_t left = deadline_ms - clock_monotonic_ms();
	if (left <= 0)
		return false;
	int64_t now = *pause_ms < left ? *pause_ms : left;
	const struct timespec pause = {.tv_sec = now / 1000, .tv_nsec = now % 1000 * 1000000};
	nanosleep(&pause, NULL);
	*pause_ms = *pause_ms * 2 < PAUSE_MAX_MS ? *pause_ms * 2 : PAUSE_MAX_MS;
	return true;
}

static int check_user(const struct json *user, const struct break_glass *names, const char *uid,
		      struct error *err)
{
	char expected[640];
	snprintf(expected, sizeof(expected), "system:serviceaccount:%s:%s", names->namespace_name,
		 names->service_account);
	const char *name = json_get_string(user, "username");
	if (!string_equal(name, expected))
		return error_set(err, ERROR_FAILED,
				 "the server takes the token for user %s, not for %s",
				 name ? name : "(none)", expected);
	const char *actual_uid = json_get_string(user, "uid");
	if (uid && actual_uid && !string_equal(uid, actual_uid))
		return error_set(err, ERROR_FAILED,
				 "the token is of a former ServiceAccount %s/%s: UID %s, not %s",
				 names->namespace_name, names->service_account, actual_uid, uid);
	return 0;
}

static int prove_identity(struct kube_client *client, const struct break_glass *names,
			  const char *uid, int64_t deadline_ms, bool *ret_known, struct error *err)
{
	int64_t pause_ms = PAUSE_FIRST_MS;
	for (;;) {
		struct error own = ERROR_INIT;
		cleanup(json_free_at) struct json *user = NULL;
		if (kube_review_self(client, &user, &own) == 0) {
			*ret_known = user;
			return user ? check_user(user, names, uid, err) : 0;
		}
		if (own.http_status != 401 || !pause_before(deadline_ms, &pause_ms)) {
			if (err)
				*err = own;
			return -1;
		}
	}
}

static int prove_access(struct kube_client *client, const struct break_glass *names,
			int64_t deadline_ms, struct error *err)
{
	int64_t pause_ms = PAUSE_FIRST_MS;
	bool is_allowed = false;
	for (;;) {
		if (kube_review_access(client, "*", "*", "*", &is_allowed, err) != 0)
			return -1;
		if (is_allowed)
			return 0;
		if (!pause_before(deadline_ms, &pause_ms))
			break;
	}
	error_set(err, ERROR_FAILED,
		  "the server knows the token, but does not allow its user everything (verb *, "
		  "resource *), although ClusterRoleBinding %s gives it %s",
		  names->binding, names->cluster_role);
	return error_hint(err, "is RBAC among the server's authorization modes? an authorization "
			       "webhook may say no before it");
}

int break_glass_prove(struct kube_client *client, const struct break_glass *names, const char *uid,
		      bool role_allows_all, int64_t deadline_ms, struct break_glass_proof *ret,
		      struct error *err)
{
	bool known = false;
	if (prove_identity(client, names, uid, deadline_ms, &known, err) != 0 ||
	    (role_allows_all && prove_access(client, names, deadline_ms, err) != 0))
		return -1;
	*ret = (struct break_glass_proof){.identity = known, .access = role_allows_all};
	return 0;
}
