/*
 * A client of one API server, as the user that a kubeconfig names or with a token alone.
 *
 * It connects only over verified TLS: a kubeconfig that says otherwise (http://,
 * insecure-skip-tls-verify) is refused before anything is sent, since every request carries a
 * credential.
 */
#ifndef KUBE_CLIENT_H
#define KUBE_CLIENT_H

#include <stddef.h>
#include <stdint.h>

#include "platform/http.h"

struct error;
struct json;
struct kube_client;
struct kubeconfig_connection;
struct secret;

enum { KUBE_BODY_MAX = 16 * 1024 * 1024 };

/*
 * As the user of the connection, which is borrowed: client certificate, token, tokenFile, user name
 * and password, or exec plugin, in client-go's order of precedence. The plugin runs at the first
 * request, again when its credential has expired, and once more when the server answers 401.
 * `http` becomes the client's, also on failure.
 */
int kube_client_new(const struct kubeconfig_connection *connection, struct http *http,
		    struct kube_client **ret_client, struct error *err);

/* To the same server, with the token and nothing else. `token` is borrowed. */
int kube_client_new_with_token(const struct kubeconfig_connection *connection,
			       const struct secret *token, struct http *http,
			       struct kube_client **ret_client, struct error *err);

void kube_client_free(struct kube_client *client);
void kube_client_free_at(struct kube_client **at);

struct kube_call {
	const char *what;         /* for errors, after "cannot": "read Secret a/b" */
	const char *method;       /* "GET" */
	const char *path;         /* escaped, with its query: "/api/v1/namespaces/a?x=y" */
	const char *content_type; /* of the body; NULL: application/json */
	const struct json *body;  /* or NULL */
	int64_t timeout_ms;       /* 0: HTTP_TIMEOUT_MS */
	/* For a stream: pieces of a 2xx answer; *ret_object is then NULL. */
	http_piece_function *on_piece;
	void *context;
};

/*
 * Any 2xx answer is a success. What a Kubernetes refuses is an error with err->http_status; that is
 * 0 where the connection failed or something else answered. Waits and asks again, a few times,
 * where the server says Retry-After. ret_object: owned by the caller; NULL where it is not wanted.
 */
int kube_call(struct kube_client *client, const struct kube_call *call, struct json **ret_object,
	      struct error *err);

/* Of the last exchange of the last kube_call; borrowed. */
const struct http_response *kube_client_last_response(const struct kube_client *client);

#endif
