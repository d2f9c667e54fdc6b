#include "minisign/signature.h"

#include <sodium.h>
#include <string.h>

#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/encoding.h"
#include "core/error.h"
#include "minisign/lines.h"

static const char prehashed[2] = {'E', 'D'};
static const char legacy[2] = {'E', 'd'};

enum {
	ALGORITHM = sizeof(prehashed),
	RECORD = ALGORITHM + MINISIGN_ID + MINISIGN_SIGNATURE,
	HASH = crypto_generichash_BYTES_MAX,
};

_Static_assert(HASH == 64, "BLAKE2b-512");
_Static_assert(MINISIGN_SIGNATURE == crypto_sign_BYTES, "Ed25519");

void minisign_signature_done(struct minisign_signature *signature)
{
	free(signature->trusted_comment);
	*signature = (struct minisign_signature){0};
}

/* What the second signature is over. */
static int comment_message(const unsigned char of_content[MINISIGN_SIGNATURE], const char *comment,
			   struct buffer *out, struct error *err)
{
	buffer_append(out, of_content, MINISIGN_SIGNATURE);
	buffer_append_string(out, comment);
	return buffer_check(out, "the trusted comment", err);
}

static int check_comment(const char *comment, struct error *err)
{
	for (const char *c = comment; *c; c++)
		if (!minisign_may_comment(*c))
			return error_set(err, ERROR_FAILED,
					 "a trusted comment has no control characters");
	if (strlen(comment) > MINISIGN_TRUSTED_COMMENT_MAX)
		return error_set(err, ERROR_FAILED, "a trusted comment has at most %d bytes",
				 MINISIGN_TRUSTED_COMMENT_MAX);
	return 0;
}

static int sign_bytes(const struct minisign_secret_key *key, const void *bytes, size_t length,
		      unsigned char ret_signature[MINISIGN_SIGNATURE], struct error *err)
{
	if (crypto_sign_detached(ret_signature, NULL, bytes, length,
				 (const unsigned char *)secret_string(&key->key)) != 0)
		return error_set(err, ERROR_FAILED, "it cannot be signed");
	return 0;
}

static int make_signature(const struct minisign_secret_key *key, const void *content, size_t length,
			  const char *comment, struct minisign_signature *signature,
			  struct error *err)
{
	cleanup(buffer_done) struct buffer message =
		BUFFER_INIT(MINISIGN_SIGNATURE + MINISIGN_TRUSTED_COMMENT_MAX);
	unsigned char hash[HASH];
	memcpy(signature->id, key->id, MINISIGN_ID);
	if (crypto_generichash(hash, sizeof(hash), content, length, NULL, 0) != 0)
		return error_set(err, ERROR_FAILED, "it cannot be hashed");
	if (sign_bytes(key, hash, sizeof(hash), signature->of_content, err) != 0 ||
	    comment_message(signature->of_content, comment, &message, err) != 0)
		return -1;
	return sign_bytes(key, message.data, message.length, signature->of_comment, err);
}

static void write_signature(const struct minisign_signature *signature, const char *comment,
			    struct buffer *out)
{
	unsigned char record[RECORD];
	memcpy(record, prehashed, ALGORITHM);
	memcpy(record + ALGORITHM, signature->id, MINISIGN_ID);
	memcpy(record + ALGORITHM + MINISIGN_ID, signature->of_content, MINISIGN_SIGNATURE);
	buffer_append_string(out, minisign_untrusted);
	buffer_append_string(out, "signature from eksbreakglass secret key\n");
	encoding_base64(out, record, sizeof(record), BASE64_STANDARD);
	buffer_append_char(out, '\n');
	buffer_append_string(out, minisign_trusted);
	buffer_append_string(out, comment);
	buffer_append_char(out, '\n');
	encoding_base64(out, signature->of_comment, MINISIGN_SIGNATURE, BASE64_STANDARD);
	buffer_append_char(out, '\n');
}

