/* One kubeconfig file: its document, checked, and its entries by name. */
#ifndef KUBECONFIG_CONFIG_FILE_H
#define KUBECONFIG_CONFIG_FILE_H

#include "kubeconfig/document.h"

struct error;

enum section {
	SECTION_CLUSTERS,
	SECTION_CONTEXTS,
	SECTION_USERS,
	SECTION_COUNT,
};

/* "clusters", "contexts", "users", and the key beside "name" in their items. */
const char *section_key(enum section section);
const char *section_noun(enum section section); /* "cluster", ... */

struct config_entry {
	node_t item; /* of the list; may be an alias */
	node_t name; /* NODE_NONE: the entry's name is "" */
	node_t body; /* NODE_NONE: null, or not there */
};

struct config_section {
	node_t list; /* NODE_NONE: null, or not there */
	struct config_entry *entries;
	uint32_t count;
	struct name_index by_name;
	const struct document *document;
};

struct config_file {
	char *path;
	bool exists;
	struct document *document; /* of an empty text where the file does not exist */
	struct config_section sections[SECTION_COUNT];
	node_t current_context; /* NODE_NONE: null, or not there */
};

/* Reads a file; a missing one is no error here, but `exists` is false. */
int config_file_load(const char *path, struct config_file **ret_file, struct error *err);

/* Takes the text over, also on failure. */
int config_file_parse(const char *path, struct secret *text, struct config_file **ret_file,
		      struct error *err);

/* Takes the document over, also on failure; it is checked. */
int config_file_from_document(const char *path, struct document *document,
			      struct config_file **ret_file, struct error *err);

void config_file_free(struct config_file *file);
void config_file_free_at(struct config_file **at);

struct slice config_entry_name(const struct config_file *file, enum section section,
			       uint32_t number);

/* The entry's number, or NAME_NOT_FOUND. */
int64_t config_file_find(const struct config_file *file, enum section section, struct slice name);

/* "" where the file sets none. */
struct slice config_file_current_context(const struct config_file *file);

#endif
