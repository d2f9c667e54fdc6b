#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/url.h"
#include "unit.h"

static void takes_urls_apart(void **state)
{
	(void)state;
	static const struct {
		const char *text, *scheme, *host, *rest, *host_port;
		unsigned port;
		bool has_user_info;
	} cases[] = {
		{"https://example.com", "https", "example.com", "", "example.com:443", 443, false},
		{"HTTPS://Example.COM:8443/a/b?c", "https", "example.com", "/a/b?c",
		 "example.com:8443", 8443, false},
		{"http://127.0.0.1/", "http", "127.0.0.1", "/", "127.0.0.1:80", 80, false},
		{"https://[::1]:6443", "https", "::1", "", "[::1]:6443", 6443, false},
		{"https://[fd00:EC2::23]", "https", "fd00:ec2::23", "", "[fd00:ec2::23]:443", 443,
		 false},
		{"socks5://proxy", "socks5", "proxy", "", "proxy:1080", 1080, false},
		{"http://u:p@ss@proxy:3128", "http", "proxy", "", "proxy:3128", 3128, true},
		{"https://host:?x", "https", "host", "?x", "host:443", 443, false},
		{"unix://host", "unix", "host", "", "host:0", 0, false},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct url url;
		cleanup(buffer_done) struct buffer out = BUFFER_INIT(512);
		assert_int_equal(url_parse(cases[i].text, &url), 0);
		assert_string_equal(url.scheme, cases[i].scheme);
		assert_string_equal(url.host, cases[i].host);
		assert_string_equal(url.rest, cases[i].rest);
		assert_int_equal(url.port, cases[i].port);
		assert_int_equal(url.has_user_info, cases[i].has_user_info);
		url_append_host_port(&out, &url);
		assert_string_equal(buffer_string(&out), cases[i].host_port);
	}
}

static void refuses_what_is_not_a_url(void **state)
{
	(void)state;
	static const char *const cases[] = {
		"",
		"example.com",
		"example.com:443",
		"://example.com",
		"1http://example.com",
		"ht tp://example.com",
		"averyveryverylongscheme://example.com",
		"https://",
		"https:///path",
		"https://:443",
		"https://host:0",
		"https://host:65536",
		"https://host:12x",
		"https://host:1:2",
		"https://[::1",
		"https://[::1]x",
		"https://[]",
		"https://[host]",
		"https://ho st",
		"https://host\r\n.example.com",
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct url url = {.port = 42};
		if (url_parse(cases[i], &url) == 0)
			fail_msg("'%s' was taken", cases[i]);
		assert_int_equal(url.port, 42);
	}
}

static void names_cannot_leave_their_place(void **state)
{
	(void)state;
	static const struct {
		const char *text, *expected;
	} cases[] = {
		{"super-admin_1.x~", "super-admin_1.x~"},
		{"system:node", "system%3Anode"},
		{"../secrets", "..%2Fsecrets"},
		{"a?b=c&d#e%41", "a%3Fb%3Dc%26d%23e%2541"},
		{"\xc3\xa9 \x01", "%C3%A9%20%01"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		cleanup(buffer_done) struct buffer out = BUFFER_INIT(512);
		url_append_escaped(&out, cases[i].text);
		assert_string_equal(buffer_string(&out), cases[i].expected);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(takes_urls_apart),
	cmocka_unit_test(refuses_what_is_not_a_url),
	cmocka_unit_test(names_cannot_leave_their_place),
};
UNIT_MAIN(tests)
