/* Reading key files; what was read, written again, is read as the same. */
#include "core/buffer.h"
#include "fuzz.h"
#include "minisign/key.h"

static void try_public(const char *text, size_t size)
{
	struct minisign_public_key key, again;
	struct buffer file = BUFFER_INIT(MINISIGN_KEY_FILE_MAX);
	if (minisign_public_key_parse(text, size, "input", &key, NULL) != 0)
		return;
	minisign_public_key_write(&key, &file);
	fuzz_require(minisign_public_key_parse(file.data, file.length, "x", &again, NULL) == 0);
	fuzz_require(memcmp(&key, &again, sizeof(key)) == 0);
	buffer_done(&file);
}

static void try_secret(const char *text, size_t size)
{
	struct minisign_secret_key key, again;
	struct minisign_public_key public;
	struct secret file = SECRET_INIT(0);
	(void)minisign_secret_key_is_encrypted(text, size);
	if (minisign_secret_key_parse(text, size, "input", NULL, &key, NULL) != 0)
		return;
	fuzz_require(minisign_secret_key_public(&key, &public, NULL) == 0);
	fuzz_require(minisign_secret_key_write(&key, NULL, NULL, &file, NULL) == 0);
	fuzz_require(minisign_secret_key_parse(secret_string(&file), secret_length(&file), "x",
					       NULL, &again, NULL) == 0);
	fuzz_require(secret_equal(&key.key, &again.key));
	minisign_secret_key_done(&key);
	minisign_secret_key_done(&again);
	secret_done(&file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	try_public((const char *)data, size);
	try_secret((const char *)data, size);
	return 0;
}
