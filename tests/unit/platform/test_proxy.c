#include "core/url.h"
#include "platform/proxy.h"
#include "unit.h"

static void decides_as_the_go_programs_do(void **state)
{
	(void)state;
	static const struct {
		const char *no_proxy, *url;
		bool direct;
	} cases[] = {
		{NULL, "https://example.com", false},
		{NULL, "https://localhost:6443", true},
		{NULL, "https://127.8.9.10", true},
		{NULL, "https://[::1]:6443", true},
		{"", "https://example.com", false},
		{"*", "https://example.com", true},
		{"other.com", "https://example.com", false},
		{"example.com", "https://example.com", true},
		{"Example.COM", "https://example.com", true},
		{"example.com", "https://api.example.com", true},
		{"example.com", "https://notexample.com", false},
		{".example.com", "https://api.example.com", true},
		{".example.com", "https://example.com", false},
		{"*.example.com", "https://api.example.com", true},
		{"*.example.com", "https://example.com", false},
		{"a,  example.com  ,b", "https://example.com", true},
		{"a,,,b", "https://example.com", false},
		{"example.com:8443", "https://example.com:8443", true},
		{"example.com:8443", "https://example.com", false},
		{"example.com:443", "https://example.com", true},
		{":443", "https://example.com", false},
		{"10.1.2.3", "https://10.1.2.3", true},
		{"10.1.2.3:443", "https://10.1.2.3", true},
		{"10.1.2.3:444", "https://10.1.2.3", false},
		{"10.1.2.3", "https://10.1.2.30", false},
		{"10.0.0.0/8", "https://10.1.2.3", true},
		{"10.0.0.0/8", "https://11.1.2.3", false},
		{"10.1.2.0/23", "https://10.1.3.9", true},
		{"10.1.2.0/23", "https://10.1.4.9", false},
		{"0.0.0.0/0", "https://10.1.4.9", true},
		{"0.0.0.0/0", "https://[fd00::1]", false},
		{"10.0.0.0/33", "https://10.1.2.3", false},
		{"10.0.0.0/8", "https://example.com", false},
		{"fd00::/8", "https://[fd00::1]", true},
		{"fd00::1", "https://[fd00::1]", true},
		{"[fd00::1]:443", "https://[fd00::1]", true},
		{"[fd00::1]:444", "https://[fd00::1]", false},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct proxy_settings settings = {.https = "http://proxy:3128",
						  .no_proxy = cases[i].no_proxy};
		struct url url;
		assert_int_equal(url_parse(cases[i].url, &url), 0);
		const char *proxy = proxy_for(&settings, &url);
		if (!proxy != cases[i].direct)
			fail_msg("%s with NO_PROXY=%s", cases[i].url, cases[i].no_proxy);
	}
}

static void each_scheme_has_its_proxy(void **state)
{
	(void)state;
	struct proxy_settings settings = {.https = "s", .http = "p"};
	struct url url;
	assert_int_equal(url_parse("https://example.com", &url), 0);
	assert_string_equal(proxy_for(&settings, &url), "s");
	assert_int_equal(url_parse("http://example.com", &url), 0);
	assert_string_equal(proxy_for(&settings, &url), "p");
	settings.http = NULL;
	assert_null(proxy_for(&settings, &url));
}

static void upper_case_comes_first(void **state)
{
	(void)state;
	setenv("HTTPS_PROXY", "upper", 1);
	setenv("https_proxy", "lower", 1);
	setenv("NO_PROXY", "", 1);
	setenv("no_proxy", "lower", 1);
	setenv("HTTP_PROXY", "plain", 1);
	struct proxy_settings settings = proxy_environment();
	assert_string_equal(settings.https, "upper");
	assert_string_equal(settings.no_proxy, "lower");
	assert_string_equal(settings.http, "plain");
	setenv("REQUEST_METHOD", "GET", 1);
	assert_null(proxy_environment().http);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(decides_as_the_go_programs_do),
	cmocka_unit_test(each_scheme_has_its_proxy),
	cmocka_unit_test(upper_case_comes_first),
};
UNIT_MAIN(tests)
