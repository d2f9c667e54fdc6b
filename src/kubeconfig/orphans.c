#include "kubeconfig/orphans.h"

#include <stdlib.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "kubeconfig/mapping.h"
#include "kubeconfig/text.h"

void orphans_done(struct orphans *orphans)
{
	for (size_t i = 0; i < orphans->count; i++)
		free(orphans->items[i].name);
	free(orphans->items);
	*orphans = (struct orphans){0};
}

static bool is_one_of(struct slice name, char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (slice_is(name, names[i]))
			return true;
	return false;
}

static bool is_used_by_others(const struct kubeconfig *config, enum section section,
			      struct slice name, char *const *contexts, size_t count)
{
	for (uint32_t i = 0; i < config->file_count; i++) {
		const struct config_file *file = config->files[i];
		const struct config_section *own = &file->sections[SECTION_CONTEXTS];
		for (uint32_t k = 0; k < own->count; k++) {
			node_t reference = mapping_get(file->document, own->entries[k].body,
						       section_noun(section));
			if (reference != NODE_NONE &&
			    slice_equal(node_text(file->document, reference), name) &&
			    !is_one_of(config_entry_name(file, SECTION_CONTEXTS, k), contexts,
				       count))
				return true;
		}
	}
	return false;
}

static int add(struct orphans *orphans, enum section section, const char *name, struct error *err)
{
	for (size_t i = 0; i < orphans->count; i++)
		if (orphans->items[i].section == section &&
		    string_equal(orphans->items[i].name, name))
			return 0;
	struct orphan *items =
		reallocarray(orphans->items, orphans->count + 1, sizeof(*orphans->items));
	if (!items)
		return error_no_memory(err);
	orphans->items = items;
	orphans->items[orphans->count] = (struct orphan){.section = section};
	if (string_copy(&orphans->items[orphans->count].name, name, err) != 0)
		return -1;
	orphans->count++;
	return 0;
}

static int look_at(const struct kubeconfig *config, enum section section, const char *context,
		   char *const *contexts, size_t count, struct orphans *orphans, struct error *err)
{
	struct found_entry found = kubeconfig_find(config, SECTION_CONTEXTS, slice_of(context));
	if (!found.file)
		return 0;
	const struct document *document = found.file->document;
	cleanup_free char *name = NULL;
	if (text_take(document, mapping_get(document, found.entry->body, section_noun(section)),
		      &name, err) != 0)
		return -1;
	if (!name || !kubeconfig_find(config, section, slice_of(name)).file ||
	    is_used_by_others(config, section, slice_of(name), contexts, count))
		return 0;
	return add(orphans, section, name, err);
}

int orphans_of(const struct kubeconfig *config, char *const *contexts, size_t count,
	       struct orphans *ret, struct error *err)
{
	cleanup(orphans_done) struct orphans orphans = {0};
	for (size_t i = 0; i < count; i++)
		if (look_at(config, SECTION_CLUSTERS, contexts[i], contexts, count, &orphans,
			    err) != 0 ||
		    look_at(config, SECTION_USERS, contexts[i], contexts, count, &orphans, err) !=
			    0)
			return -1;
	*ret = orphans;
	orphans = (struct orphans){0};
	return 0;
}
