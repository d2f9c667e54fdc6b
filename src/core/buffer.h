/*
 * A growing byte string with a hard limit, set when it is made.
 *
 * Failures stick: after one, further appends do nothing, and buffer_check() reports it, so a run of
 * appends needs one check at its end. The bytes are always followed by a NUL that `length` does not
 * count, so `data` is a C string when the content has no NUL of its own.
 *
 * Storage comes from a small table, so that the same code can write into ordinary memory or, inside
 * a struct secret (core/secret.h), into locked memory that is wiped.
 */
#ifndef CORE_BUFFER_H
#define CORE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

struct error;

struct buffer_storage {
	/* Grows by allocate, copy, release; old may be NULL. NULL when memory is out. */
	char *(*grow)(char *old, size_t old_size, size_t new_size);
	void (*release)(char *data, size_t size);
};

extern const struct buffer_storage buffer_heap;

struct buffer {
	char *data; /* NULL until the first append */
	size_t length;
	size_t capacity; /* bytes allocated */
	size_t limit;    /* length never exceeds it */
	const struct buffer_storage *storage;
	enum { BUFFER_OK, BUFFER_TOO_LONG, BUFFER_NO_MEMORY } state;
};

#define BUFFER_INIT(limit_)                                \
	{                                                  \
		.limit = (limit_), .storage = &buffer_heap \
	}

void buffer_done(struct buffer *buffer);

void buffer_append(struct buffer *buffer, const void *bytes, size_t length);
void buffer_append_string(struct buffer *buffer, const char *text);
void buffer_append_char(struct buffer *buffer, char c);
/* Not for secrets: vsnprintf may leave copies in memory that is not wiped. */
void buffer_append_format(struct buffer *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Room for `length` more bytes, to be written by the caller, who then adds to buffer->length;
 * NULL after a failure. */
char *buffer_reserve(struct buffer *buffer, size_t length);

void buffer_truncate(struct buffer *buffer, size_t length);

/* "" where nothing was appended. Valid until the next append. */
const char *buffer_string(const struct buffer *buffer);

/* 0, or -1 with err set when an append failed; `what` names the content in the message. */
int buffer_check(const struct buffer *buffer, const char *what, struct error *err);

/* Hands the bytes to the caller, who frees them; the buffer is empty afterwards. Heap storage only.
 * NULL after a failure. */
char *buffer_take(struct buffer *buffer);

#endif
