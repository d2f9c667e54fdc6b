#include "aws/sigv4.h"

#include "aws/credentials.h"
#include "aws/endpoint.h"
#include "core/error.h"
#include "unit.h"

enum { TIME = 1440938160 }; /* 2015-08-30T12:36:00Z */

/*
 * The query-signature.txt of AWS's own vectors, from
 * https://github.com/awslabs/aws-c-auth (tests/aws-signing-test-suite/v4).
 */
static void signs_as_the_published_vectors_say(void **state)
{
	(void)state;
	static const char unreserved[] =
		"-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	static const struct {
		const char *name, *token;
		struct sigv4_field parameters[3];
		size_t parameter_count;
		struct sigv4_field headers[2];
		size_t header_count;
		const char *signature;
	} cases[] = {
		{.name = "get-vanilla",
		 .signature = "e93c787ed7f371d5c6b165c1b38ede9550f4dce4144713e844b25b7192d3865d"},
		{.name = "get-vanilla-with-session-token",
		 .token = "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267",
		 .signature = "7ff2b50b376cb4d151970630573d6291dc128cc5c2a12ffb237f73cc53f67b6c"},
		{.name = "get-vanilla-query-order-key-case",
		 .parameters = {{"Param2", "value2"}, {"Param1", "value1"}},
		 .parameter_count = 2,
		 .signature = "86012e2c9ad4d77369f5d81c11f75158aae4f895a085212cc6d3f923d300bed5"},
		{.name = "get-vanilla-query-unreserved",
		 .parameters = {{unreserved, unreserved}},
		 .parameter_count = 1,
		 .signature = "8e76a88a7433637b12778d5592799b29ad21ecd6cf6325051c21d86f0acda2bf"},
		{.name = "get-vanilla-utf8-query",
		 .parameters = {{"\xe1\x88\xb4", "bar"}},
		 .parameter_count = 1,
		 .signature = "0bdd809b1519ac4f0c1dc3540e2cc46bd0c7f778eda408b2ebf3b913d21ff600"},
		{.name = "get-vanilla-query-order-encoded",
		 .parameters = {{"Param-3", "Value3"},
				{"Param", "Value2"},
				{"\xe1\x88\xb4", "Value1"}},
		 .parameter_count = 3,
		 .signature = "c5f1848ceec943ac2ca68ee720460c23aaae30a2300586597ada94c4a65e4787"},
		{.name = "get-header-value-trim",
		 .headers = {{"my-header1", " value1"}, {"my-header2", " \"a   b   c\""}},
		 .header_count = 2,
		 .signature = "e7bb0fd515e125e1aec2ecc4c0c17484fb06f6846b927c35e46005dd3df3acd4"},
	};
	char url_text[] = "https://example.amazonaws.com/", host[] = "example.amazonaws.com";
	char region[] = "us-east-1";
	const struct aws_endpoint endpoint = {
		.url = url_text, .path = strrchr(url_text, '/'), .host = host, .region = region};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct aws_credentials credentials = AWS_CREDENTIALS_INIT;
		static const char secret[] = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
		credentials.access_key_id = strdup("AKIDEXAMPLE");
		assert_int_equal(
			secret_set(&credentials.secret_access_key, secret, strlen(secret), NULL),
			0);
		if (cases[i].token)
			assert_int_equal(secret_set(&credentials.session_token, cases[i].token,
						    strlen(cases[i].token), NULL),
					 0);
		const struct sigv4_presign request = {.endpoint = &endpoint,
						      .service = "service",
						      .parameters = cases[i].parameters,
						      .parameter_count = cases[i].parameter_count,
						      .headers = cases[i].headers,
						      .header_count = cases[i].header_count,
						      .time = TIME,
						      .expires = 3600};
		struct secret url = SECRET_INIT(4096);
		assert_int_equal(sigv4_presign(&request, &credentials, &url, NULL), 0);
		const char *signature = strstr(secret_string(&url), "&X-Amz-Signature=");
		assert_non_null(signature);
		if (strcmp(signature + strlen("&X-Amz-Signature="), cases[i].signature) != 0)
			fail_msg("%s: %s", cases[i].name, secret_string(&url));
		secret_done(&url);
		aws_credentials_done(&credentials);
	}
}

static void refuses_what_does_not_fit(void **state)
{
	(void)state;
	char url_text[] = "https://example.amazonaws.com/", host[] = "example.amazonaws.com";
	char region[] = "us-east-1", id[] = "AKIDEXAMPLE";
	const struct aws_endpoint endpoint = {
		.url = url_text, .path = strrchr(url_text, '/'), .host = host, .region = region};
	struct aws_credentials credentials = AWS_CREDENTIALS_INIT;
	credentials.access_key_id = id;
	const struct sigv4_field many[SIGV4_PARAMETERS_MAX + 1] = {{"a", "b"}};
	struct sigv4_presign request = {.endpoint = &endpoint,
					.service = "service",
					.parameters = many,
					.parameter_count = COUNT_OF(many),
					.time = TIME};
	struct secret url = SECRET_INIT(64);
	struct error err = ERROR_INIT;
	assert_int_equal(sigv4_presign(&request, &credentials, &url, &err), -1);
	assert_string_equal(err.message, "too many parameters to sign");
	request.parameter_count = 0;
	assert_int_equal(sigv4_presign(&request, &credentials, &url, &err), -1);
	assert_string_equal(err.message, "a presigned URL is longer than the limit of 64 bytes");
	request.time = INT64_MAX;
	assert_int_equal(sigv4_presign(&request, &credentials, &url, &err), -1);
	secret_done(&url);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(signs_as_the_published_vectors_say),
	cmocka_unit_test(refuses_what_does_not_fit),
};

UNIT_MAIN(tests)
