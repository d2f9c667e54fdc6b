/*
 * The textual header of an age file: version line, recipient stanzas, MAC.
 * Format: https://c2sp.org/age, "Header". Reading is as strict as the ABNF there.
 */
#ifndef AGE_HEADER_H
#define AGE_HEADER_H

#include <stddef.h>

#include "core/buffer.h"

struct error;
struct secret;

enum {
	AGE_HEADER_MAX = 1024 * 1024, /* bytes */
	AGE_STANZAS_MAX = 1024,
	AGE_STANZA_ARGUMENTS_MAX = 64,
	AGE_MAC_SIZE = 32,
};

/* arguments[0] is the type. All owned by the header. */
struct age_stanza {
	char **arguments; /* one allocation with their text */
	size_t argument_count;
	struct buffer body; /* decoded */
};

struct age_header {
	struct age_stanza *stanzas;
	size_t count;
	unsigned char mac[AGE_MAC_SIZE];
	/* Of a header that was read: its bytes up to and with "---", and up to the payload. */
	size_t authenticated_length;
	size_t length;
};

#define AGE_HEADER_INIT    \
	{                  \
		.count = 0 \
	}

/* Reads the header that `bytes` begins with; what follows it is the payload. The MAC is not checked
 * yet: that takes the file key. */
int age_header_parse(const char *bytes, size_t length, struct age_header *ret_header,
		     struct error *err);

/* -1 unless the MAC is right; `bytes` are those that were parsed. */
int age_header_verify(const struct age_header *header, const char *bytes,
		      const struct secret *file_key, struct error *err);

/* -1, with the error for a header that is malformed or was changed; `reason` completes "the age
 * header is not valid: ". */
int age_header_refuse(const char *reason, struct error *err);

/* Adds a stanza, copied; arguments are of visible ASCII characters. */
int age_header_add(struct age_header *header, const char *const *arguments, size_t argument_count,
		   const void *body, size_t body_length, struct error *err);

/* Appends the header with its MAC. */
int age_header_write(const struct age_header *header, const struct secret *file_key,
		     struct buffer *out, struct error *err);

void age_header_done(struct age_header *header);

#endif
