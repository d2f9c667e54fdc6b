#include "core/diff.h"

#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/diff_lines.h"
#include "core/error.h"
#include "core/strings.h"

enum { CONTEXT = 3 };

/* Lines [before, before_end) become lines [after, after_end). */
struct change {
	size_t before, before_end;
	size_t after, after_end;
};

struct changes {
	struct change *items;
	size_t count;
};

struct printer {
	const struct diff_text *texts[2];
	const struct diff_lines *lines[2];
	size_t next_mask[2];
	bool colour;
	struct buffer *out;
};

/* --- changes ------------------------------------------------------------------------------ */

static int collect(const struct diff_lines *before, const struct diff_lines *after,
		   struct changes *ret, struct error *err)
{
	size_t count = 0;
	for (size_t i = 0; i < before->count; i++)
		count += before->items[i].changed ? 1 : 0;
	for (size_t i = 0; i < after->count; i++)
		count += after->items[i].changed ? 1 : 0;
	struct change *items = calloc(count + 1, sizeof(*items));
	if (!items)
		return error_no_memory(err);
	size_t x = 0, y = 0, used = 0;
	while (x < before->count || y < after->count) {
		struct change change = {x, x, y, y};
		while (x < before->count && before->items[x].changed)
			change.before_end = ++x;
		while (y < after->count && after->items[y].changed)
			change.after_end = ++y;
		if (x > change.before || y > change.after)
			items[used++] = change;
		x++;
		y++;
	}
	*ret = (struct changes){items, used};
	return 0;
}

static size_t indentation(const struct diff_lines *lines, size_t number)
{
	const struct diff_line *line = &lines->items[number];
	size_t at = line->start;
	while (at < line->end && lines->text.bytes[at] == ' ')
		at++;
	return at - line->start;
}

/*
 * Lines that are only added (or only removed) may often stand a few lines higher or lower with the
 * same right: "- cluster:" ... "- cluster:". The place where the group begins with the least
 * indentation shows whole entries. up and down: how far there are unchanged lines.
 */
static ptrdiff_t best_shift(const struct diff_lines *lines, size_t start, size_t end, size_t up,
			    size_t down)
{
	ptrdiff_t best = 0;
	size_t best_indentation = indentation(lines, start);
	for (size_t i = 1;
	     i <= down && lines->items[start + i - 1].kind == lines->items[end + i - 1].kind; i++)
		if (indentation(lines, start + i) <= best_indentation) {
			best = (ptrdiff_t)i;
			best_indentation = indentation(lines, start + i);
		}
	for (size_t i = 1; i <= up && lines->items[start - i].kind == lines->items[end - i].kind;
	     i++)
		if (indentation(lines, start - i) < best_indentation) {
			best = -(ptrdiff_t)i;
			best_indentation = indentation(lines, start - i);
		}
	return best;
}

static void slide(const struct diff_lines *before, const struct diff_lines *after,
		  const struct changes *changes)
{
	for (size_t i = 0; i < changes->count; i++) {
		struct change *change = &changes->items[i];
		bool added = change->before == change->before_end;
		if (!added && change->after < change->after_end)
			continue;
		size_t above = i > 0 ? changes->items[i - 1].before_end : 0;
		size_t below =
			i + 1 < changes->count ? changes->items[i + 1].before : before->count;
		ptrdiff_t shift =
			best_shift(added ? after : before, added ? change->after : change->before,
				   added ? change->after_end : change->before_end,
				   change->before - above, below - change->before_end);
		change->before = (size_t)((ptrdiff_t)change->before + shift);
		change->before_end = (size_t)((ptrdiff_t)change->before_end + shift);
		change->after = (size_t)((ptrdiff_t)change->after + shift);
		change->after_end = (size_t)((ptrdiff_t)change->after_end + shift);
	}
}

/* --- printing ----------------------------------------------------------------------------- */

static void begin_colour(const struct printer *printer, const char *code)
{
	if (printer->colour)
		buffer_append_format(printer->out, "\x1b[%sm", code);
}

static void end_line(const struct printer *printer)
{
	if (printer->colour)
		buffer_append_string(printer->out, "\x1b[0m");
	buffer_append_char(printer->out, '\n');
}

static void append_shown(const struct printer *printer, const char *bytes, size_t length)
{
	while (length > 0) {
		/* Tabs stay; so does the carriage return at the end of a line. */
		const char *tab = memchr(bytes, '\t', length);
		size_t piece = tab ? (size_t)(tab - bytes) : length;
		char escaped[1024];
		if (piece > sizeof(escaped) / 4 - 1)
			piece = sizeof(escaped) / 4 - 1;
		/* A piece must not end within a character. */
		while (piece > 1 && piece < length && ((unsigned char)bytes[piece] & 0xc0) == 0x80)
			piece--;
		string_escape(escaped, sizeof(escaped), bytes, piece);
		buffer_append_string(printer->out, escaped);
		if (piece < length && bytes[piece] == '\t') {
			buffer_append_char(printer->out, '\t');
			piece++;
		}
		bytes += piece;
		length -= piece;
	}
}

