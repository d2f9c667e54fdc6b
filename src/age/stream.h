/*
 * The payload: a nonce, then chunks of 64 KiB under ChaCha20-Poly1305, the last one marked.
 * Format: https://c2sp.org/age, "Payload".
 *
 * Opening is all or nothing: no byte of the plaintext is handed out before the last tag has been
 * checked, so that a file that was cut at the end of a chunk gives nothing. (age(1), which streams,
 * may have written the chunks before that.)
 */
#ifndef AGE_STREAM_H
#define AGE_STREAM_H

#include <stddef.h>

struct buffer;
struct error;
struct secret;

enum {
	AGE_STREAM_NONCE = 16,
	AGE_STREAM_CHUNK = 64 * 1024,
	AGE_STREAM_TAG = 16,
	AGE_PLAINTEXT_MAX = 64 * 1024 * 1024,
};

/* Bytes of the payload of a plaintext of `length` bytes. */
size_t age_stream_sealed_length(size_t length);

/* Appends the payload. */
int age_stream_seal(const struct secret *file_key, const void *plaintext, size_t length,
		    struct buffer *out, struct error *err);

/* *ret_plaintext is replaced on success only. */
int age_stream_open(const struct secret *file_key, const void *payload, size_t length,
		    struct secret *ret_plaintext, struct error *err);

#endif
