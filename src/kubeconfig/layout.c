#include "kubeconfig/layout.h"

#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "kubeconfig/scan.h"

void layout_done(struct layout *layout)
{
	free(layout->entries);
	*layout = (struct layout){0};
}

static bool is_white(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

size_t layout_trimmed_end(const struct document *document, node_t node)
{
	struct slice text = document_text(document);
	size_t start = node_start(document, node);
	size_t end = node_end(document, node);
	while (end > start && is_white(text.bytes[end - 1]))
		end--;
	return end;
}

static size_t without_mark(struct slice text, size_t line_start)
{
	return line_start == 0 && text.length >= 3 && memcmp(text.bytes, "\xef\xbb\xbf", 3) == 0
		       ? 3
		       : line_start;
}

unsigned layout_column(const struct document *document, size_t offset)
{
	struct slice text = document_text(document);
	unsigned column = 0;
	for (size_t i = without_mark(text, scan_line_start(text, offset)); i < offset; i++)
		column += ((unsigned char)text.bytes[i] & 0xc0) != 0x80 ? 1 : 0;
	return column;
}

bool layout_starts_line(const struct document *document, size_t offset)
{
	struct slice text = document_text(document);
	size_t start = without_mark(text, scan_line_start(text, offset));
	return scan_blanks(text, start) == offset;
}

size_t layout_line_after(const struct document *document, size_t end)
{
	struct slice text = document_text(document);
	size_t at = scan_blanks(text, end);
	if (at < text.length && text.bytes[at] == '#' && (at > end || at == 0))
		at = scan_line_end(text, at);
	size_t line_break = scan_line_break(text, at);
	return line_break > 0 || at == text.length ? at + line_break : end;
}

size_t layout_entry_after(const struct document *document, size_t begin, size_t end)
{
	struct slice text = document_text(document);
	size_t after = layout_line_after(document, end);
	unsigned column = layout_column(document, begin);
	while (after > end && after < text.length) {
		size_t first = scan_blanks(text, after);
		if (first == text.length || text.bytes[first] != '#' ||
		    layout_column(document, first) <= column)
			break;
		size_t line_end = scan_line_end(text, first);
		after = line_end + scan_line_break(text, line_end);
	}
	return after;
}

const char *layout_line_break(const struct document *document)
{
	struct slice text = document_text(document);
	size_t end = scan_line_end(text, 0);
	if (scan_line_break(text, end) == 2 && text.bytes[end] == '\r')
		return "\r\n";
	return end < text.length && text.bytes[end] == '\r' ? "\r" : "\n";
}

static size_t count_children(const struct document *document, node_t collection)
{
	size_t count = 0;
	for (node_t child = node_first(document, collection); child != NODE_NONE;
	     child = node_next(document, collection, child))
		count++;
	return count;
}

static void lay_out_members(const struct document *document, node_t mapping, struct layout *layout)
{
	struct slice text = document_text(document);
	for (node_t key = node_first(document, mapping); key != NODE_NONE;) {
		node_t value = node_next(document, mapping, key);
		size_t begin = node_start(document, key);
		size_t before = begin;
		while (before > 0 && scan_is_blank(text.bytes[before - 1]))
			before--;
		bool odd = before > 0 && text.bytes[before - 1] == '?';
		size_t key_end = layout_trimmed_end(document, key);
		size_t value_end = layout_trimmed_end(document, value);
		layout->entries[layout->count++] = (struct layout_entry){
			.node = key,
			.value = value,
			.begin = begin,
			.end = value_end > key_end ? value_end : key_end,
			.odd = odd,
		};
		key = node_next(document, mapping, value);
	}
}

static void lay_out_items(const struct document *document, node_t sequence, struct layout *layout)
{
	struct slice text = document_text(document);
	bool block = node_style(document, sequence) == YAML_STYLE_BLOCK;
	size_t after = node_content(document, sequence);
	for (node_t item = node_first(document, sequence); item != NODE_NONE;
	     item = node_next(document, sequence, item)) {
		size_t begin = block ? scan_space(text, after) : node_start(document, item);
		bool odd = block && (begin >= text.length || text.bytes[begin] != '-');
		after = layout_trimmed_end(document, item);
		layout->entries[layout->count++] = (struct layout_entry){
			.node = item, .value = item, .begin = begin, .end = after, .odd = odd};
	}
}

int layout_of(const struct document *document, node_t collection, struct layout *ret,
	      struct error *err)
{
	struct layout layout = {0};
	layout.entries = calloc(count_children(document, collection) + 1, sizeof(*layout.entries));
	if (!layout.entries)
		return error_no_memory(err);
	if (node_kind(document, collection) == YAML_KIND_MAPPING)
		lay_out_members(document, collection, &layout);
	else
		lay_out_items(document, collection, &layout);
	*ret = layout;
	return 0;
}

struct layout_parent layout_parent_of(const struct document *document, node_t node)
{
	struct layout_parent parent = {NODE_NONE, NODE_NONE};
	node_t at = document_root(document);
	while (at != node) {
		bool mapping = node_kind(document, at) == YAML_KIND_MAPPING;
		node_t key = NODE_NONE;
		node_t child = node_first(document, at);
		bool is_key = true;
		while (node_after(document, child) <= node) {
			key = is_key ? child : NODE_NONE;
			child = node_next(document, at, child);
			is_key = !is_key;
		}
		parent = (struct layout_parent){at, mapping && !is_key ? key : NODE_NONE};
		at = child;
	}
	return parent;
}

size_t layout_behind_colon(const struct document *document, node_t key)
{
	struct slice text = document_text(document);
	size_t colon = scan_space(text, node_end(document, key));
	return colon < text.length && text.bytes[colon] == ':' ? colon + 1
							       : node_end(document, key);
}
