/*
 * age files, whole: https://c2sp.org/age (age-encryption.org/v1). What is sealed here opens with
 * age(1), and the other way round.
 */
#ifndef AGE_AGE_H
#define AGE_AGE_H

#include <stddef.h>

#include "age/header.h"
#include "age/stream.h"

struct age_identities;
struct age_recipients;
struct buffer;
struct error;
struct secret;

enum {
	/* Bytes of the largest file; tags and nonce are less than a 64th of the plaintext. */
	AGE_BINARY_MAX = AGE_HEADER_MAX + AGE_PLAINTEXT_MAX + AGE_PLAINTEXT_MAX / 64,
	/* And of one with armor, which is 65 characters for 48 bytes. */
	AGE_FILE_MAX = AGE_BINARY_MAX + AGE_BINARY_MAX / 2,
};

/* Appends the file, without armor. At least one recipient. Nothing is appended on failure. */
int age_encrypt(const struct age_recipients *recipients, const void *plaintext, size_t length,
		struct buffer *out, struct error *err);

/* The header of a file, armored or not, as far as it can be checked without a key. */
int age_read_header(const void *sealed, size_t length, struct age_header *ret_header,
		    struct error *err);

/*
 * All or nothing: *ret_plaintext is replaced only after every byte has been authenticated. Errors
 * tell apart: not an age file or a damaged header, no identity fits, header changed, content
 * changed or cut off. The file may be armored.
 */
int age_decrypt(const struct age_identities *identities, const void *sealed, size_t length,
		struct secret *ret_plaintext, struct error *err);

#endif
