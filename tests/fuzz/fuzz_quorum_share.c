/* Reading a share; what was read, written and read again, is the same share. */
#include "core/error.h"
#include "fuzz.h"
#include "quorum/share.h"

static void same_again(const struct quorum_share *share)
{
	struct secret text = SECRET_INIT(QUORUM_SHARE_TEXT_MAX);
	struct quorum_share again = {0};
	size_t used;
	fuzz_require(quorum_share_format(share, &text, NULL) == 0);
	fuzz_require(quorum_share_parse(secret_string(&text), secret_length(&text), &used, &again,
					NULL) == 0);
	fuzz_require(used == secret_length(&text) && again.number == share->number);
	fuzz_require(quorum_terms_equal(&again.terms, &share->terms));
	fuzz_require(strcmp(again.custodian, share->custodian) == 0);
	fuzz_require(memcmp(again.sha256, share->sha256, sizeof(again.sha256)) == 0);
	fuzz_require(secret_equal(&again.value, &share->value));
	quorum_share_done(&again);
	secret_done(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct quorum_share share = {0};
	struct error err = ERROR_INIT;
	size_t used = 0;
	(void)quorum_share_is_whole(text, size);
	if (quorum_share_parse(text, size, &used, &share, &err) != 0) {
		fuzz_require(err.message[0] != '\0' && !share.value.bytes.data);
		return 0;
	}
	fuzz_require(used > 0 && used <= size);
	fuzz_require(share.number >= 1 && share.number <= QUORUM_CUSTODIANS_MAX);
	fuzz_require(secret_length(&share.value) == QUORUM_VALUE);
	if (share.terms.recipient[0] != '\0')
		same_again(&share);
	quorum_share_done(&share);
	return 0;
}
