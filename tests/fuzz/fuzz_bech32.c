/* Decoding Bech32; what was decoded, encoded again in the same case, gives the same text. */
#include "age/bech32.h"
#include "core/buffer.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buffer bytes = BUFFER_INIT(65536);
	struct buffer again = BUFFER_INIT(65536);
	const char *text = (const char *)data;
	char hrp[128] = "";
	size_t hrp_length = 0;
	if (bech32_decode(text, size, &hrp_length, &bytes, NULL) == 0) {
		fuzz_require(hrp_length < sizeof(hrp) && hrp_length < size);
		enum bech32_case letters = BECH32_LOWER;
		for (size_t i = 0; i < size; i++)
			if (text[i] >= 'A' && text[i] <= 'Z')
				letters = BECH32_UPPER;
		for (size_t i = 0; i < hrp_length; i++) {
			char c = text[i];
			hrp[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
		}
		bech32_encode(hrp, buffer_string(&bytes), bytes.length, letters, &again);
		fuzz_require(again.length == size && memcmp(again.data, text, size) == 0);
	}
	buffer_done(&bytes);
	buffer_done(&again);
	return 0;
}
