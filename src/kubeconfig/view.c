#include "kubeconfig/view.h"

#include <stdlib.h>
#include <string.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "core/json_writer.h"
#include "core/secret.h"
#include "core/strings.h"
#include "kubeconfig/emit.h"
#include "kubeconfig/mapping.h"
#include "kubeconfig/merged.h"
#include "kubeconfig/node_json.h"
#include "kubeconfig/schema.h"
#include "kubeconfig/text.h"
#include "kubeconfig/view_fields.h"

/* Entries that are shown: all, or one a section. */
struct selection {
	struct slice names[SECTION_COUNT];
	bool all;
};

static const struct schema_field *body_fields(enum section section)
{
	return section == SECTION_CLUSTERS   ? schema_cluster
	       : section == SECTION_CONTEXTS ? schema_context
					     : schema_user;
}

static void write_entry(struct view *view, enum section section, const struct merged_entry *entry)
{
	view->file = view->config->files[entry->file];
	const struct config_entry *own = &view->file->sections[section].entries[entry->number];
	struct slice name = config_entry_name(view->file, section, entry->number);
	const char *noun = section_noun(section);
	bool name_first = strcmp(noun, "name") > 0;
	json_object_begin(&view->json);
	if (name_first) {
		json_key(&view->json, "name");
		json_write_string_bytes(&view->json, name.bytes, name.length);
	}
	json_key(&view->json, noun);
	if (own->body == NODE_NONE) {
		json_object_begin(&view->json);
		json_object_end(&view->json);
	} else {
		view_struct(view, own->body, body_fields(section));
	}
	if (!name_first) {
		json_key(&view->json, "name");
		json_write_string_bytes(&view->json, name.bytes, name.length);
	}
	json_object_end(&view->json);
}

static void write_section(struct view *view, enum section section,
			  const struct selection *selection)
{
	const struct merged_section *merged = &view->config->sections[section];
	json_key(&view->json, section_key(section));
	json_array_begin(&view->json);
	for (uint32_t i = 0; i < merged->count && view->status == 0; i++) {
		const struct merged_entry *entry = &merged->entries[i];
		struct slice name =
			config_entry_name(view->config->files[entry->file], section, entry->number);
		if (selection->all || (selection->names[section].bytes &&
				       slice_equal(name, selection->names[section])))
			write_entry(view, section, entry);
	}
	json_array_end(&view->json);
}

/* The list under the root, or under one of its members. */
static node_t extensions_of(const struct document *document, const char *owner_key)
{
	node_t owner = document_root(document);
	if (owner_key)
		owner = mapping_get(document, owner, owner_key);
	node_t list = mapping_get(document, owner, "extensions");
	return list == NODE_NONE ? NODE_NONE : node_resolve(document, list);
}

static bool has_extension(const struct document *document, node_t list, struct slice name)
{
	for (node_t item = node_first(document, list); item != NODE_NONE;
	     item = node_next(document, list, item)) {
		node_t own = mapping_get(document, item, "name");
		if (slice_equal(own == NODE_NONE ? (struct slice){"", 0} : node_text(document, own),
				name))
			return true;
	}
	return false;
}

/* Extensions are merged by name, as entries are. */
static bool is_first_of_name(const struct view *view, uint32_t file, node_t item,
			     const char *owner_key)
{
	const struct document *document = view->config->files[file]->document;
	node_t name = mapping_get(document, item, "name");
	struct slice text = name == NODE_NONE ? (struct slice){"", 0} : node_text(document, name);
	for (uint32_t i = 0; i < file; i++) {
		node_t list = extensions_of(view->config->files[i]->document, owner_key);
		if (list != NODE_NONE &&
		    has_extension(view->config->files[i]->document, list, text))
			return false;
	}
	return true;
}

