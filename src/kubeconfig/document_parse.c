/* From YAML events to the nodes of a document. */
#include <stdlib.h>
#include <string.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "kubeconfig/document_nodes.h"
#include "kubeconfig/scan.h"
#include "platform/yaml.h"

enum {
	/* Nodes that a document may have with its aliases expanded: this many, or ten times those
	   that are written in it. */
	WEIGHT_ALLOWANCE = 1000000,
	WEIGHT_FACTOR = 10,
	NODES_AT_FIRST = 256,
};

/* A mapping or sequence that is not closed yet. */
struct frame {
	node_t node;
	uint32_t children;
	size_t last_end; /* of the last child, or of the start where there is none */
	uint64_t weight;
	unsigned height;
};

struct builder {
	struct document *document;
	struct yaml_reader *reader;
	struct name_index anchors; /* of details: the last anchor of a name is the one meant */
	struct frame frames[DOCUMENT_DEPTH_LIMIT + 1];
	size_t depth;
	uint64_t weight;
};

static struct slice anchor_name(const void *owner, uint32_t number)
{
	const struct document *document = owner;
	const struct node_detail *detail = &document->details[number];
	return (struct slice){secret_string(&document->text) + detail->anchor,
			      detail->anchor_length};
}

static int refuse(const struct builder *builder, size_t offset, const char *problem,
		  struct error *err)
{
	char place[DOCUMENT_PLACE_SIZE];
	return error_set(err, ERROR_FAILED, "%s: %s",
			 document_place(builder->document, offset, place), problem);
}

/* Room for one more; *array may move. */
static int make_room(void **array, size_t item_size, size_t count, size_t *capacity,
		     struct error *err)
{
	if (count < *capacity)
		return 0;
	size_t wanted = *capacity > 0 ? *capacity + *capacity / 2 : NODES_AT_FIRST;
	void *grown = reallocarray(*array, wanted, item_size);
	if (!grown)
		return error_no_memory(err);
	*array = grown;
	*capacity = wanted;
	return 0;
}

static struct node_detail *add_detail(struct builder *builder, node_t node, struct error *err)
{
	struct document *document = builder->document;
	void *details = document->details;
	if (make_room(&details, sizeof(*document->details), document->detail_count,
		      &document->detail_capacity, err) != 0)
		return NULL;
	document->details = details;
	document->nodes[node].detail = (uint32_t)document->detail_count;
	struct node_detail *detail = &document->details[document->detail_count++];
	*detail = (struct node_detail){.weight = 1};
	return detail;
}

/* The detail of a node that may have none yet. */
static struct node_detail *need_detail(struct builder *builder, node_t node, struct error *err)
{
	uint32_t number = builder->document->nodes[node].detail;
	return number != NO_DETAIL ? &builder->document->details[number]
				   : add_detail(builder, node, err);
}

static int note_properties(struct builder *builder, node_t node, const struct yaml_event *event,
			   struct error *err)
{
	if (!event->anchor && !event->tag)
		return 0;
	struct node_detail *detail = need_detail(builder, node, err);
	if (!detail)
		return -1;
	struct slice text = document_text(builder->document);
	struct node_properties properties = scan_properties(text, event->start);
	size_t content = properties.content;
	/* Nothing but anchor or tag: the node is empty. */
	if (event->kind == YAML_KIND_SCALAR && content > event->end)
		content = event->end;
	detail->content = (uint32_t)content;
	detail->tagged = event->tag != NULL;
	detail->tag = (uint8_t)scalar_tag(event->tag);
	if (!event->anchor)
		return 0;
	detail->anchored = true;
	detail->anchor = (uint32_t)(properties.anchor.bytes - text.bytes);
	detail->anchor_length = (uint32_t)properties.anchor.length;
	return name_index_put(&builder->anchors, builder->document->nodes[node].detail, err);
}

