/*
 * The kinds of recipients and identities. Each kind is one row of the table in stanza_type.c and
 * one file; nothing else knows what a stanza of that kind looks like.
 */
#ifndef AGE_STANZA_TYPE_H
#define AGE_STANZA_TYPE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buffer.h"
#include "core/secret.h"

struct age_header;
struct age_stanza;
struct error;

enum { AGE_KEY_TEXT_MAX = 4096 }; /* characters of one recipient or identity */

struct age_recipient {
	const struct age_stanza_type *type;
	char *text;               /* as it was given; NULL for a passphrase */
	struct buffer public;     /* the type's own */
	struct secret passphrase; /* of the type scrypt, as the next one */
	unsigned work_factor;
};

struct age_identity {
	const struct age_stanza_type *type;
	struct secret secret; /* the type's own */
	char *recipient;      /* text form of the matching recipient; NULL for a passphrase */
};

struct age_stanza_type {
	const char *name; /* a stanza's first argument */

	/* The shape of a stanza of this type, whoever opens it; and whether it may stand where it
	 * stands in the header. */
	int (*check)(const struct age_header *header, const struct age_stanza *stanza,
		     struct error *err);

	/* True where the text begins as a recipient (an identity) of this type does. These two and
	 * the next two are NULL for a type whose keys have no text form. */
	bool (*is_recipient)(const char *text, size_t length);
	bool (*is_identity)(const char *text, size_t length);

	/* Fill `public` (or `secret` and `recipient`); the rest is the caller's. The error quotes
	 * nothing of an identity. */
	int (*parse_recipient)(const char *text, size_t length, struct age_recipient *recipient,
			       struct error *err);
	int (*parse_identity)(const char *text, size_t length, struct age_identity *identity,
			      struct error *err);

	/* Adds a stanza to the header. */
	int (*wrap)(const struct age_recipient *recipient, const struct secret *file_key,
		    struct age_header *header, struct error *err);
	/* Tries the stanzas of this type, which were checked before. */
	int (*unwrap)(const struct age_identity *identity, const struct age_header *header,
		      bool *ret_opened, struct secret *ret_file_key, struct error *err);
};

/* Ends with NULL. */
extern const struct age_stanza_type *const age_stanza_types[];

/* Of a stanza's first argument; NULL for those of others, which are left alone. */
const struct age_stanza_type *age_stanza_type_find(const char *name);

#endif
