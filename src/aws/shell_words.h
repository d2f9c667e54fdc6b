/*
 * Splits a line into words as a POSIX shell splits it, without any expansion: quotes and backslash
 * only. The rules are those of Python's shlex.split(), which botocore applies to section names and
 * to credential_process.
 */
#ifndef AWS_SHELL_WORDS_H
#define AWS_SHELL_WORDS_H

#include <stddef.h>

struct error;

struct shell_words {
	char **words; /* NULL-terminated, as execv() takes them */
	size_t count;
	char *storage;
};

/* -1 for a quote that is not closed and for a backslash at the end. */
int shell_words_split(struct shell_words *words, const char *line, struct error *err);
void shell_words_done(struct shell_words *words);

#endif
