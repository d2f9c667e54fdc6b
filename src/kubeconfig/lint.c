#include "kubeconfig/lint_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "core/time.h"
#include "kubeconfig/mapping.h"
#include "kubeconfig/references.h"
#include "kubeconfig/scan.h"
#include "kubeconfig/text.h"

const char *lint_severity_name(enum lint_severity severity)
{
	static const char *const names[] = {
		[LINT_NOTE] = "note", [LINT_WARNING] = "warning", [LINT_ERROR] = "error"};
	return names[severity];
}

static void finding_done(struct lint_finding *finding)
{
	free(finding->path);
	free(finding->message);
	free(finding->advice);
}

void lint_report_done(struct lint_report *report)
{
	for (size_t i = 0; i < report->count; i++)
		finding_done(&report->items[i]);
	free(report->items);
	*report = (struct lint_report){0};
}

/* --- findings ----------------------------------------------------------------------------- */

void lint_fail(struct lint *lint)
{
	if (!lint->failed)
		error_no_memory(lint->err);
	lint->failed = true;
}

static struct lint_draft *new_draft(struct lint *lint)
{
	if (lint->draft_count == lint->draft_capacity) {
		size_t capacity = lint->draft_capacity > 0 ? lint->draft_capacity * 2 : 16;
		void *drafts = reallocarray(lint->drafts, capacity, sizeof(*lint->drafts));
		if (!drafts) {
			lint_fail(lint);
			return NULL;
		}
		lint->drafts = drafts;
		lint->draft_capacity = capacity;
	}
	struct lint_draft *draft = &lint->drafts[lint->draft_count];
	*draft = (struct lint_draft){.order = lint->draft_count};
	lint->draft_count++;
	return draft;
}

void lint_find(struct lint *lint, const struct lint_file *file, int64_t offset,
	       enum lint_severity severity, const char *rule, const char *format, ...)
{
	struct lint_draft *draft = lint->failed ? NULL : new_draft(lint);
	va_list args;
	if (!draft)
		return;
	draft->file = (uint32_t)(file - lint->files);
	draft->offset = offset < 0 ? 0 : (size_t)offset;
	draft->finding.severity = severity;
	draft->finding.rule = rule;
	draft->finding.line = offset < 0 ? 0 : 1;
	draft->finding.path = strdup(file->path);
	va_start(args, format);
	if (vasprintf(&draft->finding.message, format, args) < 0)
		draft->finding.message = NULL;
	va_end(args);
	if (!draft->finding.path || !draft->finding.message)
		lint_fail(lint);
}

void lint_advise(struct lint *lint, const char *format, ...)
{
	va_list args;
	if (lint->failed)
		return;
	struct lint_finding *finding = &lint->drafts[lint->draft_count - 1].finding;
	va_start(args, format);
	if (vasprintf(&finding->advice, format, args) < 0) {
		finding->advice = NULL;
		lint_fail(lint);
	}
	va_end(args);
}

const char *lint_show(struct slice name, char target[LINT_SHOWN_SIZE])
{
	string_escape(target, LINT_SHOWN_SIZE, name.bytes, name.length);
	return target;
}

void lint_expiry(struct lint *lint, const struct lint_file *file, int64_t offset, int64_t expires,
		 const char *what)
{
	char date[TIME_RFC3339_SIZE];
	if (time_format_rfc3339(expires, date) != 0)
		snprintf(date, sizeof(date), "an unknown date");
	if (expires <= lint->options->now) {
		lint_find(lint, file, offset, LINT_ERROR, "expired", "%s expired at %s", what,
			  date);
		lint_advise(lint, "get a new one, or delete the entry");
	} else if (expires - lint->options->expires_within <= lint->options->now) {
		lint_find(lint, file, offset, LINT_WARNING, "expires-soon", "%s expires at %s",
			  what, date);
		lint_advise(lint, "replace it in time");
	}
}

/* --- what checks ask of a file ------------------------------------------------------------ */

struct slice lint_text(const struct lint_file *file, node_t mapping, const char *key)
{
	node_t value = mapping_get(file->document, mapping, key);
	return value == NODE_NONE ? (struct slice){"", 0} : node_text(file->document, value);
}

int64_t lint_offset(const struct lint_file *file, node_t mapping, const char *key)
{
	node_t value = mapping_find(file->document, mapping, slice_of(key)).value;
	return (int64_t)node_start(file->document, value == NODE_NONE ? mapping : value);
}

