#include "core/table.h"

#include <string.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"

enum { GAP = 3, ESCAPED_MAX = 4 };

static const char ellipsis[] = "...";

void table_done(struct table *table)
{
	buffer_done(&table->text);
}

static bool continues_character(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

static size_t count_characters(const char *text)
{
	size_t count = 0;
	for (; *text; text++)
		count += continues_character(*text) ? 0 : 1;
	return count;
}

static const char *skip_characters(const char *text, size_t count)
{
	while (count > 0 && *text) {
		text++;
		while (continues_character(*text))
			text++;
		count--;
	}
	return text;
}

/* What tells names apart is mostly at their ends: "arn:aws:eks:eu-cen...cluster/prod-blue". */
static void append_cut(struct table *table, const char *cell, size_t length)
{
	if (table->cut_at <= sizeof(ellipsis) || length <= table->cut_at) {
		buffer_append_string(&table->text, cell);
		return;
	}
	size_t kept = table->cut_at - (sizeof(ellipsis) - 1);
	size_t tail = kept / 2 + kept % 2;
	buffer_append(&table->text, cell, (size_t)(skip_characters(cell, kept - tail) - cell));
	buffer_append_string(&table->text, ellipsis);
	buffer_append_string(&table->text, skip_characters(cell, length - tail));
}

void table_add(struct table *table, struct slice cell)
{
	cleanup_free char *escaped = malloc(cell.length * ESCAPED_MAX + 1);
	if (!escaped) {
		table->text.state = BUFFER_NO_MEMORY;
		return;
	}
	string_escape(escaped, cell.length * ESCAPED_MAX + 1, cell.bytes, cell.length);
	size_t start = table->text.length;
	append_cut(table, cell.length > 0 ? escaped : "-", count_characters(escaped));
	size_t width = table->text.data ? count_characters(table->text.data + start) : 0;
	buffer_append_char(&table->text, '\0');
	size_t *widest = &table->widths[table->cell_count++ % table->column_count];
	*widest = width > *widest ? width : *widest;
}

void table_add_string(struct table *table, const char *cell)
{
	table_add(table, slice_of(cell));
}

int table_print(const struct table *table, struct buffer *out, struct error *err)
{
	if (buffer_check(&table->text, "the table", err) != 0)
		return -1;
	const char *cell = buffer_string(&table->text);
	for (size_t i = 0; i < table->cell_count; i++) {
		size_t column = i % table->column_count;
		buffer_append_string(out, cell);
		if (column + 1 == table->column_count) {
			buffer_append_char(out, '\n');
		} else {
			size_t width = count_characters(cell);
			for (; width < table->widths[column] + GAP; width++)
				buffer_append_char(out, ' ');
		}
		cell += strlen(cell) + 1;
	}
	return buffer_check(out, "the table", err);
}
