#include "kube/client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/secret.h"
#include "core/strings.h"
#include "kube/credential.h"
#include "kubeconfig/connection.h"
#include "platform/json.h"

enum {
	URL_MAX = 16 * 1024,
	HEADERS_MAX = 4,
	RETRIES_MAX = 3,
	RETRY_AFTER_MAX = 5, /* seconds; who asks for more is told to the user instead */
};

struct kube_client {
	struct http *http;
	const struct kubeconfig_connection *connection;
	struct kube_credential credential;
	struct http_response last_response;
};

/* --- making one -------------------------------------------------------------------------- */

static int check_connection(const struct kubeconfig_connection *connection, struct error *err)
{
	if (connection->insecure_skip_tls_verify) {
		error_set(err, ERROR_FAILED,
			  "the kubeconfig says insecure-skip-tls-verify for cluster %s: no "
			  "credential "
			  "is sent to a server that was not verified",
			  connection->cluster_name);
		return error_hint(err, "put the cluster's certificate authority in its place "
				       "(certificate-authority-data)");
	}
	if (string_is_empty(connection->server))
		return error_set(err, ERROR_FAILED, "cluster %s has no server in the kubeconfig",
				 connection->cluster_name);
	if (string_has_prefix(connection->server, "http://")) {
		error_set(err, ERROR_FAILED,
			  "the server of cluster %s is %s: no credential is sent without TLS",
			  connection->cluster_name, connection->server);
		return error_hint(err, "write https:// for it");
	}
	return 0;
}

static struct kube_client *make(const struct kubeconfig_connection *connection, struct http *http,
				struct error *err)
{
	struct kube_client *client = NULL;
	if (check_connection(connection, err) == 0) {
		client = calloc(1, sizeof(*client));
		if (!client)
			error_no_memory(err);
	}
	if (!client) {
		http_free(http);
		return NULL;
	}
	client->http = http;
	client->connection = connection;
	return client;
}

int kube_client_new(const struct kubeconfig_connection *connection, struct http *http,
		    struct kube_client **ret_client, struct error *err)
{
	cleanup(kube_client_free_at) struct kube_client *client = make(connection, http, err);
	if (!client || kube_credential_init(&client->credential, connection, err) != 0)
		return -1;
	*ret_client = TAKE_PTR(client);
	return 0;
}

int kube_client_new_with_token(const struct kubeconfig_connection *connection,
			       const struct secret *token, struct http *http,
			       struct kube_client **ret_client, struct error *err)
{
	cleanup(kube_client_free_at) struct kube_client *client = make(connection, http, err);
	if (!client || kube_credential_init_token(&client->credential, token, err) != 0)
		return -1;
	*ret_client = TAKE_PTR(client);
	return 0;
}

void kube_client_free(struct kube_client *client)
{
	if (!client)
		return;
	http_free(client->http);
	kube_credential_done(&client->credential);
	free(client);
}

void kube_client_free_at(struct kube_client **at)
{
	kube_client_free(*at);
}

const struct http_response *kube_client_last_response(const struct kube_client *client)
{
	return &client->last_response;
}

/* --- calls ------------------------------------------------------------------------------- */

struct exchange {
	struct buffer url;
	struct buffer request_body;
	struct secret response_body;
	struct http_response response;
};

static void exchange_done(struct exchange *exchange)
{
	buffer_done(&exchange->url);
	buffer_done(&exchange->request_body);
	secret_done(&exchange->response_body);
}

static int exchange_prepare(const struct kube_client *client, const struct kube_call *call,
			    struct exchange *exchange, struct error *err)
{
	const char *server = client->connection->server;
	size_t length = strlen(server);
	while (length > 0 && server[length - 1] == '/')
		length--;
	if (!strstr(server, "://"))
		buffer_append_string(&exchange->url, "https://");
	buffer_append(&exchange->url, server, length);
	buffer_append_string(&exchange->url, call->path);
	if (call->body &&
	    json_write(call->body, JSON_STYLE_COMPACT, &exchange->request_body, err) != 0)
		return -1;
	return buffer_check(&exchange->url, "the URL", err);
}

