#include "age/scrypt.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "age/file_key.h"
#include "age/header.h"
#include "core/cleanup.h"
#include "core/encoding.h"
#include "core/error.h"
#include "core/strings.h"

static const char stanza_name[] = "scrypt";
static const char salt_label[] = "age-encryption.org/v1/scrypt";

enum {
	KEY = 32,
	SALT = 16,
	SALT_BASE64 = 22, /* characters, unpadded */
	SALT_LABEL = sizeof(salt_label) - 1,
};

enum { TOO_MUCH_WORK = AGE_SCRYPT_WORK_FACTOR_MAX + 1 };

/* Digits without a leading zero; 0 where it is something else. */
static unsigned parse_work_factor(const char *text)
{
	uint64_t value = 0;
	if (text[0] == '0' || string_to_u64(text, UINT64_MAX, &value) != 0)
		return 0;
	return value > AGE_SCRYPT_WORK_FACTOR_MAX ? TOO_MUCH_WORK : (unsigned)value;
}

static int parse_salt(const char *text, unsigned char ret_salt[SALT])
{
	cleanup(buffer_done) struct buffer salt = BUFFER_INIT(SALT + 3);
	if (strlen(text) != SALT_BASE64 ||
	    encoding_base64_decode(&salt, text, SALT_BASE64, BASE64_STANDARD_UNPADDED, "the salt",
				   NULL) != 0)
		return -1;
	memcpy(ret_salt, salt.data, SALT);
	return 0;
}

static int check(const struct age_header *header, const struct age_stanza *stanza,
		 struct error *err)
{
	unsigned char salt[SALT];
	if (header->count != 1)
		return age_header_refuse("a passphrase stanza stands beside others", err);
	if (stanza->argument_count != 3 || parse_salt(stanza->arguments[1], salt) != 0 ||
	    parse_work_factor(stanza->arguments[2]) == 0 ||
	    stanza->body.length != AGE_WRAPPED_KEY_SIZE)
		return age_header_refuse("an scrypt stanza is malformed", err);
	if (parse_work_factor(stanza->arguments[2]) != TOO_MUCH_WORK)
		return 0;
	error_set(err, ERROR_FAILED,
		  "the age header is not valid: an scrypt work factor of %s is above the limit of "
		  "%d",
		  stanza->arguments[2], AGE_SCRYPT_WORK_FACTOR_MAX);
	return error_hint(err,
			  "to try it would take very long and much memory; who made the file?");
}

static int derive_wrap_key(const struct secret *passphrase, const unsigned char salt[SALT],
			   unsigned work_factor, struct secret *ret_key, struct error *err)
{
	cleanup(secret_done) struct secret key = SECRET_INIT(KEY);
	unsigned char labelled[SALT_LABEL + SALT];
	memcpy(labelled, salt_label, SALT_LABEL);
	memcpy(labelled + SALT_LABEL, salt, SALT);
	char *room = buffer_reserve(&key.bytes, KEY);
	if (!room)
		return buffer_check(&key.bytes, "a key", err);
	if (crypto_pwhash_scryptsalsa208sha256_ll((const uint8_t *)secret_string(passphrase),
						  secret_length(passphrase), labelled,
						  sizeof(labelled), UINT64_C(1) << work_factor, 8,
						  1, (uint8_t *)room, KEY) != 0) {
		error_set(
			err, ERROR_FAILED,
			"scrypt with work factor %u needs %llu MiB of memory, which are not there",
			work_factor, (1ULL << work_factor) / 1024);
		return error_hint(err,
				  "use a machine with more memory, or lift the limit (ulimit -v)");
	}
	key.bytes.length += KEY;
	secret_move(ret_key, &key);
	return 0;
}

static int wrap(const struct age_recipient *recipient, const struct secret *file_key,
		struct age_header *header, struct error *err)
{
	cleanup(secret_done) struct secret wrap_key = SECRET_INIT(KEY);
	cleanup(buffer_done) struct buffer salt_text = BUFFER_INIT(SALT_BASE64);
	unsigned char salt[SALT], body[AGE_WRAPPED_KEY_SIZE];
	char work_factor[16];
	randombytes_buf(salt, sizeof(salt));
	if (derive_wrap_key(&recipient->passphrase, salt, recipient->work_factor, &wrap_key, err) !=
	    0)
		return -1;
	file_key_wrap(file_key, &wrap_key, body);
	encoding_base64(&salt_text, salt, SALT, BASE64_STANDARD_UNPADDED);
	if (buffer_check(&salt_text, "a salt", err) != 0)
		return -1;
	snprintf(work_factor, sizeof(work_factor), "%u", recipient->work_factor);
	const char *arguments[] = {stanza_name, buffer_string(&salt_text), work_factor};
	return age_header_add(header, arguments, 3, body, sizeof(body), err);
}

static int unwrap(const struct age_identity *identity, const struct age_header *header,
		  bool *ret_opened, struct secret *ret_file_key, struct error *err)
{
	const struct age_stanza *stanza = &header->stanzas[0];
	cleanup(secret_done) struct secret wrap_key = SECRET_INIT(KEY);
	unsigned char salt[SALT];
	*ret_opened = false;
	if (!string_equal(stanza->arguments[0], stanza_name))
		return 0;
	if (parse_salt(stanza->arguments[1], salt) != 0 ||
	    derive_wrap_key(&identity->secret, salt, parse_work_factor(stanza->arguments[2]),
			    &wrap_key, err) != 0)
		return -1;
	return file_key_unwrap((const unsigned char *)stanza->body.data, &wrap_key, ret_opened,
			       ret_file_key, err);
}

const struct age_stanza_type age_scrypt = {
	.name = stanza_name,
	.check = check,
	.wrap = wrap,
	.unwrap = unwrap,
};
