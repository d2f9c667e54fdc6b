#include "kubeconfig/diff.h"

#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "kubeconfig/layout.h"
#include "kubeconfig/scan.h"
#include "kubeconfig/secret_fields.h"
#include "kubeconfig/splices.h"

enum { CONTEXT_LINES = 3 };

static const char mask[] = "REDACTED";

/* A piece of a text, as byte offsets. */
struct range {
	size_t start, end;
};

/* One of the two texts, and what of it must not be shown. */
struct side {
	struct slice text;
	struct range *secrets; /* sorted */
	size_t secret_count, secret_capacity;
	bool failed;
	size_t line;    /* number of the line that starts at `counted`, from 0 */
	size_t counted; /* lines are counted once, from the start on */
};

/* Whole lines that are replaced by others. */
struct block {
	struct range before, after;
};

struct diff {
	struct side before, after;
	struct block *blocks;
	size_t count;
};

static void diff_done(struct diff *diff)
{
	free(diff->before.secrets);
	free(diff->after.secrets);
	free(diff->blocks);
}

static void note_secret(const struct document *document, node_t value, void *closure)
{
	struct side *side = closure;
	value = node_resolve(document, value);
	if (side->secret_count == side->secret_capacity) {
		size_t capacity = side->secret_capacity > 0 ? side->secret_capacity * 2 : 64;
		struct range *secrets =
			reallocarray(side->secrets, capacity, sizeof(*side->secrets));
		if (!secrets) {
			side->failed = true;
			return;
		}
		side->secrets = secrets;
		side->secret_capacity = capacity;
	}
	side->secrets[side->secret_count++] =
		(struct range){node_content(document, value), layout_trimmed_end(document, value)};
}

static int compare_ranges(const void *a, const void *b)
{
	const struct range *left = a, *right = b;
	return left->start < right->start ? -1 : left->start > right->start ? 1 : 0;
}

static int prepare_side(struct side *side, const struct config_file *file, struct error *err)
{
	side->text = document_text(file->document);
	secret_fields_each(file, note_secret, side);
	if (side->failed)
		return error_no_memory(err);
	if (side->secret_count > 1)
		qsort(side->secrets, side->secret_count, sizeof(*side->secrets), compare_ranges);
	return 0;
}

static size_t next_line(struct slice text, size_t offset)
{
	const char *at = memchr(text.bytes + offset, '\n', text.length - offset);
	return at ? (size_t)(at - text.bytes) + 1 : text.length;
}

static size_t line_start(struct slice text, size_t offset)
{
	while (offset > 0 && text.bytes[offset - 1] != '\n')
		offset--;
	return offset;
}

/* The lines that a splice changes. */
static struct range lines_of(struct slice text, const struct splice *splice, struct slice inserted)
{
	struct range lines = {line_start(text, splice->start), splice->end};
	bool whole_lines =
		lines.start == splice->start && line_start(text, splice->end) == splice->end;
	bool ends_line = inserted.length == 0 || inserted.bytes[inserted.length - 1] == '\n';
	if (!whole_lines || !ends_line)
		lines.end = next_line(text, splice->end);
	return lines;
}

/* Trims lines that both sides begin or end with. */
static void trim(const struct diff *diff, struct block *block)
{
	struct slice a = diff->before.text, b = diff->after.text;
	for (;;) {
		size_t a_next = next_line(a, block->before.start);
		size_t b_next = next_line(b, block->after.start);
		size_t length = a_next - block->before.start;
		if (block->before.start >= block->before.end ||
		    block->after.start >= block->after.end ||
		    length != b_next - block->after.start ||
		    memcmp(a.bytes + block->before.start, b.bytes + block->after.start, length) !=
			    0)
			break;
		block->before.start = a_next;
		block->after.start = b_next;
	}
	while (block->before.end > block->before.start && block->after.end > block->after.start) {
		size_t a_line = line_start(a, block->before.end - 1);
		size_t b_line = line_start(b, block->after.end - 1);
		size_t length = block->before.end - a_line;
		if (length != block->after.end - b_line || a_line < block->before.start ||
		    b_line < block->after.start ||
		    memcmp(a.bytes + a_line, b.bytes + b_line, length) != 0)
			break;
		block->before.end = a_line;
		block->after.end = b_line;
	}
}

static int make_blocks(struct diff *diff, const struct splices *splices, struct error *err)
{
	diff->blocks = calloc(splices->count + 1, sizeof(*diff->blocks));
	if (!diff->blocks)
		return error_no_memory(err);
	size_t added = 0, removed = 0; /* bytes, by the splices so far */
	for (size_t i = 0; i < splices->count; i++) {
		const struct splice *splice = &splices->items[i];
		struct slice inserted = {buffer_string(&splices->inserted.bytes) + splice->text,
					 splice->length};
		struct range lines = lines_of(diff->before.text, splice, inserted);
		struct block *last = diff->count > 0 ? &diff->blocks[diff->count - 1] : NULL;
		if (last && lines.start <= last->before.end) {
			if (lines.end > last->before.end)
				last->before.end = lines.end;
		} else {
			last = &diff->blocks[diff->count++];
			last->before = lines;
			last->after.start = lines.start + added - removed;
		}
		added += splice->length;
		removed += splice->end - splice->start;
		last->after.end = last->before.end + added - removed;
	}
	for (size_t i = 0; i < diff->count; i++)
		trim(diff, &diff->blocks[i]);
	return 0;
}

