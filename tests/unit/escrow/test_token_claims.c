#include "escrow/token_claims.h"
#include "escrow/tokens.h"

static const struct {
	const char *claims;
	const char *namespace_name, *service_account, *uid, *secret;
	int64_t expires;
} cases[] = {
	{LEGACY_CLAIMS, "kube-system", "super-admin", "0000-11", "super-admin-token", 0},
	{BOUND_CLAIMS, "ops", "bob", "22", NULL, 1767225600},
	/* Not of a ServiceAccount, or not complete: no account, but an expiry counts. */
	{"{\"exp\":5,\"sub\":\"alice\"}", NULL, NULL, NULL, NULL, 5},
	{"{\"kubernetes.io\":{\"namespace\":\"ops\"}}", NULL, NULL, NULL, NULL, 0},
	{"{\"kubernetes.io\":\"x\",\"exp\":\"never\"}", NULL, NULL, NULL, NULL, 0},
	{"{\"kubernetes.io/serviceaccount/namespace\":7,\"exp\":null}", NULL, NULL, NULL, NULL, 0},
	{"[]", NULL, NULL, NULL, NULL, 0},
	{"{", NULL, NULL, NULL, NULL, 0},
	{"", NULL, NULL, NULL, NULL, 0},
};

static void assert_text(const char *text, const char *expected)
{
	if (expected)
		assert_string_equal(text, expected);
	else
		assert_null(text);
}

static void reads_both_kinds_of_tokens(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct secret token;
		struct token_claims claims;
		token_with_claims(cases[i].claims, &token);
		assert_int_equal(token_claims_read(&token, &claims, NULL), 0);
		assert_text(claims.namespace_name, cases[i].namespace_name);
		assert_text(claims.service_account, cases[i].service_account);
		assert_text(claims.uid, cases[i].uid);
		assert_text(claims.secret, cases[i].secret);
		assert_int_equal(claims.expires, cases[i].expires);
		token_claims_done(&claims);
		secret_done(&token);
	}
}

static void other_tokens_have_no_claims(void **state)
{
	(void)state;
	static const char *const texts[] = {"", ".", "..", "a.b", "opaque", "a.!!.c", "a.bm8=.c"};
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		struct secret token = SECRET_INIT(100);
		struct token_claims claims;
		secret_set(&token, texts[i], strlen(texts[i]), NULL);
		assert_int_equal(token_claims_read(&token, &claims, NULL), 0);
		assert_null(claims.service_account);
		assert_int_equal(claims.expires, 0);
		secret_done(&token);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(reads_both_kinds_of_tokens),
	cmocka_unit_test(other_tokens_have_no_claims),
};
UNIT_MAIN(tests)
