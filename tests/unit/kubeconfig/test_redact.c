#include "core/buffer.h"
#include "kubeconfig/redact.h"
#include "unit.h"

static void tells_secrets_by_their_names(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		bool secret;
	} cases[] = {
		{"token", true},
		{"id-token", true},
		{"AWS_SESSION_TOKEN", true},
		{"password", true},
		{"client-secret", true},
		{"AWS_SECRET_ACCESS_KEY", true},
		{"apiKey", true},
		{"client-key-data", true},
		{"Authorization-Auth", true},
		{"client-id", false},
		{"", false},
		{"tokens", false},
		{"region", false},
		{"idp-issuer-url", false},
		{"token-file-mode", false},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		if (redact_is_secret_name(slice_of(cases[i].name)) != cases[i].secret)
			fail_msg("%s", cases[i].name);
}

static void variables_are_secret_unless_known_to_be_harmless(void **state)
{
	(void)state;
	assert_false(redact_is_secret_variable(slice_of("AWS_PROFILE")));
	assert_false(redact_is_secret_variable(slice_of("AWS_STS_REGIONAL_ENDPOINTS")));
	assert_true(redact_is_secret_variable(slice_of("AWS_ACCESS_KEY_ID")));
	assert_true(redact_is_secret_variable(slice_of("aws_profile")));
	assert_true(redact_is_secret_variable(slice_of("ANYTHING")));
	assert_true(redact_is_secret_variable(slice_of("")));
}

static void finds_secrets_among_arguments(void **state)
{
	(void)state;
	static const struct {
		const char *argument;
		size_t secret;
	} cases[] = {
		{"get-token", 0},
		{"--token=abc", 3},
		{"--client-secret", 0},
		{"hunter2", 7},
		{"plain", 0},
		{"--password", 0},
		{"--cluster", 0},
		{"name", 0},
		{"--password", 0},
		{"-x-", 3}, /* one dash: it may well be the password */
		{"-", 0},
		{"", 0},
		{"--secret=", 0},
		{"--key", 0},
		{"", 0},
		{"after", 0},
		{"token=abc", 0},
	};
	bool awaited = false;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		if (redact_argument(slice_of(cases[i].argument), &awaited) != cases[i].secret)
			fail_msg("%zu: %s", i, cases[i].argument);
}

static void takes_the_password_out_of_a_url(void **state)
{
	(void)state;
	static const struct {
		const char *url, *expected;
	} cases[] = {
		{"https://host:443/a", "https://host:443/a"},
		{"https://me:pw@host/a", "https://me:REDACTED@host/a"},
		{"https://me:p@w:x@host:1/a@b:c", "https://me:REDACTED@host:1/a@b:c"},
		{"https://me:@host", "https://me:REDACTED@host"},
		{"https://:pw@host", "https://:REDACTED@host"},
		{"https://me@host:443", "https://me@host:443"},
		{"https://host/me:pw@x", "https://host/me:pw@x"},
		{"https://host?me:pw@x", "https://host?me:pw@x"},
		{"me:pw@host", "me:REDACTED@host"},
		{"", ""},
		{"://", "://"},
		{"https://", "https://"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct buffer out = BUFFER_INIT(256);
		redact_append_url(&out, slice_of(cases[i].url));
		assert_string_equal(buffer_string(&out), cases[i].expected);
		buffer_done(&out);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(tells_secrets_by_their_names),
	cmocka_unit_test(variables_are_secret_unless_known_to_be_harmless),
	cmocka_unit_test(finds_secrets_among_arguments),
	cmocka_unit_test(takes_the_password_out_of_a_url),
};
UNIT_MAIN(tests)
