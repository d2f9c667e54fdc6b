#include "age/hkdf.h"

#include <sodium.h>
#include <string.h>

#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/secret.h"

enum {
	HASH = crypto_auth_hmacsha256_BYTES,
	KEY = 32,
};

struct expansion {
	crypto_auth_hmacsha256_state state;
	unsigned char prk[HASH];
	unsigned char block[HASH]; /* T(i) of RFC 5869 */
};

static void expansion_done(struct expansion *expansion)
{
	sodium_memzero(expansion, sizeof(*expansion));
}

static void expand(struct expansion *e, const void *info, size_t info_length, unsigned char *out,
		   size_t length)
{
	for (unsigned char counter = 1; length > 0; counter++) {
		crypto_auth_hmacsha256_init(&e->state, e->prk, sizeof(e->prk));
		if (counter > 1)
			crypto_auth_hmacsha256_update(&e->state, e->block, sizeof(e->block));
		crypto_auth_hmacsha256_update(&e->state, info, info_length);
		crypto_auth_hmacsha256_update(&e->state, &counter, 1);
		crypto_auth_hmacsha256_final(&e->state, e->block);
		size_t part = length < HASH ? length : HASH;
		memcpy(out, e->block, part);
		out += part;
		length -= part;
	}
}

void hkdf_sha256(const void *ikm, size_t ikm_length, const void *salt, size_t salt_length,
		 const void *info, size_t info_length, unsigned char *out, size_t length)
{
	cleanup(expansion_done) struct expansion e;
	/* No salt is a salt of zeros, and HMAC pads its key with zeros. */
	crypto_auth_hmacsha256_init(&e.state, salt_length > 0 ? salt : "", salt_length);
	crypto_auth_hmacsha256_update(&e.state, ikm, ikm_length);
	crypto_auth_hmacsha256_final(&e.state, e.prk);
	expand(&e, info, info_length, out, length);
}

int hkdf_derive_key(const struct secret *ikm, const void *salt, size_t salt_length,
		    const char *info, struct secret *ret_key, struct error *err)
{
	cleanup(secret_done) struct secret key = SECRET_INIT(KEY);
	char *room = buffer_reserve(&key.bytes, KEY);
	if (!room)
		return buffer_check(&key.bytes, "a key", err);
	hkdf_sha256(secret_string(ikm), secret_length(ikm), salt, salt_length, info, strlen(info),
		    (unsigned char *)room, KEY);
	key.bytes.length += KEY;
	secret_move(ret_key, &key);
	return 0;
}
