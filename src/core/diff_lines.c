#include "core/diff_lines.h"

#include <stdlib.h>
#include <string.h>

#include "core/cleanup.h"
#include "core/error.h"

enum {
	LINES_MAX = 100 * 1000 * 1000,
	/* Edits that the search for a middle looks through before it settles for a good place. */
	COST_MIN = 256,
};

void diff_lines_done(struct diff_lines *lines)
{
	free(lines->items);
	*lines = (struct diff_lines){0};
}

/* --- lines and their kinds ---------------------------------------------------------------- */

static int split(struct slice text, struct diff_lines *ret, struct error *err)
{
	size_t count = 0;
	for (size_t at = 0; at < text.length; count++) {
		const char *end = memchr(text.bytes + at, '\n', text.length - at);
		at = end ? (size_t)(end + 1 - text.bytes) : text.length;
	}
	struct diff_line *items = count <= LINES_MAX ? calloc(count + 1, sizeof(*items)) : NULL;
	if (!items)
		return error_no_memory(err);
	size_t number = 0;
	for (size_t at = 0; at < text.length; number++) {
		const char *end = memchr(text.bytes + at, '\n', text.length - at);
		items[number].start = at;
		at = end ? (size_t)(end + 1 - text.bytes) : text.length;
		items[number].end = at;
	}
	*ret = (struct diff_lines){text, items, count};
	return 0;
}

static struct slice line_text(const struct diff_lines *lines, size_t number)
{
	const struct diff_line *line = &lines->items[number];
	return (struct slice){lines->text.bytes + line->start, line->end - line->start};
}

/* FNV-1a. A text made to collide costs its owner time, and nobody else. */
static uint64_t hash(struct slice text)
{
	uint64_t value = 14695981039346656037u;
	for (size_t i = 0; i < text.length; i++)
		value = (value ^ (unsigned char)text.bytes[i]) * 1099511628211u;
	return value ^ value >> 29;
}

/* The first line of each kind; an open hash table. */
struct kinds {
	struct kind {
		const struct diff_lines *lines; /* NULL: free */
		size_t number;
		uint64_t hash;
		uint32_t kind;
	} * slots;
	size_t mask;
	uint32_t count;
};

static void number_kinds(struct kinds *kinds, struct diff_lines *lines)
{
	for (size_t i = 0; i < lines->count; i++) {
		struct slice text = line_text(lines, i);
		uint64_t own = hash(text);
		size_t at = own & kinds->mask;
		struct kind *slot = &kinds->slots[at];
		while (slot->lines && (slot->hash != own ||
				       !slice_equal(line_text(slot->lines, slot->number), text))) {
			at = (at + 1) & kinds->mask;
			slot = &kinds->slots[at];
		}
		if (!slot->lines)
			*slot = (struct kind){lines, i, own, kinds->count++};
		lines->items[i].kind = slot->kind;
	}
}

static int find_kinds(struct diff_lines *before, struct diff_lines *after, uint32_t *ret_count,
		      struct error *err)
{
	size_t size = 16;
	while (size < 2 * (before->count + after->count))
		size *= 2;
	struct kinds kinds = {.slots = calloc(size, sizeof(*kinds.slots)), .mask = size - 1};
	if (!kinds.slots)
		return error_no_memory(err);
	number_kinds(&kinds, before);
	number_kinds(&kinds, after);
	*ret_count = kinds.count;
	free(kinds.slots);
	return 0;
}

/* --- Myers' comparison -------------------------------------------------------------------- */

/* A side without the lines that the other side has none of: those need no search. */
struct side {
	struct diff_line *lines;
	size_t *numbers;
	ptrdiff_t count;
};

/*
 * The search goes through a grid, x along the one side and y along the other; diagonal d holds the
 * points with x - y = d. forward[d] is the furthest x that has been reached on it from the start,
 * backward[d] the nearest that has been reached from the end.
 */
struct search {
	struct side before, after;
	ptrdiff_t *forward, *backward;
	ptrdiff_t cost_max;
};

struct box {
	ptrdiff_t x0, x1, y0, y1;
};

struct point {
	ptrdiff_t x, y;
};

/* Diagonals from least to most, every other one, that a way has reached. */
struct reach {
	ptrdiff_t least, most;
};

