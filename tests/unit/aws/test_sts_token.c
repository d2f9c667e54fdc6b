#include "aws/sts_token.h"

#include "aws/credentials.h"
#include "aws/endpoint.h"
#include "core/encoding.h"
#include "core/error.h"
#include "core/strings.h"
#include "unit.h"

enum { NOW = 1767225600 };

struct world {
	struct aws_endpoint endpoint;
	struct aws_credentials credentials;
	struct sts_token_request request;
	char url[64], host[64], region[16];
};

static void begin(struct world *world, size_t session_length)
{
	*world = (struct world){.url = "https://sts.eu-west-1.amazonaws.com/",
				.host = "sts.eu-west-1.amazonaws.com",
				.region = "eu-west-1",
				.credentials = AWS_CREDENTIALS_INIT};
	world->endpoint = (struct aws_endpoint){.url = world->url,
						.path = strrchr(world->url, '/'),
						.host = world->host,
						.region = world->region};
	world->credentials.access_key_id = strdup("AKIDEXAMPLE");
	assert_int_equal(secret_set(&world->credentials.secret_access_key, "secret", 6, NULL), 0);
	for (size_t i = 0; i < session_length; i++)
		buffer_append_char(&world->credentials.session_token.bytes, 't');
	world->request = (struct sts_token_request){.endpoint = &world->endpoint,
						    .credentials = &world->credentials,
						    .cluster = "prod",
						    .now = NOW};
}

/* Made by botocore 1.44.5 from the same values. */
static void makes_the_bytes_that_botocore_makes(void **state)
{
	(void)state;
	struct world world;
	begin(&world, 0);
	struct secret token = SECRET_INIT(STS_TOKEN_LIMIT);
	int64_t expiration = 0;
	assert_int_equal(sts_token_create(&world.request, &token, &expiration, NULL), 0);
	assert_int_equal(expiration, NOW + 14 * 60);
	assert_true(string_has_prefix(secret_string(&token), "k8s-aws-v1."));
	struct buffer url = BUFFER_INIT(4096);
	const char *encoded = secret_string(&token) + strlen("k8s-aws-v1.");
	assert_int_equal(encoding_base64_decode(&url, encoded, strlen(encoded), BASE64_URL_UNPADDED,
						"it", NULL),
			 0);
	assert_string_equal(
		buffer_string(&url),
		"https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15"
		"&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20260101%2F"
		"eu-west-1%2Fsts%2Faws4_request&X-Amz-Date=20260101T000000Z&X-Amz-Expires=60"
		"&X-Amz-SignedHeaders=host%3Bx-k8s-aws-id&X-Amz-Signature="
		"b65186a4bca16b268e525c8a1250ca663c50d2cf799b017aa8519e6ef27f37ec");
	buffer_done(&url);
	secret_done(&token);
	aws_credentials_done(&world.credentials);
}

static void ends_with_the_credentials(void **state)
{
	(void)state;
	static const struct {
		int64_t credentials, token;
	} cases[] = {
		{AWS_NEVER, NOW + 840},
		{NOW + 841, NOW + 840},
		{NOW + 839, NOW + 839},
		{NOW + 1, NOW + 1},
	};
	struct world world;
	begin(&world, 0);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct secret token = SECRET_INIT(STS_TOKEN_LIMIT);
		int64_t expiration = 0;
		world.credentials.expiration = cases[i].credentials;
		assert_int_equal(sts_token_create(&world.request, &token, &expiration, NULL), 0);
		assert_int_equal(expiration, cases[i].token);
		secret_done(&token);
	}
	aws_credentials_done(&world.credentials);
}

/*
 * The URL has 352 bytes here and "&X-Amz-Security-Token=" 22; together with 2689 of a session token
 * they are 3063, which base64 makes 4084, and the prefix 4095.
 */
static void is_never_longer_than_clusters_take(void **state)
{
	(void)state;
	static const struct {
		size_t session_length, token_length; /* 0: refused */
	} cases[] = {{2689, 4095}, {2689 + 1, 0}, {AWS_SESSION_TOKEN_LIMIT, 0}};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct world world;
		begin(&world, cases[i].session_length);
		struct secret token = SECRET_INIT(STS_TOKEN_LIMIT);
		int64_t expiration = 0;
		struct error err = ERROR_INIT;
		int result = sts_token_create(&world.request, &token, &expiration, &err);
		assert_int_equal(result, cases[i].token_length ? 0 : -1);
		assert_int_equal(secret_length(&token), cases[i].token_length);
		if (result != 0)
			assert_non_null(strstr(err.message, "clusters take at most 4096"));
		secret_done(&token);
		aws_credentials_done(&world.credentials);
	}
}

static void refuses_what_no_cluster_is_called(void **state)
{
	(void)state;
	static const char *const cases[] = {"", "a\nb", "a\x7f", "\xff", "a\r\nx-other: 1"};
	struct world world;
	begin(&world, 0);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct secret token = SECRET_INIT(STS_TOKEN_LIMIT);
		int64_t expiration = 0;
		struct error err = ERROR_INIT;
		world.request.cluster = cases[i];
		assert_int_equal(sts_token_create(&world.request, &token, &expiration, &err), -1);
		assert_int_equal(err.code, ERROR_USAGE);
		assert_int_equal(secret_length(&token), 0);
		secret_done(&token);
	}
	aws_credentials_done(&world.credentials);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(makes_the_bytes_that_botocore_makes),
	cmocka_unit_test(ends_with_the_credentials),
	cmocka_unit_test(is_never_longer_than_clusters_take),
	cmocka_unit_test(refuses_what_no_cluster_is_called),
};

UNIT_MAIN(tests)
