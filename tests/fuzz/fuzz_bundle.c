/* What comes out of a sealed file, which anybody may have made; what is accepted is accepted again,
 * and is not longer than it was. */
#include "core/error.h"
#include "escrow/bundle_open.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct secret plaintext = SECRET_INIT(BUNDLE_PLAINTEXT_MAX);
	struct opened_bundle opened = OPENED_BUNDLE_INIT;
	struct opened_bundle again = OPENED_BUNDLE_INIT;
	struct error err = ERROR_INIT;
	if (size <= BUNDLE_PLAINTEXT_MAX)
		fuzz_require(secret_set(&plaintext, data, size, NULL) == 0);
	if (bundle_examine(&plaintext, &opened, &err) != 0) {
		fuzz_require(err.message[0] != '\0' && secret_length(&opened.kubeconfig) == 0);
	} else {
		fuzz_require(secret_length(&opened.kubeconfig) <= size + 1);
		fuzz_require(opened.info.server && opened.user_name && opened.context_name);
		fuzz_require(bundle_examine(&opened.kubeconfig, &again, &err) == 0);
		fuzz_require(secret_equal(&opened.kubeconfig, &again.kubeconfig));
	}
	opened_bundle_done(&opened);
	opened_bundle_done(&again);
	secret_done(&plaintext);
	return 0;
}
