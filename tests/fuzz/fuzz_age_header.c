/* Reading an age header; what was read, written again, gives the same bytes. */
#include "age/header.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct age_header header;
	const char *bytes = (const char *)data;
	if (age_header_parse(bytes, size, &header, NULL) != 0)
		return 0;
	fuzz_require(header.length <= size && header.authenticated_length < header.length);
	struct secret key = SECRET_INIT(16);
	struct buffer again = BUFFER_INIT(AGE_HEADER_MAX + 64);
	fuzz_require(secret_set(&key, "YELLOW SUBMARINE", 16, NULL) == 0);
	fuzz_require(age_header_write(&header, &key, &again, NULL) == 0);
	fuzz_require(again.length == header.length);
	fuzz_require(memcmp(again.data, bytes, header.authenticated_length) == 0);
	(void)age_header_verify(&header, bytes, &key, NULL);
	buffer_done(&again);
	secret_done(&key);
	age_header_done(&header);
	return 0;
}
