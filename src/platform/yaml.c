#include "platform/yaml.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "platform/wiping_memory.h"

/*
 * libyaml has no setting for its allocator, but it calls these by symbols that it exports, and the
 * program's own come first: scalars grow by realloc inside the scanner, and each copy is wiped.
 */
void *yaml_malloc(size_t size);
void *yaml_realloc(void *block, size_t size);
void yaml_free(void *block);
yaml_char_t *yaml_strdup(const yaml_char_t *text);

void *yaml_malloc(size_t size)
{
	return wiping_malloc(size > 0 ? size : 1);
}

void *yaml_realloc(void *block, size_t size)
{
	return wiping_realloc(block, size > 0 ? size : 1);
}

void yaml_free(void *block)
{
	wiping_free(block);
}

yaml_char_t *yaml_strdup(const yaml_char_t *text)
{
	return text ? (yaml_char_t *)wiping_strdup((const char *)text) : NULL;
}

/* libyaml counts characters: the byte offset that goes with the last count asked for. */
struct cursor {
	size_t characters;
	size_t offset;
};

struct yaml_reader {
	yaml_parser_t parser;
	yaml_event_t event; /* the one handed out last */
	const char *text;
	size_t length;
	size_t bom; /* bytes of a byte order mark, which libyaml does not count */
	bool ascii;
	struct cursor cursor;
	char name[];
};

static const char byte_order_mark[] = "\xef\xbb\xbf";

static bool is_continuation(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

static bool is_ascii(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)text[i] >= 0x80)
			return false;
	return true;
}

struct yaml_position yaml_position(const char *text, size_t length, size_t offset)
{
	struct yaml_position position = {.line = 1, .column = 1};
	size_t start = length >= 3 && memcmp(text, byte_order_mark, 3) == 0 ? 3 : 0;
	for (size_t i = start; i < offset && i < length; i++) {
		bool line_break = text[i] == '\n' ||
				  (text[i] == '\r' && (i + 1 >= length || text[i + 1] != '\n'));
		if (line_break) {
			position.line++;
			position.column = 1;
		} else if (!is_continuation(text[i])) {
			position.column++;
		}
	}
	return position;
}

/* Events come nearly in order, so that this is a step or two from the last answer. */
static size_t byte_offset(struct yaml_reader *reader, size_t characters)
{
	struct cursor *cursor = &reader->cursor;
	if (reader->ascii)
		return reader->bom + characters;
	while (cursor->characters < characters && cursor->offset < reader->length) {
		do
			cursor->offset++;
		while (cursor->offset < reader->length &&
		       is_continuation(reader->text[cursor->offset]));
		cursor->characters++;
	}
	while (cursor->characters > characters) {
		do
			cursor->offset--;
		while (is_continuation(reader->text[cursor->offset]));
		cursor->characters--;
	}
	return cursor->offset;
}

static int refuse_utf16(const char *text, size_t length, const char *name, struct error *err)
{
	if (length < 2 || (memcmp(text, "\xff\xfe", 2) != 0 && memcmp(text, "\xfe\xff", 2) != 0))
		return 0;
	error_set(err, ERROR_FAILED, "%s is UTF-16, not UTF-8", name);
	return error_hint(err, "convert it: iconv -f UTF-16 -t UTF-8");
}

int yaml_reader_new(const char *text, size_t length, const char *name,
		    struct yaml_reader **ret_reader, struct error *err)
{
	if (refuse_utf16(text, length, name, err) != 0)
		return -1;
	size_t name_size = strlen(name) + 1;
	struct yaml_reader *reader = calloc(1, sizeof(*reader) + name_size);
	if (!reader)
		return error_no_memory(err);
	memcpy(reader->name, name, name_size);
	reader->text = text;
	reader->length = length;
	reader->bom = length >= 3 && memcmp(text, byte_order_mark, 3) == 0 ? 3 : 0;
	reader->ascii = is_ascii(text + reader->bom, length - reader->bom);
	reader->cursor.offset = reader->bom;
	if (!yaml_parser_initialize(&reader->parser)) {
		free(reader);
		return error_no_memory(err);
	}
	yaml_parser_set_input_string(&reader->parser, (const unsigned char *)text, length);
	*ret_reader = reader;
	return 0;
}