/* Most scalars are their bytes; the others are kept beside the text. */
static int note_value(struct builder *builder, node_t node, const struct yaml_event *event,
		      struct error *err)
{
	struct document *document = builder->document;
	struct node *self = &document->nodes[node];
	self->is_text = !event->tag && !event->plain_implicit;
	bool block = event->style == YAML_STYLE_LITERAL || event->style == YAML_STYLE_FOLDED;
	size_t quotes = event->style == YAML_STYLE_PLAIN ? 0 : 1;
	size_t start = node_content(document, node) + quotes;
	if (!block && start + event->length + quotes == event->end &&
	    memcmp(secret_string(&document->text) + start, event->value, event->length) == 0)
		return 0;
	struct node_detail *detail = need_detail(builder, node, err);
	if (!detail)
		return -1;
	detail->is_decoded = true;
	detail->value = (uint32_t)document->decoded.bytes.length;
	detail->value_length = (uint32_t)event->length;
	buffer_append(&document->decoded.bytes, event->value, event->length);
	return buffer_check(&document->decoded.bytes, document->name, err);
}

static int note_alias(struct builder *builder, node_t node, const struct yaml_event *event,
		      struct error *err)
{
	struct document *document = builder->document;
	/* The name in the text, behind the asterisk. */
	struct slice name = {secret_string(&document->text) + event->start + 1,
			     event->end - event->start - 1};
	int64_t found = name_index_find(&builder->anchors, name);
	if (found < 0)
		return refuse(builder, event->start, "there is no anchor of this alias's name",
			      err);
	node_t target = document->details[found].target;
	if (document->nodes[target].after == 0)
		return refuse(builder, event->start, "this alias stands inside what it refers to",
			      err);
	struct node_detail *detail = add_detail(builder, node, err);
	if (!detail)
		return -1;
	document->has_aliases = true;
	document->details[found].shared = true;
	detail->target = target;
	detail->weight = document->details[found].weight;
	detail->height = document->details[found].height;
	return 0;
}

/*
 * libyaml marks a value that is not there where the next token is; it belongs behind the colon, or
 * behind the key if there is no colon either.
 */
static size_t place_of_missing_value(const struct builder *builder, size_t key_end)
{
	struct slice text = document_text(builder->document);
	size_t colon = scan_space(text, key_end);
	return colon < text.length && text.bytes[colon] == ':' ? colon + 1 : key_end;
}

static int add_node(struct builder *builder, struct yaml_event *event, node_t *ret_node,
		    struct error *err)
{
	struct document *document = builder->document;
	const struct frame *frame =
		builder->depth > 0 ? &builder->frames[builder->depth - 1] : NULL;
	if (frame && frame->children % 2 == 1 && event->kind == YAML_KIND_SCALAR &&
	    event->start == event->end && document->nodes[frame->node].kind == YAML_KIND_MAPPING)
		event->start = event->end = place_of_missing_value(builder, frame->last_end);
	void *nodes = document->nodes;
	if (make_room(&nodes, sizeof(*document->nodes), document->node_count,
		      &document->node_capacity, err) != 0)
		return -1;
	document->nodes = nodes;
	node_t node = (node_t)document->node_count++;
	document->nodes[node] = (struct node){
		.start = (uint32_t)event->start,
		.end = (uint32_t)event->end,
		.detail = NO_DETAIL,
		.kind = (uint8_t)event->kind,
		.style = (uint8_t)event->style,
	};
	*ret_node = node;
	if (event->kind == YAML_KIND_ALIAS)
		return note_alias(builder, node, event, err);
	if (note_properties(builder, node, event, err) != 0)
		return -1;
	/* Until it is complete, an anchored node's target is itself. */
	if (event->anchor)
		document->details[document->nodes[node].detail].target = node;
	return event->kind == YAML_KIND_SCALAR ? note_value(builder, node, event, err) : 0;
}