static bool equal_at(const struct search *search, ptrdiff_t x, ptrdiff_t y)
{
	const struct side *before = &search->before, *after = &search->after;
	return before->lines[before->numbers[x]].kind == after->lines[after->numbers[y]].kind;
}

/* One edit more: a diagonal more to each side, or one less at the edge of the box. */
static void widen(struct reach *reach, const struct box *box, ptrdiff_t *reached,
		  ptrdiff_t unreached)
{
	if (reach->least > box->x0 - box->y1)
		reached[--reach->least - 1] = unreached;
	else
		reach->least++;
	if (reach->most < box->x1 - box->y0)
		reached[++reach->most + 1] = unreached;
	else
		reach->most--;
}

static bool contains(const struct reach *reach, ptrdiff_t diagonal)
{
	return diagonal >= reach->least && diagonal <= reach->most;
}

/* True where it meets the way from the end, which is *other; *ret is where. */
static bool advance(const struct search *search, const struct box *box, struct reach *own,
		    const struct reach *other, bool may_meet, struct point *ret)
{
	ptrdiff_t *reached = search->forward;
	widen(own, box, reached, -1);
	for (ptrdiff_t d = own->most; d >= own->least; d -= 2) {
		ptrdiff_t x =
			reached[d - 1] >= reached[d + 1] ? reached[d - 1] + 1 : reached[d + 1];
		while (x < box->x1 && x - d < box->y1 && equal_at(search, x, x - d))
			x++;
		reached[d] = x;
		if (may_meet && contains(other, d) && search->backward[d] <= x) {
			*ret = (struct point){x, x - d};
			return true;
		}
	}
	return false;
}

/* As advance(), from the end. */
static bool retreat(const struct search *search, const struct box *box, struct reach *own,
		    const struct reach *other, bool may_meet, struct point *ret)
{
	ptrdiff_t *reached = search->backward;
	widen(own, box, reached, PTRDIFF_MAX);
	for (ptrdiff_t d = own->most; d >= own->least; d -= 2) {
		ptrdiff_t x = reached[d - 1] < reached[d + 1] ? reached[d - 1] : reached[d + 1] - 1;
		while (x > box->x0 && x - d > box->y0 && equal_at(search, x - 1, x - d - 1))
			x--;
		reached[d] = x;
		if (may_meet && contains(other, d) && x <= search->forward[d]) {
			*ret = (struct point){x, x - d};
			return true;
		}
	}
	return false;
}

static ptrdiff_t least(ptrdiff_t a, ptrdiff_t b)
{
	return a < b ? a : b;
}

static ptrdiff_t most(ptrdiff_t a, ptrdiff_t b)
{
	return a > b ? a : b;
}

/* The point that one of the ways has come furthest to: a split that need not be the best. */
static struct point settle(const struct search *search, const struct box *box,
			   const struct reach *forward, const struct reach *backward)
{
	struct point from_start = {box->x0, box->y0}, from_end = {box->x1, box->y1};
	for (ptrdiff_t d = forward->least; d <= forward->most; d += 2) {
		ptrdiff_t x = least(least(search->forward[d], box->x1), box->y1 + d);
		if (2 * x - d > from_start.x + from_start.y)
			from_start = (struct point){x, x - d};
	}
	for (ptrdiff_t d = backward->least; d <= backward->most; d += 2) {
		ptrdiff_t x = most(most(search->backward[d], box->x0), box->y0 + d);
		if (2 * x - d < from_end.x + from_end.y)
			from_end = (struct point){x, x - d};
	}
	ptrdiff_t gone = from_start.x + from_start.y - box->x0 - box->y0;
	ptrdiff_t come = box->x1 + box->y1 - from_end.x - from_end.y;
	return gone > come ? from_start : from_end;
}

/* A point on a shortest way through a box that has no common line at its start or end. */
static struct point find_middle(const struct search *search, const struct box *box)
{
	ptrdiff_t first = box->x0 - box->y0, last = box->x1 - box->y1;
	struct reach forward = {first, first}, backward = {last, last};
	bool odd = ((first - last) & 1) != 0;
	struct point middle;
	search->forward[first] = box->x0;
	search->backward[last] = box->x1;
	for (ptrdiff_t cost = 1; cost < search->cost_max; cost++)
		if (advance(search, box, &forward, &backward, odd, &middle) ||
		    retreat(search, box, &backward, &forward, !odd, &middle))
			return middle;
	return settle(search, box, &forward, &backward);
}

