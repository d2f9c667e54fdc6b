/* Which lines differ: the part of core/diff.h that compares. */
#ifndef CORE_DIFF_LINES_H
#define CORE_DIFF_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/slice.h"

struct error;

struct diff_line {
	size_t start, end; /* with its line break, if it has one */
	uint32_t kind;     /* lines of both texts are equal where these are */
	bool changed;
};

struct diff_lines {
	struct slice text;
	struct diff_line *items;
	size_t count;
};

/* Splits both texts into lines and marks those that are not in both. */
int diff_lines_compare(struct slice before, struct slice after, struct diff_lines *ret_before,
		       struct diff_lines *ret_after, struct error *err);
void diff_lines_done(struct diff_lines *lines);

#endif
