/*
 * The lines of the two text formats of this folder: "KEY: VALUE", in a fixed order, each once.
 * White space at the end of lines, and blank lines, are left out, since pasting adds them: a
 * terminal makes two newlines of CRLF. Nothing is copied but what is asked for, so the text may
 * hold a secret.
 */
#ifndef QUORUM_LINES_H
#define QUORUM_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/slice.h"

struct error;

struct lines {
	const char *next, *end; /* set by the caller to {text, text + length} */
	size_t number;          /* of the line taken last, from 1 */
};

/* The next line, blank or not. False at the end of the text. */
bool lines_take(struct lines *lines, struct slice *ret_line);

/* The next line that is not blank. */
bool lines_take_filled(struct lines *lines, struct slice *ret_line);

void lines_skip_blank(struct lines *lines);

bool line_starts(const struct slice *line, const char *prefix);

/* Takes the line "KEY: VALUE", where `key` is given with all that stands before the colon. Errors
 * name the line and what was expected, and quote nothing. */
int lines_take_field(struct lines *lines, const char *key, struct slice *ret_value,
		     struct error *err);
/* The value is a decimal number of at most `max`. */
int lines_take_number(struct lines *lines, const char *key, unsigned max, unsigned *ret_number,
		      struct error *err);
/* The value is copied; it is visible ASCII and shorter than `size`. */
int lines_take_word(struct lines *lines, const char *key, char *target, size_t size,
		    struct error *err);

/* Cuts the first word, and the space after it, off `line`. False where there is none. */
bool line_cut_word(struct slice *line, struct slice *ret_word);

/* Visible ASCII alone; false where it does not fit, is empty, or has anything else. */
bool line_copy(const struct slice *line, char *target, size_t size);

/* Exactly `length` bytes in hexadecimal digits. */
bool line_decode_hex(const struct slice *line, unsigned char *target, size_t length);

#endif
