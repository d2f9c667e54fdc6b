#include "kubeconfig/changes.h"

#include "core/error.h"
#include "core/strings.h"
#include "kubeconfig/edit.h"
#include "kubeconfig/mapping.h"

static const struct config_file *file_at(const struct update *update, uint32_t file)
{
	return update_config(update)->files[file];
}

/* The root mapping, or NODE_NONE where the file has no content. */
static node_t root_of(const struct config_file *file)
{
	node_t root = document_root(file->document);
	return root != NODE_NONE && node_kind(file->document, root) == YAML_KIND_MAPPING
		       ? root
		       : NODE_NONE;
}

int change_begin_file(struct update *update, uint32_t file, struct error *err)
{
	struct edit *edit;
	if (root_of(file_at(update, file)) != NODE_NONE)
		return 0;
	if (update_edit(update, file, &edit, err) != 0)
		return -1;
	if (!edit_is_empty(edit))
		return 0;
	if (edit_put(edit, NODE_NONE, slice_of("apiVersion"), value_of_text("v1"), err) != 0)
		return -1;
	return edit_put(edit, NODE_NONE, slice_of("kind"), value_of_text("Config"), err);
}

static int put_current(struct update *update, uint32_t file, const char *name, struct error *err)
{
	struct edit *edit;
	if (change_begin_file(update, file, err) != 0 || update_edit(update, file, &edit, err) != 0)
		return -1;
	return edit_put(edit, root_of(file_at(update, file)), slice_of("current-context"),
			value_of_text(name), err);
}

int change_current_context(struct update *update, const char *name, struct error *err)
{
	const struct kubeconfig *config = update_config(update);
	if (name[0] != '\0')
		return put_current(update, update_default_file(update), name, err);
	for (uint32_t i = 0; i < config->file_count; i++)
		if (config_file_current_context(config->files[i]).length > 0 &&
		    put_current(update, i, "", err) != 0)
			return -1;
	return 0;
}

int change_forget_current(struct update *update, const char *name, struct error *err)
{
	const struct kubeconfig *config = update_config(update);
	for (uint32_t i = 0; i < config->file_count; i++)
		if (slice_is(config_file_current_context(config->files[i]), name) &&
		    put_current(update, i, "", err) != 0)
			return -1;
	return 0;
}

static int refuse_existing(const struct update *update, enum section section, const char *name,
			   struct error *err)
{
	struct found_entry found = kubeconfig_find(update_config(update), section, slice_of(name));
	error_set(err, ERROR_FAILED, "there is a %s '%s' already, in %s", section_noun(section),
		  name, found.file->path);
	return error_hint(err, "choose another name, or delete that one first");
}

/* current-context follows a context, the contexts follow a cluster or a user. */
static int rename_references(struct update *update, uint32_t number, enum section section,
			     const char *old_name, const char *new_name, struct error *err)
{
	const struct config_file *file = file_at(update, number);
	const struct document *document = file->document;
	const char *noun = section_noun(section);
	struct edit *edit;
	if (update_edit(update, number, &edit, err) != 0)
		return -1;
	if (section == SECTION_CONTEXTS)
		return old_name[0] != '\0' && slice_is(config_file_current_context(file), old_name)
			       ? put_current(update, number, new_name, err)
			       : 0;
	const struct config_section *contexts = &file->sections[SECTION_CONTEXTS];
	for (uint32_t i = 0; i < contexts->count; i++) {
		node_t body = contexts->entries[i].body;
		node_t reference = mapping_get(document, body, noun);
		if (reference == NODE_NONE || !slice_is(node_text(document, reference), old_name))
			continue;
		if (edit_put(edit, node_resolve(document, body), slice_of(noun),
			     value_of_text(new_name), err) != 0)
			return -1;
	}
	return 0;
}

int change_name(struct update *update, enum section section, const char *old_name,
		const char *new_name, struct error *err)
{
	const struct kubeconfig *config = update_config(update);
	if (!kubeconfig_find(config, section, slice_of(old_name)).file)
		return kubeconfig_refuse_missing(config, section, old_name, err);
	if (string_equal(old_name, new_name))
		return 0;
	if (kubeconfig_find(config, section, slice_of(new_name)).file)
		return refuse_existing(update, section, new_name, err);
	for (uint32_t i = 0; i < config->file_count; i++) {
		const struct config_file *file = config->files[i];
		int64_t number = config_file_find(file, section, slice_of(old_name));
		struct edit *edit;
		if (number >= 0) {
			node_t item = file->sections[section].entries[number].item;
			if (update_edit(update, i, &edit, err) != 0 ||
			    edit_put(edit, node_resolve(file->document, item), slice_of("name"),
				     value_of_text(new_name), err) != 0)
				return -1;
		}
		if (rename_references(update, i, section, old_name, new_name, err) != 0)
			return -1;
	}
	return 0;
}

int change_remove(struct update *update, enum section section, const char *name, struct error *err)
{
	const struct kubeconfig *config = update_config(update);
	if (!kubeconfig_find(config, section, slice_of(name)).file)
		return kubeconfig_refuse_missing(config, section, name, err);
	for (uint32_t i = 0; i < config->file_count; i++) {
		const struct config_file *file = config->files[i];
		const struct config_section *own = &file->sections[section];
		int64_t number = config_file_find(file, section, slice_of(name));
		struct edit *edit;
		if (number < 0)
			continue;
		if (update_edit(update, i, &edit, err) != 0 ||
		    edit_remove_item(edit, node_resolve(file->document, own->list),
				     own->entries[number].item, err) != 0)
			return -1;
	}
	return 0;
}

int change_add(struct update *update, enum section section, struct value item, struct error *err)
{
	uint32_t file = update_default_file(update);
	struct edit *edit;
	if (change_begin_file(update, file, err) != 0 || update_edit(update, file, &edit, err) != 0)
		return -1;
	return edit_add_item(edit, slice_of(section_key(section)), item, err);
}
