/*
 * The only holder of secrets: tokens, private keys, passphrases, plaintexts.
 *
 * Memory comes from sodium_malloc: locked (not swapped), left out of core dumps, between guard
 * pages, and wiped when released. Growing allocates, copies and wipes. A struct secret is embedded
 * and ended with secret_done(), which is safe on a zeroed or half-built one.
 *
 * Code that formats (JSON, base64) appends to `&secret.bytes` as to any buffer; only
 * buffer_append_format must not be used with secret arguments.
 */
#ifndef CORE_SECRET_H
#define CORE_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buffer.h"

extern const struct buffer_storage secret_storage;

struct secret {
	struct buffer bytes;
};

#define SECRET_INIT(limit_)                                               \
	{                                                                 \
		.bytes = {.limit = (limit_), .storage = &secret_storage } \
	}

/* Call once before any other libsodium use, secrets included. */
int secret_library_init(struct error *err);

void secret_init(struct secret *secret, size_t limit);
void secret_done(struct secret *secret);

static inline const char *secret_string(const struct secret *secret)
{
	return buffer_string(&secret->bytes);
}

static inline size_t secret_length(const struct secret *secret)
{
	return secret->bytes.length;
}

/* Replaces the content. */
int secret_set(struct secret *secret, const void *bytes, size_t length, struct error *err);

/* Compares in time that depends on the lengths alone. */
bool secret_equal(const struct secret *a, const struct secret *b);

/* Moves the content out of `from`, which is empty afterwards; what `to` held is wiped. */
void secret_move(struct secret *to, struct secret *from);

/* Wipes a plain piece of memory that a library or the stack held. */
void secret_wipe(void *memory, size_t size);

#endif
