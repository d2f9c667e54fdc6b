/* Opening a sealed file and writing what it holds: what unseal and combine have in common. */
#ifndef CMD_OPENING_H
#define CMD_OPENING_H

#include <stdbool.h>

#include "cmd/command.h"

struct age_identities;
struct buffer;
struct error;
struct secret;

struct opening {
	const char *path; /* the sealed file, "-": standard input */
	const char *out;  /* where its content goes; NULL or "-": standard output */
	bool force;       /* replace `out` if it exists */
	bool raw;         /* any age file, and not a bundle */
};

#define OPENING_OPTION_OUT(settings, member)                                    \
	{                                                                       \
		.name = "out", .type = OPTION_TEXT, .completes = COMPLETE_FILE, \
		.argument = "FILE", .offset = offsetof(settings, member),       \
		.help = "the opened file, '-' for standard output"              \
	}
#define OPENING_OPTION_FORCE(settings, member)                                              \
	{                                                                                   \
		.name = "force", .type = OPTION_FLAG, .offset = offsetof(settings, member), \
		.help = "replace the opened file if it exists"                              \
	}
#define OPENING_OPTION_RAW(settings, member)                                              \
	{                                                                                 \
		.name = "raw", .type = OPTION_FLAG, .offset = offsetof(settings, member), \
		.help = "open any age file, and write what it holds as it is"             \
	}

/* Whether the output may be written, before anybody is asked for anything: an existing file without
 * `force` is an error, and so is a secret that would go to a terminal unasked (ERROR_USAGE). */
int opening_check(const struct opening *opening, struct error *err);

/* What to call the sealed file in messages. */
const char *opening_name(const struct opening *opening);

/* Appends the sealed file to `sealed`, which this makes with the right limit. */
int opening_read(const struct opening *opening, struct buffer *sealed, struct error *err);

/* Opens it, writes its content and says what it is. */
int opening_run(const struct opening *opening, const struct age_identities *identities,
		const struct buffer *sealed, struct error *err);

/* Writes a secret as opening_run() writes the content. */
int opening_write(const struct opening *opening, const struct secret *secret, struct error *err);

#endif
