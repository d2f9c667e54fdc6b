#include "aws/sts_token_inspect.h"

#include "aws/credentials.h"
#include "aws/partitions.h"
#include "aws/sts_token.h"
#include "core/encoding.h"
#include "core/error.h"
#include "core/strings.h"
#include "unit.h"

enum { NOW = 1767312000 }; /* 2026-01-02T00:00:00Z */

#define HOST "https://sts.eu-west-1.amazonaws.com/?"
#define OPERATION "Action=GetCallerIdentity&Version=2011-06-15"
#define SIGNED                                                                                     \
	"&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKID%2F20260102%2Feu-west-1%2Fsts"     \
	"%2Faws4_request&X-Amz-Expires=60&X-Amz-SignedHeaders=host%3Bx-k8s-aws-id&X-Amz-Signature" \
	"=abc"
#define DATED "&X-Amz-Date=20260102T000000Z"
#define GOOD HOST OPERATION SIGNED DATED

static void inspect(const char *url, int64_t now, struct sts_token_facts *facts)
{
	struct secret token = SECRET_INIT(STS_TOKEN_INSPECT_LIMIT);
	buffer_append_string(&token.bytes, STS_TOKEN_PREFIX);
	encoding_base64(&token.bytes, url, strlen(url), BASE64_URL_UNPADDED);
	assert_int_equal(sts_token_inspect(&token, now, facts, NULL), 0);
	secret_done(&token);
}

static void finds_what_is_in_a_token(void **state)
{
	(void)state;
	struct sts_token_facts facts;
	inspect(GOOD "&X-Amz-Security-Token=a%2Fb%2b", NOW, &facts);
	assert_string_equal(facts.host, "sts.eu-west-1.amazonaws.com");
	assert_string_equal(facts.access_key_id, "AKID");
	assert_string_equal(facts.region, "eu-west-1");
	assert_string_equal(facts.signed_headers, "host;x-k8s-aws-id");
	assert_string_equal(facts.partition->id, "aws");
	assert_string_equal(secret_string(&facts.session_token), "a/b+");
	assert_string_equal(secret_string(&facts.signature), "abc");
	assert_true(facts.is_dated && facts.has_usual_parameters && !facts.is_dual_stack);
	assert_int_equal(facts.signed_at, NOW);
	assert_int_equal(facts.expires, 60);
	assert_string_equal(facts.refusal, "");
	assert_string_equal(facts.doubt, "");
	sts_token_facts_done(&facts);
}

static void says_why_it_is_refused(void **state)
{
	(void)state;
	static const struct {
		const char *url;
		int64_t now;
		const char *refusal, *doubt;
	} cases[] = {
		{GOOD, NOW + 900, "", ""},
		{GOOD, NOW + 901, "signed more than 15 minutes ago", ""},
		{GOOD, NOW - 300, "", ""},
		{GOOD, NOW - 361, "", "6 minutes in the future"},
		{"ftp://sts.eu-west-1.amazonaws.com/", NOW, "no https URL", ""},
		{"https://", NOW, " is no endpoint of STS", ""},
		{"https://sts.eu-west-1.amazonaws.com.evil.example/?", NOW, "no endpoint of STS",
		 ""},
		{"https://sts-.eu-west-1.amazonaws.com/?", NOW, "no endpoint of STS", ""},
		{"https://sts.eu-west-1.amazonaws.com/x?" OPERATION SIGNED DATED, NOW,
		 "path of its URL", ""},
		{HOST "X=1&" OPERATION SIGNED DATED, NOW, "that none may have: x", ""},
		{HOST "vErSiOn=1&" OPERATION SIGNED DATED, NOW, "the parameter version twice", ""},
		{HOST OPERATION SIGNED DATED "&x=%2", NOW, "malformed", ""},
		{HOST "Action=Other&Version=2" SIGNED DATED, NOW, "GetCallerIdentity", ""},
		{HOST OPERATION SIGNED, NOW, "has no X-Amz-Date", "lacks a parameter"},
		{"https://sts.amazonaws.com/?" OPERATION SIGNED DATED, NOW, "",
		 "signed for eu-west-1, and its host wants us-east-1"},
		{"https://sts.cn-north-1.amazonaws.com/?" OPERATION SIGNED DATED, NOW,
		 "no endpoint of STS", ""},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct sts_token_facts facts;
		inspect(cases[i].url, cases[i].now, &facts);
		bool found = cases[i].refusal[0] ? strstr(facts.refusal, cases[i].refusal) != NULL
						 : facts.refusal[0] == '\0';
		bool doubted = cases[i].doubt[0] ? strstr(facts.doubt, cases[i].doubt) != NULL
						 : facts.doubt[0] == '\0' || facts.refusal[0];
		if (!found || !doubted)
			fail_msg("case %zu: '%s', '%s'", i, facts.refusal, facts.doubt);
		sts_token_facts_done(&facts);
	}
}

static void knows_its_own_signature(void **state)
{
	(void)state;
	struct aws_credentials credentials = AWS_CREDENTIALS_INIT;
	credentials.access_key_id = strdup("AKID");
	assert_int_equal(secret_set(&credentials.secret_access_key, "secret", 6, NULL), 0);
	/* Made by botocore 1.44.5 for the cluster "prod". */
	struct sts_token_facts facts;
	inspect(HOST OPERATION
		"&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKID%2F20260102%2Feu-west-1"
		"%2Fsts%2Faws4_request&X-Amz-Date=20260102T000000Z&X-Amz-Expires=60"
		"&X-Amz-SignedHeaders=host%3Bx-k8s-aws-id&X-Amz-Signature="
		"38026c4c761adcfef38bedf9dd0e14d0e090db9bee082d3c578e728fe0320d0f",
		NOW, &facts);
	bool matches = false;
	assert_int_equal(sts_token_check_signature(&facts, &credentials, "prod", &matches, NULL),
			 0);
	assert_true(matches);
	assert_int_equal(sts_token_check_signature(&facts, &credentials, "dev", &matches, NULL), 0);
	assert_false(matches);
	sts_token_facts_done(&facts);
	aws_credentials_done(&credentials);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(finds_what_is_in_a_token),
	cmocka_unit_test(says_why_it_is_refused),
	cmocka_unit_test(knows_its_own_signature),
};

UNIT_MAIN(tests)
