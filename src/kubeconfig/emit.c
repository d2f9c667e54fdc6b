#include "kubeconfig/emit.h"

#include <stdio.h>
#include <string.h>

#include "core/cleanup.h"
#include "core/strings.h"
#include "kubeconfig/mapping.h"

void emit_new_line(const struct emit *emit, unsigned column)
{
	buffer_append_string(emit->out, emit->style->line_break);
	for (unsigned i = 0; i < column; i++)
		buffer_append_char(emit->out, ' ');
}

/*
 * Letters first, so that no reader sees a number, a date, an indicator or a marker. Dashes before
 * the letters are common in arguments.
 */
static bool is_plain(struct slice text)
{
	static const char harmless[] = "_-./:@+=%~ ";
	if (text.length == 0 || text.length > 1024)
		return false;
	size_t dashes = 0;
	while (dashes < 2 && dashes + 1 < text.length && text.bytes[dashes] == '-')
		dashes++;
	char first = text.bytes[dashes];
	if (string_is_digit(first) ||
	    (!string_is_alnum(first) && (dashes > 0 || (first != '/' && first != '_'))))
		return false;
	for (size_t i = 0; i < text.length; i++) {
		char c = text.bytes[i];
		bool last = i + 1 == text.length;
		if (!string_is_alnum(c) && (c == '\0' || !strchr(harmless, c)))
			return false;
		if ((c == ':' && (last || text.bytes[i + 1] == ' ')) || (c == ' ' && last))
			return false;
	}
	return scalar_resolve(text.bytes, text.length).type == SCALAR_STRING;
}

static uint32_t decode(const unsigned char *bytes, size_t size)
{
	static const unsigned char masks[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
	uint32_t code = bytes[0] & masks[size];
	for (size_t i = 1; i < size; i++)
		code = code << 6 | (bytes[i] & 0x3f);
	return code;
}

/* What a YAML text must not hold as it is, or what a reader would take for a line break. */
static bool needs_escape(uint32_t code)
{
	return code < 0x20 || code == '"' || code == '\\' || (code >= 0x7f && code < 0xa0) ||
	       code == 0x2028 || code == 0x2029 || code == 0xfeff || code == 0xfffe ||
	       code == 0xffff;
}

static void append_escape(struct buffer *out, uint32_t code)
{
	static const char letters[][2] = {{'"', '"'},  {'\\', '\\'}, {'\b', 'b'}, {'\f', 'f'},
					  {'\n', 'n'}, {'\r', 'r'},  {'\t', 't'}};
	for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++)
		if (code == (uint32_t)letters[i][0]) {
			buffer_append_char(out, '\\');
			buffer_append_char(out, letters[i][1]);
			return;
		}
	char escape[8];
	snprintf(escape, sizeof(escape), "\\u%04x", code & 0xffff);
	buffer_append_string(out, escape);
}

void emit_quoted(struct buffer *out, struct slice text)
{
	const unsigned char *in = (const unsigned char *)text.bytes;
	buffer_append_char(out, '"');
	for (size_t i = 0; i < text.length;) {
		size_t size = string_utf8_sequence(in + i, text.length - i);
		uint32_t code = size > 0 ? decode(in + i, size) : 0xfffd;
		if (size > 0 && !needs_escape(code))
			buffer_append(out, text.bytes + i, size);
		else
			append_escape(out, code);
		i += size > 0 ? size : 1;
	}
	buffer_append_char(out, '"');
}

void emit_text(struct buffer *out, struct slice text)
{
	if (is_plain(text))
		buffer_append(out, text.bytes, text.length);
	else
		emit_quoted(out, text);
}

static enum yaml_kind kind_of(struct value value)
{
	return value.document ? node_kind(value.document, node_resolve(value.document, value.node))
			      : YAML_KIND_SCALAR;
}

static node_t collection_of(struct value value)
{
	return node_resolve(value.document, value.node);
}

