#include "core/error.h"

#include <string.h>

#include "core/strings.h"

static void format_into(char *target, size_t size, const char *format, va_list args)
	__attribute__((format(printf, 3, 0)));

static void format_into(char *target, size_t size, const char *format, va_list args)
{
	int written = vsnprintf(target, size, format, args);
	if (written < 0)
		target[0] = '\0';
	else if ((size_t)written >= size)
		memcpy(target + size - 4, "...", 4);
}

/* Appends what fits. */
static void append(char *target, size_t size, const char *text)
{
	size_t used = strlen(target);
	snprintf(target + used, size - used, "%s", text);
}

int error_set(struct error *err, enum error_code code, const char *format, ...)
{
	if (!err)
		return -1;
	*err = (struct error){.code = code};
	va_list args;
	va_start(args, format);
	format_into(err->message, sizeof(err->message), format, args);
	va_end(args);
	return -1;
}

int error_errno(struct error *err, int errnum, const char *format, ...)
{
	if (!err)
		return -1;
	*err = (struct error){.code = ERROR_FAILED, .errnum = errnum};
	va_list args;
	va_start(args, format);
	format_into(err->message, sizeof(err->message), format, args);
	va_end(args);
	append(err->message, sizeof(err->message), ": ");
	append(err->message, sizeof(err->message), strerror(errnum));
	return -1;
}

int error_no_memory(struct error *err)
{
	return error_set(err, ERROR_FAILED, "out of memory");
}

int error_wrap(struct error *err, const char *format, ...)
{
	if (!err)
		return -1;
	char inner[sizeof(err->message)];
	memcpy(inner, err->message, sizeof(inner));
	va_list args;
	va_start(args, format);
	format_into(err->message, sizeof(err->message), format, args);
	va_end(args);
	append(err->message, sizeof(err->message), ": ");
	append(err->message, sizeof(err->message), inner);
	if (err->code == ERROR_NONE)
		err->code = ERROR_FAILED;
	return -1;
}

int error_hint(struct error *err, const char *format, ...)
{
	if (!err || err->hint[0] != '\0')
		return -1;
	va_list args;
	va_start(args, format);
	format_into(err->hint, sizeof(err->hint), format, args);
	va_end(args);
	return -1;
}

void error_clear(struct error *err)
{
	if (err)
		*err = (struct error)ERROR_INIT;
}

void error_print(const struct error *err, const char *program, FILE *stream)
{
	char escaped[4 * sizeof(err->message)];
	string_escape(escaped, sizeof(escaped), err->message, strlen(err->message));
	fprintf(stream, "%s: %s\n", program, escaped);
	if (err->request_id[0] != '\0') {
		string_escape(escaped, sizeof(escaped), err->request_id, strlen(err->request_id));
		fprintf(stream, "  request id: %s\n", escaped);
	}
	if (err->hint[0] != '\0') {
		string_escape(escaped, sizeof(escaped), err->hint, strlen(err->hint));
		fprintf(stream, "  hint: %s\n", escaped);
	}
}
