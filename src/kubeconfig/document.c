#include "kubeconfig/document.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "kubeconfig/document_nodes.h"

void document_free(struct document *document)
{
	if (!document)
		return;
	secret_done(&document->text);
	secret_done(&document->decoded);
	free(document->nodes);
	free(document->details);
	free(document->name);
	free(document);
}

void document_free_at(struct document **at)
{
	document_free(*at);
}

struct slice document_text(const struct document *document)
{
	return (struct slice){secret_string(&document->text), secret_length(&document->text)};
}

const char *document_name(const struct document *document)
{
	return document->name;
}

node_t document_root(const struct document *document)
{
	return document->node_count > 0 ? 0 : NODE_NONE;
}

size_t document_node_count(const struct document *document)
{
	return document->node_count;
}

bool document_has_aliases(const struct document *document)
{
	return document->has_aliases;
}

const char *document_place(const struct document *document, size_t offset,
			   char target[DOCUMENT_PLACE_SIZE])
{
	struct slice text = document_text(document);
	struct yaml_position at = yaml_position(text.bytes, text.length, offset);
	snprintf(target, DOCUMENT_PLACE_SIZE, "%s:%zu:%zu", document->name, at.line, at.column);
	return target;
}

static const struct node *at(const struct document *document, node_t node)
{
	return &document->nodes[node];
}

static const struct node_detail *detail(const struct document *document, node_t node)
{
	uint32_t number = at(document, node)->detail;
	return number != NO_DETAIL ? &document->details[number] : NULL;
}

enum yaml_kind node_kind(const struct document *document, node_t node)
{
	return (enum yaml_kind)at(document, node)->kind;
}

enum yaml_style node_style(const struct document *document, node_t node)
{
	return (enum yaml_style)at(document, node)->style;
}

size_t node_start(const struct document *document, node_t node)
{
	return at(document, node)->start;
}

size_t node_end(const struct document *document, node_t node)
{
	return at(document, node)->end;
}

size_t node_content(const struct document *document, node_t node)
{
	const struct node_detail *more = detail(document, node);
	return more && (more->anchored || more->tagged) ? more->content
							: node_start(document, node);
}

bool node_is_anchored(const struct document *document, node_t node)
{
	const struct node_detail *more = detail(document, node);
	return more && more->anchored;
}

bool node_is_shared(const struct document *document, node_t node)
{
	const struct node_detail *more = detail(document, node);
	return more && more->shared;
}

node_t node_resolve(const struct document *document, node_t node)
{
	return node_kind(document, node) == YAML_KIND_ALIAS ? detail(document, node)->target : node;
}

node_t node_after(const struct document *document, node_t node)
{
	return at(document, node)->after;
}

node_t node_first(const struct document *document, node_t parent)
{
	return node_after(document, parent) > parent + 1 ? parent + 1 : NODE_NONE;
}

node_t node_next(const struct document *document, node_t parent, node_t child)
{
	node_t next = node_after(document, child);
	return next < node_after(document, parent) ? next : NODE_NONE;
}

struct slice node_text(const struct document *document, node_t node)
{
	node = node_resolve(document, node);
	if (node_kind(document, node) != YAML_KIND_SCALAR)
		return (struct slice){"", 0};
	const struct node_detail *more = detail(document, node);
	if (more && more->is_decoded)
		return (struct slice){secret_string(&document->decoded) + more->value,
				      more->value_length};
	size_t quotes = node_style(document, node) == YAML_STYLE_PLAIN ? 0 : 1;
	size_t start = node_content(document, node) + quotes;
	return (struct slice){secret_string(&document->text) + start,
			      node_end(document, node) - quotes - start};
}

enum scalar_tag node_tag(const struct document *document, node_t node)
{
	const struct node_detail *more = detail(document, node_resolve(document, node));
	return more ? (enum scalar_tag)more->tag : SCALAR_TAG_NONE;
}

int node_scalar(const struct document *document, node_t node, struct scalar *ret_scalar)
{
	node = node_resolve(document, node);
	if (node_kind(document, node) != YAML_KIND_SCALAR)
		return -1;
	if (at(document, node)->is_text) {
		*ret_scalar = (struct scalar){.type = SCALAR_STRING};
		return 0;
	}
	struct slice text = node_text(document, node);
	return scalar_resolve_tagged(node_tag(document, node), text.bytes, text.length, ret_scalar);
}
