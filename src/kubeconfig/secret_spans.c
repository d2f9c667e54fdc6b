#include "kubeconfig/secret_spans.h"

#include <stdlib.h>
#include <string.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "kubeconfig/redact.h"
#include "kubeconfig/scan.h"

struct finder {
	const struct document *document;
	struct secret_spans spans;
	bool no_memory;
};

void secret_spans_done(struct secret_spans *spans)
{
	free(spans->items);
	*spans = (struct secret_spans){0};
}

static void add(struct finder *finder, size_t start, size_t end)
{
	struct secret_spans *spans = &finder->spans;
	if (start >= end || finder->no_memory)
		return;
	if (spans->count == spans->capacity) {
		size_t capacity = spans->capacity > 0 ? spans->capacity * 2 : 16;
		void *items = reallocarray(spans->items, capacity, sizeof(*spans->items));
		if (!items) {
			finder->no_memory = true;
			return;
		}
		spans->items = items;
		spans->capacity = capacity;
	}
	spans->items[spans->count++] = (struct diff_mask){start, end};
}

/* --- values ------------------------------------------------------------------------------- */

static bool is_text(const struct document *document, node_t node)
{
	return node_kind(document, node) == YAML_KIND_SCALAR &&
	       node_text(document, node).length > 0;
}

/* All that is in it. What an alias refers to is elsewhere, and as secret. */
static void add_value(struct finder *finder, node_t value)
{
	const struct document *document = finder->document;
	value = node_resolve(document, value);
	node_t after = node_after(document, value);
	for (node_t node = value; node < after; node++) {
		node_t target = node_resolve(document, node);
		if (is_text(document, target))
			add(finder, node_content(document, target), node_end(document, target));
	}
}

/* The last `length` bytes of a value, where they are the same in the text; else all of it. */
static void add_end(struct finder *finder, node_t value, size_t length)
{
	const struct document *document = finder->document;
	node_t node = node_resolve(document, value);
	struct slice text = document_text(document), own = node_text(document, node);
	const char *end = own.bytes + own.length;
	if (own.bytes >= text.bytes && end <= text.bytes + text.length) {
		size_t place = (size_t)(end - text.bytes);
		add(finder, place - length, place);
	} else if (length > 0) {
		add_value(finder, value);
	}
}

static void add_arguments(struct finder *finder, node_t list)
{
	const struct document *document = finder->document;
	bool awaited = false;
	list = node_resolve(document, list);
	if (node_kind(document, list) != YAML_KIND_SEQUENCE)
		return;
	for (node_t item = node_first(document, list); item != NODE_NONE;
	     item = node_next(document, list, item)) {
		struct slice argument = node_text(document, item);
		add_end(finder, item, redact_argument(argument, &awaited));
	}
}

/* {name: ..., value: ...}, wherever it stands: an environment variable of a plugin. */
static void add_variable(struct finder *finder, node_t mapping)
{
	const struct document *document = finder->document;
	struct slice name = {NULL, 0};
	node_t value = NODE_NONE;
	for (node_t key = node_first(document, mapping); key != NODE_NONE;) {
		node_t own = node_next(document, mapping, key);
		if (slice_is(node_text(document, key), "name"))
			name = node_text(document, own);
		else if (slice_is(node_text(document, key), "value"))
			value = own;
		key = node_next(document, mapping, own);
	}
	if (value != NODE_NONE && redact_is_secret_variable(name))
		add_value(finder, value);
}

/* A password in it hides the whole of it: there may be escapes in its text. */
static void add_url(struct finder *finder, node_t value)
{
	const struct document *document = finder->document;
	struct slice url = node_text(document, value);
	cleanup(buffer_done) struct buffer shown = BUFFER_INIT(DOCUMENT_SIZE_LIMIT);
	redact_append_url(&shown, url);
	if (shown.length != url.length || slice_compare(url, slice_of(shown.data)) != 0)
		add_value(finder, value);
}

static void look_at_member(struct finder *finder, node_t key, node_t value)
{
	struct slice name = node_text(finder->document, key);
	if (slice_is(name, "args"))
		add_arguments(finder, value);
	else if (slice_is(name, "server") || slice_is(name, "proxy-url"))
		add_url(finder, value);
	else if (!slice_is(name, "client-key") && redact_is_secret_name(name))
		add_value(finder, value);
}

