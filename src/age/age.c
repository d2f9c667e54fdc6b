#include "age/age.h"

#include <stdbool.h>

#include "age/armor.h"
#include "age/file_key.h"
#include "age/identity.h"
#include "age/recipient.h"
#include "age/scrypt.h"
#include "age/stanza_type.h"
#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/secret.h"
#include "core/strings.h"

static int wrap_for_all(const struct age_recipients *recipients, const struct secret *file_key,
			struct age_header *header, struct error *err)
{
	if (recipients->count == 0)
		return error_set(err, ERROR_FAILED, "there is no recipient to seal for");
	for (size_t i = 0; i < recipients->count; i++) {
		const struct age_recipient *recipient = &recipients->items[i];
		if (recipient->type->wrap(recipient, file_key, header, err) != 0)
			return -1;
	}
	return 0;
}

int age_encrypt(const struct age_recipients *recipients, const void *plaintext, size_t length,
		struct buffer *out, struct error *err)
{
	cleanup(secret_done) struct secret file_key = SECRET_INIT(AGE_FILE_KEY_SIZE);
	cleanup(age_header_done) struct age_header header = AGE_HEADER_INIT;
	size_t before = out->length;
	if (file_key_generate(&file_key, err) != 0 ||
	    wrap_for_all(recipients, &file_key, &header, err) != 0)
		return -1;
	if (age_header_write(&header, &file_key, out, err) != 0 ||
	    age_stream_seal(&file_key, plaintext, length, out, err) != 0) {
		buffer_truncate(out, before);
		return -1;
	}
	return 0;
}

/* Of every stanza whose type is known, whether or not an identity for it is there. */
static int check_stanzas(const struct age_header *header, struct error *err)
{
	for (size_t i = 0; i < header->count; i++) {
		const struct age_stanza *stanza = &header->stanzas[i];
		const struct age_stanza_type *type = age_stanza_type_find(stanza->arguments[0]);
		if (type && type->check(header, stanza, err) != 0)
			return -1;
	}
	return 0;
}

static int no_match(const struct age_identities *identities, const struct age_header *header,
		    struct error *err)
{
	bool passphrase = false;
	for (size_t i = 0; i < identities->count; i++)
		passphrase = passphrase || identities->items[i].type == &age_scrypt;
	if (string_equal(header->stanzas[0].arguments[0], age_scrypt.name)) {
		error_set(err, ERROR_FAILED, "%s",
			  passphrase ? "the passphrase is wrong"
				     : "it is sealed with a passphrase");
		return error_hint(err, "%s",
				  passphrase ? "mind the keyboard layout and Caps Lock"
					     : "no identity file opens it: leave it out");
	}
	if (identities->count == 1)
		error_set(err, ERROR_FAILED,
			  "the identity given is not one of those it is sealed for");
	else
		error_set(err, ERROR_FAILED,
			  "none of the %zu identities given is one of those it is sealed for",
			  identities->count);
	return error_hint(err, "it is sealed for %zu recipient%s: ask who has such an identity",
			  header->count, header->count == 1 ? "" : "s");
}

static int unwrap_file_key(const struct age_identities *identities, const struct age_header *header,
			   struct secret *ret_file_key, struct error *err)
{
	bool opened = false;
	for (size_t i = 0; i < identities->count && !opened; i++) {
		const struct age_identity *identity = &identities->items[i];
		if (identity->type->unwrap(identity, header, &opened, ret_file_key, err) != 0)
			return -1;
	}
	return opened ? 0 : no_match(identities, header, err);
}

/* A file without its armor, and its header. */
struct opened_file {
	struct buffer unarmored;
	const char *bytes;
	size_t length;
	struct age_header header;
};

#define OPENED_FILE_INIT                                         \
	{                                                        \
		.unarmored = BUFFER_INIT((size_t)AGE_BINARY_MAX) \
	}

static void opened_file_done(struct opened_file *file)
{
	buffer_done(&file->unarmored);
	age_header_done(&file->header);
}

static int open_file(const void *sealed, size_t length, struct opened_file *file, struct error *err)
{
	file->bytes = sealed;
	file->length = length;
	if (armor_is_armored(sealed, length)) {
		if (armor_decode(sealed, length, &file->unarmored, err) != 0)
			return -1;
		file->bytes = buffer_string(&file->unarmored);
		file->length = file->unarmored.length;
	}
	if (age_header_parse(file->bytes, file->length, &file->header, err) != 0)
		return -1;
	return check_stanzas(&file->header, err);
}

int age_read_header(const void *sealed, size_t length, struct age_header *ret_header,
		    struct error *err)
{
	cleanup(opened_file_done) struct opened_file file = OPENED_FILE_INIT;
	if (open_file(sealed, length, &file, err) != 0)
		return -1;
	*ret_header = file.header;
	file.header = (struct age_header)AGE_HEADER_INIT;
	return 0;
}

int age_decrypt(const struct age_identities *identities, const void *sealed, size_t length,
		struct secret *ret_plaintext, struct error *err)
{
	cleanup(secret_done) struct secret file_key = SECRET_INIT(AGE_FILE_KEY_SIZE);
	cleanup(opened_file_done) struct opened_file file = OPENED_FILE_INIT;
	if (open_file(sealed, length, &file, err) != 0 ||
	    unwrap_file_key(identities, &file.header, &file_key, err) != 0 ||
	    age_header_verify(&file.header, file.bytes, &file_key, err) != 0)
		return -1;
	return age_stream_open(&file_key, file.bytes + file.header.length,
			       file.length - file.header.length, ret_plaintext, err);
}
