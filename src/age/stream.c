#include "age/stream.h"

#include <sodium.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "age/hkdf.h"
#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/secret.h"

enum {
	SEALED_CHUNK = AGE_STREAM_CHUNK + AGE_STREAM_TAG,
	COUNTER = 11, /* bytes of the chunk's nonce; its last one tells the final chunk */
};

_Static_assert(AGE_STREAM_TAG == crypto_aead_chacha20poly1305_ietf_ABYTES, "the AEAD's tag");
_Static_assert(COUNTER + 1 == crypto_aead_chacha20poly1305_ietf_NPUBBYTES, "the AEAD's nonce");

struct chunk_nonce {
	unsigned char bytes[COUNTER + 1];
};

static struct chunk_nonce chunk_nonce(uint64_t counter, bool last)
{
	struct chunk_nonce nonce = {0};
	for (size_t i = 0; i < sizeof(counter); i++)
		nonce.bytes[COUNTER - 1 - i] = (unsigned char)(counter >> 8 * i);
	nonce.bytes[COUNTER] = last ? 1 : 0;
	return nonce;
}

static int payload_key(const struct secret *file_key, const void *nonce, struct secret *ret_key,
		       struct error *err)
{
	return hkdf_derive_key(file_key, nonce, AGE_STREAM_NONCE, "payload", ret_key, err);
}

size_t age_stream_sealed_length(size_t length)
{
	size_t chunks = length == 0 ? 1 : (length - 1) / AGE_STREAM_CHUNK + 1;
	return AGE_STREAM_NONCE + length + chunks * AGE_STREAM_TAG;
}

int age_stream_seal(const struct secret *file_key, const void *plaintext, size_t length,
		    struct buffer *out, struct error *err)
{
	if (length > AGE_PLAINTEXT_MAX)
		return error_set(err, ERROR_FAILED, "more than %d bytes cannot be sealed",
				 AGE_PLAINTEXT_MAX);
	cleanup(secret_done) struct secret key = SECRET_INIT(32);
	size_t sealed_length = age_stream_sealed_length(length);
	unsigned char *at = (unsigned char *)buffer_reserve(out, sealed_length);
	if (!at)
		return buffer_check(out, "the sealed file", err);
	randombytes_buf(at, AGE_STREAM_NONCE);
	if (payload_key(file_key, at, &key, err) != 0)
		return -1;
	at += AGE_STREAM_NONCE;
	const unsigned char *next = length > 0 ? plaintext : (const unsigned char *)"";
	size_t left = length;
	bool last = false;
	for (uint64_t counter = 0; !last; counter++) {
		size_t part = left < AGE_STREAM_CHUNK ? left : AGE_STREAM_CHUNK;
		last = part == left;
		struct chunk_nonce nonce = chunk_nonce(counter, last);
		crypto_aead_chacha20poly1305_ietf_encrypt(
			at, NULL, next, part, NULL, 0, NULL, nonce.bytes,
			(const unsigned char *)secret_string(&key));
		at += part + AGE_STREAM_TAG;
		next += part;
		left -= part;
	}
	out->length += sealed_length;
	return 0;
}

static int damaged(struct error *err, uint64_t chunk)
{
	error_set(err, ERROR_FAILED,
		  "the sealed content was changed or cut off: the tag of chunk %llu is wrong",
		  (unsigned long long)chunk + 1);
	return error_hint(err, "use another copy of the file");
}

static int cut_off(const char *what, struct error *err)
{
	error_set(err, ERROR_FAILED, "%s is cut off", what);
	return error_hint(err, "use another copy of the file");
}

static bool open_chunk(unsigned char *target, const unsigned char *sealed, size_t length,
		       struct chunk_nonce nonce, const struct secret *key)
{
	return crypto_aead_chacha20poly1305_ietf_decrypt(
		       target, NULL, NULL, sealed, length, NULL, 0, nonce.bytes,
		       (const unsigned char *)secret_string(key)) == 0;
}

static int open_chunks(const struct secret *key, const unsigned char *sealed, size_t length,
		       struct buffer *out, struct error *err)
{
	bool last = false;
	for (uint64_t counter = 0; !last; counter++) {
		size_t part = length < SEALED_CHUNK ? length : SEALED_CHUNK;
		last = part == length;
		size_t plain = part - AGE_STREAM_TAG;
		unsigned char *target = (unsigned char *)out->data + out->length;
		if (!open_chunk(target, sealed, part, chunk_nonce(counter, last), key)) {
			/* A good chunk that is not the final one: the others are gone. */
			if (last && part == SEALED_CHUNK &&
			    open_chunk(target, sealed, part, chunk_nonce(counter, false), key))
				return cut_off("the sealed content", err);
			return damaged(err, counter);
		}
		if (plain == 0 && counter > 0)
			return error_set(
				err, ERROR_FAILED,
				"the sealed content is not valid: its last chunk is empty");
		out->length += plain;
		sealed += part;
		length -= part;
	}
	out->data[out->length] = '\0';
	return 0;
}

int age_stream_open(const struct secret *file_key, const void *payload, size_t length,
		    struct secret *ret_plaintext, struct error *err)
{
	if (length < AGE_STREAM_NONCE)
		return cut_off("what follows the age header", err);
	cleanup(secret_done) struct secret key = SECRET_INIT(32);
	cleanup(secret_done) struct secret plaintext = SECRET_INIT(AGE_PLAINTEXT_MAX);
	const unsigned char *sealed = (const unsigned char *)payload + AGE_STREAM_NONCE;
	length -= AGE_STREAM_NONCE;
	size_t chunks = length == 0 ? 1 : (length - 1) / SEALED_CHUNK + 1;
	if (length - (chunks - 1) * SEALED_CHUNK < AGE_STREAM_TAG)
		return cut_off("the sealed content", err);
	if (!buffer_reserve(&plaintext.bytes, length - chunks * AGE_STREAM_TAG))
		return buffer_check(&plaintext.bytes, "the sealed content", err);
	if (payload_key(file_key, payload, &key, err) != 0 ||
	    open_chunks(&key, sealed, length, &plaintext.bytes, err) != 0)
		return -1;
	secret_move(ret_plaintext, &plaintext);
	return 0;
}
