/*
 * Base64 (RFC 4648 sections 4 and 5) and hexadecimal, on libsodium's constant-time routines, so
 * that they serve secrets too. Output is appended to a buffer, which sticks at failure.
 */
#ifndef CORE_ENCODING_H
#define CORE_ENCODING_H

#include <stddef.h>

struct buffer;
struct error;

enum base64_variant {
	BASE64_STANDARD, /* padded */
	BASE64_STANDARD_UNPADDED,
	BASE64_URL, /* padded */
	BASE64_URL_UNPADDED,
};

void encoding_base64(struct buffer *out, const void *bytes, size_t length,
		     enum base64_variant variant);

/*
 * Strict: no white space, padding exactly as the variant says, unused bits zero. `what` names the
 * input in the error. On failure nothing is appended.
 */
int encoding_base64_decode(struct buffer *out, const char *text, size_t length,
			   enum base64_variant variant, const char *what, struct error *err);

void encoding_hex(struct buffer *out, const void *bytes, size_t length); /* lower case */

#endif
