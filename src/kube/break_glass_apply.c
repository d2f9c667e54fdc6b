#include "kube/break_glass_apply.h"

#include <errno.h>
#include <string.h>

#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/encoding.h"
#include "core/error.h"
#include "core/secret.h"
#include "core/strings.h"
#include "kube/client.h"
#include "kube/watch.h"
#include "platform/clock.h"
#include "platform/json.h"

/* --- applying ---------------------------------------------------------------------------- */

/*
 * An apply that changes nothing leaves even the managed fields as they were. The resource version
 * is left out, for a dry run's answer has none that means anything.
 */
static int is_same(const struct json *before, const struct json *after, bool *ret_same,
		   struct error *err)
{
	const struct json *objects[] = {before, after};
	struct secret texts[] = {SECRET_INIT(KUBE_BODY_MAX), SECRET_INIT(KUBE_BODY_MAX)};
	int result = 0;
	for (size_t i = 0; i < 2 && result == 0; i++) {
		cleanup(json_free_at) struct json *copy = json_clone(objects[i], err);
		if (!copy)
			result = -1;
		json_remove(copy, "metadata.resourceVersion");
		if (result == 0)
			result = json_write(copy, JSON_STYLE_COMPACT, &texts[i].bytes, err);
	}
	if (result == 0)
		*ret_same = secret_equal(&texts[0], &texts[1]);
	secret_done(&texts[0]);
	secret_done(&texts[1]);
	return result;
}

struct wanted {
	struct kube_object object;
	struct json *json; /* taken over */
	const struct json *before;
	bool force;
	bool replace;
};

static int delete_before(const struct break_glass_job *job, const struct wanted *wanted,
			 struct error *err)
{
	const char *uid = json_get_string(wanted->before, "metadata.uid");
	return kube_delete(job->client, &wanted->object, uid, job->dry_run, err);
}

static int apply_wanted(const struct break_glass_job *job, struct wanted *wanted,
			struct json **ret_object, enum break_glass_change *ret_change,
			struct error *err)
{
	const struct kube_apply_options options = {.force = wanted->force, .dry_run = job->dry_run};
	struct json *applied = NULL;
	bool is_unchanged = false;
	if (wanted->replace && delete_before(job, wanted, err) != 0)
		return -1;
	/* The dry run has not really deleted it: there is no place yet for the new one. */
	if (wanted->replace && job->dry_run)
		applied = TAKE_PTR(wanted->json);
	else if (kube_apply(job->client, &wanted->object, wanted->json, &options, &applied, err) !=
		 0)
		return err && err->http_status == 409
			       ? error_hint(err, "another manager of the object has set this "
						 "otherwise; --force-conflicts takes it over")
			       : -1;
	if (!wanted->replace && wanted->before &&
	    is_same(wanted->before, applied, &is_unchanged, err) != 0) {
		json_free(applied);
		return -1;
	}
	*ret_change = wanted->replace   ? BREAK_GLASS_REPLACED
		      : !wanted->before ? BREAK_GLASS_CREATED
		      : is_unchanged    ? BREAK_GLASS_UNCHANGED
					: BREAK_GLASS_CHANGED;
	*ret_object = applied;
	return 0;
}

static int apply(const struct break_glass_job *job, struct wanted wanted, struct json **ret_object,
		 enum break_glass_change *ret_change, struct error *err)
{
	int result = wanted.json ? apply_wanted(job, &wanted, ret_object, ret_change, err) : -1;
	json_free(wanted.json);
	return result;
}

int break_glass_apply_service_account(const struct break_glass_job *job, struct json **ret_object,
				      enum break_glass_change *ret_change, struct error *err)
{
	const struct wanted wanted = {
		.object = break_glass_service_account(job->names),
		.json = break_glass_service_account_object(job->names, err),
		.before = job->found->service_account,
		.force = job->plan->force_service_account,
	};
	return apply(job, wanted, ret_object, ret_change, err);
}