/* A node is complete: the collection around it counts it. */
static int finish(struct builder *builder, node_t node, uint64_t weight, unsigned height,
		  struct error *err)
{
	struct document *document = builder->document;
	document->nodes[node].after = (uint32_t)document->node_count;
	if (builder->depth + height > DOCUMENT_DEPTH_LIMIT)
		return refuse(builder, document->nodes[node].start, "this is nested too deep", err);
	uint64_t limit = (uint64_t)document->node_count * WEIGHT_FACTOR + WEIGHT_ALLOWANCE;
	if (weight > limit)
		return refuse(builder, document->nodes[node].start,
			      "aliases make this too large when they are expanded", err);
	uint32_t number = document->nodes[node].detail;
	if (number != NO_DETAIL) {
		document->details[number].weight = (uint32_t)weight;
		document->details[number].height = (uint8_t)height;
	}
	if (builder->depth == 0)
		return 0;
	struct frame *frame = &builder->frames[builder->depth - 1];
	frame->children++;
	frame->last_end = document->nodes[node].end;
	frame->weight += weight;
	if (height + 1 > frame->height)
		frame->height = height + 1;
	return 0;
}

static int open_collection(struct builder *builder, const struct yaml_event *event, node_t node,
			   struct error *err)
{
	if (builder->depth == DOCUMENT_DEPTH_LIMIT)
		return refuse(builder, event->start, "this is nested too deep", err);
	builder->frames[builder->depth++] =
		(struct frame){.node = node, .last_end = event->end, .weight = 1, .height = 1};
	return 0;
}

static int close_collection(struct builder *builder, const struct yaml_event *event,
			    struct error *err)
{
	struct frame *frame = &builder->frames[--builder->depth];
	struct node *node = &builder->document->nodes[frame->node];
	node->end = (uint32_t)(node->style == YAML_STYLE_FLOW ? event->end : frame->last_end);
	return finish(builder, frame->node, frame->weight, frame->height, err);
}

static int take_event(struct builder *builder, struct yaml_event *event, struct error *err)
{
	node_t node;
	if (event->kind == YAML_KIND_END)
		return close_collection(builder, event, err);
	if (add_node(builder, event, &node, err) != 0)
		return -1;
	if (event->kind == YAML_KIND_MAPPING || event->kind == YAML_KIND_SEQUENCE)
		return open_collection(builder, event, node, err);
	const struct document *document = builder->document;
	uint32_t detail = document->nodes[node].detail;
	bool alias = event->kind == YAML_KIND_ALIAS;
	return finish(builder, node, alias ? document->details[detail].weight : 1,
		      alias ? document->details[detail].height : 0, err);
}

static int build(struct builder *builder, struct error *err)
{
	const struct document *document = builder->document;
	if (yaml_reader_new(secret_string(&document->text), secret_length(&document->text),
			    document->name, &builder->reader, err) != 0)
		return -1;
	for (;;) {
		struct yaml_event event;
		if (yaml_reader_next(builder->reader, &event, err) != 0)
			return -1;
		if (event.kind == YAML_KIND_DOCUMENT_END)
			return 0;
		if (take_event(builder, &event, err) != 0)
			return -1;
	}
}

int document_parse(struct secret *text, const char *name, struct document **ret_document,
		   struct error *err)
{
	cleanup(document_free_at) struct document *document = calloc(1, sizeof(*document));
	if (!document)
		return error_no_memory(err);
	secret_init(&document->text, DOCUMENT_SIZE_LIMIT);
	secret_init(&document->decoded, DOCUMENT_SIZE_LIMIT);
	secret_move(&document->text, text);
	if (string_copy(&document->name, name, err) != 0)
		return -1;
	if (secret_length(&document->text) > DOCUMENT_SIZE_LIMIT)
		return error_set(err, ERROR_FAILED, "%s is longer than the limit of %d bytes", name,
				 DOCUMENT_SIZE_LIMIT);
	/* Off the stack: it is a few kilobytes. */
	struct builder *builder = calloc(1, sizeof(*builder));
	if (!builder)
		return error_no_memory(err);
	builder->document = document;
	name_index_init(&builder->anchors, anchor_name, document);
	int status = build(builder, err);
	yaml_reader_free(builder->reader);
	name_index_done(&builder->anchors);
	free(builder);
	if (status == 0)
		*ret_document = TAKE_PTR(document);
	return status;
}
