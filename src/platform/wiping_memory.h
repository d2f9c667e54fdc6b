/*
 * Allocators for libraries that take a set of them: each block is wiped before it is released, so
 * that tokens and keys which pass through the library do not stay behind in freed memory. The
 * blocks are ordinary memory, neither locked nor guarded: what we hold ourselves is a struct
 * secret.
 */
#ifndef PLATFORM_WIPING_MEMORY_H
#define PLATFORM_WIPING_MEMORY_H

#include <stddef.h>

/* As the C library's functions of these names. */
void *wiping_malloc(size_t size);
void *wiping_calloc(size_t count, size_t size);
void *wiping_realloc(void *block, size_t size);
char *wiping_strdup(const char *text);
void wiping_free(void *block);

#endif
