#include "kubeconfig/config_file.h"

#include <errno.h>
#include <stdlib.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "kubeconfig/mapping.h"
#include "kubeconfig/schema.h"
#include "platform/file.h"

static const struct {
	const char *key, *noun;
} sections[SECTION_COUNT] = {
	[SECTION_CLUSTERS] = {"clusters", "cluster"},
	[SECTION_CONTEXTS] = {"contexts", "context"},
	[SECTION_USERS] = {"users", "user"},
};

const char *section_key(enum section section)
{
	return sections[section].key;
}

const char *section_noun(enum section section)
{
	return sections[section].noun;
}

void config_file_free(struct config_file *file)
{
	if (!file)
		return;
	for (int i = 0; i < SECTION_COUNT; i++) {
		name_index_done(&file->sections[i].by_name);
		free(file->sections[i].entries);
	}
	document_free(file->document);
	free(file->path);
	free(file);
}

void config_file_free_at(struct config_file **at)
{
	config_file_free(*at);
}

static struct slice entry_name(const struct document *document, const struct config_entry *entry)
{
	return entry->name == NODE_NONE ? (struct slice){"", 0} : node_text(document, entry->name);
}

static struct slice name_of(const void *owner, uint32_t number)
{
	const struct config_section *section = owner;
	return entry_name(section->document, &section->entries[number]);
}

struct slice config_entry_name(const struct config_file *file, enum section section,
			       uint32_t number)
{
	return name_of(&file->sections[section], number);
}

static int refuse_duplicate(const struct config_file *file, enum section which, uint32_t first,
			    uint32_t second, struct error *err)
{
	const struct document *document = file->document;
	const struct config_section *section = &file->sections[which];
	struct slice text = document_text(document);
	struct slice name = name_of(section, second);
	char escaped[128];
	string_escape(escaped, sizeof(escaped), name.bytes, name.length);
	struct yaml_position earlier = yaml_position(
		text.bytes, text.length, node_start(document, section->entries[first].item));
	char place[DOCUMENT_PLACE_SIZE];
	error_set(err, ERROR_FAILED, "%s: there is a %s '%s' already, on line %zu",
		  document_place(document, node_start(document, section->entries[second].item),
				 place),
		  section_noun(which), escaped, earlier.line);
	return error_hint(err, "rename or remove one of the two; kubectl refuses such a file too");
}

static int index_section(struct config_file *file, enum section which, struct error *err)
{
	const struct document *document = file->document;
	struct config_section *section = &file->sections[which];
	section->list = mapping_get(document, document_root(document), section_key(which));
	if (section->list == NODE_NONE)
		return 0;
	node_t list = node_resolve(document, section->list);
	size_t count = 0;
	for (node_t item = node_first(document, list); item != NODE_NONE;
	     item = node_next(document, list, item))
		count++;
	section->entries = calloc(count + 1, sizeof(*section->entries));
	if (!section->entries)
		return error_no_memory(err);
	for (node_t item = node_first(document, list); item != NODE_NONE;
	     item = node_next(document, list, item)) {
		uint32_t number = section->count++;
		section->entries[number] = (struct config_entry){
			.item = item,
			.name = mapping_get(document, item, "name"),
			.body = mapping_get(document, item, section_noun(which)),
		};
		int64_t old;
		if (name_index_add(&section->by_name, number, &old, err) != 0)
			return -1;
		if (old != NAME_NOT_FOUND)
			return refuse_duplicate(file, which, (uint32_t)old, number, err);
	}
	return 0;
}

int config_file_from_document(const char *path, struct document *document,
			      struct config_file **ret_file, struct error *err)
{
	cleanup(config_file_free_at) struct config_file *file = calloc(1, sizeof(*file));
	if (!file) {
		document_free(document);
		return error_no_memory(err);
	}
	file->document = document;
	file->exists = true;
	file->current_context = NODE_NONE;
	if (string_copy(&file->path, path, err) != 0 || schema_check(document, err) != 0)
		return -1;
	for (int i = 0; i < SECTION_COUNT; i++) {
		struct config_section *section = &file->sections[i];
		section->document = document;
		name_index_init(&section->by_name, name_of, section);
		if (index_section(file, (enum section)i, err) != 0)
			return -1;
	}
	file->current_context = mapping_get(document, document_root(document), "current-context");
	*ret_file = TAKE_PTR(file);
	return 0;
}

int config_file_parse(const char *path, struct secret *text, struct config_file **ret_file,
		      struct error *err)
{
	struct document *document = NULL;
	if (document_parse(text, path, &document, err) != 0)
		return -1;
	return config_file_from_document(path, document, ret_file, err);
}

/* A file that does not exist is as good as an empty one. */
static int missing_file(const char *path, struct config_file **ret_file, struct error *err)
{
	struct secret nothing = SECRET_INIT(0);
	if (config_file_parse(path, &nothing, ret_file, err) != 0)
		return -1;
	(*ret_file)->exists = false;
	return 0;
}

int config_file_load(const char *path, struct config_file **ret_file, struct error *err)
{
	cleanup(secret_done) struct secret text = SECRET_INIT(DOCUMENT_SIZE_LIMIT);
	struct error reading = ERROR_INIT;
	if (file_read(path, &text.bytes, &reading) == 0)
		return config_file_parse(path, &text, ret_file, err);
	if (reading.errnum == ENOENT)
		return missing_file(path, ret_file, err);
	if (err)
		*err = reading;
	return -1;
}

int64_t config_file_find(const struct config_file *file, enum section section, struct slice name)
{
	return name_index_find(&file->sections[section].by_name, name);
}

struct slice config_file_current_context(const struct config_file *file)
{
	return file->current_context == NODE_NONE
		       ? (struct slice){"", 0}
		       : node_text(file->document, file->current_context);
}
