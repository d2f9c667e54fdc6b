/*
 * What a command that takes steps says about them on standard error, each with the time since it
 * began: "[  0.12 s] TEXT".
 */
#ifndef CMD_PROGRESS_H
#define CMD_PROGRESS_H

#include <stdint.h>

struct progress {
	int64_t began_ms; /* on clock_monotonic_ms() */
};

struct progress progress_begin(void);

/* A step that is done. Control bytes in the text are escaped. */
void progress_step(const struct progress *progress, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* What the user should know besides: "  note: TEXT". */
void progress_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
