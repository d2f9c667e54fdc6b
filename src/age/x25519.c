#include "age/x25519.h"

#include <sodium.h>
#include <string.h>

#include "age/bech32.h"
#include "age/file_key.h"
#include "age/header.h"
#include "age/hkdf.h"
#include "core/cleanup.h"
#include "core/encoding.h"
#include "core/error.h"
#include "core/strings.h"

static const char stanza_name[] = "X25519";
static const char recipient_prefix[] = "age";
static const char identity_prefix[] = "age-secret-key-";
static const char identity_start[] = "AGE-SECRET-KEY-1";
static const char wrap_info[] = "age-encryption.org/v1/X25519";

enum {
	KEY = crypto_scalarmult_BYTES,
	KEY_BASE64 = 43, /* characters, unpadded */
	BECH32_MAX = 128,
};

_Static_assert(KEY == 32 && crypto_scalarmult_SCALARBYTES == KEY, "as RFC 7748 has them");

static const unsigned char *bytes_of(const struct secret *secret)
{
	return (const unsigned char *)secret_string(secret);
}

/* A secret of exactly 32 bytes, still to be filled. */
static unsigned char *room_for_key(struct secret *secret, struct error *err)
{
	char *room = buffer_reserve(&secret->bytes, KEY);
	if (!room)
		buffer_check(&secret->bytes, "a key", err);
	else
		secret->bytes.length += KEY;
	return (unsigned char *)room;
}

static int share_of(const struct age_stanza *stanza, unsigned char ret_share[KEY])
{
	cleanup(buffer_done) struct buffer share = BUFFER_INIT(KEY + 3);
	const char *text = stanza->arguments[1];
	if (strlen(text) != KEY_BASE64 ||
	    encoding_base64_decode(&share, text, KEY_BASE64, BASE64_STANDARD_UNPADDED, "a share",
				   NULL) != 0)
		return -1;
	memcpy(ret_share, share.data, KEY);
	return 0;
}

static int check(const struct age_header *header, const struct age_stanza *stanza,
		 struct error *err)
{
	(void)header;
	unsigned char share[KEY];
	if (stanza->argument_count != 2 || share_of(stanza, share) != 0 ||
	    stanza->body.length != AGE_WRAPPED_KEY_SIZE)
		return age_header_refuse("an X25519 stanza is malformed", err);
	return 0;
}

/* The key that wraps the file key, from the Diffie-Hellman result. */
static int derive_wrap_key(const struct secret *shared, const unsigned char share[KEY],
			   const unsigned char recipient[KEY], struct secret *ret_key,
			   struct error *err)
{
	unsigned char salt[2 * KEY];
	memcpy(salt, share, KEY);
	memcpy(salt + KEY, recipient, KEY);
	return hkdf_derive_key(shared, salt, sizeof(salt), wrap_info, ret_key, err);
}

static int add_stanza(struct age_header *header, const unsigned char share[KEY],
		      const unsigned char body[AGE_WRAPPED_KEY_SIZE], struct error *err)
{
	cleanup(buffer_done) struct buffer text = BUFFER_INIT(KEY_BASE64);
	encoding_base64(&text, share, KEY, BASE64_STANDARD_UNPADDED);
	if (buffer_check(&text, "a share", err) != 0)
		return -1;
	const char *arguments[] = {stanza_name, buffer_string(&text)};
	return age_header_add(header, arguments, 2, body, AGE_WRAPPED_KEY_SIZE, err);
}

static int wrap(const struct age_recipient *recipient, const struct secret *file_key,
		struct age_header *header, struct error *err)
{
	cleanup(secret_done) struct secret ephemeral = SECRET_INIT(KEY);
	cleanup(secret_done) struct secret shared = SECRET_INIT(KEY);
	cleanup(secret_done) struct secret wrap_key = SECRET_INIT(KEY);
	const unsigned char *public = (const unsigned char *)buffer_string(&recipient->public);
	unsigned char *scalar = room_for_key(&ephemeral, err);
	unsigned char *point = room_for_key(&shared, err);
	if (!scalar || !point)
		return -1;
	randombytes_buf(scalar, KEY);
	unsigned char share[KEY], body[AGE_WRAPPED_KEY_SIZE];
	if (crypto_scalarmult_base(share, scalar) != 0 ||
	    crypto_scalarmult(point, scalar, public) != 0)
		return error_set(err, ERROR_FAILED,
				 "nothing can be sealed for %s: it is not a usable public key",
				 recipient->text);
	if (derive_wrap_key(&shared, share, public, &wrap_key, err) != 0)
		return -1;
	file_key_wrap(file_key, &wrap_key, body);
	return add_stanza(header, share, body, err);
}

