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

/* Bytes of the largest file that is read. */
enum { AGE_FILE_MAX = AGE_HEADER_MAX + AGE_PLAINTEXT_MAX + AGE_PLAINTEXT_MAX / 64 };

/* Appends the file. At least one recipient. Nothing is appended on failure. */
int age_encrypt(const struct age_recipients *recipients, const void *plaintext, size_t length,
		struct buffer *out, struct error *err);

/*
 * All or nothing: *ret_plaintext is replaced only after every byte has been authenticated. Errors
 * tell apart: not an age file or a damaged header, no identity fits, header changed, content
 * changed or cut off.
 */
int age_decrypt(const struct age_identities *identities, const void *sealed, size_t length,
		struct secret *ret_plaintext, struct error *err);

#endif
