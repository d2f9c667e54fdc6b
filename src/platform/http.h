/*
 * One HTTP exchange at a time, through a small table of functions, so that who talks to a server
 * can be given something else to talk to.
 *
 * A struct http is a pool of connections: exchanges over the same one reuse them, a new one starts
 * afresh. TLS is at least 1.2 and always verified; redirects are answers like any other.
 */
#ifndef PLATFORM_HTTP_H
#define PLATFORM_HTTP_H

#include <stddef.h>
#include <stdint.h>

struct buffer;
struct error;
struct secret;

enum {
	HTTP_CONNECT_TIMEOUT_MS = 10 * 1000,
	HTTP_TIMEOUT_MS = 30 * 1000,
	HTTP_REQUEST_ID_SIZE = 128,
	HTTP_CONTENT_TYPE_SIZE = 128,
};

struct http_header {
	const char *name, *value;
};

struct http_tls {
	const struct buffer *ca_pem; /* NULL or empty: the system's certificate authorities */
	const struct secret *client_certificate_pem, *client_key_pem; /* NULL or empty: none */
	/* Sent as SNI and verified, in place of the host in the URL; or NULL. */
	const char *server_name;
};

/*
 * A piece of an answer: 0 to go on, 1 to end the exchange as a success, -1 with err set to end it
 * as a failure.
 */
typedef int http_piece_function(void *context, const char *bytes, size_t length, struct error *err);

/* All borrowed. */
struct http_request {
	const char *method; /* "GET" */
	const char *url;    /* http or https; for messages it is cut at its '?' */
	const struct http_header *headers;
	size_t header_count;
	const struct secret *authorization; /* the header's value; NULL or empty: none */
	const void *body;
	size_t body_length;
	const struct http_tls *tls; /* NULL: as if all its members were */
	/*
	 * http, https or socks5 URL (names are resolved by the SOCKS server); "": none; NULL: as
	 * the environment says (platform/proxy.h).
	 */
	const char *proxy;
	int64_t connect_timeout_ms; /* 0: HTTP_CONNECT_TIMEOUT_MS */
	int64_t timeout_ms;         /* for the whole exchange; 0: HTTP_TIMEOUT_MS */
	/* The answer's body is appended; its limit is the most that is taken. */
	struct buffer *response_body;
	/* Where set, the body of a 2xx answer goes here, piece by piece. */
	http_piece_function *on_piece;
	void *context;
};

enum http_failure {
	HTTP_ANSWERED, /* whatever the status */
	HTTP_FAILED,   /* none of those below */
	HTTP_NO_NAME,  /* DNS */
	HTTP_REFUSED,
	HTTP_UNREACHABLE, /* no route, or no connection in time */
	HTTP_TIMED_OUT,   /* connected, but no whole answer in time */
	HTTP_TLS_FAILED,
	HTTP_PROXY_FAILED,
	HTTP_BROKEN, /* the connection ended in the middle */
	HTTP_STOPPED /* by on_piece, or by the limit of response_body */
};

struct http_response {
	enum http_failure failure;
	int status;              /* 0 if there was no answer */
	int64_t date;            /* the server's clock, seconds since 1970; 0 if it did not say */
	int64_t retry_after;     /* seconds; -1 if it did not say */
	int64_t connect_time_ms; /* 0 over a reused connection */
	char content_type[HTTP_CONTENT_TYPE_SIZE];
	char request_id[HTTP_REQUEST_ID_SIZE]; /* Audit-Id, or AWS's and others' names for it */
};

struct http {
	/*
	 * 0 where there was an answer, whatever its status. -1 with err set otherwise; its message
	 * names the host, its hint says where to look. *response is written in both cases.
	 */
	int (*perform)(struct http *http, const struct http_request *request,
		       struct http_response *response, struct error *err);
	void (*free)(struct http *http);
};

static inline int http_perform(struct http *http, const struct http_request *request,
			       struct http_response *response, struct error *err)
{
	return http->perform(http, request, response, err);
}

static inline void http_free(struct http *http)
{
	if (http)
		http->free(http);
}

static inline void http_free_at(struct http **at)
{
	http_free(*at);
}

#endif
