#include "age/armor.h"

#include <stdint.h>
#include <string.h>

#include "core/buffer.h"
#include "core/encoding.h"
#include "core/error.h"

static const char any_begin[] = "-----BEGIN ";
static const char begin_line[] = "-----BEGIN AGE ENCRYPTED FILE-----";
static const char end_line[] = "-----END AGE ENCRYPTED FILE-----";

enum {
	COLUMNS = 64,
	BYTES_PER_LINE = COLUMNS / 4 * 3,
};

struct reader {
	const char *next, *end;
	size_t line_number; /* of the line taken last */
};

struct line {
	const char *text;
	size_t length;
};

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void skip_space(struct reader *reader)
{
	for (; reader->next < reader->end && is_space(*reader->next); reader->next++)
		if (*reader->next == '\n')
			reader->line_number++;
}

static bool starts(const struct reader *reader, const char *prefix)
{
	size_t length = strlen(prefix);
	return (size_t)(reader->end - reader->next) >= length &&
	       memcmp(reader->next, prefix, length) == 0;
}

bool armor_is_armored(const char *text, size_t length)
{
	struct reader reader = {.next = text, .end = text + length};
	skip_space(&reader);
	return starts(&reader, any_begin);
}

/* A line without its end, which is LF, CR LF, or the end of the text. */
static bool take_line(struct reader *reader, struct line *line)
{
	if (reader->next == reader->end)
		return false;
	const char *newline = memchr(reader->next, '\n', (size_t)(reader->end - reader->next));
	const char *end = newline ? newline : reader->end;
	*line = (struct line){reader->next, (size_t)(end - reader->next)};
	if (newline && line->length > 0 && end[-1] == '\r')
		line->length--;
	reader->next = newline ? newline + 1 : reader->end;
	reader->line_number++;
	return true;
}

static bool line_equals(const struct line *line, const char *text)
{
	return line->length == strlen(text) && memcmp(line->text, text, line->length) == 0;
}

static int refuse(const struct reader *reader, const char *reason, struct error *err)
{
	error_set(err, ERROR_FAILED, "the armor is not valid: line %zu %s", reader->line_number,
		  reason);
	error_hint(err, "the file was damaged or changed, perhaps by a mail program: use another "
			"copy of it");
	return -1;
}

static int decode_lines(struct reader *reader, struct buffer *out, struct error *err)
{
	struct line line = {0};
	bool last = false;
	while (take_line(reader, &line)) {
		if (line_equals(&line, end_line))
			return 0;
		if (last)
			return refuse(reader, "follows one that is shorter than 64 columns", err);
		if (line.length == 0 || line.length > COLUMNS)
			return refuse(reader, "is empty or longer than 64 columns", err);
		last = line.length < COLUMNS;
		size_t before = out->length;
		if (encoding_base64_decode(out, line.text, line.length, BASE64_STANDARD, "a line",
					   NULL) != 0)
			return refuse(reader, "is not canonical base64", err);
		/* Padding within a full line. */
		last = last || out->length - before < BYTES_PER_LINE;
	}
	return refuse(reader, "is the last, and the end line is missing", err);
}

static int decode(struct reader *reader, struct buffer *out, struct error *err)
{
	struct line line;
	skip_space(reader);
	if (!take_line(reader, &line) || !line_equals(&line, begin_line))
		return refuse(reader, "is not '-----BEGIN AGE ENCRYPTED FILE-----'", err);
	if (decode_lines(reader, out, err) != 0)
		return -1;
	skip_space(reader);
	if (reader->next != reader->end)
		return refuse(reader, "is the end, and something follows it", err);
	return buffer_check(out, "the armored file", err);
}

int armor_decode(const char *text, size_t length, struct buffer *out, struct error *err)
{
	struct reader reader = {.next = text, .end = text + length};
	size_t before = out->length;
	if (decode(&reader, out, err) == 0)
		return 0;
	buffer_truncate(out, before);
	return -1;
}

void armor_encode(const void *bytes, size_t length, struct buffer *out)
{
	const unsigned char *next = bytes;
	buffer_append_string(out, begin_line);
	buffer_append_char(out, '\n');
	while (length > 0) {
		size_t part = length < BYTES_PER_LINE ? length : BYTES_PER_LINE;
		encoding_base64(out, next, part, BASE64_STANDARD);
		buffer_append_char(out, '\n');
		next += part;
		length -= part;
	}
	buffer_append_string(out, end_line);
	buffer_append_char(out, '\n');
}
