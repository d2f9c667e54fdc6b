#include "kubeconfig/merged.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"

void kubeconfig_free(struct kubeconfig *config)
{
	if (!config)
		return;
	for (int i = 0; i < SECTION_COUNT; i++) {
		name_index_done(&config->sections[i].by_name);
		free(config->sections[i].entries);
	}
	for (uint32_t i = 0; i < config->file_count; i++)
		config_file_free(config->files[i]);
	free(config->files);
	free(config->current_context);
	kubeconfig_paths_done(&config->paths);
	free(config);
}

void kubeconfig_free_at(struct kubeconfig **at)
{
	kubeconfig_free(*at);
}

static struct slice name_of(const void *owner, uint32_t number)
{
	const struct merged_section *section = owner;
	const struct merged_entry *entry = &section->entries[number];
	return config_entry_name(section->config->files[entry->file], section->section,
				 entry->number);
}

static int load_files(struct kubeconfig *config, struct error *err)
{
	config->file_count = 0;
	config->files = calloc(config->paths.count + 1, sizeof(struct config_file *));
	if (!config->files)
		return error_no_memory(err);
	for (size_t i = 0; i < config->paths.count; i++) {
		if (config->paths.items[i][0] == '\0')
			continue;
		struct config_file *file = NULL;
		if (config_file_load(config->paths.items[i], &file, err) != 0 || !file)
			return -1;
		config->files[config->file_count++] = file;
	}
	return 0;
}

static int merge_section(struct kubeconfig *config, enum section which, struct error *err)
{
	struct merged_section *section = &config->sections[which];
	size_t total = 0;
	for (uint32_t i = 0; i < config->file_count; i++)
		total += config->files[i]->sections[which].count;
	section->config = config;
	section->section = which;
	name_index_init(&section->by_name, name_of, section);
	section->entries = calloc(total + 1, sizeof(*section->entries));
	if (!section->entries)
		return error_no_memory(err);
	for (uint32_t i = 0; i < config->file_count; i++) {
		for (uint32_t k = 0; k < config->files[i]->sections[which].count; k++) {
			section->entries[section->count] = (struct merged_entry){i, k};
			int64_t old;
			if (name_index_add(&section->by_name, section->count, &old, err) != 0)
				return -1;
			section->count += old == NAME_NOT_FOUND ? 1 : 0;
		}
	}
	return 0;
}

static int merge_current_context(struct kubeconfig *config, struct error *err)
{
	struct slice current = {"", 0};
	uint32_t file = 0;
	for (; file < config->file_count && current.length == 0; file++)
		current = config_file_current_context(config->files[file]);
	config->current_context_file = current.length > 0 ? file - 1 : config->file_count;
	config->current_context = strndup(current.bytes, current.length);
	return config->current_context ? 0 : error_no_memory(err);
}

static int check_explicit(const struct kubeconfig *config, struct error *err)
{
	if (!config->paths.explicit_path || config->file_count == 0)
		return 0;
	const struct config_file *file = config->files[0];
	if (file->exists)
		return 0;
	error_errno(err, ENOENT, "cannot open %s", file->path);
	return error_hint(err, "--kubeconfig names a file that exists");
}

static int merge(struct kubeconfig *config, struct error *err)
{
	for (int i = 0; i < SECTION_COUNT; i++)
		if (merge_section(config, (enum section)i, err) != 0)
			return -1;
	return merge_current_context(config, err);
}

int kubeconfig_load_any(const char *explicit_path, struct kubeconfig **ret_config,
			struct error *err)
{
	cleanup(kubeconfig_free_at) struct kubeconfig *config = calloc(1, sizeof(*config));
	if (!config)
		return error_no_memory(err);
	if (kubeconfig_paths(explicit_path, &config->paths, err) != 0 ||
	    load_files(config, err) != 0 || merge(config, err) != 0)
		return -1;
	*ret_config = TAKE_PTR(config);
	return 0;
}

int kubeconfig_load(const char *explicit_path, struct kubeconfig **ret_config, struct error *err)
{
	cleanup(kubeconfig_free_at) struct kubeconfig *config = NULL;
	if (kubeconfig_load_any(explicit_path, &config, err) != 0 || !config ||
	    check_explicit(config, err) != 0)
		return -1;
	*ret_config = TAKE_PTR(config);
	return 0;
}

int kubeconfig_parse(const char *name, struct secret *text, struct kubeconfig **ret_config,
		     struct error *err)
{
	cleanup(kubeconfig_free_at) struct kubeconfig *config = calloc(1, sizeof(*config));
	if (config)
		config->files = calloc(1, sizeof(struct config_file *));
	if (!config || !config->files) {
		secret_done(text);
		return error_no_memory(err);
	}
	if (config_file_parse(name, text, &config->files[0], err) != 0)
		return -1;
	config->file_count = 1;
	if (merge(config, err) != 0)
		return -1;
	*ret_config = TAKE_PTR(config);
	return 0;
}

const char *kubeconfig_current_context(const struct kubeconfig *config)
{
	return config->current_context;
}

struct found_entry kubeconfig_find(const struct kubeconfig *config, enum section section,
				   struct slice name)
{
	int64_t number = name_index_find(&config->sections[section].by_name, name);
	if (number < 0)
		return (struct found_entry){NULL, NULL};
	const struct merged_entry *entry = &config->sections[section].entries[number];
	const struct config_file *file = config->files[entry->file];
	return (struct found_entry){file, &file->sections[section].entries[entry->number]};
}

/* The nearest name, or NULL where none is near. */
static struct slice nearest_name(const struct merged_section *section, const char *name)
{
	struct slice nearest = {NULL, 0};
	size_t nearest_distance = strlen(name) / 3 + 2;
	for (uint32_t i = 0; i < section->count; i++) {
		char other[64];
		struct slice slice = name_of(section, i);
		if (slice.length >= sizeof(other))
			continue;
		memcpy(other, slice.bytes, slice.length);
		other[slice.length] = '\0';
		size_t distance = string_distance(name, other);
		bool contained = strstr(other, name) != NULL;
		if (distance < nearest_distance || (contained && !nearest.bytes)) {
			nearest = slice;
			nearest_distance = distance;
		}
	}
	return nearest;
}

int kubeconfig_refuse_missing(const struct kubeconfig *config, enum section section,
			      const char *name, struct error *err)
{
	const struct merged_section *merged = &config->sections[section];
	error_set(err, ERROR_FAILED, "there is no %s '%s' in the kubeconfig", section_noun(section),
		  name);
	if (merged->count == 0)
		return error_hint(err, "the kubeconfig has no %s at all; looked in %s%s",
				  section_key(section),
				  config->file_count > 0 ? config->files[0]->path : "no file",
				  config->file_count > 1 ? " and the other files of $KUBECONFIG"
							 : "");
	struct slice nearest = nearest_name(merged, name);
	if (nearest.bytes)
		return error_hint(err, "did you mean '%.*s'?", (int)nearest.length, nearest.bytes);
	return error_hint(err, "'eksbreakglass config contexts' lists what there is");
}

int kubeconfig_refuse_context(const struct kubeconfig *config, const char *name, struct error *err)
{
	return kubeconfig_refuse_missing(config, SECTION_CONTEXTS, name, err);
}
