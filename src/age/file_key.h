/*
 * The file key: 16 random bytes, made for one file, that its stanzas wrap and from which the keys
 * of header and payload come. https://c2sp.org/age, "File key".
 */
#ifndef AGE_FILE_KEY_H
#define AGE_FILE_KEY_H

#include <stdbool.h>

#include "core/secret.h"

struct error;

enum {
	AGE_FILE_KEY_SIZE = 16,
	AGE_WRAPPED_KEY_SIZE = AGE_FILE_KEY_SIZE + 16, /* ChaCha20-Poly1305 with its tag */
};

int file_key_generate(struct secret *ret_key, struct error *err);

/* With a 32-byte wrap key that is used for nothing else: the nonce is zero. */
void file_key_wrap(const struct secret *file_key, const struct secret *wrap_key,
		   unsigned char ret_body[AGE_WRAPPED_KEY_SIZE]);

/* *ret_opened says whether the wrap key fits; -1 only when memory is out. */
int file_key_unwrap(const unsigned char body[AGE_WRAPPED_KEY_SIZE], const struct secret *wrap_key,
		    bool *ret_opened, struct secret *ret_key, struct error *err);

#endif
