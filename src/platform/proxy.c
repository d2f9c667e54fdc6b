#include "platform/proxy.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/strings.h"
#include "core/url.h"

struct address {
	unsigned char bytes[16]; /* IPv4 as ::ffff:a.b.c.d */
	bool is_ipv4;
};

static const char *environment(const char *upper, const char *lower)
{
	const char *value = getenv(upper);
	if (string_is_empty(value))
		value = getenv(lower);
	return string_is_empty(value) ? NULL : value;
}

struct proxy_settings proxy_environment(void)
{
	struct proxy_settings settings = {
		.https = environment("HTTPS_PROXY", "https_proxy"),
		.http = environment("HTTP_PROXY", "http_proxy"),
		.no_proxy = environment("NO_PROXY", "no_proxy"),
	};
	/* In a CGI program a client's "Proxy:" header ends up in HTTP_PROXY. */
	if (getenv("REQUEST_METHOD"))
		settings.http = NULL;
	return settings;
}

static bool parse_address(const char *text, struct address *address)
{
	*address = (struct address){.bytes = {[10] = 0xff, [11] = 0xff}, .is_ipv4 = true};
	if (inet_pton(AF_INET, text, address->bytes + 12) == 1)
		return true;
	address->is_ipv4 = false;
	return inet_pton(AF_INET6, text, address->bytes) == 1;
}

static bool is_loopback(const struct address *address)
{
	static const unsigned char ipv6[16] = {[15] = 1};
	return address->is_ipv4 ? address->bytes[12] == 127
				: memcmp(address->bytes, ipv6, sizeof(ipv6)) == 0;
}

static bool block_contains(const struct address *block, size_t bits, const struct address *address)
{
	size_t whole = bits / 8;
	if (memcmp(block->bytes, address->bytes, whole) != 0)
		return false;
	unsigned mask = (0xff00U >> (bits % 8)) & 0xffU;
	return bits % 8 == 0 ||
	       ((unsigned)(block->bytes[whole] ^ address->bytes[whole]) & mask) == 0;
}

/* Whether `entry` is a CIDR block; then *ret_matches says whether the host is in it. */
static bool match_block(char *entry, const struct address *host, bool *ret_matches)
{
	char *slash = strchr(entry, '/');
	if (!slash)
		return false;
	*slash = '\0';
	struct address block;
	uint64_t bits;
	bool valid = parse_address(entry, &block) &&
		     string_to_u64(slash + 1, block.is_ipv4 ? 32 : 128, &bits) == 0;
	*slash = '/';
	if (valid)
		*ret_matches = host && host->is_ipv4 == block.is_ipv4 &&
			       block_contains(&block, bits + (block.is_ipv4 ? 96 : 0), host);
	return valid;
}

/* Cuts ":port" off; false where there is one and it is not the target's. */
static bool port_matches(char *entry, uint16_t port)
{
	char *colon = strrchr(entry, ':');
	char *bracket = strrchr(entry, ']');
	/* More than one colon and no bracket: an IPv6 address by itself. */
	if (!colon || (bracket ? colon < bracket : strchr(entry, ':') != colon))
		return true;
	char expected[8];
	snprintf(expected, sizeof(expected), "%u", (unsigned)port);
	*colon = '\0';
	return colon[1] == '\0' || string_equal(colon + 1, expected);
}

static bool match_domain(const char *pattern, const char *host)
{
	if (string_has_prefix(pattern, "*."))
		pattern++;
	if (*pattern == '\0')
		return false;
	size_t host_length = strlen(host);
	size_t length = strlen(pattern);
	if (pattern[0] != '.' && strcasecmp(pattern, host) == 0)
		return true;
	if (length > host_length || strcasecmp(host + host_length - length, pattern) != 0)
		return false;
	return pattern[0] == '.' || (length < host_length && host[host_length - length - 1] == '.');
}

static bool entry_matches(char *entry, const struct url *target, const struct address *host)
{
	bool matches;
	if (string_equal(entry, "*"))
		return true;
	if (match_block(entry, host, &matches))
		return matches;
	if (!port_matches(entry, target->port))
		return false;
	size_t length = strlen(entry);
	if (length >= 2 && entry[0] == '[' && entry[length - 1] == ']') {
		entry[length - 1] = '\0';
		entry++;
	}
	struct address address;
	if (parse_address(entry, &address))
		return host && memcmp(address.bytes, host->bytes, sizeof(address.bytes)) == 0;
	return match_domain(entry, target->host);
}

/* The next entry between commas, without white space; false at the end. */
static bool next_entry(const char **list, char *entry, size_t size)
{
	while (**list) {
		size_t length = strcspn(*list, ",");
		const char *start = *list;
		*list += length + ((*list)[length] == ',' ? 1 : 0);
		while (length > 0 && strchr(" \t", *start)) {
			start++;
			length--;
		}
		while (length > 0 && strchr(" \t", start[length - 1]))
			length--;
		if (length > 0 && length < size) {
			memcpy(entry, start, length);
			entry[length] = '\0';
			return true;
		}
	}
	return false;
}

static bool goes_directly(const char *no_proxy, const struct url *target)
{
	struct address address;
	const struct address *host = parse_address(target->host, &address) ? &address : NULL;
	if (string_equal(target->host, "localhost") || (host && is_loopback(host)))
		return true;
	char entry[URL_HOST_SIZE + 16];
	while (no_proxy && next_entry(&no_proxy, entry, sizeof(entry)))
		if (entry_matches(entry, target, host))
			return true;
	return false;
}

const char *proxy_for(const struct proxy_settings *settings, const struct url *target)
{
	const char *proxy = string_equal(target->scheme, "https")  ? settings->https
			    : string_equal(target->scheme, "http") ? settings->http
								   : NULL;
	return proxy && goes_directly(settings->no_proxy, target) ? NULL : proxy;
}
