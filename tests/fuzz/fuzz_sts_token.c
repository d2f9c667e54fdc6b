/* Explaining tokens: the URL as it is, since base64 would hide it from the fuzzer. */
#include "aws/sts_token.h"
#include "aws/sts_token_inspect.h"
#include "core/encoding.h"
#include "core/error.h"
#include "core/strings.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct secret token = SECRET_INIT(STS_TOKEN_INSPECT_LIMIT);
	struct sts_token_facts facts = {0};
	buffer_append_string(&token.bytes, STS_TOKEN_PREFIX);
	encoding_base64(&token.bytes, data, size, BASE64_URL_UNPADDED);
	if (buffer_check(&token.bytes, "it", NULL) == 0) {
		fuzz_require(sts_token_inspect(&token, 1767312000, &facts, NULL) == 0);
		/* What is accepted has all that a verifier looks at. */
		if (facts.refusal[0] == '\0') {
			fuzz_require(facts.host && facts.partition && facts.is_dated);
			fuzz_require(facts.signed_headers && facts.expires >= 0);
			fuzz_require(string_has_prefix(facts.host, "sts"));
		}
	}
	secret_done(&token);
	sts_token_facts_done(&facts);
	return 0;
}
