/* The insides of struct kubeconfig: the files in their order, and which of them wins each entry. */
#ifndef KUBECONFIG_MERGED_H
#define KUBECONFIG_MERGED_H

#include "kubeconfig/config_file.h"
#include "kubeconfig/kubeconfig.h"
#include "kubeconfig/paths.h"

struct merged_entry {
	uint32_t file;   /* in `files` */
	uint32_t number; /* in its section */
};

struct merged_section {
	const struct kubeconfig *config;
	enum section section;
	struct merged_entry *entries;
	uint32_t count;
	struct name_index by_name;
};

struct kubeconfig {
	struct kubeconfig_paths paths;
	struct config_file **files; /* those of `paths` that are not "" */
	uint32_t file_count;
	struct merged_section sections[SECTION_COUNT];
	char *current_context;
	uint32_t current_context_file; /* that sets it; file_count if none does */
};

/* An entry of the merged view: where it is, or file NULL. */
struct found_entry {
	const struct config_file *file;
	const struct config_entry *entry;
};

struct found_entry kubeconfig_find(const struct kubeconfig *config, enum section section,
				   struct slice name);

/* "context 'x' does not exist", with near names as the hint. */
int kubeconfig_refuse_missing(const struct kubeconfig *config, enum section section,
			      const char *name, struct error *err);

#endif