static int exchange_once(struct kube_client *client, const struct kube_call *call,
			 struct exchange *exchange, struct error *err)
{
	const struct kubeconfig_connection *connection = client->connection;
	struct http_header headers[HEADERS_MAX] = {{"Accept", "application/json"}};
	size_t count = 1;
	if (call->body)
		headers[count++] = (struct http_header){"Content-Type",
							call->content_type ? call->content_type
									   : "application/json"};
	if (connection->impersonate_user && client->credential.connection)
		headers[count++] =
			(struct http_header){"Impersonate-User", connection->impersonate_user};
	struct http_tls tls = {
		.ca_pem = &connection->ca_pem,
		.client_certificate_pem = kube_credential_certificate(&client->credential),
		.client_key_pem = kube_credential_key(&client->credential),
		.server_name = connection->tls_server_name,
	};
	secret_done(&exchange->response_body);
	const struct http_request request = {
		.method = call->method,
		.url = buffer_string(&exchange->url),
		.headers = headers,
		.header_count = count,
		.authorization = &client->credential.authorization,
		.body = call->body ? buffer_string(&exchange->request_body) : NULL,
		.body_length = exchange->request_body.length,
		.tls = &tls,
		.proxy = connection->proxy_url,
		.timeout_ms = call->timeout_ms,
		.response_body = &exchange->response_body.bytes,
		.on_piece = call->on_piece,
		.context = call->context,
	};
	int result = http_perform(client->http, &request, &exchange->response, err);
	client->last_response = exchange->response;
	return result;
}

static bool wait_as_told(const struct http_response *response)
{
	if ((response->status != 429 && response->status < 500) || response->retry_after < 0 ||
	    response->retry_after > RETRY_AFTER_MAX)
		return false;
	const struct timespec pause = {.tv_sec = (time_t)response->retry_after};
	nanosleep(&pause, NULL);
	return true;
}

/* Until there is an answer to keep. */
static int exchange_run(struct kube_client *client, const struct kube_call *call,
			struct exchange *exchange, struct error *err)
{
	bool renewed = false;
	for (int retries = 0;; retries++) {
		if (kube_credential_ensure(&client->credential, err) != 0 ||
		    exchange_once(client, call, exchange, err) != 0)
			return -1;
		if (exchange->response.status == 401 && !renewed &&
		    kube_credential_renew(&client->credential)) {
			renewed = true;
		} else if (retries >= RETRIES_MAX || !wait_as_told(&exchange->response)) {
			return 0;
		}
	}
}

static int refuse(const struct kube_client *client, const struct kube_call *call,
		  const struct exchange *exchange, struct error *err)
{
	cleanup(json_free_at) struct json *status = NULL;
	json_parse(secret_string(&exchange->response_body), secret_length(&exchange->response_body),
		   "the answer", &status, NULL);
	const struct kube_refusal refusal = {
		.http_status = exchange->response.status,
		.status = status,
		.what = call->what,
		.user = client->credential.connection ? client->connection->user_name : NULL,
		.identity = client->credential.identity,
	};
	kube_status_error(&refusal, err);
	if (err)
		snprintf(err->request_id, sizeof(err->request_id), "%s",
			 exchange->response.request_id);
	return -1;
}

int kube_call(struct kube_client *client, const struct kube_call *call, struct json **ret_object,
	      struct error *err)
{
	cleanup(exchange_done) struct exchange exchange = {
		.url = BUFFER_INIT(URL_MAX),
		.request_body = BUFFER_INIT(KUBE_BODY_MAX),
		.response_body = SECRET_INIT(KUBE_BODY_MAX),
	};
	client->last_response = (struct http_response){.failure = HTTP_FAILED};
	if (exchange_prepare(client, call, &exchange, err) != 0 ||
	    exchange_run(client, call, &exchange, err) != 0)
		return error_wrap(err, "cannot %s", call->what);
	if (exchange.response.status < 200 || exchange.response.status > 299)
		return refuse(client, call, &exchange, err);
	if (!ret_object)
		return 0;
	*ret_object = NULL;
	if (call->on_piece)
		return 0;
	if (json_parse(secret_string(&exchange.response_body),
		       secret_length(&exchange.response_body), "the answer", ret_object, err) != 0)
		return error_wrap(err, "cannot %s", call->what);
	return 0;
}
