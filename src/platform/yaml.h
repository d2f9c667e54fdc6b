/*
 * YAML 1.1 as a stream of events, over libyaml: the parser that the YAML library of Kubernetes
 * (go.yaml.in/yaml/v2) is a port of, so that both read a text alike.
 *
 * Only the first document of the text is read, as Kubernetes does. The text may hold secrets:
 * libyaml's memory is wiped before it is released.
 */
#ifndef PLATFORM_YAML_H
#define PLATFORM_YAML_H

#include <stdbool.h>
#include <stddef.h>

struct error;
struct yaml_reader;

enum yaml_kind {
	YAML_KIND_SCALAR,
	YAML_KIND_ALIAS,
	YAML_KIND_MAPPING,
	YAML_KIND_SEQUENCE,
	YAML_KIND_END, /* of the innermost mapping or sequence */
	YAML_KIND_DOCUMENT_END,
};

enum yaml_style {
	YAML_STYLE_PLAIN,
	YAML_STYLE_SINGLE_QUOTED,
	YAML_STYLE_DOUBLE_QUOTED,
	YAML_STYLE_LITERAL,
	YAML_STYLE_FOLDED,
	YAML_STYLE_BLOCK,
	YAML_STYLE_FLOW,
};

/*
 * start and end are byte offsets into the text. A node starts with its anchor or tag if it has
 * them. The end of a block scalar is behind its last line break; the end of a block collection is
 * not known here (it is the end of its last entry).
 */
struct yaml_event {
	enum yaml_kind kind;
	enum yaml_style style;
	size_t start, end;
	const char *value; /* of a scalar, decoded; it may hold NUL */
	size_t length;
	const char *anchor; /* of an alias: what it refers to; NULL if none */
	const char *tag;    /* in full, such as "tag:yaml.org,2002:str"; NULL if none */
	/* Says that a tag of the core schema is to be found from the value. */
	bool plain_implicit;
};

/* text: borrowed until yaml_reader_free(). name stands for it in errors, "NAME:LINE:COLUMN: ...".
 */
int yaml_reader_new(const char *text, size_t length, const char *name,
		    struct yaml_reader **ret_reader, struct error *err);
void yaml_reader_free(struct yaml_reader *reader);

/*
 * The next event, whose pointers hold until the next call. YAML_KIND_DOCUMENT_END comes first where
 * the text has no document at all; nothing must be read after it.
 */
int yaml_reader_next(struct yaml_reader *reader, struct yaml_event *ret_event, struct error *err);

struct yaml_position {
	size_t line, column; /* from 1; columns count characters */
};

struct yaml_position yaml_position(const char *text, size_t length, size_t offset);

#endif