int minisign_sign(const struct minisign_secret_key *key, const void *content, size_t length,
		  const char *trusted_comment, struct buffer *out, struct error *err)
{
	cleanup(buffer_done) struct buffer file = BUFFER_INIT(MINISIGN_SIGNATURE_FILE_MAX);
	cleanup(minisign_signature_done) struct minisign_signature made = {0};
	cleanup(minisign_signature_done) struct minisign_signature again = {0};
	struct minisign_public_key public;
	if (check_comment(trusted_comment, err) != 0 ||
	    make_signature(key, content, length, trusted_comment, &made, err) != 0)
		return -1;
	write_signature(&made, trusted_comment, &file);
	/* A fault while signing can give the key away: nothing goes out that does not verify. */
	if (buffer_check(&file, "the signature", err) != 0 ||
	    minisign_signature_parse(file.data, file.length, "the signature", &again, err) != 0 ||
	    minisign_secret_key_public(key, &public, err) != 0 ||
	    minisign_verify(&again, &public, content, length, err) != 0)
		return -1;
	buffer_append(out, file.data, file.length);
	return buffer_check(out, "the signature", err);
}

static int refuse(const char *name, struct error *err)
{
	error_set(err, ERROR_FAILED, "%s is not a minisign signature", name);
	return error_hint(err, "the file is damaged, or was changed: use another copy of it");
}

int minisign_signature_parse(const char *text, size_t length, const char *name,
			     struct minisign_signature *ret_signature, struct error *err)
{
	cleanup(buffer_done) struct buffer record = BUFFER_INIT(RECORD + 8);
	cleanup(buffer_done) struct buffer of_comment = BUFFER_INIT(MINISIGN_SIGNATURE + 8);
	struct slice rest = {text, length};
	struct slice ignored, comment;
	if (!minisign_take_comment(&rest, minisign_untrusted, MINISIGN_COMMENT_MAX, &ignored) ||
	    !minisign_take_bytes(&rest, RECORD, &record) ||
	    !minisign_take_comment(&rest, minisign_trusted, MINISIGN_TRUSTED_COMMENT_MAX,
				   &comment) ||
	    !minisign_take_bytes(&rest, MINISIGN_SIGNATURE, &of_comment) || rest.length != 0)
		return refuse(name, err);
	if (memcmp(record.data, legacy, ALGORITHM) == 0) {
		error_set(err, ERROR_FAILED, "%s is a legacy signature, which is not accepted",
			  name);
		return error_hint(err, "have it signed again, without minisign's option -l");
	}
	if (memcmp(record.data, prehashed, ALGORITHM) != 0)
		return refuse(name, err);
	struct minisign_signature signature = {.trusted_comment =
						       strndup(comment.bytes, comment.length)};
	if (!signature.trusted_comment)
		return error_no_memory(err);
	memcpy(signature.id, record.data + ALGORITHM, MINISIGN_ID);
	memcpy(signature.of_content, record.data + ALGORITHM + MINISIGN_ID, MINISIGN_SIGNATURE);
	memcpy(signature.of_comment, of_comment.data, MINISIGN_SIGNATURE);
	*ret_signature = signature;
	return 0;
}

static int check_id(const struct minisign_signature *signature,
		    const struct minisign_public_key *key, struct error *err)
{
	if (memcmp(signature->id, key->id, MINISIGN_ID) == 0)
		return 0;
	char actual[MINISIGN_ID_TEXT], expected[MINISIGN_ID_TEXT];
	minisign_id_text(signature->id, actual);
	minisign_id_text(key->id, expected);
	error_set(err, ERROR_FAILED, "it is signed with the key %s, not with the trusted key %s",
		  actual, expected);
	return error_hint(err, "do not use it before you know who signed it");
}

int minisign_verify(const struct minisign_signature *signature,
		    const struct minisign_public_key *key, const void *content, size_t length,
		    struct error *err)
{
	cleanup(buffer_done) struct buffer message =
		BUFFER_INIT(MINISIGN_SIGNATURE + MINISIGN_TRUSTED_COMMENT_MAX);
	unsigned char hash[HASH];
	if (check_id(signature, key, err) != 0)
		return -1;
	if (crypto_generichash(hash, sizeof(hash), content, length, NULL, 0) != 0)
		return error_set(err, ERROR_FAILED, "it cannot be hashed");
	if (crypto_sign_verify_detached(signature->of_content, hash, sizeof(hash), key->key) != 0) {
		error_set(err, ERROR_FAILED, "the signature is not one of this content");
		return error_hint(err, "one of the two was changed: use another copy of both");
	}
	if (comment_message(signature->of_content, signature->trusted_comment, &message, err) != 0)
		return -1;
	if (crypto_sign_verify_detached(signature->of_comment, (unsigned char *)message.data,
					message.length, key->key) != 0) {
		error_set(err, ERROR_FAILED, "the trusted comment was changed after signing");
		return error_hint(err, "use another copy of the signature file");
	}
	return 0;
}
