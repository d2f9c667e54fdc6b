#include "age/header.h"

#include <sodium.h>
#include <stdbool.h>
#include <string.h>

#include "age/hkdf.h"
#include "core/cleanup.h"
#include "core/encoding.h"
#include "core/error.h"
#include "core/secret.h"
#include "core/strings.h"

static const char version_prefix[] = "age-encryption.org/";
static const char version_line[] = "age-encryption.org/v1";
static const char stanza_mark[] = "-> ";
static const char end_mark[] = "---";

enum {
	COLUMNS = 64,     /* of a full line of a stanza's body */
	MAC_COLUMNS = 43, /* of 32 bytes, unpadded */
};

_Static_assert(AGE_MAC_SIZE == crypto_auth_hmacsha256_BYTES, "the MAC is HMAC-SHA-256");

struct line {
	const char *text; /* not terminated */
	size_t length;
};

struct reader {
	const char *start, *next, *end;
	size_t line_number; /* of the line taken last */
};

int age_header_refuse(const char *reason, struct error *err)
{
	error_set(err, ERROR_FAILED, "the age header is not valid: %s", reason);
	error_hint(err, "the file is damaged, or was changed: use another copy of it");
	return -1;
}

static int bad_line(const struct reader *reader, const char *reason, struct error *err)
{
	char text[128];
	snprintf(text, sizeof(text), "line %zu %s", reader->line_number, reason);
	age_header_refuse(text, err);
	return -1;
}

/* A line without its LF. */
static int take_line(struct reader *reader, struct line *line, struct error *err)
{
	size_t left = (size_t)(reader->end - reader->next);
	const char *newline = left > 0 ? memchr(reader->next, '\n', left) : NULL;
	reader->line_number++;
	if (!newline)
		return bad_line(reader, "has no end", err);
	*line = (struct line){reader->next, (size_t)(newline - reader->next)};
	reader->next = newline + 1;
	return 0;
}

static bool line_starts(const struct line *line, const char *prefix)
{
	size_t length = strlen(prefix);
	return line->length >= length && memcmp(line->text, prefix, length) == 0;
}

static bool line_equals(const struct line *line, const char *text)
{
	return line->length == strlen(text) && line_starts(line, text);
}

static int read_version(struct reader *reader, struct error *err)
{
	struct line line;
	size_t prefix = strlen(version_prefix);
	if ((size_t)(reader->end - reader->next) < prefix ||
	    memcmp(reader->next, version_prefix, prefix) != 0) {
		error_set(err, ERROR_FAILED, "it is not an age file");
		return error_hint(err, "an age file starts with '%s'", version_line);
	}
	if (take_line(reader, &line, err) != 0)
		return -1;
	if (line_equals(&line, version_line))
		return 0;
	char version[64];
	string_escape(version, sizeof(version), line.text + prefix, line.length - prefix);
	error_set(err, ERROR_FAILED, "age format '%s' is not supported, only 'v1'", version);
	return error_hint(err,
			  "a line ending of CR LF means that the file was changed in transfer");
}

/* One allocation: the pointers, then the text with NULs for the spaces. */
static int copy_arguments(const char *const *arguments, const size_t *lengths, size_t count,
			  struct age_stanza *stanza, struct error *err)
{
	size_t size = count * sizeof(char *);
	for (size_t i = 0; i < count; i++)
		size += lengths[i] + 1;
	stanza->arguments = malloc(size);
	if (!stanza->arguments)
		return error_no_memory(err);
	char *text = (char *)(stanza->arguments + count);
	for (size_t i = 0; i < count; i++) {
		memcpy(text, arguments[i], lengths[i]);
		text[lengths[i]] = '\0';
		stanza->arguments[i] = text;
		text += lengths[i] + 1;
	}
	stanza->argument_count = count;
	return 0;
}

