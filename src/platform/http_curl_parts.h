/* What the files of the libcurl client share; for no one else. */
#ifndef PLATFORM_HTTP_CURL_PARTS_H
#define PLATFORM_HTTP_CURL_PARTS_H

#include <curl/curl.h>
#include <stdbool.h>

#include "core/error.h"
#include "core/url.h"
#include "platform/http.h"

/* One request on its way. */
struct http_curl_exchange {
	const struct http_request *request;
	struct http_response *response;
	struct error *err; /* where on_piece puts its own */
	struct url url;
	struct url proxy; /* .host is "" where there is none */
	CURL *easy;
	struct curl_slist *headers;
	struct curl_slist *connect_to;
	bool stopped_by_caller; /* on_piece returned 1 */
	bool failed_by_caller;  /* on_piece returned -1 */
	bool too_long;
	char reason[CURL_ERROR_SIZE]; /* libcurl's words */
};

/* Sets all options of exchange->easy. */
int http_curl_set_up(struct http_curl_exchange *exchange, struct error *err);

/* Turns libcurl's result, which is not CURLE_OK, into the error and response->failure. */
int http_curl_fail(const struct http_curl_exchange *exchange, CURLcode code, struct error *err);

#endif
