#include "aws/shell_words.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* What follows a backslash. Within double quotes it escapes only itself and the quote. */
static const char *copy_escaped(const char *next, char quote, char **out)
{
	if (*next == '\0')
		return NULL;
	if (quote != '\0' && *next != '\\' && *next != quote)
		*(*out)++ = '\\';
	*(*out)++ = *next;
	return next + 1;
}

/* `next` is behind the opening quote; the answer is behind the closing one. */
static const char *copy_quoted(const char *next, char quote, char **out)
{
	while (*next != quote) {
		if (*next == '\0')
			return NULL;
		if (*next == '\\' && quote == '"') {
			next = copy_escaped(next + 1, quote, out);
			if (!next)
				return NULL;
		} else {
			*(*out)++ = *next++;
		}
	}
	return next + 1;
}

/* Copies one word; NULL when its quote or backslash has no end. */
static const char *copy_word(const char *next, char **out)
{
	while (next && *next && !is_blank(*next)) {
		if (*next == '\\')
			next = copy_escaped(next + 1, '\0', out);
		else if (*next == '"' || *next == '\'')
			next = copy_quoted(next + 1, *next, out);
		else
			*(*out)++ = *next++;
	}
	*(*out)++ = '\0';
	return next;
}

int shell_words_split(struct shell_words *words, const char *line, struct error *err)
{
	size_t length = strlen(line);
	*words = (struct shell_words){
		/* A word takes at least one character, and each but the last a blank. */
		.words = calloc(length / 2 + 2, sizeof(*words->words)),
		.storage = malloc(length + 2),
	};
	char *out = words->storage;
	if (!words->words || !out) {
		shell_words_done(words);
		return error_no_memory(err);
	}
	for (const char *next = line;;) {
		while (is_blank(*next))
			next++;
		if (*next == '\0')
			return 0;
		words->words[words->count++] = out;
		next = copy_word(next, &out);
		if (!next) {
			shell_words_done(words);
			return error_set(err, ERROR_FAILED,
					 "a quote is not closed, or a backslash ends the line");
		}
	}
}

void shell_words_done(struct shell_words *words)
{
	free(words->words);
	free(words->storage);
	*words = (struct shell_words){0};
}