int break_glass_apply_binding(const struct break_glass_job *job, struct json **ret_object,
			      enum break_glass_change *ret_change, struct error *err)
{
	const struct wanted wanted = {
		.object = break_glass_binding(job->names),
		.json = break_glass_binding_object(job->names, err),
		.before = job->found->binding,
		.force = job->plan->force_binding,
		.replace = job->plan->replace_binding,
	};
	return apply(job, wanted, ret_object, ret_change, err);
}

int break_glass_apply_secret(const struct break_glass_job *job, struct json **ret_object,
			     enum break_glass_change *ret_change, struct error *err)
{
	const struct break_glass_found *found = job->found;
	const struct wanted wanted = {
		.object = break_glass_secret(job->names),
		.json = break_glass_secret_object(job->names, err),
		.before = break_glass_found_secret(found, job->names->secret),
		.replace = job->plan->replace_secret,
	};
	return apply(job, wanted, ret_object, ret_change, err);
}

int break_glass_unlist(const struct break_glass_job *job, const struct json *service_account,
		       struct error *err)
{
	const struct kube_object object = break_glass_service_account(job->names);
	const struct json *listed = json_get(service_account, "secrets");
	const char *version = json_get_string(service_account, "metadata.resourceVersion");
	cleanup(json_free_at) struct json *patch = json_new_object(err);
	cleanup(json_free_at) struct json *others = json_new_array(err);
	if (!patch || !others)
		return -1;
	for (size_t i = 0; i < json_count(listed); i++) {
		const struct json *entry = json_item(listed, i);
		if (!string_equal(json_get_string(entry, "name"), job->plan->unlist) &&
		    json_add(others, json_clone(entry, err), err) != 0)
			return -1;
	}
	/* Of somebody who changed the list in between the server tells by the version: 409. */
	if (json_put_string(patch, "metadata.resourceVersion", version, err) != 0 ||
	    json_put(patch, "secrets", TAKE_PTR(others), err) != 0)
		return -1;
	return kube_merge(job->client, &object, patch, job->dry_run, NULL, err);
}

/* --- waiting ----------------------------------------------------------------------------- */

struct waiting {
	const struct break_glass *names;
	struct secret *token;
};

static int look_for_token(void *context, const struct json *secret, struct error *err)
{
	const struct waiting *waiting = context;
	const char *encoded = json_get_string(secret, "data.token");
	if (!secret) {
		error_set(err, ERROR_FAILED,
			  "Secret %s/%s was deleted while it was to be filled with a token",
			  waiting->names->namespace_name, waiting->names->secret);
		return error_hint(err, "the token controller deletes those whose ServiceAccount is "
				       "gone; run the same command again");
	}
	if (string_is_empty(encoded))
		return 0;
	secret_done(waiting->token);
	if (encoding_base64_decode(&waiting->token->bytes, encoded, strlen(encoded),
				   BASE64_STANDARD, "the token in the Secret", err) != 0)
		return -1;
	return 1;
}

int break_glass_wait_token(const struct break_glass_job *job, const struct json *secret,
			   int64_t deadline_ms, struct secret *ret_token, struct error *err)
{
	const struct kube_object object = break_glass_secret(job->names);
	struct waiting waiting = {.names = job->names, .token = ret_token};
	const char *version = NULL;
	int answer = look_for_token(&waiting, secret, err);
	if (answer != 0)
		return answer > 0 ? 0 : -1;
	if (json_need_string(secret, "metadata.resourceVersion", "the Secret", &version, err) != 0)
		return -1;
	const struct kube_watch watch = {
		.object = &object,
		.resource_version = version,
		.deadline_ms = deadline_ms,
		.look = look_for_token,
		.context = &waiting,
	};
	struct error own = ERROR_INIT;
	if (kube_watch_until(job->client, &watch, &own) == 0)
		return 0;
	if (own.errnum == ETIMEDOUT) {
		error_wrap(&own, "no token came into Secret %s/%s", job->names->namespace_name,
			   job->names->secret);
		error_hint(&own, "the token controller of kube-controller-manager puts it there: "
				 "is it running? --timeout gives it more time");
	}
	if (err)
		*err = own;
	return -1;
}
