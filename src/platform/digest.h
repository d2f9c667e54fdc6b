/* SHA-256 (FIPS 180-4), over libsodium. */
#ifndef PLATFORM_DIGEST_H
#define PLATFORM_DIGEST_H

#include <stddef.h>

enum { DIGEST_SHA256_HEX_SIZE = 2 * 32 + 1 };

/* In lower-case hexadecimal, NUL-terminated. */
void digest_sha256_hex(const void *bytes, size_t length, char ret_hex[DIGEST_SHA256_HEX_SIZE]);

#endif