static int read_arguments(const struct reader *reader, const struct line *line,
			  struct age_stanza *stanza, struct error *err)
{
	const char *arguments[AGE_STANZA_ARGUMENTS_MAX];
	size_t lengths[AGE_STANZA_ARGUMENTS_MAX];
	size_t count = 0;
	const char *end = line->text + line->length;
	for (const char *at = line->text + strlen(stanza_mark);; at++) {
		const char *start = at;
		while (at<end && * at> 0x20 && *at < 0x7f)
			at++;
		if (at == start)
			return bad_line(reader, "has an empty argument", err);
		if (at < end && *at != ' ')
			return bad_line(reader, "has a character that does not belong there", err);
		if (count == AGE_STANZA_ARGUMENTS_MAX)
			return bad_line(reader, "has too many arguments", err);
		arguments[count] = start;
		lengths[count++] = (size_t)(at - start);
		if (at == end)
			return copy_arguments(arguments, lengths, count, stanza, err);
	}
}

/* Full lines, then one that is shorter. */
static int read_body(struct reader *reader, struct buffer *body, struct error *err)
{
	struct line line;
	do {
		if (take_line(reader, &line, err) != 0)
			return -1;
		if (line.length > COLUMNS)
			return bad_line(reader, "is too long", err);
		if (encoding_base64_decode(body, line.text, line.length, BASE64_STANDARD_UNPADDED,
					   "a line", NULL) != 0)
			return bad_line(reader, "is not canonical base64", err);
	} while (line.length == COLUMNS);
	return 0;
}

static struct age_stanza *new_stanza(struct age_header *header, struct error *err)
{
	if (header->count == AGE_STANZAS_MAX) {
		error_set(err, ERROR_FAILED, "an age header of more than %d stanzas is refused",
			  AGE_STANZAS_MAX);
		return NULL;
	}
	struct age_stanza *stanzas =
		reallocarray(header->stanzas, header->count + 1, sizeof(*stanzas));
	if (!stanzas) {
		error_no_memory(err);
		return NULL;
	}
	header->stanzas = stanzas;
	struct age_stanza *stanza = &stanzas[header->count++];
	*stanza = (struct age_stanza){.body = BUFFER_INIT(AGE_HEADER_MAX)};
	return stanza;
}

static int read_mac(const struct reader *reader, const struct line *line, struct age_header *header,
		    struct error *err)
{
	cleanup(buffer_done) struct buffer mac = BUFFER_INIT(AGE_MAC_SIZE + 3);
	size_t prefix = strlen(end_mark) + 1;
	if (line->length != prefix + MAC_COLUMNS || line->text[prefix - 1] != ' ' ||
	    encoding_base64_decode(&mac, line->text + prefix, MAC_COLUMNS, BASE64_STANDARD_UNPADDED,
				   "the MAC", NULL) != 0)
		return bad_line(reader, "is not a MAC", err);
	memcpy(header->mac, mac.data, AGE_MAC_SIZE);
	header->authenticated_length = (size_t)(line->text - reader->start) + strlen(end_mark);
	header->length = (size_t)(reader->next - reader->start);
	return 0;
}

static int read_header(struct reader *reader, struct age_header *header, struct error *err)
{
	if (read_version(reader, err) != 0)
		return -1;
	for (;;) {
		struct line line;
		if (take_line(reader, &line, err) != 0)
			return -1;
		if (line_starts(&line, end_mark) && header->count > 0)
			return read_mac(reader, &line, header, err);
		if (!line_starts(&line, stanza_mark))
			return bad_line(reader, "does not begin a recipient stanza", err);
		struct age_stanza *stanza = new_stanza(header, err);
		if (!stanza || read_arguments(reader, &line, stanza, err) != 0 ||
		    read_body(reader, &stanza->body, err) != 0)
			return -1;
	}
}

int age_header_parse(const char *bytes, size_t length, struct age_header *ret_header,
		     struct error *err)
{
	size_t most = length < AGE_HEADER_MAX ? length : AGE_HEADER_MAX;
	struct reader reader = {.start = bytes, .next = bytes, .end = bytes + most};
	cleanup(age_header_done) struct age_header header = AGE_HEADER_INIT;
	if (read_header(&reader, &header, err) != 0)
		return -1;
	*ret_header = header;
	header = (struct age_header)AGE_HEADER_INIT;
	return 0;
}

