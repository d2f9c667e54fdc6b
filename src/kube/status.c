#include "kube/status.h"

#include <stddef.h>

#include "core/error.h"
#include "core/strings.h"
#include "platform/json.h"

static const struct {
	int http_status;
	const char *name;
} names[] = {
	{400, "Bad Request"},
	{401, "Unauthorized"},
	{403, "Forbidden"},
	{404, "Not Found"},
	{405, "Method Not Allowed"},
	{409, "Conflict"},
	{410, "Gone"},
	{413, "Request Entity Too Large"},
	{422, "Unprocessable Entity"},
	{429, "Too Many Requests"},
	{500, "Internal Server Error"},
	{502, "Bad Gateway"},
	{503, "Service Unavailable"},
	{504, "Gateway Timeout"},
};

static const char *name_of(int http_status)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].http_status == http_status)
			return names[i].name;
	return "";
}

static bool is_status(const struct json *object)
{
	return string_equal(json_get_string(object, "kind"), "Status");
}

bool kube_status_has_reason(const struct json *object, const char *reason)
{
	return is_status(object) && string_equal(json_get_string(object, "reason"), reason);
}

static int hint_unauthorized(const struct kube_refusal *refusal, struct error *err)
{
	switch (refusal->identity) {
	case KUBE_EXEC_PLUGIN:
		return error_hint(err, "the plugin gave a credential that the server does not "
				       "know: expired, for another cluster, or the IAM identity "
				       "is not mapped (access entries, aws-auth)");
	case KUBE_CLIENT_CERTIFICATE:
		return error_hint(err, "the client certificate has expired, or was not signed by "
				       "an authority of this cluster");
	case KUBE_TOKEN:
		return error_hint(err, "the token has expired or was revoked, or is for another "
				       "cluster");
	case KUBE_PASSWORD:
		return error_hint(err, "Kubernetes takes no passwords since 1.19");
	case KUBE_ANONYMOUS:
	default:
		return error_hint(err, "the kubeconfig has no credential for this user");
	}
}

static int hint(const struct kube_refusal *refusal, struct error *err)
{
	switch (refusal->http_status) {
	case 401:
		return hint_unauthorized(refusal, err);
	case 403:
		return error_hint(err, "use a context whose user may do this (--context), such as "
				       "a cluster administrator's");
	case 429:
		return error_hint(err, "the server has too much to do; try again in a while");
	case 503:
	case 504:
		return error_hint(err, "the server is starting, stopping or overloaded; try again "
				       "in a while");
	default:
		if (refusal->http_status >= 500)
			return error_hint(err, "this is the server's own problem; its logs say "
					       "more");
		return -1;
	}
}

static int set_foreign(const struct kube_refusal *refusal, struct error *err)
{
	error_set(err, ERROR_FAILED, "cannot %s: the answer is %d %s and not Kubernetes'",
		  refusal->what, refusal->http_status, name_of(refusal->http_status));
	if (refusal->http_status >= 300 && refusal->http_status < 400)
		error_hint(err, "redirects are not followed: correct the server's URL in the "
				"kubeconfig");
	else
		error_hint(err, "something else may have answered in the API server's place, such "
				"as a proxy: check the server's URL");
	return -1;
}

int kube_status_error(const struct kube_refusal *refusal, struct error *err)
{
	const char *message = json_get_string(refusal->status, "message");
	if (!is_status(refusal->status))
		return set_foreign(refusal, err);
	if (refusal->http_status == 401)
		error_set(err, ERROR_FAILED,
			  "cannot %s: the server does not accept the %s%s (401 Unauthorized)",
			  refusal->what, refusal->user ? "credential of user " : "token",
			  refusal->user ? refusal->user : "");
	else
		error_set(err, ERROR_FAILED, "cannot %s: %s (%d %s)", refusal->what,
			  string_is_empty(message) ? "the server gives no reason" : message,
			  refusal->http_status, name_of(refusal->http_status));
	hint(refusal, err);
	if (err)
		err->http_status = refusal->http_status;
	return -1;
}