static void mark(struct side *side, ptrdiff_t from, ptrdiff_t to)
{
	for (; from < to; from++)
		side->lines[side->numbers[from]].changed = true;
}

/* Calls itself for the smaller half, so that it is never deep. */
static void compare(struct search *search, struct box box)
{
	for (;;) {
		while (box.x0 < box.x1 && box.y0 < box.y1 && equal_at(search, box.x0, box.y0)) {
			box.x0++;
			box.y0++;
		}
		while (box.x0 < box.x1 && box.y0 < box.y1 &&
		       equal_at(search, box.x1 - 1, box.y1 - 1)) {
			box.x1--;
			box.y1--;
		}
		if (box.x0 == box.x1 || box.y0 == box.y1)
			break;
		struct point at = find_middle(search, &box);
		struct box head = {box.x0, at.x, box.y0, at.y}, tail = {at.x, box.x1, at.y, box.y1};
		bool head_is_smaller =
			at.x - box.x0 + at.y - box.y0 < box.x1 - at.x + box.y1 - at.y;
		compare(search, head_is_smaller ? head : tail);
		box = head_is_smaller ? tail : head;
	}
	mark(&search->before, box.x0, box.x1);
	mark(&search->after, box.y0, box.y1);
}

/* What only one side has is marked at once; `numbers` are the others. */
static int pick(struct diff_lines *lines, const uint32_t *counts_there, struct side *ret,
		struct error *err)
{
	ret->lines = lines->items;
	ret->numbers = calloc(lines->count + 1, sizeof(*ret->numbers));
	if (!ret->numbers)
		return error_no_memory(err);
	for (size_t i = 0; i < lines->count; i++) {
		lines->items[i].changed = counts_there[lines->items[i].kind] == 0;
		if (!lines->items[i].changed)
			ret->numbers[ret->count++] = i;
	}
	return 0;
}

static int run_search(struct search *search, struct error *err)
{
	/* The diagonals from -after to before, and one beyond each end. */
	size_t size = (size_t)(search->before.count + search->after.count) + 3;
	cleanup_free ptrdiff_t *memory = calloc(2 * size, sizeof(*memory));
	if (!memory)
		return error_no_memory(err);
	search->forward = memory + search->after.count + 1;
	search->backward = search->forward + size;
	search->cost_max = COST_MIN;
	while (search->cost_max * search->cost_max < (ptrdiff_t)size)
		search->cost_max *= 2;
	compare(search, (struct box){0, search->before.count, 0, search->after.count});
	return 0;
}

static int search_both(struct diff_lines *before, struct diff_lines *after, uint32_t kinds,
		       struct error *err)
{
	struct search search = {0};
	uint32_t *in_before = calloc((size_t)kinds + 1, sizeof(*in_before));
	uint32_t *in_after = calloc((size_t)kinds + 1, sizeof(*in_after));
	int status = -1;
	if (!in_before || !in_after) {
		error_no_memory(err);
		goto out;
	}
	for (size_t i = 0; i < before->count; i++)
		in_before[before->items[i].kind]++;
	for (size_t i = 0; i < after->count; i++)
		in_after[after->items[i].kind]++;
	if (pick(before, in_after, &search.before, err) == 0 &&
	    pick(after, in_before, &search.after, err) == 0)
		status = run_search(&search, err);
out:
	free(search.before.numbers);
	free(search.after.numbers);
	free(in_before);
	free(in_after);
	return status;
}

int diff_lines_compare(struct slice before, struct slice after, struct diff_lines *ret_before,
		       struct diff_lines *ret_after, struct error *err)
{
	cleanup(diff_lines_done) struct diff_lines old = {0};
	cleanup(diff_lines_done) struct diff_lines new = {0};
	uint32_t kinds = 0;
	if (split(before, &old, err) != 0 || split(after, &new, err) != 0 ||
	    find_kinds(&old, &new, &kinds, err) != 0 || search_both(&old, &new, kinds, err) != 0)
		return -1;
	*ret_before = old;
	*ret_after = new;
	old = new = (struct diff_lines){0};
	return 0;
}
