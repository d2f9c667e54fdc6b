#include "age/age.h"

#include <stdbool.h>

#include "age/file_key.h"
#include "age/identity.h"
#include "age/recipient.h"
#include "age/stanza_type.h"
#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/secret.h"

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

static int unwrap_file_key(const struct age_identities *identities, const struct age_header *header,
			   struct secret *ret_file_key, struct error *err)
{
	bool opened = false;
	for (size_t i = 0; i < identities->count && !opened; i++) {
		const struct age_identity *identity = &identities->items[i];
		if (identity->type->unwrap(identity, header, &opened, ret_file_key, err) != 0)
			return -1;
	}
	if (opened)
		return 0;
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

int age_decrypt(const struct age_identities *identities, const void *sealed, size_t length,
		struct secret *ret_plaintext, struct error *err)
{
	cleanup(secret_done) struct secret file_key = SECRET_INIT(AGE_FILE_KEY_SIZE);
	cleanup(age_header_done) struct age_header header = AGE_HEADER_INIT;
	if (age_header_parse(sealed, length, &header, err) != 0 ||
	    check_stanzas(&header, err) != 0 ||
	    unwrap_file_key(identities, &header, &file_key, err) != 0 ||
	    age_header_verify(&header, sealed, &file_key, err) != 0)
		return -1;
	return age_stream_open(&file_key, (const char *)sealed + header.length,
			       length - header.length, ret_plaintext, err);
}
