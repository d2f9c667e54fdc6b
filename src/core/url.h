/* Absolute URLs (RFC 3986), as far as a client needs to take one apart and to put names into one.
 */
#ifndef CORE_URL_H
#define CORE_URL_H

#include <stdbool.h>
#include <stdint.h>

struct buffer;

enum { URL_HOST_SIZE = 256, URL_SCHEME_SIZE = 12 };

struct url {
	char scheme[URL_SCHEME_SIZE]; /* lower case */
	char host[URL_HOST_SIZE];     /* lower case; an IPv6 address without its brackets */
	bool host_is_ipv6;
	bool has_user_info; /* "user:password@": then the text is a secret */
	uint16_t port;      /* that of the scheme where none is written; 0 where it has none */
	const char *rest;   /* path, query and fragment: "" or from the first '/', '?' or '#' */
};

/* 0, or -1 where `text` is no absolute URL with a host. `rest` points into `text`. */
int url_parse(const char *text, struct url *ret_url);

/* Appends "host:port", an IPv6 address in brackets. */
void url_append_host_port(struct buffer *out, const struct url *url);

/* Appends `text` with all but the unreserved characters percent-encoded: safe as one segment of a
 * path or as a value in a query. */
void url_append_escaped(struct buffer *out, const char *text);

#endif
