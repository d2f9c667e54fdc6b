#include "core/strings.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"

bool string_equal(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

bool string_has_prefix(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool string_has_suffix(const char *text, const char *suffix)
{
	size_t length = strlen(text);
	size_t suffix_length = strlen(suffix);
	return length >= suffix_length && strcmp(text + length - suffix_length, suffix) == 0;
}

bool string_is_empty(const char *text)
{
	return !text || text[0] == '\0';
}

int string_copy(char **ret_copy, const char *text, struct error *err)
{
	char *copy = NULL;
	if (text) {
		copy = strdup(text);
		if (!copy)
			return error_no_memory(err);
	}
	*ret_copy = copy;
	return 0;
}

int string_format(char **ret_text, struct error *err, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	char *text = NULL;
	int length = vasprintf(&text, format, args);
	va_end(args);
	if (length < 0)
		return error_no_memory(err);
	*ret_text = text;
	return 0;
}

int string_to_u64(const char *text, uint64_t max, uint64_t *ret_value)
{
	if (string_is_empty(text))
		return -1;
	uint64_t value = 0;
	for (const char *c = text; *c; c++) {
		if (!string_is_digit(*c))
			return -1;
		uint64_t digit = (uint64_t)(*c - '0');
		if (value > (UINT64_MAX - digit) / 10)
			return -1;
		value = value * 10 + digit;
	}
	if (value > max)
		return -1;
	*ret_value = value;
	return 0;
}

static bool is_continuation(unsigned char byte)
{
	return (byte & 0xc0) == 0x80;
}

size_t string_utf8_sequence(const unsigned char *bytes, size_t length)
{
	if (length == 0)
		return 0;
	unsigned char first = bytes[0];
	if (first < 0x80)
		return 1;
	size_t size = first >= 0xc2 && first <= 0xdf   ? 2
		      : first >= 0xe0 && first <= 0xef ? 3
		      : first >= 0xf0 && first <= 0xf4 ? 4
						       : 0;
	if (size == 0 || length < size)
		return 0;
	for (size_t i = 1; i < size; i++)
		if (!is_continuation(bytes[i]))
			return 0;
	/* Overlong forms, surrogates, and what lies above U+10FFFF. */
	if ((first == 0xe0 && bytes[1] < 0xa0) || (first == 0xed && bytes[1] > 0x9f) ||
	    (first == 0xf0 && bytes[1] < 0x90) || (first == 0xf4 && bytes[1] > 0x8f))
		return 0;
	return size;
}

void string_escape(char *target, size_t size, const char *bytes, size_t length)
{
	const unsigned char *in = (const unsigned char *)bytes;
	size_t used = 0;
	for (size_t i = 0; i < length;) {
		size_t sequence = string_utf8_sequence(in + i, length - i);
		bool control = in[i] < 0x20 || in[i] == 0x7f ||
			       (sequence == 2 && in[i] == 0xc2 && in[i + 1] < 0xa0);
		if (sequence == 0 || control) {
			if (size - used <= 4)
				break;
			snprintf(target + used, size - used, "\\x%02x", in[i]);
			used += 4;
			i++;
		} else {
			if (size - used <= sequence)
				break;
			memcpy(target + used, in + i, sequence);
			used += sequence;
			i += sequence;
		}
	}
	target[used] = '\0';
}

size_t string_space(const char *bytes, size_t length)
{
	const unsigned char *in = (const unsigned char *)bytes;
	if (length >= 1 && ((in[0] >= 0x09 && in[0] <= 0x0d) || (in[0] >= 0x1c && in[0] <= 0x20)))
		return 1;
	if (length >= 2 && in[0] == 0xc2 && (in[1] == 0x85 || in[1] == 0xa0))
		return 2;
	if (length < 3)
		return 0;
	uint32_t c = (uint32_t)in[0] << 16 | (uint32_t)in[1] << 8 | in[2];
	bool wide = c == 0xe19a80 ||                                   /* U+1680 */
		    (c >= 0xe28080 && c <= 0xe2808a) ||                /* U+2000 to U+200A */
		    c == 0xe280a8 || c == 0xe280a9 || c == 0xe280af || /* U+2028, 2029, 202F */
		    c == 0xe2819f || c == 0xe38080;                    /* U+205F, U+3000 */
	return wide ? 3 : 0;
}

size_t string_space_before(const char *bytes, size_t length)
{
	for (size_t size = 1; size <= 3 && size <= length; size++)
		if (string_space(bytes + length - size, size) == size)
			return size;
	return 0;
}

static size_t min3(size_t a, size_t b, size_t c)
{
	size_t least = a < b ? a : b;
	return least < c ? least : c;
}

size_t string_distance(const char *a, const char *b)
{
	enum { LIMIT = 64 };
	size_t a_length = strlen(a);
	size_t b_length = strlen(b);
	if (a_length >= LIMIT || b_length >= LIMIT)
		return SIZE_MAX;
	size_t rows[3][LIMIT];
	size_t *before = rows[0], *last = rows[1], *row = rows[2];
	for (size_t j = 0; j <= b_length; j++)
		last[j] = j;
	for (size_t i = 1; i <= a_length; i++) {
		row[0] = i;
		for (size_t j = 1; j <= b_length; j++) {
			size_t cost = a[i - 1] == b[j - 1] ? 0 : 1;
			row[j] = min3(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
			    before[j - 2] + 1 < row[j])
				row[j] = before[j - 2] + 1;
		}
		size_t *spare = before;
		before = last;
		last = row;
		row = spare;
	}
	return last[b_length];
}
