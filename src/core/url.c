#include "core/url.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <string.h>

#include "core/buffer.h"
#include "core/strings.h"

static int copy_lower(char *target, size_t size, const char *from, size_t length)
{
	if (length == 0 || length >= size)
		return -1;
	for (size_t i = 0; i < length; i++)
		target[i] = string_lower(from[i]);
	target[length] = '\0';
	return 0;
}

static bool is_scheme(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (!string_is_alnum(text[i]) && (i == 0 || !strchr("+-.", text[i])))
			return false;
	return length > 0 && !string_is_digit(text[0]);
}

static uint16_t default_port(const char *scheme)
{
	if (string_equal(scheme, "https"))
		return 443;
	if (string_equal(scheme, "http"))
		return 80;
	if (string_equal(scheme, "socks5") || string_equal(scheme, "socks5h"))
		return 1080;
	return 0;
}

static int parse_port(const char *text, size_t length, struct url *url)
{
	char digits[8];
	uint64_t port;
	if (length == 0) {
		url->port = default_port(url->scheme);
		return 0;
	}
	if (length >= sizeof(digits))
		return -1;
	memcpy(digits, text, length);
	digits[length] = '\0';
	if (string_to_u64(digits, UINT16_MAX, &port) != 0 || port == 0)
		return -1;
	url->port = (uint16_t)port;
	return 0;
}

static bool is_name(const char *text)
{
	for (; *text; text++)
		if (!string_is_alnum(*text) && !strchr("-._", *text))
			return false;
	return true;
}

static bool is_ipv6(const char *text)
{
	struct in6_addr address;
	return inet_pton(AF_INET6, text, &address) == 1;
}

/* "host", "host:port", "[address]", "[address]:port" */
static int parse_host_port(const char *text, size_t length, struct url *url)
{
	const char *end = text + length;
	const char *host_end;
	url->host_is_ipv6 = length > 0 && *text == '[';
	if (url->host_is_ipv6)
		host_end = memchr(++text, ']', length - 1);
	else
		host_end = memchr(text, ':', length);
	if (!host_end && url->host_is_ipv6)
		return -1;
	if (!host_end)
		host_end = end;
	if (copy_lower(url->host, sizeof(url->host), text, (size_t)(host_end - text)) != 0 ||
	    !(url->host_is_ipv6 ? is_ipv6(url->host) : is_name(url->host)))
		return -1;
	text = host_end + (url->host_is_ipv6 ? 1 : 0);
	if (text == end)
		return parse_port(text, 0, url);
	return *text == ':' ? parse_port(text + 1, (size_t)(end - text - 1), url) : -1;
}

int url_parse(const char *text, struct url *ret_url)
{
	struct url url = {.port = 0};
	const char *colon = strstr(text, "://");
	if (!colon || !is_scheme(text, (size_t)(colon - text)) ||
	    copy_lower(url.scheme, sizeof(url.scheme), text, (size_t)(colon - text)) != 0)
		return -1;
	const char *authority = colon + 3;
	size_t length = strcspn(authority, "/?#");
	url.rest = authority + length;
	/* The last '@' ends the user information. */
	for (size_t i = length; i > 0; i--)
		if (authority[i - 1] == '@') {
			url.has_user_info = true;
			authority += i;
			length -= i;
			break;
		}
	if (parse_host_port(authority, length, &url) != 0)
		return -1;
	*ret_url = url;
	return 0;
}

void url_append_host_port(struct buffer *out, const struct url *url)
{
	buffer_append_format(out, url->host_is_ipv6 ? "[%s]:%u" : "%s:%u", url->host,
			     (unsigned)url->port);
}

static bool is_unreserved(char c)
{
	return string_is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

void url_append_escaped(struct buffer *out, const char *text)
{
	static const char digits[] = "0123456789ABCDEF";
	for (const char *c = text; *c;) {
		const char *start = c;
		while (is_unreserved(*c))
			c++;
		buffer_append(out, start, (size_t)(c - start));
		if (*c) {
			unsigned char byte = (unsigned char)*c++;
			buffer_append(out, (char[]){'%', digits[byte >> 4], digits[byte & 15]}, 3);
		}
	}
}