bool value_is_simple(struct value value)
{
	return kind_of(value) == YAML_KIND_SCALAR ||
	       node_first(value.document, collection_of(value)) == NODE_NONE;
}

bool value_is_text(struct value value, struct slice *ret_text)
{
	struct scalar scalar = {.type = SCALAR_STRING};
	if (value.document &&
	    (node_scalar(value.document, value.node, &scalar) != 0 || scalar.type != SCALAR_STRING))
		return false;
	*ret_text = value.document ? node_text(value.document, value.node) : value.text;
	return true;
}

static void emit_scalar(const struct emit *emit, struct value value, bool block)
{
	struct scalar scalar = {.type = SCALAR_STRING};
	struct slice text = value.text;
	char number[SCALAR_TEXT_SIZE];
	if (value.document) {
		node_scalar(value.document, value.node, &scalar);
		text = node_text(value.document, value.node);
	}
	switch (scalar.type) {
	case SCALAR_NULL:
		buffer_append_string(emit->out, "null");
		break;
	case SCALAR_BOOLEAN:
		buffer_append_string(emit->out, scalar.boolean ? "true" : "false");
		break;
	case SCALAR_INTEGER:
	case SCALAR_REAL:
		scalar_format_number(&scalar, number);
		buffer_append_string(emit->out, number);
		break;
	case SCALAR_STRING:
		if (block)
			emit_text(emit->out, text);
		else
			emit_quoted(emit->out, text);
		break;
	}
}

/* An empty collection is written the same way in both styles. */
void emit_simple(const struct emit *emit, struct value value, bool block)
{
	enum yaml_kind kind = kind_of(value);
	if (kind == YAML_KIND_SCALAR)
		emit_scalar(emit, value, block);
	else
		buffer_append_string(emit->out, kind == YAML_KIND_MAPPING ? "{}" : "[]");
}

static bool get_members(const struct emit *emit, struct value value,
			struct mapping_members *ret_members)
{
	if (mapping_members(value.document, collection_of(value), MAPPING_BY_PLACE, ret_members,
			    NULL) == 0)
		return true;
	emit->out->state = BUFFER_NO_MEMORY;
	return false;
}

static struct value item_value(struct value list, node_t item)
{
	return value_of_node(list.document, item);
}

static bool can_be_single_quoted(struct slice text)
{
	for (size_t i = 0; i < text.length; i++)
		if ((unsigned char)text.bytes[i] < 0x20 || (unsigned char)text.bytes[i] >= 0x7f ||
		    text.bytes[i] == '\'')
			return false;
	return true;
}

/* In flow style more characters mean something. */
static bool is_plain_in_flow(struct slice text)
{
	return is_plain(text) && !memchr(text.bytes, ':', text.length);
}

void emit_in_style(const struct emit *emit, struct value value, enum yaml_style style, bool block)
{
	struct slice text;
	if (!value_is_text(value, &text)) {
		emit_simple(emit, value, block);
	} else if (style == YAML_STYLE_SINGLE_QUOTED && can_be_single_quoted(text)) {
		buffer_append_char(emit->out, '\'');
		buffer_append(emit->out, text.bytes, text.length);
		buffer_append_char(emit->out, '\'');
	} else if (style == YAML_STYLE_DOUBLE_QUOTED || (!block && !is_plain_in_flow(text))) {
		emit_quoted(emit->out, text);
	} else {
		emit_text(emit->out, text);
	}
}

static void emit_block_mapping(const struct emit *emit, struct value value, unsigned column)
{
	cleanup(mapping_members_done) struct mapping_members members = {0};
	if (!get_members(emit, value, &members))
		return;
	for (size_t i = 0; i < members.count; i++) {
		if (i > 0)
			emit_new_line(emit, column);
		emit_member(emit, mapping_member_key(&members.items[i]),
			    item_value(value, members.items[i].value), column);
	}
}

