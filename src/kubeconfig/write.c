#include "kubeconfig/write.h"

#include <stdlib.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "core/secret.h"
#include "core/strings.h"
#include "kubeconfig/changes.h"
#include "kubeconfig/edit.h"
#include "kubeconfig/mapping.h"
#include "kubeconfig/stanzas.h"
#include "kubeconfig/update.h"

void kubeconfig_write_result_done(struct kubeconfig_write_result *result)
{
	free(result->path);
	*result = (struct kubeconfig_write_result){0};
}

/* What would be in the way of the new values of an entry: other kinds of trust, other identities.
 */
static const char *const displaced_by_ca[] = {"certificate-authority", "insecure-skip-tls-verify",
					      NULL};
static const char *const displaced_by_token[] = {
	"client-certificate",
	"client-certificate-data",
	"client-key",
	"client-key-data",
	"tokenFile",
	"username",
	"password",
	"auth-provider",
	"exec",
	"as",
	"as-uid",
	"as-groups",
	"as-user-extra",
	NULL,
};

struct merge {
	struct update *update;
	const struct config_file *stanzas;
};

static int drop_all(struct edit *edit, node_t mapping, const char *const *keys, struct error *err)
{
	for (; *keys; keys++)
		if (edit_drop(edit, mapping, slice_of(*keys), err) != 0)
			return -1;
	return 0;
}

/* An entry that is there gets the members of the new one. */
static int change_entry(struct merge *merge, enum section section, const struct found_entry *old,
			uint32_t file, node_t body, struct error *err)
{
	const struct document *stanzas = merge->stanzas->document;
	const struct document *document = old->file->document;
	const char *noun = section_noun(section);
	cleanup(mapping_members_done) struct mapping_members members = {0};
	struct edit *edit;
	if (update_edit(merge->update, file, &edit, err) != 0)
		return -1;
	if (old->entry->body == NODE_NONE)
		return edit_put(edit, node_resolve(document, old->entry->item), slice_of(noun),
				value_of_node(stanzas, body), err);
	node_t mapping = node_resolve(document, old->entry->body);
	if (mapping_members(stanzas, body, MAPPING_BY_PLACE, &members, err) != 0)
		return -1;
	for (size_t i = 0; i < members.count; i++) {
		struct value value = value_of_node(stanzas, members.items[i].value);
		if (edit_put(edit, mapping, mapping_member_key(&members.items[i]), value, err) != 0)
			return -1;
	}
	if (section == SECTION_USERS)
		return drop_all(edit, mapping, displaced_by_token, err);
	if (mapping_get(stanzas, body, "certificate-authority-data") != NODE_NONE)
		return drop_all(edit, mapping, displaced_by_ca, err);
	return 0;
}

/* *ret_file is where the entry is afterwards. */
static int merge_section(struct merge *merge, enum section section, uint32_t *ret_file,
			 struct error *err)
{
	const struct kubeconfig *config = update_config(merge->update);
	const struct config_section *stanzas = &merge->stanzas->sections[section];
	if (stanzas->count == 0)
		return 0;
	struct slice name = config_entry_name(merge->stanzas, section, 0);
	int64_t number = name_index_find(&config->sections[section].by_name, name);
	if (number >= 0) {
		uint32_t file = config->sections[section].entries[number].file;
		struct found_entry old = kubeconfig_find(config, section, name);
		*ret_file = file;
		return change_entry(merge, section, &old, file, stanzas->entries[0].body, err);
	}
	*ret_file = update_default_file(merge->update);
	return change_add(merge->update, section,
			  value_of_node(merge->stanzas->document, stanzas->entries[0].item), err);
}

static int fill(struct merge *merge, const struct kubeconfig_stanzas *stanzas, uint32_t *ret_file,
		struct error *err)
{
	uint32_t ignored = 0;
	*ret_file = update_default_file(merge->update);
	if (merge_section(merge, SECTION_CLUSTERS, &ignored, err) != 0 ||
	    merge_section(merge, SECTION_CONTEXTS, ret_file, err) != 0 ||
	    merge_section(merge, SECTION_USERS, &ignored, err) != 0)
		return -1;
	return stanzas->set_current_context && stanzas->context_name
		       ? change_current_context(merge->update, stanzas->context_name, err)
		       : 0;
}

int kubeconfig_merge_stanzas(const char *explicit_path, const struct kubeconfig_stanzas *stanzas,
			     const struct kubeconfig_write_options *options,
			     struct kubeconfig_write_result *ret, struct error *err)
{
	cleanup(secret_done) struct secret text = SECRET_INIT(DOCUMENT_SIZE_LIMIT);
	cleanup(config_file_free_at) struct config_file *file = NULL;
	cleanup(update_free_at) struct update *update = NULL;
	if (kubeconfig_stanzas_to_json(stanzas, NULL, &text.bytes, err) != 0 ||
	    config_file_parse("the new entries", &text, &file, err) != 0 ||
	    update_begin(explicit_path, options, &update, err) != 0)
		return -1;
	struct merge merge = {update, file};
	struct update_change change;
	struct kubeconfig_write_result result = {0};
	uint32_t context_file = 0;
	if (fill(&merge, stanzas, &context_file, err) != 0 || update_commit(update, err) != 0 ||
	    string_copy(&result.path, update_config(update)->files[context_file]->path, err) != 0)
		return -1;
	for (uint32_t i = 0; i < update_config(update)->file_count; i++)
		result.changed = result.changed || update_change(update, i, &change);
	*ret = result;
	return 0;
}
