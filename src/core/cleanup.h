/*
 * Scope-bound cleanup, on the cleanup attribute that gcc and clang share.
 *
 *	cleanup(buffer_done) struct buffer text = BUFFER_INIT(LIMIT);
 *
 * runs buffer_done(&text) on every way out of the scope. A function that hands its object to the
 * caller uses TAKE_PTR so that the cleanup finds NULL.
 */
#ifndef CORE_CLEANUP_H
#define CORE_CLEANUP_H

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#define cleanup(function) __attribute__((cleanup(function)))

/* For char * and every other pointer from malloc. */
#define cleanup_free cleanup(cleanup_free_at)
/* For a file descriptor; -1 means none. */
#define cleanup_close cleanup(cleanup_close_at)

#define TAKE_PTR(pointer)                               \
	__extension__({                                 \
		__typeof__(pointer) taken_ = (pointer); \
		(pointer) = NULL;                       \
		taken_;                                 \
	})

static inline void cleanup_free_at(void *at)
{
	free(*(void **)at);
}

/* Keeps errno, so that a failing call's errno survives the way out. */
static inline void cleanup_close_at(const int *fd)
{
	if (*fd >= 0) {
		int saved = errno;
		close(*fd);
		errno = saved;
	}
}

#endif