static void emit_block_sequence(const struct emit *emit, struct value value, unsigned column)
{
	node_t list = collection_of(value);
	node_t first = node_first(value.document, list);
	for (node_t item = first; item != NODE_NONE; item = node_next(value.document, list, item)) {
		if (item != first)
			emit_new_line(emit, column);
		emit_item(emit, item_value(value, item), column);
	}
}

void emit_member(const struct emit *emit, struct slice key, struct value value, unsigned column)
{
	emit_text(emit->out, key);
	buffer_append_char(emit->out, ':');
	emit_value(emit, value, column);
}

void emit_value(const struct emit *emit, struct value value, unsigned column)
{
	if (value_is_simple(value)) {
		buffer_append_char(emit->out, ' ');
		emit_simple(emit, value, true);
	} else if (kind_of(value) == YAML_KIND_MAPPING) {
		emit_new_line(emit, column + emit->style->step);
		emit_block_mapping(emit, value, column + emit->style->step);
	} else {
		emit_new_line(emit, column + emit->style->dash);
		emit_block_sequence(emit, value, column + emit->style->dash);
	}
}

void emit_item(const struct emit *emit, struct value value, unsigned column)
{
	buffer_append_string(emit->out, "- ");
	if (value_is_simple(value))
		emit_simple(emit, value, true);
	else if (kind_of(value) == YAML_KIND_MAPPING)
		emit_block_mapping(emit, value, column + 2);
	else
		emit_block_sequence(emit, value, column + 2);
}

void emit_document(const struct emit *emit, struct value value)
{
	if (value_is_simple(value))
		emit_simple(emit, value, true);
	else if (kind_of(value) == YAML_KIND_MAPPING)
		emit_block_mapping(emit, value, 0);
	else
		emit_block_sequence(emit, value, 0);
	emit_new_line(emit, 0);
}

/* What goes before an entry of a flow collection. */
static void flow_separate(const struct emit *emit, bool first, unsigned column)
{
	if (!first)
		buffer_append_char(emit->out, ',');
	if (emit->style->pretty)
		emit_new_line(emit, column);
	else if (!first && emit->style->spaced)
		buffer_append_char(emit->out, ' ');
}

static void emit_flow_mapping(const struct emit *emit, struct value value, unsigned column)
{
	cleanup(mapping_members_done) struct mapping_members members = {0};
	if (!get_members(emit, value, &members))
		return;
	buffer_append_char(emit->out, '{');
	for (size_t i = 0; i < members.count; i++) {
		flow_separate(emit, i == 0, column + emit->style->step);
		emit_flow_member(emit, mapping_member_key(&members.items[i]),
				 item_value(value, members.items[i].value),
				 column + emit->style->step);
	}
	if (emit->style->pretty)
		emit_new_line(emit, column);
	buffer_append_char(emit->out, '}');
}

static void emit_flow_sequence(const struct emit *emit, struct value value, unsigned column)
{
	node_t list = collection_of(value);
	node_t first = node_first(value.document, list);
	buffer_append_char(emit->out, '[');
	for (node_t item = first; item != NODE_NONE; item = node_next(value.document, list, item)) {
		flow_separate(emit, item == first, column + emit->style->step);
		emit_flow(emit, item_value(value, item), column + emit->style->step);
	}
	if (emit->style->pretty)
		emit_new_line(emit, column);
	buffer_append_char(emit->out, ']');
}

void emit_flow(const struct emit *emit, struct value value, unsigned column)
{
	if (value_is_simple(value))
		emit_simple(emit, value, false);
	else if (kind_of(value) == YAML_KIND_MAPPING)
		emit_flow_mapping(emit, value, column);
	else
		emit_flow_sequence(emit, value, column);
}

void emit_flow_member(const struct emit *emit, struct slice key, struct value value,
		      unsigned column)
{
	emit_quoted(emit->out, key);
	buffer_append_string(emit->out, emit->style->spaced ? ": " : ":");
	emit_flow(emit, value, column);
}
