/* The insides of kubeconfig/lint.h: the files as they are looked at, and one function a theme. */
#ifndef KUBECONFIG_LINT_PARTS_H
#define KUBECONFIG_LINT_PARTS_H

#include <stdarg.h>
#include <stdbool.h>

#include "kubeconfig/config_file.h"
#include "kubeconfig/lint.h"
#include "kubeconfig/name_index.h"

struct lint_entry {
	struct slice name;
	node_t item, body; /* body: NODE_NONE if there is none */
};

struct lint_section {
	struct lint_entry *entries;
	uint32_t count;
};

struct lint_file {
	char *path;
	bool exists;
	struct document *document; /* NULL: it cannot be read, or is no kubeconfig */
	struct lint_section sections[SECTION_COUNT];
	node_t current_context; /* NODE_NONE: none is set */
};

/* Where the entry that wins a name is. */
struct lint_place {
	uint32_t file, number;
};

struct lint_names {
	const struct lint *lint;
	enum section section;
	struct lint_place *places;
	uint32_t count;
	struct name_index index;
};

struct lint {
	const struct lint_options *options;
	struct lint_file *files;
	uint32_t file_count;
	struct lint_names names[SECTION_COUNT];
	/* Findings have offsets first; lines and columns are counted at the end, once a file. */
	struct lint_draft {
		struct lint_finding finding;
		uint32_t file;
		size_t offset;
		size_t order;
	} * drafts;
	size_t draft_count, draft_capacity;
	struct error *err;
	bool failed; /* err is set: memory is out */
};

enum { LINT_NO_OFFSET = -1 };

/* What stands at the place; the advice to it follows by lint_advise(). */
void lint_find(struct lint *lint, const struct lint_file *file, int64_t offset,
	       enum lint_severity severity, const char *rule, const char *format, ...)
	__attribute__((format(printf, 6, 7)));
void lint_advise(struct lint *lint, const char *format, ...) __attribute__((format(printf, 2, 3)));

enum { LINT_SHOWN_SIZE = 160 };

/* A name for a message: escaped, and cut if it is long. Borrowed from `target`. */
const char *lint_show(struct slice name, char target[LINT_SHOWN_SIZE]);

/* The text of a member, or "". */
struct slice lint_text(const struct lint_file *file, node_t mapping, const char *key);
/* The offset of a member's value, or of the mapping where there is none. */
int64_t lint_offset(const struct lint_file *file, node_t mapping, const char *key);

/* A file that a member refers to: an absolute path from malloc; NULL if the member is empty. */
char *lint_reference(struct lint *lint, const struct lint_file *file, node_t mapping,
		     const char *key);

/* The entry that wins the name, or NULL. */
const struct lint_entry *lint_lookup(const struct lint *lint, enum section section,
				     struct slice name);

/* One thing that expires: "the token of user 'x'". */
void lint_expiry(struct lint *lint, const struct lint_file *file, int64_t offset, int64_t expires,
		 const char *what);

/* 0, or -1 with lint->err set. */
int lint_load(struct lint *lint);
void lint_fail(struct lint *lint); /* memory is out */

void lint_file_itself(struct lint *lint, const struct lint_file *file);
void lint_keys(struct lint *lint, const struct lint_file *file);
void lint_names(struct lint *lint);
void lint_cluster(struct lint *lint, const struct lint_file *file, const struct lint_entry *entry);
void lint_context(struct lint *lint, const struct lint_file *file, const struct lint_entry *entry);
void lint_user(struct lint *lint, const struct lint_file *file, const struct lint_entry *entry);
void lint_exec(struct lint *lint, const struct lint_file *file, const struct lint_entry *entry,
	       node_t exec);

#endif