char *lint_reference(struct lint *lint, const struct lint_file *file, node_t mapping,
		     const char *key)
{
	cleanup_free char *reference = NULL;
	char *path = NULL;
	node_t value = mapping_get(file->document, mapping, key);
	if (value == NODE_NONE || lint->failed)
		return NULL;
	/* A path that holds NUL is no path. */
	if (text_take(file->document, value, &reference, NULL) != 0 || !reference)
		return NULL;
	if (reference_resolve(file->path, reference, &path, lint->err) != 0)
		lint->failed = true;
	return path;
}

/* --- all checks, and the report ----------------------------------------------------------- */

static void check_entry(struct lint *lint, const struct lint_file *file, enum section section,
			const struct lint_entry *entry)
{
	int64_t offset = (int64_t)node_start(file->document, entry->item);
	const char *noun = section_noun(section);
	char shown[LINT_SHOWN_SIZE];
	if (entry->name.length == 0) {
		lint_find(lint, file, offset, LINT_WARNING, "no-name", "a %s has no name", noun);
		lint_advise(lint, "give it one, or remove it");
	}
	if (entry->body == NODE_NONE) {
		lint_find(lint, file, offset, LINT_WARNING, "empty-entry", "%s '%s' is empty", noun,
			  lint_show(entry->name, shown));
		lint_advise(lint, "its fields belong below the key '%s'", noun);
		return;
	}
	if (section == SECTION_CLUSTERS)
		lint_cluster(lint, file, entry);
	else if (section == SECTION_CONTEXTS)
		lint_context(lint, file, entry);
	else
		lint_user(lint, file, entry);
}

static void check_entries(struct lint *lint, const struct lint_file *file)
{
	for (int i = 0; i < SECTION_COUNT; i++)
		for (uint32_t k = 0; k < file->sections[i].count && !lint->failed; k++)
			check_entry(lint, file, (enum section)i, &file->sections[i].entries[k]);
}

static int compare_drafts(const void *a, const void *b)
{
	const struct lint_draft *left = a, *right = b;
	if (left->file != right->file)
		return left->file < right->file ? -1 : 1;
	if (left->offset != right->offset)
		return left->offset < right->offset ? -1 : 1;
	return left->order < right->order ? -1 : 1;
}

/* Where there is no document, the place was known from the start. */
static void count_lines(const struct lint *lint)
{
	size_t base = 0, base_line = 1;
	for (size_t i = 0; i < lint->draft_count; i++) {
		struct lint_draft *draft = &lint->drafts[i];
		const struct document *document = lint->files[draft->file].document;
		if (i == 0 || draft->file != lint->drafts[i - 1].file) {
			base = 0;
			base_line = 1;
		}
		if (draft->finding.line == 0 || !document)
			continue;
		struct slice text = document_text(document);
		struct yaml_position place =
			yaml_position(text.bytes + base, text.length - base, draft->offset - base);
		draft->finding.line = base_line + place.line - 1;
		draft->finding.column = place.column;
		base = scan_line_start(text, draft->offset);
		base_line = draft->finding.line;
	}
}

static int make_report(struct lint *lint, struct lint_report *ret)
{
	struct lint_finding *items = calloc(lint->draft_count + 1, sizeof(*items));
	if (!items)
		return error_no_memory(lint->err);
	if (lint->draft_count > 1)
		qsort(lint->drafts, lint->draft_count, sizeof(*lint->drafts), compare_drafts);
	count_lines(lint);
	for (size_t i = 0; i < lint->draft_count; i++)
		items[i] = lint->drafts[i].finding;
	*ret = (struct lint_report){items, lint->draft_count, lint->file_count};
	lint->draft_count = 0;
	return 0;
}

static void lint_done(struct lint *lint)
{
	for (size_t i = 0; i < lint->draft_count; i++)
		finding_done(&lint->drafts[i].finding);
	free(lint->drafts);
	for (int i = 0; i < SECTION_COUNT; i++) {
		name_index_done(&lint->names[i].index);
		free(lint->names[i].places);
	}
	for (uint32_t i = 0; i < lint->file_count; i++) {
		for (int k = 0; k < SECTION_COUNT; k++)
			free(lint->files[i].sections[k].entries);
		document_free(lint->files[i].document);
		free(lint->files[i].path);
	}
	free(lint->files);
}

int kubeconfig_lint(const struct lint_options *options, struct lint_report *ret, struct error *err)
{
	cleanup(lint_done) struct lint lint = {.options = options, .err = err};
	if (lint_load(&lint) != 0)
		return -1;
	lint_names(&lint);
	for (uint32_t i = 0; i < lint.file_count && !lint.failed; i++) {
		const struct lint_file *file = &lint.files[i];
		lint_file_itself(&lint, file);
		if (!file->document)
			continue;
		lint_keys(&lint, file);
		check_entries(&lint, file);
	}
	return lint.failed ? -1 : make_report(&lint, ret);
}
