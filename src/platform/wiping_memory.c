#include "platform/wiping_memory.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/secret.h"

/* Before each block, so that free knows what to wipe; keeps the block aligned for any type. */
union header {
	size_t size;
	max_align_t align;
};

static union header *header_of(void *block)
{
	return (union header *)block - 1;
}

void *wiping_malloc(size_t size)
{
	if (size > SIZE_MAX - sizeof(union header)) {
		errno = ENOMEM;
		return NULL;
	}
	union header *header = malloc(sizeof(*header) + size);
	if (!header)
		return NULL;
	header->size = size;
	return header + 1;
}

void *wiping_calloc(size_t count, size_t size)
{
	size_t total;
	if (__builtin_mul_overflow(count, size, &total)) {
		errno = ENOMEM;
		return NULL;
	}
	void *block = wiping_malloc(total);
	if (block)
		memset(block, 0, total);
	return block;
}

void *wiping_realloc(void *block, size_t size)
{
	if (!block)
		return wiping_malloc(size);
	if (size == 0) {
		wiping_free(block);
		return NULL;
	}
	size_t old_size = header_of(block)->size;
	/* In place, where it does not grow: what falls off the end is wiped with the rest later. */
	if (size <= old_size)
		return block;
	void *grown = wiping_malloc(size);
	if (!grown)
		return NULL;
	memcpy(grown, block, old_size);
	wiping_free(block);
	return grown;
}

char *wiping_strdup(const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = wiping_malloc(size);
	if (copy)
		memcpy(copy, text, size);
	return copy;
}

void wiping_free(void *block)
{
	if (!block)
		return;
	union header *header = header_of(block);
	secret_wipe(block, header->size);
	free(header);
}
