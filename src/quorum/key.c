#include "quorum/key.h"

#include <sodium.h>
#include <string.h>

#include "age/bech32.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/secret.h"
#include "core/strings.h"

static const char identity_prefix[] = "age-secret-key-";
static const char recipient_prefix[] = "age";

enum {
	IDENTITY_MAX = 128,
	/* RFC 7748, section 5: bits 0 to 2 and 255 are cleared, bit 254 is set. */
	FIRST_KEPT = 0xf8,
	LAST_KEPT = 0x3f,
	LAST_SET = 0x40,
};

_Static_assert(QUORUM_SCALAR == crypto_scalarmult_SCALARBYTES, "the scalar is one of X25519");

static int public_text(const struct secret *scalar, struct buffer *text)
{
	unsigned char public[crypto_scalarmult_BYTES];
	if (crypto_scalarmult_base(public, (const unsigned char *)secret_string(scalar)) != 0)
		return -1;
	bech32_encode(recipient_prefix, public, sizeof(public), BECH32_LOWER, text);
	return text->state == BUFFER_OK ? 0 : -1;
}

int quorum_key_generate(struct secret *ret_scalar, char ret_recipient[QUORUM_RECIPIENT + 1],
			struct error *err)
{
	cleanup(secret_done) struct secret scalar = SECRET_INIT(QUORUM_SCALAR);
	cleanup(buffer_done) struct buffer text = BUFFER_INIT(QUORUM_RECIPIENT);
	unsigned char *bytes = (unsigned char *)buffer_reserve(&scalar.bytes, QUORUM_SCALAR);
	if (!bytes)
		return buffer_check(&scalar.bytes, "a key", err);
	scalar.bytes.length += QUORUM_SCALAR;
	randombytes_buf(bytes, QUORUM_SCALAR);
	bytes[0] &= FIRST_KEPT;
	bytes[QUORUM_SCALAR - 1] &= LAST_KEPT;
	bytes[QUORUM_SCALAR - 1] |= LAST_SET;
	if (public_text(&scalar, &text) != 0)
		return error_set(err, ERROR_FAILED, "a key pair could not be made");
	memcpy(ret_recipient, buffer_string(&text), QUORUM_RECIPIENT + 1);
	secret_move(ret_scalar, &scalar);
	return 0;
}

int quorum_key_identity(const struct secret *scalar, struct secret *ret_identity, struct error *err)
{
	cleanup(secret_done) struct secret text = SECRET_INIT(IDENTITY_MAX);
	bech32_encode(identity_prefix, secret_string(scalar), secret_length(scalar), BECH32_UPPER,
		      &text.bytes);
	if (buffer_check(&text.bytes, "an identity", err) != 0)
		return -1;
	secret_move(ret_identity, &text);
	return 0;
}

bool quorum_key_matches(const struct secret *scalar, const char *recipient)
{
	cleanup(buffer_done) struct buffer text = BUFFER_INIT(QUORUM_RECIPIENT);
	const unsigned char *bytes = (const unsigned char *)secret_string(scalar);
	if (secret_length(scalar) != QUORUM_SCALAR)
		return false;
	bool clamped = (bytes[0] & ~FIRST_KEPT & 0xff) == 0 &&
		       (bytes[QUORUM_SCALAR - 1] & ~LAST_KEPT & 0xff) == LAST_SET;
	return clamped && public_text(scalar, &text) == 0 &&
	       string_equal(buffer_string(&text), recipient);
}
