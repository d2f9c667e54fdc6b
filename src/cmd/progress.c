#include "cmd/progress.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/strings.h"
#include "platform/clock.h"

enum { LINE_SIZE = 2048 };

struct progress progress_begin(void)
{
	return (struct progress){.began_ms = clock_monotonic_ms()};
}

static void print(const char *prefix, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

static void print(const char *prefix, const char *format, va_list args)
{
	char text[LINE_SIZE];
	char escaped[LINE_SIZE];
	vsnprintf(text, sizeof(text), format, args);
	string_escape(escaped, sizeof(escaped), text, strlen(text));
	fprintf(stderr, "%s%s\n", prefix, escaped);
}

void progress_step(const struct progress *progress, const char *format, ...)
{
	char prefix[32];
	int64_t elapsed = clock_monotonic_ms() - progress->began_ms;
	snprintf(prefix, sizeof(prefix), "[%3lld.%02lld s] ", (long long)(elapsed / 1000),
		 (long long)(elapsed % 1000 / 10));
	va_list args;
	va_start(args, format);
	print(prefix, format, args);
	va_end(args);
}

void progress_note(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	print("  note: ", format, args);
	va_end(args);
}
