#include "platform/digest.h"

#include <sodium.h>

void digest_sha256_hex(const void *bytes, size_t length, char ret_hex[DIGEST_SHA256_HEX_SIZE])
{
	unsigned char digest[crypto_hash_sha256_BYTES];
	crypto_hash_sha256(digest, bytes, length);
	sodium_bin2hex(ret_hex, DIGEST_SHA256_HEX_SIZE, digest, sizeof(digest));
}
