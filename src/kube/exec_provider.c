#include "kube/exec_provider.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "core/secret.h"
#include "core/strings.h"
#include "core/time.h"
#include "platform/json.h"

#define GROUP "client.authentication.k8s.io/"

static const char v1[] = GROUP "v1";
static const char v1beta1[] = GROUP "v1beta1";
static const char v1alpha1[] = GROUP "v1alpha1";

/* A certificate authority and the cluster's address; far below this. */
enum { REQUEST_LIMIT = 1024 * 1024 };

void exec_request_done(struct exec_request *request)
{
	free(request->cluster_name);
	free(request->server);
	*request = (struct exec_request){0};
}

static int refuse_alpha(struct error *err)
{
	error_set(err, ERROR_FAILED,
		  "the kubeconfig asks for an ExecCredential of version v1alpha1, which Kubernetes "
		  "1.24 removed");
	return error_hint(err, "in the kubeconfig, change the user's exec.apiVersion to %s",
			  v1beta1);
}

static int read_version(struct exec_request *request, const struct json *info, struct error *err)
{
	const char *asked = json_get_string(info, "apiVersion");
	if (string_equal(asked, v1alpha1))
		return refuse_alpha(err);
	if (string_equal(asked, v1))
		request->api_version = v1;
	else if (!string_equal(asked, v1beta1))
		snprintf(
			request->note, sizeof(request->note),
			"KUBERNETES_EXEC_INFO asks for '%.60s', which is not known; answering with "
			"%s",
			asked ? asked : "no apiVersion", v1beta1);
	return 0;
}

static int read_cluster(struct exec_request *request, const struct json *info, struct error *err)
{
	const struct json *cluster = json_get(info, "spec.cluster");
	const char *name = json_get_string(cluster, "config.clusterName");
	if (!name)
		name = json_get_string(cluster, "config.clusterID");
	if (string_copy(&request->cluster_name, name, err) != 0)
		return -1;
	return string_copy(&request->server, json_get_string(cluster, "server"), err);
}

int exec_request_read(struct exec_request *ret_request, const char *text, struct error *err)
{
	cleanup(exec_request_done) struct exec_request request = {.api_version = v1beta1};
	cleanup(json_free_at) struct json *info = NULL;
	struct error cause = ERROR_INIT;
	size_t length = text ? strnlen(text, REQUEST_LIMIT + 1) : 0;
	if (length > REQUEST_LIMIT)
		error_set(&cause, ERROR_FAILED, "KUBERNETES_EXEC_INFO is too long");
	else if (length > 0)
		(void)json_parse(text, length, "KUBERNETES_EXEC_INFO", &info, &cause);
	if (cause.code != ERROR_NONE)
		snprintf(request.note, sizeof(request.note), "%.180s; answering with %s",
			 cause.message, v1beta1);
	if (info &&
	    (read_version(&request, info, err) != 0 || read_cluster(&request, info, err) != 0))
		return -1;
	*ret_request = request;
	request = (struct exec_request){0};
	return 0;
}

/* None of these needs escaping in JSON. */
static bool is_plain(const char *text)
{
	for (const char *c = text; *c; c++)
		if (!string_is_alnum(*c) && !strchr("-._~+/=:", *c))
			return false;
	return true;
}

int exec_credential_wrap(struct secret *token, const char *api_version, int64_t expiration,
			 struct error *err)
{
	char timestamp[TIME_RFC3339_SIZE];
	char head[EXEC_CREDENTIAL_ROOM];
	static const char tail[] = "\"}}\n";
	if (time_format_rfc3339(expiration, timestamp) != 0)
		return error_set(err, ERROR_FAILED, "the clock is outside the years 0 to 9999");
	if (!is_plain(secret_string(token)) || !is_plain(api_version))
		return error_set(err, ERROR_FAILED, "the token is not one that HTTP can carry");
	int length = snprintf(head, sizeof(head),
			      "{\"kind\":\"ExecCredential\",\"apiVersion\":\"%s\",\"spec\":{},"
			      "\"status\":{\"expirationTimestamp\":\"%s\",\"token\":\"",
			      api_version, timestamp);
	size_t head_length = (size_t)length, token_length = secret_length(token);
	if (head_length >= sizeof(head) ||
	    !buffer_reserve(&token->bytes, head_length + sizeof(tail)))
		return error_set(err, ERROR_FAILED, "the ExecCredential is too long");
	memmove(token->bytes.data + head_length, token->bytes.data, token_length);
	memcpy(token->bytes.data, head, head_length);
	token->bytes.length += head_length;
	buffer_append_string(&token->bytes, tail);
	return buffer_check(&token->bytes, "the ExecCredential", err);
}
