/*
 * HTTP over libcurl and OpenSSL, whose allocators are replaced by ones that wipe: what they held of
 * credentials is gone when they release it. HTTP/1.1, because the HTTP/2 library beneath allocates
 * its header tables by itself.
 */
#ifndef PLATFORM_HTTP_CURL_H
#define PLATFORM_HTTP_CURL_H

struct error;
struct http;

/* A pool of its own. NULL with err set where libcurl cannot be used. */
struct http *http_curl_new(struct error *err);

#endif
