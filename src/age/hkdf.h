/* HKDF with SHA-256 (RFC 5869), on libsodium's HMAC: libsodium has it itself only from 1.0.19. */
#ifndef AGE_HKDF_H
#define AGE_HKDF_H

#include <stddef.h>

struct error;
struct secret;

enum { HKDF_OUTPUT_MAX = 255 * 32 };

/*
 * salt may be NULL when salt_length is 0; info is bytes too. `out` receives `length` bytes, at most
 * HKDF_OUTPUT_MAX; it is the caller's to keep in locked memory.
 */
void hkdf_sha256(const void *ikm, size_t ikm_length, const void *salt, size_t salt_length,
		 const void *info, size_t info_length, unsigned char *out, size_t length);

/* As age uses it: 32 bytes out of a secret, into *ret_key; info is a string. */
int hkdf_derive_key(const struct secret *ikm, const void *salt, size_t salt_length,
		    const char *info, struct secret *ret_key, struct error *err);

#endif
