#include "core/buffer.h"
#include "core/encoding.h"
#include "platform/json.h"
#include "platform/jwt.h"
#include "unit.h"

static void reads_when_a_token_expires(void **state)
{
	(void)state;
	static const struct {
		const char *claims;
		int64_t expires; /* 0: none */
	} cases[] = {
		{"{\"exp\":1700000000}", 1700000000},
		{"{\"iss\":\"a\",\"exp\":1,\"kubernetes.io\":{\"namespace\":\"x\"}}", 1},
		{"{\"exp\":-5}", -5},
		{"{\"exp\":\"1700000000\"}", 0},
		{"{\"exp\":null}", 0},
		{"{}", 0},
		{"[1700000000]", 0},
		{"{\"exp\":1", 0},
		{"", 0},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct buffer token = BUFFER_INIT(4096);
		int64_t expires = 0;
		buffer_append_string(&token, "eyJhbGciOiJSUzI1NiJ9.");
		encoding_base64(&token, cases[i].claims, strlen(cases[i].claims),
				BASE64_URL_UNPADDED);
		buffer_append_string(&token, ".c2ln");
		int status = jwt_expiry((struct slice){token.data, token.length}, &expires);
		assert_int_equal(status, cases[i].expires != 0 ? 0 : -1);
		assert_int_equal(expires, cases[i].expires);
		buffer_done(&token);
	}
}

static void other_tokens_have_no_claims(void **state)
{
	(void)state;
	static const char *const cases[] = {
		"",
		".",
		"..",
		"...",
		"abc",
		"e30",
		"e30.e30",
		"e30.e30.x.y",
		"e30.e3=.x",
		"e30.e30=.x",
		"k8s-aws-v1.aHR0cHM6Ly9zdHM",
		"a.!.b",
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		if (jwt_claims(slice_of(cases[i])))
			fail_msg("%s has claims", cases[i]);
	struct json *claims = jwt_claims(slice_of("e30.e30.x"));
	assert_non_null(claims);
	json_free(claims);
	assert_null(jwt_claims((struct slice){NULL, 0}));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(reads_when_a_token_expires),
	cmocka_unit_test(other_tokens_have_no_claims),
};
UNIT_MAIN(tests)
