#include "age/file_key.h"

#include <sodium.h>

#include "core/cleanup.h"

static const unsigned char zero_nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES];

_Static_assert(AGE_WRAPPED_KEY_SIZE == AGE_FILE_KEY_SIZE + crypto_aead_chacha20poly1305_ietf_ABYTES,
	       "a wrapped key is the key and a tag");

int file_key_generate(struct secret *ret_key, struct error *err)
{
	cleanup(secret_done) struct secret key = SECRET_INIT(AGE_FILE_KEY_SIZE);
	char *room = buffer_reserve(&key.bytes, AGE_FILE_KEY_SIZE);
	if (!room)
		return buffer_check(&key.bytes, "the file key", err);
	randombytes_buf(room, AGE_FILE_KEY_SIZE);
	key.bytes.length += AGE_FILE_KEY_SIZE;
	secret_move(ret_key, &key);
	return 0;
}

void file_key_wrap(const struct secret *file_key, const struct secret *wrap_key,
		   unsigned char ret_body[AGE_WRAPPED_KEY_SIZE])
{
	crypto_aead_chacha20poly1305_ietf_encrypt(
		ret_body, NULL, (const unsigned char *)secret_string(file_key), AGE_FILE_KEY_SIZE,
		NULL, 0, NULL, zero_nonce, (const unsigned char *)secret_string(wrap_key));
}

int file_key_unwrap(const unsigned char body[AGE_WRAPPED_KEY_SIZE], const struct secret *wrap_key,
		    bool *ret_opened, struct secret *ret_key, struct error *err)
{
	cleanup(secret_done) struct secret key = SECRET_INIT(AGE_FILE_KEY_SIZE);
	char *room = buffer_reserve(&key.bytes, AGE_FILE_KEY_SIZE);
	if (!room)
		return buffer_check(&key.bytes, "the file key", err);
	*ret_opened = crypto_aead_chacha20poly1305_ietf_decrypt(
			      (unsigned char *)room, NULL, NULL, body, AGE_WRAPPED_KEY_SIZE, NULL,
			      0, zero_nonce, (const unsigned char *)secret_string(wrap_key)) == 0;
	if (*ret_opened) {
		key.bytes.length += AGE_FILE_KEY_SIZE;
		secret_move(ret_key, &key);
	}
	return 0;
}
