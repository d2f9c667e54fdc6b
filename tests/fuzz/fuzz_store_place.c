/* Places in a vault: what is taken can be put into a URL and stays the same path there. */
#include "core/buffer.h"
#include "escrow/store_vault.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buffer escaped = BUFFER_INIT(65536);
	char *place = strndup((const char *)data, size);
	char *path = NULL;
	fuzz_require(place);
	if (vault_normalise_place(place, &path, NULL) == 0) {
		size_t slashes = 0;
		for (const char *c = path; *c; c++)
			slashes += *c == '/';
		vault_append_path(&escaped, path);
		for (const char *c = buffer_string(&escaped); *c; c++) {
			fuzz_require(*c > ' ' && *c <= '~' && !strchr("?#\\\"", *c));
			slashes -= *c == '/';
		}
		fuzz_require(slashes == 0 && escaped.length > 0);
		fuzz_require(escaped.data[0] != '/' && escaped.data[escaped.length - 1] != '/');
		fuzz_require(!strstr(escaped.data, "//") && !strstr(escaped.data, "/../"));
	}
	buffer_done(&escaped);
	free(path);
	free(place);
	return 0;
}
