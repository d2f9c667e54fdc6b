#include "core/buffer.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"

static char *heap_grow(char *old, size_t old_size, size_t new_size)
{
	(void)old_size;
	return realloc(old, new_size);
}

static void heap_release(char *data, size_t size)
{
	(void)size;
	free(data);
}

const struct buffer_storage buffer_heap = {.grow = heap_grow, .release = heap_release};

void buffer_done(struct buffer *buffer)
{
	if (buffer->data)
		buffer->storage->release(buffer->data, buffer->capacity);
	buffer->data = NULL;
	buffer->length = 0;
	buffer->capacity = 0;
	buffer->state = BUFFER_OK;
}

char *buffer_reserve(struct buffer *buffer, size_t length)
{
	if (buffer->state != BUFFER_OK)
		return NULL;
	if (length > buffer->limit - buffer->length) {
		buffer->state = BUFFER_TOO_LONG;
		return NULL;
	}
	size_t needed = buffer->length + length + 1;
	if (needed > buffer->capacity) {
		size_t capacity = buffer->capacity < 256 ? 256 : buffer->capacity;
		while (capacity < needed)
			capacity = capacity > SIZE_MAX / 2 ? needed : capacity * 2;
		char *data = buffer->storage->grow(buffer->data, buffer->capacity, capacity);
		if (!data) {
			buffer->state = BUFFER_NO_MEMORY;
			return NULL;
		}
		buffer->data = data;
		buffer->capacity = capacity;
	}
	buffer->data[needed - 1] = '\0';
	return buffer->data + buffer->length;
}

void buffer_append(struct buffer *buffer, const void *bytes, size_t length)
{
	char *room = buffer_reserve(buffer, length);
	if (!room)
		return;
	if (length > 0)
		memcpy(room, bytes, length);
	room[length] = '\0';
	buffer->length += length;
}

void buffer_append_string(struct buffer *buffer, const char *text)
{
	buffer_append(buffer, text, strlen(text));
}

void buffer_append_char(struct buffer *buffer, char c)
{
	buffer_append(buffer, &c, 1);
}

void buffer_append_format(struct buffer *buffer, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	va_list again;
	va_copy(again, args);
	int length = vsnprintf(NULL, 0, format, args);
	va_end(args);
	char *room = length < 0 ? NULL : buffer_reserve(buffer, (size_t)length);
	if (room) {
		vsnprintf(room, (size_t)length + 1, format, again);
		buffer->length += (size_t)length;
	}
	va_end(again);
}

void buffer_truncate(struct buffer *buffer, size_t length)
{
	if (length < buffer->length) {
		buffer->length = length;
		buffer->data[length] = '\0';
	}
}

const char *buffer_string(const struct buffer *buffer)
{
	return buffer->data ? buffer->data : "";
}

int buffer_check(const struct buffer *buffer, const char *what, struct error *err)
{
	switch (buffer->state) {
	case BUFFER_OK:
		return 0;
	case BUFFER_TOO_LONG:
		return error_set(err, ERROR_FAILED, "%s is longer than the limit of %zu bytes",
				 what, buffer->limit);
	case BUFFER_NO_MEMORY:
	default:
		return error_no_memory(err);
	}
}

char *buffer_take(struct buffer *buffer)
{
	/* An empty result is still a string. */
	if (!buffer_reserve(buffer, 0))
		return NULL;
	buffer->data[buffer->length] = '\0';
	char *data = buffer->data;
	buffer->data = NULL;
	buffer->length = 0;
	buffer->capacity = 0;
	return data;
}
