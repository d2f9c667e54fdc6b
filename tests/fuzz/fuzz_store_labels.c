/* Signature files, of which only the labels in the trusted comment are read. */
#include "escrow/store_labels.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct store_labels labels = {0};
	if (store_labels_read((const char *)data, size, &labels, NULL) != 0)
		return 0;
	for (size_t i = 0; i < STORE_LABEL_COUNT; i++) {
		const char *value = labels.values[i];
		fuzz_require(!value || (strlen(value) > 0 && strlen(value) <= STORE_LABEL_MAX));
		for (const char *c = value; c && *c; c++)
			fuzz_require(*c > ' ' && *c <= '~');
	}
	store_labels_done(&labels);
	return 0;
}