static int unwrap_stanza(const struct age_identity *identity, const unsigned char public[KEY],
			 const struct age_stanza *stanza, bool *ret_opened,
			 struct secret *ret_file_key, struct error *err)
{
	cleanup(secret_done) struct secret shared = SECRET_INIT(KEY);
	cleanup(secret_done) struct secret wrap_key = SECRET_INIT(KEY);
	unsigned char *point = room_for_key(&shared, err);
	unsigned char share[KEY];
	if (!point)
		return -1;
	/* Fails where the result is all zero, which the format wants refused. */
	if (share_of(stanza, share) != 0 ||
	    crypto_scalarmult(point, bytes_of(&identity->secret), share) != 0)
		return age_header_refuse("an X25519 share is of low order", err);
	if (derive_wrap_key(&shared, share, public, &wrap_key, err) != 0)
		return -1;
	return file_key_unwrap((const unsigned char *)stanza->body.data, &wrap_key, ret_opened,
			       ret_file_key, err);
}

static int unwrap(const struct age_identity *identity, const struct age_header *header,
		  bool *ret_opened, struct secret *ret_file_key, struct error *err)
{
	unsigned char public[KEY];
	*ret_opened = false;
	if (crypto_scalarmult_base(public, bytes_of(&identity->secret)) != 0)
		return error_set(err, ERROR_FAILED, "the identity is not usable");
	for (size_t i = 0; i < header->count && !*ret_opened; i++) {
		const struct age_stanza *stanza = &header->stanzas[i];
		if (string_equal(stanza->arguments[0], stanza_name) &&
		    unwrap_stanza(identity, public, stanza, ret_opened, ret_file_key, err) != 0)
			return -1;
	}
	return 0;
}

/* Appends the 32 bytes of a key's text form. */
static int decode_key(const char *text, size_t length, const char *prefix, struct buffer *out,
		      struct error *err)
{
	size_t prefix_length = 0;
	if (bech32_decode(text, length, &prefix_length, out, err) != 0)
		return -1;
	if (prefix_length != strlen(prefix) || strncasecmp(text, prefix, prefix_length) != 0)
		return error_set(err, ERROR_FAILED, "its prefix is not one of an age key");
	if (out->length != KEY)
		return error_set(err, ERROR_FAILED, "its length is wrong");
	return 0;
}

static int parse_recipient(const char *text, size_t length, struct age_recipient *recipient,
			   struct error *err)
{
	recipient->public = (struct buffer)BUFFER_INIT(BECH32_MAX);
	return decode_key(text, length, recipient_prefix, &recipient->public, err);
}

static int encode_recipient(const struct secret *scalar, struct buffer *text, struct error *err)
{
	unsigned char public[KEY];
	if (crypto_scalarmult_base(public, bytes_of(scalar)) != 0)
		return error_set(err, ERROR_FAILED, "it is not a usable key");
	bech32_encode(recipient_prefix, public, KEY, BECH32_LOWER, text);
	return buffer_check(text, "a recipient", err);
}

static int parse_identity(const char *text, size_t length, struct age_identity *identity,
			  struct error *err)
{
	cleanup(buffer_done) struct buffer recipient = BUFFER_INIT(BECH32_MAX);
	secret_init(&identity->secret, BECH32_MAX);
	if (decode_key(text, length, identity_prefix, &identity->secret.bytes, err) != 0 ||
	    encode_recipient(&identity->secret, &recipient, err) != 0)
		return -1;
	identity->recipient = buffer_take(&recipient);
	return identity->recipient ? 0 : error_no_memory(err);
}

static bool is_recipient(const char *text, size_t length)
{
	/* Other kinds have a longer prefix before the last "1": age1pq1..., age1yubikey1... */
	size_t prefix = strlen(recipient_prefix);
	return length > prefix && memcmp(text, "age1", prefix + 1) == 0 &&
	       !memchr(text + prefix + 1, '1', length - prefix - 1);
}

static bool is_identity(const char *text, size_t length)
{
	size_t prefix = strlen(identity_start);
	return length >= prefix && memcmp(text, identity_start, prefix) == 0;
}

int age_x25519_generate(struct secret *ret_identity, struct buffer *recipient, struct error *err)
{
	cleanup(secret_done) struct secret scalar = SECRET_INIT(KEY);
	cleanup(secret_done) struct secret text = SECRET_INIT(BECH32_MAX);
	unsigned char *room = room_for_key(&scalar, err);
	if (!room)
		return -1;
	randombytes_buf(room, KEY);
	bech32_encode(identity_prefix, room, KEY, BECH32_UPPER, &text.bytes);
	if (buffer_check(&text.bytes, "an identity", err) != 0 ||
	    encode_recipient(&scalar, recipient, err) != 0)
		return -1;
	secret_move(ret_identity, &text);
	return 0;
}

const struct age_stanza_type age_x25519 = {
	.name = stanza_name,
	.check = check,
	.is_recipient = is_recipient,
	.is_identity = is_identity,
	.parse_recipient = parse_recipient,
	.parse_identity = parse_identity,
	.wrap = wrap,
	.unwrap = unwrap,
};