static void look_at_mapping(struct finder *finder, node_t mapping)
{
	const struct document *document = finder->document;
	for (node_t key = node_first(document, mapping); key != NODE_NONE;) {
		node_t value = node_next(document, mapping, key);
		look_at_member(finder, key, value);
		key = node_next(document, mapping, value);
	}
	add_variable(finder, mapping);
}

/* --- comments ----------------------------------------------------------------------------- */

static bool is_name_character(char c)
{
	return string_is_alnum(c) || c == '-' || c == '_' || c == '.';
}

static bool is_secret_word(struct slice word)
{
	/* "value" of a variable whose name is on another line. */
	return slice_is(word, "value") ||
	       (redact_is_secret_name(word) && !slice_is(word, "client-key"));
}

/* The name before the character at `at`, which may be in quotes. */
static struct slice word_before(struct slice text, size_t start, size_t at)
{
	while (at > start && strchr("\"' ", text.bytes[at - 1]) && text.bytes[at - 1] != '\0')
		at--;
	size_t name = at;
	while (name > start && is_name_character(text.bytes[name - 1]))
		name--;
	return (struct slice){text.bytes + name, at - name};
}

/* "NAME: VALUE" or "NAME=VALUE" in a piece of a line: all behind the first secret name. */
static void look_at_words(struct finder *finder, struct slice text, size_t start, size_t end)
{
	for (size_t at = start; at < end; at++) {
		if (text.bytes[at] != ':' && text.bytes[at] != '=')
			continue;
		size_t value = scan_blanks(text, at + 1);
		if (value < end && is_secret_word(word_before(text, start, at))) {
			add(finder, value, end);
			return;
		}
	}
}

/* "SCHEME://USER:PASSWORD@HOST" in a piece of a line: all between the slashes and the at sign. */
static void look_at_urls(struct finder *finder, struct slice text, size_t start, size_t end)
{
	const char *scheme = memmem(text.bytes + start, end - start, "://", 3);
	if (!scheme)
		return;
	size_t user = (size_t)(scheme + 3 - text.bytes);
	const char *at = memrchr(text.bytes + user, '@', end - user);
	if (at)
		add(finder, user, (size_t)(at - text.bytes));
}

static void look_at_comments(struct finder *finder, size_t document_end)
{
	struct slice text = document_text(finder->document);
	for (size_t start = 0; start < text.length;) {
		const char *line_break = memchr(text.bytes + start, '\n', text.length - start);
		size_t end = line_break ? (size_t)(line_break - text.bytes) : text.length;
		const char *mark = memchr(text.bytes + start, '#', end - start);
		size_t from = start >= document_end ? start
			      : mark                ? (size_t)(mark - text.bytes)
						    : end;
		look_at_words(finder, text, from, end);
		look_at_urls(finder, text, from, end);
		start = end + 1;
	}
}

/* ------------------------------------------------------------------------------------------ */

static int compare(const void *a, const void *b)
{
	const struct diff_mask *left = a, *right = b;
	if (left->start != right->start)
		return left->start < right->start ? -1 : 1;
	return left->end < right->end ? -1 : left->end > right->end ? 1 : 0;
}

int secret_spans_find(const struct document *document, struct secret_spans *ret, struct error *err)
{
	struct finder finder = {.document = document};
	if (!document) {
		*ret = finder.spans;
		return 0;
	}
	node_t root = document_root(document);
	node_t count = (node_t)document_node_count(document);
	for (node_t node = 0; node < count; node++)
		if (node_kind(document, node) == YAML_KIND_MAPPING)
			look_at_mapping(&finder, node);
	look_at_comments(&finder, root == NODE_NONE ? 0 : node_end(document, root));
	if (finder.no_memory) {
		secret_spans_done(&finder.spans);
		return error_no_memory(err);
	}
	if (finder.spans.count > 1)
		qsort(finder.spans.items, finder.spans.count, sizeof(*finder.spans.items), compare);
	*ret = finder.spans;
	return 0;
}
