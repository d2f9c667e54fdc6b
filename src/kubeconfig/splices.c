#include "kubeconfig/splices.h"

#include <stdlib.h>

#include "core/error.h"

enum { INSERTED_LIMIT = 128 * 1024 * 1024 };

void splices_init(struct splices *splices)
{
	*splices = (struct splices){.inserted = SECRET_INIT(INSERTED_LIMIT)};
}

void splices_done(struct splices *splices)
{
	free(splices->items);
	secret_done(&splices->inserted);
	*splices = (struct splices){.inserted = SECRET_INIT(INSERTED_LIMIT)};
}

struct buffer *splices_begin(struct splices *splices)
{
	return &splices->inserted.bytes;
}

int splices_end(struct splices *splices, size_t start, size_t end, struct error *err)
{
	if (buffer_check(&splices->inserted.bytes, "the change", err) != 0)
		return -1;
	if (splices->count == splices->capacity) {
		size_t capacity = splices->capacity > 0 ? splices->capacity * 2 : 16;
		struct splice *items =
			reallocarray(splices->items, capacity, sizeof(*splices->items));
		if (!items)
			return error_no_memory(err);
		splices->items = items;
		splices->capacity = capacity;
	}
	size_t text = splices->used;
	splices->used = splices->inserted.bytes.length;
	splices->items[splices->count] = (struct splice){
		.start = start,
		.end = end,
		.text = text,
		.length = splices->used - text,
		.order = splices->count,
	};
	splices->count++;
	return 0;
}

int splices_add(struct splices *splices, size_t start, size_t end, struct slice text,
		struct error *err)
{
	buffer_append(splices_begin(splices), text.bytes, text.length);
	return splices_end(splices, start, end, err);
}

static int compare(const void *a, const void *b)
{
	const struct splice *left = a, *right = b;
	if (left->start != right->start)
		return left->start < right->start ? -1 : 1;
	/* What is put in before a piece goes before what becomes of the piece. */
	bool left_inserts = left->end == left->start, right_inserts = right->end == right->start;
	if (left_inserts != right_inserts)
		return left_inserts ? -1 : 1;
	return left->order < right->order ? -1 : left->order > right->order ? 1 : 0;
}

void splices_sort(struct splices *splices)
{
	if (splices->count > 1)
		qsort(splices->items, splices->count, sizeof(*splices->items), compare);
}

static int check(const struct splices *splices, struct slice old, struct error *err)
{
	size_t last = 0;
	for (size_t i = 0; i < splices->count; i++) {
		const struct splice *splice = &splices->items[i];
		if (splice->start < last || splice->end < splice->start || splice->end > old.length)
			return error_set(err, ERROR_FAILED,
					 "these changes touch the same place and cannot be made "
					 "in one go");
		last = splice->end;
	}
	return 0;
}

int splices_apply(struct splices *splices, struct slice old, struct secret *ret_text,
		  struct error *err)
{
	splices_sort(splices);
	if (check(splices, old, err) != 0)
		return -1;
	struct buffer *out = &ret_text->bytes;
	/* In one piece: growing would copy megabytes of locked memory. */
	if (!buffer_reserve(out, old.length + splices->inserted.bytes.length))
		return buffer_check(out, "the changed kubeconfig", err);
	size_t at = 0;
	for (size_t i = 0; i < splices->count; i++) {
		const struct splice *splice = &splices->items[i];
		buffer_append(out, old.bytes + at, splice->start - at);
		buffer_append(out, buffer_string(&splices->inserted.bytes) + splice->text,
			      splice->length);
		at = splice->end;
	}
	buffer_append(out, old.bytes + at, old.length - at);
	return buffer_check(out, "the changed kubeconfig", err);
}
