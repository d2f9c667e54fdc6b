#include "kube/reviews.h"

#include <stddef.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "kube/client.h"
#include "platform/json.h"

int kube_review_self(struct kube_client *client, struct json **ret_user, struct error *err)
{
	struct error own = ERROR_INIT;
	cleanup(json_free_at) struct json *body = json_new_object(err);
	cleanup(json_free_at) struct json *answer = NULL;
	if (!body || json_put_string(body, "apiVersion", "authentication.k8s.io/v1", err) != 0 ||
	    json_put_string(body, "kind", "SelfSubjectReview", err) != 0)
		return -1;
	const struct kube_call call = {
		.what = "ask the server who the user is",
		.method = "POST",
		.path = "/apis/authentication.k8s.io/v1/selfsubjectreviews",
		.body = body,
	};
	if (kube_call(client, &call, &answer, &own) != 0) {
		if (own.http_status != 404) {
			if (err)
				*err = own;
			return -1;
		}
		*ret_user = NULL;
		return 0;
	}
	const struct json *user = json_get(answer, "status.userInfo");
	if (json_get_type(user) != JSON_TYPE_OBJECT)
		return error_set(err, ERROR_FAILED, "the server's SelfSubjectReview has no user");
	*ret_user = json_clone(user, err);
	return *ret_user ? 0 : -1;
}

int kube_review_access(struct kube_client *client, const char *verb, const char *group,
		       const char *resource, bool *ret_allowed, struct error *err)
{
	cleanup(json_free_at) struct json *body = json_new_object(err);
	cleanup(json_free_at) struct json *answer = NULL;
	if (!body || json_put_string(body, "apiVersion", "authorization.k8s.io/v1", err) != 0 ||
	    json_put_string(body, "kind", "SelfSubjectAccessReview", err) != 0 ||
	    json_put_string(body, "spec.resourceAttributes.verb", verb, err) != 0 ||
	    json_put_string(body, "spec.resourceAttributes.group", group, err) != 0 ||
	    json_put_string(body, "spec.resourceAttributes.resource", resource, err) != 0)
		return -1;
	const struct kube_call call = {
		.what = "ask the server what the user may do",
		.method = "POST",
		.path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
		.body = body,
	};
	if (kube_call(client, &call, &answer, err) != 0)
		return -1;
	*ret_allowed = json_get_bool(answer, "status.allowed", false);
	return 0;
}
