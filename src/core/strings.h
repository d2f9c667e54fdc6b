/* Small questions about byte strings; nothing here depends on the locale. */
#ifndef CORE_STRINGS_H
#define CORE_STRINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;

static inline bool string_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool string_is_alnum(char c)
{
	return string_is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline char string_lower(char c)
{
	if (c < 'A' || c > 'Z')
		return c;
	return (char)(c - 'A' + 'a');
}

bool string_equal(const char *a, const char *b); /* both may be NULL; NULL equals only NULL */
bool string_has_prefix(const char *text, const char *prefix);
bool string_has_suffix(const char *text, const char *suffix);
bool string_is_empty(const char *text); /* NULL or "" */

/* A copy from malloc, or NULL with err set. text may be NULL: the copy is then NULL and no error.
 */
int string_copy(char **ret_copy, const char *text, struct error *err);

/* From malloc; -1 with err set when memory is out. */
int string_format(char **ret_text, struct error *err, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Decimal digits only, no sign, no space, at most `max`. */
int string_to_u64(const char *text, uint64_t max, uint64_t *ret_value);

/*
 * Makes bytes from outside safe to show: control bytes (C0, DEL, C1) and bytes that are not UTF-8
 * become \xNN, backslash stays. Cut at a whole character where `size` is too small. Always
 * NUL-terminated; size must be at least 1.
 */
void string_escape(char *target, size_t size, const char *bytes, size_t length);

/* Number of bytes of the valid UTF-8 sequence at `bytes` (RFC 3629), or 0. */
size_t string_utf8_sequence(const unsigned char *bytes, size_t length);

/*
 * Number of bytes of the white-space character at `bytes`, or 0. White space is what Unicode calls
 * so, and U+001C to U+001F: the set that Python's str.isspace() knows.
 */
size_t string_space(const char *bytes, size_t length);
/* Number of bytes of the white-space character that ends at bytes + length, or 0. */
size_t string_space_before(const char *bytes, size_t length);

/* Edits (insert, delete, replace, swap of neighbours) from a to b; for "did you mean". */
size_t string_distance(const char *a, const char *b);

#endif
