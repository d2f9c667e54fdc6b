/* Findings about a file as a whole: who can read it, what lies beside it, what is in it twice. */
#include <stdlib.h>
#include <sys/stat.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "kubeconfig/lint_parts.h"
#include "kubeconfig/mapping.h"
#include "kubeconfig/scan.h"
#include "kubeconfig/schema.h"
#include "kubeconfig/secret_spans.h"

static void check_mode(struct lint *lint, const struct lint_file *file)
{
	cleanup(secret_spans_done) struct secret_spans secrets = {0};
	struct stat status;
	if (stat(file->path, &status) != 0 || (status.st_mode & 0077) == 0)
		return;
	if (secret_spans_find(file->document, &secrets, lint->err) != 0) {
		lint->failed = true;
		return;
	}
	if (secrets.count == 0)
		return;
	bool everybody = (status.st_mode & 0007) != 0;
	lint_find(lint, file, (int64_t)secrets.items[0].start,
		  everybody ? LINT_ERROR : LINT_WARNING, "readable-by-others",
		  "the file holds secrets, and its mode %04o lets %s at them",
		  status.st_mode & 07777U, everybody ? "everybody" : "its group");
	lint_advise(lint, "chmod 600 %s", file->path);
}

static void check_lock(struct lint *lint, const struct lint_file *file)
{
	cleanup_free char *lock = NULL;
	struct stat status;
	if (string_format(&lock, lint->err, "%s.lock", file->path) != 0) {
		lint->failed = true;
		return;
	}
	if (stat(lock, &status) != 0)
		return;
	lint_find(lint, file, LINT_NO_OFFSET, LINT_WARNING, "locked",
		  "%s exists: as long as it does, kubectl cannot change the file", lock);
	lint_advise(lint, "if no kubectl is at work, a killed one left it: rm %s", lock);
}

static void check_end(struct lint *lint, const struct lint_file *file)
{
	struct slice text = document_text(file->document);
	node_t root = document_root(file->document);
	if (root == NODE_NONE)
		return;
	/* "---" or "..." and then something. */
	size_t mark = scan_space(text, node_end(file->document, root));
	if (mark >= text.length || scan_space(text, mark + 3) >= text.length)
		return;
	lint_find(lint, file, (int64_t)mark, LINT_WARNING, "second-document",
		  "what follows from here is a document of its own, and is not read");
	lint_advise(lint, "put it into a file of its own, and that into $KUBECONFIG");
}

void lint_file_itself(struct lint *lint, const struct lint_file *file)
{
	if (!file->exists)
		return;
	check_lock(lint, file);
	if (!file->document)
		return;
	check_mode(lint, file);
	check_end(lint, file);
}

/* --- keys --------------------------------------------------------------------------------- */

static void check_known(struct lint *lint, const struct lint_file *file, node_t key,
			const struct schema_field *fields)
{
	char shown[LINT_SHOWN_SIZE];
	const char *nearest = NULL;
	size_t nearest_distance = 4;
	lint_show(node_text(file->document, key), shown);
	for (; fields->name; fields++) {
		size_t distance = string_distance(shown, fields->name);
		if (distance < nearest_distance) {
			nearest = fields->name;
			nearest_distance = distance;
		}
	}
	lint_find(lint, file, (int64_t)node_start(file->document, key), LINT_WARNING,
		  "unknown-field", "kubectl knows no field '%s' here, and passes over it", shown);
	if (nearest)
		lint_advise(lint, "did you mean '%s'?", nearest);
	else
		lint_advise(lint, "remove it, or make it a comment; kubectl does so at its next "
				  "change of the file");
}

/* A key that stands again later in the same mapping: YAML forbids it, kubectl takes the last. */
static bool is_overridden(const struct document *document, node_t mapping, node_t key)
{
	struct slice text = node_text(document, key);
	node_t other = node_next(document, mapping, node_next(document, mapping, key));
	while (other != NODE_NONE) {
		if (slice_equal(node_text(document, other), text))
			return true;
		other = node_next(document, mapping, node_next(document, mapping, other));
	}
	return false;
}

static void walk_struct(struct lint *lint, const struct lint_file *file, node_t node,
			const struct schema_field *fields);

static void walk_value(struct lint *lint, const struct lint_file *file, node_t value,
		       const struct schema_field *field)
{
	const struct document *document = file->document;
	value = node_resolve(document, value);
	if (field->type == SCHEMA_STRUCT)
		walk_struct(lint, file, value, field->fields);
	if (field->type != SCHEMA_LIST || node_kind(document, value) != YAML_KIND_SEQUENCE)
		return;
	for (node_t item = node_first(document, value); item != NODE_NONE;
	     item = node_next(document, value, item))
		walk_struct(lint, file, node_resolve(document, item), field->fields);
}

static void walk_struct(struct lint *lint, const struct lint_file *file, node_t node,
			const struct schema_field *fields)
{
	const struct document *document = file->document;
	char shown[LINT_SHOWN_SIZE];
	if (node_kind(document, node) != YAML_KIND_MAPPING)
		return;
	for (node_t key = node_first(document, node); key != NODE_NONE && !lint->failed;) {
		node_t value = node_next(document, node, key);
		struct slice name = node_text(document, key);
		const struct schema_field *field = schema_find(fields, name);
		if (is_overridden(document, node, key)) {
			lint_find(lint, file, (int64_t)node_start(document, key), LINT_WARNING,
				  "duplicate-key",
				  "'%s' stands here again below, and only the last one counts",
				  lint_show(name, shown));
			lint_advise(lint, "remove one of them");
		} else if (field) {
			walk_value(lint, file, value, field);
		} else if (!mapping_is_merge_key(document, key)) {
			check_known(lint, file, key, fields);
		}
		key = node_next(document, node, value);
	}
}

void lint_keys(struct lint *lint, const struct lint_file *file)
{
	node_t root = document_root(file->document);
	if (root != NODE_NONE)
		walk_struct(lint, file, node_resolve(file->document, root), schema_config);
}
