/*
 * The lines of identity files and recipients files: one key a line; empty lines, and those that
 * start with '#', are left out. age(1), options -i and -R.
 */
#ifndef AGE_KEYFILE_H
#define AGE_KEYFILE_H

#include <stdbool.h>
#include <stddef.h>

struct keyfile {
	const char *next, *end; /* set to the text by the caller, {text, text + length} */
	size_t number;          /* of the line returned last, from 1 */
};

/* The next line that counts, without white space around it; not NUL-terminated. False at the end.
 */
bool keyfile_next(struct keyfile *file, const char **ret_line, size_t *ret_length);

#endif