static void write_extensions(struct view *view, const char *owner_key)
{
	bool begun = false;
	for (uint32_t i = 0; i < view->config->file_count; i++) {
		const struct document *document = view->config->files[i]->document;
		node_t list = extensions_of(document, owner_key);
		node_t item = list == NODE_NONE ? NODE_NONE : node_first(document, list);
		for (; item != NODE_NONE; item = node_next(document, list, item)) {
			if (!is_first_of_name(view, i, item, owner_key))
				continue;
			if (!begun) {
				json_key(&view->json, "extensions");
				json_array_begin(&view->json);
			}
			begun = true;
			node_to_json(document, item, &view->json);
		}
	}
	if (begun)
		json_array_end(&view->json);
}

/* A struct of one boolean and extensions. */
static void write_preferences(struct view *view)
{
	bool colors = false;
	for (uint32_t i = 0; i < view->config->file_count && !colors; i++) {
		const struct document *document = view->config->files[i]->document;
		node_t own = mapping_get(document, document_root(document), "preferences");
		colors = text_flag(document, mapping_get(document, own, "colors"));
	}
	json_key(&view->json, "preferences");
	json_object_begin(&view->json);
	if (colors)
		json_member_boolean(&view->json, "colors", true);
	write_extensions(view, "preferences");
	json_object_end(&view->json);
}

static struct slice reference_of(const struct found_entry *context, enum section section)
{
	const struct document *document = context->file->document;
	node_t value = mapping_get(document, context->entry->body, section_noun(section));
	return value == NODE_NONE ? (struct slice){"", 0} : node_text(document, value);
}

static int select_entries(const struct view *view, struct selection *ret, const char **ret_current,
			  struct error *err)
{
	const char *current = view->options->context ? view->options->context
						     : kubeconfig_current_context(view->config);
	*ret_current = current;
	ret->all = !view->options->minify;
	if (ret->all)
		return 0;
	if (string_is_empty(current)) {
		error_set(err, ERROR_FAILED, "--minify needs a current context, and there is none");
		return error_hint(err, "name one with --context");
	}
	struct found_entry context =
		kubeconfig_find(view->config, SECTION_CONTEXTS, slice_of(current));
	if (!context.file)
		return kubeconfig_refuse_missing(view->config, SECTION_CONTEXTS, current, err);
	ret->names[SECTION_CONTEXTS] = slice_of(current);
	ret->names[SECTION_CLUSTERS] = reference_of(&context, SECTION_CLUSTERS);
	ret->names[SECTION_USERS] = reference_of(&context, SECTION_USERS);
	return 0;
}

int kubeconfig_view(const struct kubeconfig *config, const struct kubeconfig_view_options *options,
		    enum json_style style, struct buffer *out, struct error *err)
{
	struct view view = {.config = config,
			    .options = options,
			    .json = JSON_WRITER_INIT(out, style),
			    .err = err};
	struct selection selection = {0};
	const char *current = "";
	if (select_entries(&view, &selection, &current, err) != 0)
		return -1;
	json_object_begin(&view.json);
	json_member_string(&view.json, "apiVersion", "v1");
	write_section(&view, SECTION_CLUSTERS, &selection);
	write_section(&view, SECTION_CONTEXTS, &selection);
	json_member_string(&view.json, "current-context", current);
	write_extensions(&view, NULL);
	json_member_string(&view.json, "kind", "Config");
	write_preferences(&view);
	write_section(&view, SECTION_USERS, &selection);
	json_object_end(&view.json);
	return view.status != 0 ? -1 : buffer_check(out, "the kubeconfig", err);
}

int kubeconfig_json_to_yaml(const struct buffer *json, struct buffer *out, struct error *err)
{
	cleanup(secret_done) struct secret text = SECRET_INIT(2 * DOCUMENT_SIZE_LIMIT);
	cleanup(document_free_at) struct document *document = NULL;
	const struct emit_style style = {.line_break = "\n", .step = 2, .dash = 0};
	const struct emit emit = {out, &style};
	if (secret_set(&text, buffer_string(json), json->length, err) != 0 ||
	    document_parse(&text, "the kubeconfig", &document, err) != 0)
		return -1;
	emit_document(&emit, value_of_node(document, document_root(document)));
	return buffer_check(out, "the kubeconfig", err);
}
