#include "quorum/lines.h"

#include <sodium.h>
#include <string.h>

#include "core/error.h"
#include "core/strings.h"

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

bool lines_take(struct lines *lines, struct slice *ret_line)
{
	if (lines->next == lines->end)
		return false;
	const char *start = lines->next;
	const char *newline = memchr(start, '\n', (size_t)(lines->end - start));
	const char *end = newline ? newline : lines->end;
	lines->next = newline ? newline + 1 : lines->end;
	lines->number++;
	while (end > start && is_space(end[-1]))
		end--;
	*ret_line = (struct slice){start, (size_t)(end - start)};
	return true;
}

void lines_skip_blank(struct lines *lines)
{
	struct lines ahead = *lines;
	struct slice line;
	while (lines_take(&ahead, &line) && line.length == 0)
		*lines = ahead;
}

bool lines_take_filled(struct lines *lines, struct slice *ret_line)
{
	lines_skip_blank(lines);
	return lines_take(lines, ret_line);
}

bool line_starts(const struct slice *line, const char *prefix)
{
	size_t length = strlen(prefix);
	return line->length >= length && memcmp(line->bytes, prefix, length) == 0;
}

int lines_take_field(struct lines *lines, const char *key, struct slice *ret_value,
		     struct error *err)
{
	struct slice line;
	size_t length = strlen(key);
	if (!lines_take_filled(lines, &line))
		return error_set(err, ERROR_FAILED, "it is cut off: '%s:' is missing", key);
	if (!line_starts(&line, key) || line.length < length + 3 || line.bytes[length] != ':' ||
	    line.bytes[length + 1] != ' ')
		return error_set(err, ERROR_FAILED, "line %zu is not '%s: ' and a value",
				 lines->number, key);
	*ret_value = (struct slice){line.bytes + length + 2, line.length - length - 2};
	return 0;
}

int lines_take_number(struct lines *lines, const char *key, unsigned max, unsigned *ret_number,
		      struct error *err)
{
	struct slice value = {NULL, 0};
	char digits[8];
	uint64_t number;
	if (lines_take_field(lines, key, &value, err) != 0)
		return -1;
	if (!line_copy(&value, digits, sizeof(digits)) || digits[0] == '0' ||
	    string_to_u64(digits, max, &number) != 0)
		return error_set(err, ERROR_FAILED, "line %zu: %s is no number from 1 to %u",
				 lines->number, key, max);
	*ret_number = (unsigned)number;
	return 0;
}

int lines_take_word(struct lines *lines, const char *key, char *target, size_t size,
		    struct error *err)
{
	struct slice value = {NULL, 0};
	if (lines_take_field(lines, key, &value, err) != 0)
		return -1;
	if (!line_copy(&value, target, size))
		return error_set(err, ERROR_FAILED, "line %zu: the value of '%s:' is malformed",
				 lines->number, key);
	return 0;
}

bool line_cut_word(struct slice *line, struct slice *ret_word)
{
	const char *space = line->length > 0 ? memchr(line->bytes, ' ', line->length) : NULL;
	if (!space || space == line->bytes)
		return false;
	*ret_word = (struct slice){line->bytes, (size_t)(space - line->bytes)};
	line->length -= ret_word->length + 1;
	line->bytes = space + 1;
	return true;
}

bool line_copy(const struct slice *line, char *target, size_t size)
{
	if (line->length == 0 || line->length >= size)
		return false;
	for (size_t i = 0; i < line->length; i++)
		if (line->bytes[i] < 0x21 || line->bytes[i] > 0x7e)
			return false;
	memcpy(target, line->bytes, line->length);
	target[line->length] = '\0';
	return true;
}

bool line_decode_hex(const struct slice *line, unsigned char *target, size_t length)
{
	size_t decoded = 0;
	return line->length == 2 * length &&
	       sodium_hex2bin(target, length, line->bytes, line->length, NULL, &decoded, NULL) ==
		       0 &&
	       decoded == length;
}
