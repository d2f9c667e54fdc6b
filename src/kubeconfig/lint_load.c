/* The files that are to be looked at, also those that client-go would refuse. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "kubeconfig/lint_parts.h"
#include "kubeconfig/mapping.h"
#include "kubeconfig/paths.h"
#include "kubeconfig/schema.h"
#include "platform/file.h"

/* Takes ":NUMBER" off the front; 0 where there is none. */
static size_t take_number(const char **text)
{
	char *end;
	if ((*text)[0] != ':' || !string_is_digit((*text)[1]))
		return 0;
	size_t number = strtoul(*text + 1, &end, 10);
	*text = end;
	return number;
}

/* An error of the form "PATH:LINE:COLUMN: TEXT" becomes a finding at that place. */
static void refuse(struct lint *lint, const struct lint_file *file, const struct error *error,
		   const char *rule)
{
	const char *message = error->message;
	size_t line = 0, column = 0;
	if (string_has_prefix(message, file->path)) {
		message += strlen(file->path);
		line = take_number(&message);
		column = take_number(&message);
		message += strspn(message, ": ");
	}
	lint_find(lint, file, LINT_NO_OFFSET, LINT_ERROR, rule, "%s", message);
	lint_advise(lint, "%s",
		    error->hint[0] != '\0'
			    ? error->hint
			    : "kubectl refuses all files as long as one is like this");
	if (!lint->failed && column > 0) {
		lint->drafts[lint->draft_count - 1].finding.line = line;
		lint->drafts[lint->draft_count - 1].finding.column = column;
	}
}

static int collect_entries(struct lint *lint, struct lint_file *file, enum section which)
{
	const struct document *document = file->document;
	struct lint_section *section = &file->sections[which];
	node_t list = mapping_get(document, document_root(document), section_key(which));
	uint32_t count = 0;
	if (list == NODE_NONE)
		return 0;
	list = node_resolve(document, list);
	for (node_t item = node_first(document, list); item != NODE_NONE;
	     item = node_next(document, list, item))
		count++;
	section->entries = calloc((size_t)count + 1, sizeof(*section->entries));
	if (!section->entries) {
		lint_fail(lint);
		return -1;
	}
	for (node_t item = node_first(document, list); item != NODE_NONE;
	     item = node_next(document, list, item))
		section->entries[section->count++] = (struct lint_entry){
			.name = lint_text(file, item, "name"),
			.item = item,
			.body = mapping_get(document, item, section_noun(which)),
		};
	return 0;
}

static void load_document(struct lint *lint, struct lint_file *file, struct secret *text)
{
	struct error err = ERROR_INIT;
	if (document_parse(text, file->path, &file->document, &err) != 0) {
		refuse(lint, file, &err, "syntax");
		return;
	}
	if (schema_check(file->document, &err) != 0) {
		refuse(lint, file, &err, "not-a-kubeconfig");
		document_free(file->document);
		file->document = NULL;
		return;
	}
	for (int i = 0; i < SECTION_COUNT; i++)
		if (collect_entries(lint, file, (enum section)i) != 0)
			return;
	node_t root = document_root(file->document);
	if (lint_text(file, root, "current-context").length > 0)
		file->current_context = mapping_get(file->document, root, "current-context");
}

static void load_file(struct lint *lint, struct lint_file *file, bool required)
{
	cleanup(secret_done) struct secret text = SECRET_INIT(DOCUMENT_SIZE_LIMIT);
	struct error err = ERROR_INIT;
	file->current_context = NODE_NONE;
	file->exists = true;
	if (file_read(file->path, &text.bytes, &err) == 0) {
		load_document(lint, file, &text);
		return;
	}
	file->exists = err.errnum != ENOENT;
	if (file->exists || required)
		lint_find(lint, file, LINT_NO_OFFSET, LINT_ERROR, "unreadable", "%s", err.message);
	else
		lint_find(lint, file, LINT_NO_OFFSET, LINT_NOTE, "missing-file",
			  "there is no such file");
	lint_advise(lint, "%s",
		    required       ? "--kubeconfig must name a file that exists"
		    : file->exists ? "kubectl refuses all files as long as one cannot be read"
				   : "kubectl passes over it; take it out of $KUBECONFIG");
}

int lint_load(struct lint *lint)
{
	cleanup(kubeconfig_paths_done) struct kubeconfig_paths paths = {0};
	if (kubeconfig_paths(lint->options->explicit_path, &paths, lint->err) != 0)
		return -1;
	lint->files = calloc(paths.count + 1, sizeof(*lint->files));
	if (!lint->files)
		return error_no_memory(lint->err);
	bool is_list = !paths.explicit_path && !string_is_empty(getenv("KUBECONFIG"));
	for (size_t i = 0; i < paths.count; i++) {
		struct lint_file *file = &lint->files[lint->file_count];
		if (paths.items[i][0] == '\0')
			continue;
		lint->file_count++;
		if (string_copy(&file->path, paths.items[i], lint->err) != 0)
			return -1;
		/* Without a list, having no ~/.kube/config is nothing to speak of. */
		if (is_list || paths.explicit_path || access(file->path, F_OK) == 0)
			load_file(lint, file, paths.explicit_path);
		else
			file->current_context = NODE_NONE;
	}
	return 0;
}
