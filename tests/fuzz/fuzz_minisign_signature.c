/* Reading signature files; only the true signature of "hello" verifies. */
#include "core/error.h"
#include "fuzz.h"
#include "minisign/signature.h"

static const char trusted[] = "RWQZghiCF0QyIoya+QRjEYuyWhHjYUDwyW1WC+lkqFDmUfuioAW8X/wK";
static const char true_comment[] = "trusted text";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct minisign_public_key key;
	struct minisign_signature signature = {0};
	struct error err = ERROR_INIT;
	fuzz_require(minisign_public_key_parse(trusted, strlen(trusted), "key", &key, NULL) == 0);
	if (minisign_signature_parse((const char *)data, size, "input", &signature, &err) != 0) {
		fuzz_require(err.message[0] != '\0' && !signature.trusted_comment);
		return 0;
	}
	fuzz_require(strlen(signature.trusted_comment) < size);
	if (minisign_verify(&signature, &key, "hello", 5, &err) == 0)
		fuzz_require(strcmp(signature.trusted_comment, true_comment) == 0);
	minisign_signature_done(&signature);
	return 0;
}