static int compute_mac(const char *bytes, size_t length, const struct secret *file_key,
		       unsigned char ret_mac[AGE_MAC_SIZE], struct error *err)
{
	cleanup(secret_done) struct secret key = SECRET_INIT(AGE_MAC_SIZE);
	if (hkdf_derive_key(file_key, NULL, 0, "header", &key, err) != 0)
		return -1;
	crypto_auth_hmacsha256(ret_mac, (const unsigned char *)bytes, length,
			       (const unsigned char *)secret_string(&key));
	return 0;
}

int age_header_verify(const struct age_header *header, const char *bytes,
		      const struct secret *file_key, struct error *err)
{
	unsigned char mac[AGE_MAC_SIZE];
	if (compute_mac(bytes, header->authenticated_length, file_key, mac, err) != 0)
		return -1;
	if (sodium_memcmp(mac, header->mac, sizeof(mac)) == 0)
		return 0;
	error_set(err, ERROR_FAILED, "the age header was changed after sealing: its MAC is wrong");
	return error_hint(err, "use another copy of the file");
}

int age_header_add(struct age_header *header, const char *const *arguments, size_t argument_count,
		   const void *body, size_t body_length, struct error *err)
{
	size_t lengths[AGE_STANZA_ARGUMENTS_MAX];
	if (argument_count == 0 || argument_count > AGE_STANZA_ARGUMENTS_MAX)
		return error_set(err, ERROR_FAILED, "a stanza of %zu arguments cannot be written",
				 argument_count);
	for (size_t i = 0; i < argument_count; i++)
		lengths[i] = strlen(arguments[i]);
	struct age_stanza *stanza = new_stanza(header, err);
	if (!stanza || copy_arguments(arguments, lengths, argument_count, stanza, err) != 0)
		return -1;
	buffer_append(&stanza->body, body, body_length);
	return buffer_check(&stanza->body, "a stanza", err);
}

static void write_stanza(const struct age_stanza *stanza, struct buffer *out)
{
	enum { BYTES_PER_LINE = COLUMNS / 4 * 3 };
	buffer_append_string(out, "->");
	for (size_t i = 0; i < stanza->argument_count; i++) {
		buffer_append_char(out, ' ');
		buffer_append_string(out, stanza->arguments[i]);
	}
	buffer_append_char(out, '\n');
	size_t written = 0, part;
	/* The last line is shorter than a full one, so it is empty after a body of full lines. */
	do {
		size_t left = stanza->body.length - written;
		part = left < BYTES_PER_LINE ? left : BYTES_PER_LINE;
		encoding_base64(out, buffer_string(&stanza->body) + written, part,
				BASE64_STANDARD_UNPADDED);
		buffer_append_char(out, '\n');
		written += part;
	} while (part == BYTES_PER_LINE);
}

int age_header_write(const struct age_header *header, const struct secret *file_key,
		     struct buffer *out, struct error *err)
{
	size_t start = out->length;
	buffer_append_string(out, version_line);
	buffer_append_char(out, '\n');
	for (size_t i = 0; i < header->count; i++)
		write_stanza(&header->stanzas[i], out);
	buffer_append_string(out, end_mark);
	unsigned char mac[AGE_MAC_SIZE];
	if (buffer_check(out, "the age header", err) != 0 ||
	    compute_mac(out->data + start, out->length - start, file_key, mac, err) != 0)
		return -1;
	buffer_append_char(out, ' ');
	encoding_base64(out, mac, sizeof(mac), BASE64_STANDARD_UNPADDED);
	buffer_append_char(out, '\n');
	return buffer_check(out, "the age header", err);
}

void age_header_done(struct age_header *header)
{
	for (size_t i = 0; i < header->count; i++) {
		free(header->stanzas[i].arguments);
		buffer_done(&header->stanzas[i].body);
	}
	free(header->stanzas);
	*header = (struct age_header)AGE_HEADER_INIT;
}