/* Bytes [start, end) of a text, which has no line break there. */
static void append_masked(struct printer *printer, int side, size_t start, size_t end)
{
	const struct diff_text *text = printer->texts[side];
	size_t *next = &printer->next_mask[side];
	while (*next < text->mask_count && text->masks[*next].end <= start)
		(*next)++;
	size_t at = start;
	for (size_t i = *next; i < text->mask_count && text->masks[i].start < end; i++) {
		const struct diff_mask *mask = &text->masks[i];
		size_t from = mask->start > at ? mask->start : at;
		size_t to = mask->end < end ? mask->end : end;
		/* A mask that began on a line above leaves the indentation. */
		while (from < to && mask->start < start && text->text.bytes[from] == ' ')
			from++;
		if (from >= to)
			continue;
		append_shown(printer, text->text.bytes + at, from - at);
		buffer_append_string(printer->out, DIFF_MASK);
		at = to;
	}
	append_shown(printer, text->text.bytes + at, end - at);
}

static void print_line(struct printer *printer, int side, size_t number, char mark)
{
	const struct diff_line *line = &printer->lines[side]->items[number];
	const char *bytes = printer->texts[side]->text.bytes;
	bool complete = bytes[line->end - 1] == '\n';
	size_t end = line->end - (complete ? 1 : 0);
	bool returns = complete && end > line->start && bytes[end - 1] == '\r';
	if (mark != ' ')
		begin_colour(printer, mark == '-' ? "31" : "32");
	buffer_append_char(printer->out, mark);
	append_masked(printer, side, line->start, end - (returns ? 1 : 0));
	if (mark != ' ' && printer->colour)
		buffer_append_string(printer->out, "\x1b[0m");
	buffer_append_string(printer->out, returns ? "\r\n" : "\n");
	if (!complete)
		buffer_append_string(printer->out, "\\ No newline at end of file\n");
}

/* "3,7" as diff writes it: a range of one line is its number, an empty one that of the line before.
 */
static void append_range(struct buffer *out, size_t start, size_t end)
{
	if (end - start == 1)
		buffer_append_format(out, "%zu", start + 1);
	else
		buffer_append_format(out, "%zu,%zu", end > start ? start + 1 : start, end - start);
}

static void print_hunk(struct printer *printer, const struct change *changes, size_t count)
{
	const struct change *last = &changes[count - 1];
	size_t lead = changes[0].before < CONTEXT ? changes[0].before : CONTEXT;
	size_t rest = printer->lines[0]->count - last->before_end;
	size_t trail = rest < CONTEXT ? rest : CONTEXT;
	begin_colour(printer, "36");
	buffer_append_string(printer->out, "@@ -");
	append_range(printer->out, changes[0].before - lead, last->before_end + trail);
	buffer_append_string(printer->out, " +");
	append_range(printer->out, changes[0].after - lead, last->after_end + trail);
	buffer_append_string(printer->out, " @@");
	end_line(printer);
	size_t x = changes[0].before - lead;
	for (size_t i = 0; i < count; i++) {
		for (; x < changes[i].before; x++)
			print_line(printer, 0, x, ' ');
		for (; x < changes[i].before_end; x++)
			print_line(printer, 0, x, '-');
		for (size_t y = changes[i].after; y < changes[i].after_end; y++)
			print_line(printer, 1, y, '+');
	}
	for (; x < last->before_end + trail; x++)
		print_line(printer, 0, x, ' ');
}

static void print_head(struct printer *printer, const char *marks, const char *name)
{
	begin_colour(printer, "1");
	buffer_append_string(printer->out, marks);
	append_shown(printer, name, strlen(name));
	end_line(printer);
}

static void print_changes(struct printer *printer, const struct changes *changes)
{
	print_head(printer, "--- ", printer->texts[0]->name);
	print_head(printer, "+++ ", printer->texts[1]->name);
	for (size_t i = 0; i < changes->count;) {
		size_t end = i + 1;
		while (end < changes->count &&
		       changes->items[end].before - changes->items[end - 1].before_end <=
			       2 * CONTEXT)
			end++;
		print_hunk(printer, &changes->items[i], end - i);
		i = end;
	}
}

int diff_unified(const struct diff_text *before, const struct diff_text *after, bool colour,
		 struct buffer *out, struct error *err)
{
	cleanup(diff_lines_done) struct diff_lines old = {0};
	cleanup(diff_lines_done) struct diff_lines new = {0};
	struct changes changes = {0};
	if (slice_equal(before->text, after->text))
		return 0;
	if (diff_lines_compare(before->text, after->text, &old, &new, err) != 0 ||
	    collect(&old, &new, &changes, err) != 0)
		return -1;
	slide(&old, &new, &changes);
	struct printer printer = {
		.texts = {before, after},
		.lines = {&old, &new},
		.colour = colour,
		.out = out,
	};
	print_changes(&printer, &changes);
	free(changes.items);
	return buffer_check(out, "the difference", err);
}