/* --- printing ---------------------------------------------------------------------------- */

static size_t line_number(struct side *side, size_t offset)
{
	while (side->counted < offset) {
		side->counted = next_line(side->text, side->counted);
		side->line++;
	}
	return side->line;
}

/* The first secret that ends behind the offset. */
static size_t first_secret(const struct side *side, size_t offset)
{
	size_t low = 0, high = side->secret_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (side->secrets[middle].end <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void print_line(const struct side *side, struct range line, char sign, struct buffer *out)
{
	size_t at = line.start;
	buffer_append_char(out, sign);
	for (size_t i = first_secret(side, line.start);
	     i < side->secret_count && side->secrets[i].start < line.end; i++) {
		struct range secret = side->secrets[i];
		if (secret.start > at)
			buffer_append(out, side->text.bytes + at, secret.start - at);
		buffer_append_string(out, mask);
		at = secret.end;
	}
	if (at < line.end)
		buffer_append(out, side->text.bytes + at, line.end - at);
	else
		buffer_append_char(out, '\n');
	if (line.end == side->text.length && side->text.bytes[line.end - 1] != '\n' &&
	    at < line.end)
		buffer_append_string(out, "\n\\ No newline at end of file\n");
}

static void print_lines(const struct side *side, struct range lines, char sign, struct buffer *out)
{
	while (lines.start < lines.end) {
		size_t end = next_line(side->text, lines.start);
		print_line(side, (struct range){lines.start, end}, sign, out);
		lines.start = end;
	}
}

static size_t lines_before(struct slice text, size_t offset, size_t not_before)
{
	for (int i = 0; i < CONTEXT_LINES && offset > not_before; i++)
		offset = line_start(text, offset - 1);
	return offset;
}

static size_t lines_behind(struct slice text, size_t offset)
{
	for (int i = 0; i < CONTEXT_LINES && offset < text.length; i++)
		offset = next_line(text, offset);
	return offset;
}

static void print_range(struct side *side, struct range lines, struct buffer *out)
{
	size_t first = line_number(side, lines.start);
	size_t count = 0;
	for (size_t at = lines.start; at < lines.end; at = next_line(side->text, at))
		count++;
	buffer_append_format(out, "%zu,%zu", count > 0 ? first + 1 : first, count);
}

/* Blocks [first, last] whose surroundings overlap. */
static void print_hunk(struct diff *diff, size_t first, size_t last, struct buffer *out)
{
	struct slice text = diff->before.text;
	size_t start = lines_before(text, diff->blocks[first].before.start, 0);
	size_t end = lines_behind(text, diff->blocks[last].before.end);
	struct range before = {start, end};
	struct range after = {diff->blocks[first].after.start -
				      (diff->blocks[first].before.start - start),
			      diff->blocks[last].after.end + (end - diff->blocks[last].before.end)};
	buffer_append_string(out, "@@ -");
	print_range(&diff->before, before, out);
	buffer_append_string(out, " +");
	print_range(&diff->after, after, out);
	buffer_append_string(out, " @@\n");
	size_t at = start;
	for (size_t i = first; i <= last; i++) {
		const struct block *block = &diff->blocks[i];
		print_lines(&diff->before, (struct range){at, block->before.start}, ' ', out);
		print_lines(&diff->before, block->before, '-', out);
		print_lines(&diff->after, block->after, '+', out);
		at = block->before.end;
	}
	print_lines(&diff->before, (struct range){at, end}, ' ', out);
}

static void print_hunks(struct diff *diff, struct buffer *out)
{
	for (size_t i = 0; i < diff->count;) {
		size_t last = i;
		while (last + 1 < diff->count &&
		       lines_behind(diff->before.text, diff->blocks[last].before.end) >=
			       lines_before(diff->before.text, diff->blocks[last + 1].before.start,
					    0))
			last++;
		print_hunk(diff, i, last, out);
		i = last + 1;
	}
}

int diff_append(const struct update_change *change, struct buffer *out, struct error *err)
{
	cleanup(diff_done) struct diff diff = {0};
	if (prepare_side(&diff.before, change->before, err) != 0 ||
	    prepare_side(&diff.after, change->after, err) != 0 ||
	    make_blocks(&diff, change->splices, err) != 0)
		return -1;
	buffer_append_format(out, "--- %s\n+++ %s\n",
			     change->before->exists ? change->before->path : "/dev/null",
			     change->after->path);
	print_hunks(&diff, out);
	return buffer_check(out, "the difference", err);
}
