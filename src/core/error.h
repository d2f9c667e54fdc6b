/*
 * Errors: a caller-owned record, filled once at the source, given context on the way up, printed
 * once in main.
 *
 * A function that can fail returns 0 or -1 and takes `struct error *err` last. err may be NULL
 * where the caller needs no words. Nothing here allocates, so that "out of memory" can be said too;
 * texts that are too long are cut. An error never holds a secret.
 *
 * Messages follow one form: what was tried, on what, why it failed; the hint says what to do next.
 */
#ifndef CORE_ERROR_H
#define CORE_ERROR_H

#include <stdarg.h>
#include <stdio.h>

#include <eksbreakglass/exit_codes.h>

enum error_code {
	ERROR_NONE = EKSBREAKGLASS_OK,
	ERROR_FAILED = EKSBREAKGLASS_FAILED,
	ERROR_USAGE = EKSBREAKGLASS_USAGE,
	ERROR_PROBLEMS = EKSBREAKGLASS_PROBLEMS,
	ERROR_PERSON = EKSBREAKGLASS_PERSON,
};

struct error {
	enum error_code code;
	int errnum;      /* errno at the source, or 0 */
	int http_status; /* of the answer that made the error, or 0 */
	char request_id[128];
	char message[1536];
	char hint[512];
};

#define ERROR_INIT                 \
	{                          \
		.code = ERROR_NONE \
	}

/* All of these return -1, so that a caller can write `return error_set(...)`. */
int error_set(struct error *err, enum error_code code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* As error_set with ERROR_FAILED; ": " and the text of errnum follow the message. */
int error_errno(struct error *err, int errnum, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

int error_no_memory(struct error *err);

/* Puts "context: " before the message that is there. */
int error_wrap(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Says what to do next. The first hint set stays: it is the one nearest to the cause. */
int error_hint(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

void error_clear(struct error *err);

/*
 * "PROGRAM: MESSAGE" and, where there is one, "  hint: HINT", control bytes escaped. No colour:
 * what prints on a terminal is the caller's choice.
 */
void error_print(const struct error *err, const char *program, FILE *stream);

#endif
