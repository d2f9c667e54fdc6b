#include "cmd/create_make.h"

#include "cmd/progress.h"
#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/secret.h"
#include "kube/break_glass_apply.h"
#include "kube/client.h"
#include "kubeconfig/connection.h"
#include "platform/clock.h"
#include "platform/http_curl.h"
#include "platform/json.h"

enum { LEFT_MAX = 4096 };

void create_make_done(struct create_make *make)
{
	for (size_t i = 0; i < make->object_count; i++)
		json_free(make->objects[i]);
	break_glass_found_done(&make->found);
}

int create_make_decide(struct create_make *make, struct error *err)
{
	if (break_glass_find(make->client, &make->names, &make->found, err) != 0 ||
	    break_glass_decide(&make->names, &make->found, &make->policy, &make->plan, err) != 0)
		return -1;
	make->names.secret = make->plan.secret;
	progress_step(make->progress, "context %s: %s answers", make->connection->context_name,
		      make->connection->server);
	return 0;
}

typedef int apply_function(const struct break_glass_job *, struct json **,
			   enum break_glass_change *, struct error *);

static const char *describe(enum break_glass_change change, bool is_dry_run_)
{
	switch (change) {
	case BREAK_GLASS_CREATED:
		return is_dry_run_ ? "would be created" : "created";
	case BREAK_GLASS_CHANGED:
		return is_dry_run_ ? "would be changed" : "changed";
	case BREAK_GLASS_REPLACED:
		return is_dry_run_ ? "would be deleted and made anew" : "deleted and made anew";
	case BREAK_GLASS_UNCHANGED:
	default:
		return "is as wanted already";
	}
}

static int apply_one(struct create_make *make, const struct break_glass_job *job,
		     struct kube_object object, apply_function *apply, struct error *err)
{
	char text[KUBE_OBJECT_TEXT_SIZE];
	enum break_glass_change change;
	if (apply(job, &make->objects[make->object_count], &change, err) != 0)
		return -1;
	make->object_count++;
	make->changed = make->changed || change != BREAK_GLASS_UNCHANGED;
	progress_step(make->progress, "%s: %s", kube_object_text(&object, text),
		      describe(change, job->dry_run));
	return 0;
}

static int unlist(struct create_make *make, const struct break_glass_job *job, struct error *err)
{
	if (make->plan.left_over)
		progress_note(
			"ServiceAccount %s also has the token Secret %s, made by a cluster "
			"before 1.24: a second way in; delete it, or use it (--adopt --secret "
			"%s)",
			job->names->service_account, make->plan.left_over, make->plan.left_over);
	if (!make->plan.unlist)
		return 0;
	if (break_glass_unlist(job, make->objects[CREATE_SERVICE_ACCOUNT], err) != 0)
		return -1;
	make->changed = true;
	progress_step(make->progress,
		      "Secret %s: %s out of the ServiceAccount's .secrets, where it would be "
		      "invalidated after a year without use",
		      make->plan.unlist, job->dry_run ? "would be taken" : "taken");
	return 0;
}

static int apply_all(struct create_make *make, const struct break_glass_job *job, struct error *err)
{
	const struct break_glass *names = job->names;
	if (apply_one(make, job, break_glass_service_account(names),
		      break_glass_apply_service_account, err) != 0 ||
	    apply_one(make, job, break_glass_binding(names), break_glass_apply_binding, err) != 0 ||
	    apply_one(make, job, break_glass_secret(names), break_glass_apply_secret, err) != 0)
		return -1;
	return unlist(make, job, err);
}

/* Over connections of its own, with nothing but the token. */
static int prove(struct create_make *make, const struct secret *token, int64_t deadline_ms,
		 struct error *err)
{
	cleanup(kube_client_free_at) struct kube_client *client = NULL;
	struct http *http = http_curl_new(err);
	const char *uid = json_get_string(make->objects[CREATE_SERVICE_ACCOUNT], "metadata.uid");
	struct break_glass_proof proof = {.identity = false};
	if (!http || kube_client_new_with_token(make->connection, token, http, &client, err) != 0)
		return -1;
	if (break_glass_prove(client, &make->names, uid, make->found.role_allows_all, deadline_ms,
			      &proof, err) != 0)
		return error_wrap(err, "the token does not prove itself");
	const char *everything = proof.access ? ", who may do everything" : "";
	if (proof.identity)
		progress_step(make->progress,
			      "the token is taken for system:serviceaccount:%s:%s%s",
			      make->names.namespace_name, make->names.service_account, everything);
	else
		progress_step(make->progress,
			      "the token is taken for somebody%s (a server older than Kubernetes "
			      "1.27 does not say for whom)",
			      everything);
	if (!proof.access)
		progress_note("ClusterRole %s does not allow everything: the token opens only what "
			      "it allows",
			      make->names.cluster_role);
	return 0;
}

int create_make(struct create_make *make, struct secret *ret_token, struct error *err)
{
	const struct break_glass_job job = {
		.client = make->client,
		.names = &make->names,
		.found = &make->found,
		.plan = &make->plan,
		.dry_run = make->dry_run,
	};
	int64_t deadline_ms = clock_monotonic_ms() + make->timeout_ms;
	if (apply_all(make, &job, err) != 0)
		return -1;
	if (job.dry_run)
		return 0;
	if (break_glass_wait_token(&job, make->objects[CREATE_SECRET], deadline_ms, ret_token,
				   err) != 0)
		return -1;
	progress_step(make->progress, "Secret %s/%s: holds a token", make->names.namespace_name,
		      make->names.secret);
	return prove(make, ret_token, deadline_ms, err);
}

void create_make_note_left(const struct create_make *make)
{
	const struct kube_object objects[CREATE_OBJECTS] = {
		break_glass_service_account(&make->names),
		break_glass_binding(&make->names),
		break_glass_secret(&make->names),
	};
	char text[KUBE_OBJECT_TEXT_SIZE];
	cleanup(buffer_done) struct buffer list = BUFFER_INIT(LEFT_MAX);
	if (make->object_count == 0 || make->dry_run)
		return;
	for (size_t i = 0; i < make->object_count; i++) {
		buffer_append_string(&list, i > 0 ? ", " : "");
		buffer_append_string(&list, kube_object_text(&objects[i], text));
	}
	progress_note("in the cluster now: %s; the same command goes on from there",
		      buffer_string(&list));
}
