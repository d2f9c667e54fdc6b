/* Reading armor; what was read, armored again, is the same text but for line ends and the white
 * space around. */
#include "age/armor.h"
#include "core/buffer.h"
#include "fuzz.h"

static size_t without_space(const char *text, size_t length, char *target)
{
	size_t kept = 0;
	for (size_t i = 0; i < length; i++)
		if (!strchr("\r\n\t ", text[i]) || text[i] == '\0')
			target[kept++] = text[i];
	return kept;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buffer bytes = BUFFER_INIT(1 << 20);
	struct buffer again = BUFFER_INIT(1 << 21);
	if (armor_decode((const char *)data, size, &bytes, NULL) == 0) {
		armor_encode(buffer_string(&bytes), bytes.length, &again);
		char *a = malloc(size + again.length + 1);
		char *b = a + size;
		size_t a_length = without_space((const char *)data, size, a);
		size_t b_length = without_space(again.data, again.length, b);
		fuzz_require(a_length == b_length && memcmp(a, b, a_length) == 0);
		fuzz_require(armor_is_armored((const char *)data, size));
		free(a);
	} else {
		fuzz_require(bytes.length == 0);
	}
	buffer_done(&bytes);
	buffer_done(&again);
	return 0;
}
