#include "kube/object.h"

#include <stdio.h>

#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/url.h"
#include "kube/client.h"
#include "platform/json.h"

enum { PATH_MAX_LENGTH = 4096 };

const char kube_field_manager[] = "eksbreakglass";

const struct kube_resource kube_namespaces = {
	.api_version = "v1",
	.kind = "Namespace",
	.base = "/api/v1",
	.plural = "namespaces",
};
const struct kube_resource kube_service_accounts = {
	.api_version = "v1",
	.kind = "ServiceAccount",
	.base = "/api/v1",
	.plural = "serviceaccounts",
	.is_namespaced = true,
};
const struct kube_resource kube_secrets = {
	.api_version = "v1",
	.kind = "Secret",
	.base = "/api/v1",
	.plural = "secrets",
	.is_namespaced = true,
};
const struct kube_resource kube_cluster_roles = {
	.api_version = "rbac.authorization.k8s.io/v1",
	.kind = "ClusterRole",
	.base = "/apis/rbac.authorization.k8s.io/v1",
	.plural = "clusterroles",
};
const struct kube_resource kube_cluster_role_bindings = {
	.api_version = "rbac.authorization.k8s.io/v1",
	.kind = "ClusterRoleBinding",
	.base = "/apis/rbac.authorization.k8s.io/v1",
	.plural = "clusterrolebindings",
};

const char *kube_object_text(const struct kube_object *object, char target[KUBE_OBJECT_TEXT_SIZE])
{
	bool in_namespace = object->resource->is_namespaced;
	snprintf(target, KUBE_OBJECT_TEXT_SIZE, "%s %s%s%s", object->resource->kind,
		 in_namespace ? object->namespace_name : "", in_namespace ? "/" : "", object->name);
	return target;
}

void kube_object_path(const struct kube_object *object, bool collection, struct buffer *out)
{
	buffer_append_string(out, object->resource->base);
	if (object->resource->is_namespaced) {
		buffer_append_string(out, "/namespaces/");
		url_append_escaped(out, object->namespace_name);
	}
	buffer_append_char(out, '/');
	buffer_append_string(out, object->resource->plural);
	if (!collection) {
		buffer_append_char(out, '/');
		url_append_escaped(out, object->name);
	}
}

/* call->path and call->what are made here: `verb` and the object. */
static int call_object(struct kube_client *client, const struct kube_object *object,
		       const char *verb, const char *query, struct kube_call call,
		       struct json **ret_object, struct error *err)
{
	char text[KUBE_OBJECT_TEXT_SIZE];
	char what[KUBE_OBJECT_TEXT_SIZE + 32];
	cleanup(buffer_done) struct buffer path = BUFFER_INIT(PATH_MAX_LENGTH);
	snprintf(what, sizeof(what), "%s %s", verb, kube_object_text(object, text));
	kube_object_path(object, false, &path);
	buffer_append_string(&path, query);
	if (buffer_check(&path, "the path", err) != 0)
		return -1;
	call.what = what;
	call.path = buffer_string(&path);
	return kube_call(client, &call, ret_object, err);
}

int kube_find(struct kube_client *client, const struct kube_object *object, struct json **ret_found,
	      struct error *err)
{
	struct error own = ERROR_INIT;
	const struct kube_call call = {.method = "GET"};
	if (call_object(client, object, "read", "", call, ret_found, &own) == 0)
		return 0;
	if (own.http_status == 404) {
		*ret_found = NULL;
		return 0;
	}
	if (err)
		*err = own;
	return -1;
}

int kube_apply(struct kube_client *client, const struct kube_object *object,
	       const struct json *wanted, const struct kube_apply_options *options,
	       struct json **ret_applied, struct error *err)
{
	char query[128];
	snprintf(query, sizeof(query), "?fieldManager=%s&force=%s%s", kube_field_manager,
		 options->force ? "true" : "false", options->dry_run ? "&dryRun=All" : "");
	/* JSON is YAML; older servers know no other name for it. */
	const struct kube_call call = {
		.method = "PATCH", .content_type = "application/apply-patch+yaml", .body = wanted};
	return call_object(client, object, "apply", query, call, ret_applied, err);
}

int kube_merge(struct kube_client *client, const struct kube_object *object,
	       const struct json *patch, bool dry_run, struct json **ret_merged, struct error *err)
{
	char query[128];
	snprintf(query, sizeof(query), "?fieldManager=%s%s", kube_field_manager,
		 dry_run ? "&dryRun=All" : "");
	const struct kube_call call = {
		.method = "PATCH", .content_type = "application/merge-patch+json", .body = patch};
	return call_object(client, object, "change", query, call, ret_merged, err);
}

/* With options in the body the server reads none in the query, dryRun included. */
static struct json *delete_options(const char *uid, bool dry_run, struct error *err)
{
	cleanup(json_free_at) struct json *options = json_new_object(err);
	cleanup(json_free_at) struct json *stages = json_new_array(err);
	if (!options || !stages || json_put_string(options, "apiVersion", "v1", err) != 0 ||
	    json_put_string(options, "kind", "DeleteOptions", err) != 0 ||
	    json_put_string(options, "preconditions.uid", uid, err) != 0 ||
	    json_add_string(stages, "All", err) != 0 ||
	    (dry_run && json_put(options, "dryRun", TAKE_PTR(stages), err) != 0))
		return NULL;
	return TAKE_PTR(options);
}

int kube_delete(struct kube_client *client, const struct kube_object *object, const char *uid,
		bool dry_run, struct error *err)
{
	struct error own = ERROR_INIT;
	cleanup(json_free_at) struct json *options = delete_options(uid, dry_run, err);
	if (!options)
		return -1;
	const struct kube_call call = {.method = "DELETE", .body = options};
	if (call_object(client, object, "delete", "", call, NULL, &own) == 0 ||
	    own.http_status == 404)
		return 0;
	if (err)
		*err = own;
	return -1;
}
