/*
 * The difference of two texts in the unified format of diff -u (POSIX diff, "-U 3"), for people to
 * read before something is written. Bytes that must not be shown are masked.
 *
 * The lines are compared by Myers' algorithm ("An O(ND) Difference Algorithm and Its Variations",
 * 1986) in linear space; where two texts have little in common its search is cut short, so that the
 * time stays near linear, and the difference may then be longer than need be. Never wrong.
 */
#ifndef CORE_DIFF_H
#define CORE_DIFF_H

#include <stdbool.h>
#include <stddef.h>

#include "core/slice.h"

struct buffer;
struct error;

/* Bytes [start, end) of a text that are shown as DIFF_MASK, once a line. */
struct diff_mask {
	size_t start, end;
};

#define DIFF_MASK "REDACTED"

struct diff_text {
	const char *name; /* for the head */
	struct slice text;
	const struct diff_mask *masks; /* sorted by start; may overlap */
	size_t mask_count;
};

/*
 * Appends nothing where the texts are equal. Lines whose bytes differ under a mask alone are shown
 * as changed. Control bytes but for tabs are escaped, so what comes out is not always fit for
 * patch(1).
 */
int diff_unified(const struct diff_text *before, const struct diff_text *after, bool colour,
		 struct buffer *out, struct error *err);

#endif