void yaml_reader_free(struct yaml_reader *reader)
{
	if (!reader)
		return;
	yaml_event_delete(&reader->event);
	yaml_parser_delete(&reader->parser);
	free(reader);
}

static int explain(struct yaml_reader *reader, struct error *err)
{
	const yaml_parser_t *parser = &reader->parser;
	if (parser->error == YAML_MEMORY_ERROR)
		return error_no_memory(err);
	size_t offset = parser->error == YAML_READER_ERROR
				? parser->problem_offset
				: byte_offset(reader, parser->problem_mark.index);
	struct yaml_position at = yaml_position(reader->text, reader->length, offset);
	const char *problem = parser->problem ? parser->problem : "it is not YAML";
	return error_set(err, ERROR_FAILED, "%s:%zu:%zu: %s%s%s", reader->name, at.line, at.column,
			 problem, parser->context ? ", " : "",
			 parser->context ? parser->context : "");
}

static enum yaml_style scalar_style(yaml_scalar_style_t style)
{
	switch (style) {
	case YAML_SINGLE_QUOTED_SCALAR_STYLE:
		return YAML_STYLE_SINGLE_QUOTED;
	case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
		return YAML_STYLE_DOUBLE_QUOTED;
	case YAML_LITERAL_SCALAR_STYLE:
		return YAML_STYLE_LITERAL;
	case YAML_FOLDED_SCALAR_STYLE:
		return YAML_STYLE_FOLDED;
	case YAML_ANY_SCALAR_STYLE:
	case YAML_PLAIN_SCALAR_STYLE:
	default:
		return YAML_STYLE_PLAIN;
	}
}

/* False for the events that say nothing here: the stream's start and the document's. */
static bool translate(const yaml_event_t *from, struct yaml_event *to)
{
	switch (from->type) {
	case YAML_SCALAR_EVENT:
		to->kind = YAML_KIND_SCALAR;
		to->style = scalar_style(from->data.scalar.style);
		to->value = (const char *)from->data.scalar.value;
		to->length = from->data.scalar.length;
		to->anchor = (const char *)from->data.scalar.anchor;
		to->tag = (const char *)from->data.scalar.tag;
		to->plain_implicit = from->data.scalar.plain_implicit;
		return true;
	case YAML_ALIAS_EVENT:
		to->kind = YAML_KIND_ALIAS;
		to->anchor = (const char *)from->data.alias.anchor;
		return true;
	case YAML_MAPPING_START_EVENT:
		to->kind = YAML_KIND_MAPPING;
		to->style = from->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
				    ? YAML_STYLE_FLOW
				    : YAML_STYLE_BLOCK;
		to->anchor = (const char *)from->data.mapping_start.anchor;
		to->tag = (const char *)from->data.mapping_start.tag;
		return true;
	case YAML_SEQUENCE_START_EVENT:
		to->kind = YAML_KIND_SEQUENCE;
		to->style = from->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
				    ? YAML_STYLE_FLOW
				    : YAML_STYLE_BLOCK;
		to->anchor = (const char *)from->data.sequence_start.anchor;
		to->tag = (const char *)from->data.sequence_start.tag;
		return true;
	case YAML_MAPPING_END_EVENT:
	case YAML_SEQUENCE_END_EVENT:
		to->kind = YAML_KIND_END;
		return true;
	case YAML_DOCUMENT_END_EVENT:
	case YAML_STREAM_END_EVENT:
		to->kind = YAML_KIND_DOCUMENT_END;
		return true;
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_DOCUMENT_START_EVENT:
	default:
		return false;
	}
}

int yaml_reader_next(struct yaml_reader *reader, struct yaml_event *ret_event, struct error *err)
{
	struct yaml_event event = {.value = ""};
	do {
		yaml_event_delete(&reader->event);
		if (!yaml_parser_parse(&reader->parser, &reader->event))
			return explain(reader, err);
	} while (!translate(&reader->event, &event));
	event.start = byte_offset(reader, reader->event.start_mark.index);
	event.end = byte_offset(reader, reader->event.end_mark.index);
	*ret_event = event;
	return 0;
}
