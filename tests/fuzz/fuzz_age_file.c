/* Opening age files with a fixed identity; on failure nothing comes out. */
#include "age/age.h"
#include "age/identity.h"
#include "core/error.h"
#include "fuzz.h"

static const char identity[] =
	"AGE-SECRET-KEY-1KGWW8TT6QAPRW9RAW9VXWAX8Q66RTZCUH6T6FJ5HA2LVV4CRZ29QPCPKLU";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct age_identities identities = {0};
	struct secret plaintext = SECRET_INIT(0);
	struct error err = ERROR_INIT;
	fuzz_require(age_identities_add_text(&identities, identity, strlen(identity), "test",
					     NULL) == 0);
	if (age_decrypt(&identities, data, size, &plaintext, &err) != 0)
		fuzz_require(secret_length(&plaintext) == 0 && err.message[0] != '\0');
	else
		fuzz_require(secret_length(&plaintext) < size);
	secret_done(&plaintext);
	age_identities_done(&identities);
	return 0;
}
