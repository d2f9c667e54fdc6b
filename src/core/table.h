/*
 * A table for people: columns as wide as their widest cell, in the way of kubectl. Programs are
 * better served by JSON.
 *
 * Cells come in rows, from left to right; what is in them is escaped. Failures stick, as in a
 * buffer, and are reported by table_print().
 */
#ifndef CORE_TABLE_H
#define CORE_TABLE_H

#include <stddef.h>

#include "core/buffer.h"
#include "core/slice.h"

struct error;

enum { TABLE_COLUMNS_MAX = 16 };

struct table {
	size_t column_count;
	size_t widths[TABLE_COLUMNS_MAX]; /* in characters */
	size_t cut_at;                    /* longer cells lose their middle; 0: none does */
	size_t cell_count;
	struct buffer text; /* the cells, each with its NUL */
};

#define TABLE_INIT(column_count_, cut_at_)                            \
	{                                                             \
		.column_count = (column_count_), .cut_at = (cut_at_), \
		.text = BUFFER_INIT(256 * 1024 * 1024)                \
	}

void table_done(struct table *table);

void table_add(struct table *table, struct slice cell);
void table_add_string(struct table *table, const char *cell);

/* The first row is the head. An empty cell is written as "-"; no blanks at the end of a line. */
int table_print(const struct table *table, struct buffer *out, struct error *err);

#endif
