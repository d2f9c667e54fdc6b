#include "kubeconfig/secret_fields.h"

#include "core/buffer.h"
#include "core/cleanup.h"
#include "kubeconfig/mapping.h"
#include "kubeconfig/redact.h"

enum { URL_LIMIT = 1024 * 1024 };

struct walk {
	secret_field_visit visit;
	void *closure;
};

static void visit_value(const struct document *document, node_t value, const struct walk *walk)
{
	if (value != NODE_NONE && node_text(document, value).length > 0)
		walk->visit(document, value, walk->closure);
}

static bool visit_member(const struct document *document, const struct mapping_entry *entry,
			 void *closure)
{
	visit_value(document, entry->value, closure);
	return true;
}

static void visit_environment(const struct document *document, node_t exec, const struct walk *walk)
{
	node_t list = mapping_get(document, exec, "env");
	if (list == NODE_NONE)
		return;
	list = node_resolve(document, list);
	for (node_t item = node_first(document, list); item != NODE_NONE;
	     item = node_next(document, list, item)) {
		node_t name = mapping_get(document, item, "name");
		if (name == NODE_NONE || redact_is_secret_variable(node_text(document, name)))
			visit_value(document, mapping_get(document, item, "value"), walk);
	}
}

static void visit_arguments(const struct document *document, node_t exec, const struct walk *walk)
{
	bool awaited = false;
	node_t list = mapping_get(document, exec, "args");
	if (list == NODE_NONE)
		return;
	list = node_resolve(document, list);
	for (node_t item = node_first(document, list); item != NODE_NONE;
	     item = node_next(document, list, item))
		if (redact_argument(node_text(document, item), &awaited) > 0)
			visit_value(document, item, walk);
}

static void visit_url(const struct document *document, node_t value, const struct walk *walk)
{
	cleanup(buffer_done) struct buffer shown = BUFFER_INIT(URL_LIMIT);
	if (value == NODE_NONE)
		return;
	struct slice text = node_text(document, value);
	redact_append_url(&shown, text);
	if (!slice_is(text, buffer_string(&shown)))
		visit_value(document, value, walk);
}

static void visit_user(const struct document *document, node_t body, struct walk *walk)
{
	static const char *const keys[] = {"token", "password", "client-key-data"};
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		visit_value(document, mapping_get(document, body, keys[i]), walk);
	node_t provider = mapping_get(document, body, "auth-provider");
	node_t settings = mapping_get(document, provider, "config");
	if (settings != NODE_NONE)
		mapping_each(document, settings, visit_member, walk);
	visit_environment(document, mapping_get(document, body, "exec"), walk);
	visit_arguments(document, mapping_get(document, body, "exec"), walk);
}

static void visit_cluster(const struct document *document, node_t body, struct walk *walk)
{
	visit_url(document, mapping_get(document, body, "server"), walk);
	visit_url(document, mapping_get(document, body, "proxy-url"), walk);
}

void secret_fields_each(const struct config_file *file, secret_field_visit visit, void *closure)
{
	struct walk walk = {visit, closure};
	const struct config_section *users = &file->sections[SECTION_USERS];
	const struct config_section *clusters = &file->sections[SECTION_CLUSTERS];
	for (uint32_t i = 0; i < users->count; i++)
		if (users->entries[i].body != NODE_NONE)
			visit_user(file->document, users->entries[i].body, &walk);
	for (uint32_t i = 0; i < clusters->count; i++)
		if (clusters->entries[i].body != NODE_NONE)
			visit_cluster(file->document, clusters->entries[i].body, &walk);
}

static void note(const struct document *document, node_t value, void *closure)
{
	(void)document;
	(void)value;
	*(bool *)closure = true;
}

bool config_file_has_secrets(const struct config_file *file)
{
	bool found = false;
	secret_fields_each(file, note, &found);
	return found;
}
