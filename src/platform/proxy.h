/*
 * Which proxy a request goes through, by the environment, as the Go programs beside us decide it
 * (golang.org/x/net/http/httpproxy): HTTPS_PROXY or https_proxy, HTTP_PROXY or http_proxy, NO_PROXY
 * or no_proxy; never for localhost and loopback addresses.
 */
#ifndef PLATFORM_PROXY_H
#define PLATFORM_PROXY_H

struct url;

struct proxy_settings {
	const char *http, *https; /* URL, or "host:port" of an HTTP proxy; NULL if there is none */
	/*
	 * Commas between: "*"; an address or a CIDR block; "example.com" (and below), or
	 * ".example.com" and "*.example.com" (only below); each but a block may have ":port".
	 */
	const char *no_proxy;
};

/* Borrowed from the environment. */
struct proxy_settings proxy_environment(void);

/* NULL: go directly. Borrowed from the settings. */
const char *proxy_for(const struct proxy_settings *settings, const struct url *target);

#endif
