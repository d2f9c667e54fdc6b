/* Findings about names: two of one name, and references that lead nowhere. */
#include <stdlib.h>

#include "core/error.h"
#include "kubeconfig/lint_parts.h"
#include "kubeconfig/value_equal.h"

static struct slice name_of(const void *owner, uint32_t number)
{
	const struct lint_names *names = owner;
	const struct lint_place *place = &names->places[number];
	return names->lint->files[place->file].sections[names->section].entries[place->number].name;
}

static const struct lint_entry *entry_at(const struct lint *lint, enum section section,
					 const struct lint_place *place)
{
	return &lint->files[place->file].sections[section].entries[place->number];
}

const struct lint_entry *lint_lookup(const struct lint *lint, enum section section,
				     struct slice name)
{
	int64_t number = name_index_find(&lint->names[section].index, name);
	return number < 0 ? NULL : entry_at(lint, section, &lint->names[section].places[number]);
}

static int64_t start_of(const struct lint_file *file, node_t node)
{
	return (int64_t)node_start(file->document, node);
}

static size_t line_of(const struct lint_file *file, node_t node)
{
	struct slice text = document_text(file->document);
	return yaml_position(text.bytes, text.length, node_start(file->document, node)).line;
}

/* Two entries of one name: in one file that is an error, of two files the first wins. */
static void compare_entries(struct lint *lint, enum section section, const struct lint_place *first,
			    const struct lint_place *second)
{
	const struct lint_file *winner = &lint->files[first->file];
	const struct lint_file *file = &lint->files[second->file];
	const struct lint_entry *a = entry_at(lint, section, first);
	const struct lint_entry *b = entry_at(lint, section, second);
	const char *noun = section_noun(section);
	char shown[LINT_SHOWN_SIZE];
	lint_show(b->name, shown);
	if (winner == file) {
		lint_find(lint, file, start_of(file, b->item), LINT_ERROR, "duplicate-name",
			  "there is a %s '%s' already, on line %zu; kubectl refuses the file", noun,
			  shown, line_of(file, a->item));
		lint_advise(lint, "rename or remove one of the two");
		return;
	}
	bool same = value_equal(file->document, b->item, value_of_node(winner->document, a->item));
	lint_find(lint, file, start_of(file, b->item), same ? LINT_NOTE : LINT_WARNING, "shadowed",
		  same ? "%s '%s' is the same in %s already"
		       : "%s '%s' is never used: the one in %s comes first",
		  noun, shown, winner->path);
	lint_advise(lint, same ? "remove one of the two" : "rename or remove one of the two");
}

static int index_names(struct lint *lint, enum section section)
{
	struct lint_names *names = &lint->names[section];
	size_t total = 0;
	for (uint32_t i = 0; i < lint->file_count; i++)
		total += lint->files[i].sections[section].count;
	names->lint = lint;
	names->section = section;
	name_index_init(&names->index, name_of, names);
	names->places = calloc(total + 1, sizeof(*names->places));
	if (!names->places) {
		lint_fail(lint);
		return -1;
	}
	for (uint32_t i = 0; i < lint->file_count; i++)
		for (uint32_t k = 0; k < lint->files[i].sections[section].count; k++) {
			struct lint_place place = {i, k};
			int64_t old;
			names->places[names->count] = place;
			if (name_index_add(&names->index, names->count, &old, lint->err) != 0) {
				lint->failed = true;
				return -1;
			}
			if (old == NAME_NOT_FOUND)
				names->count++;
			else
				compare_entries(lint, section, &names->places[old], &place);
		}
	return 0;
}

/* --- current-context ---------------------------------------------------------------------- */

static void check_current_context(struct lint *lint)
{
	const struct lint_file *winner = NULL;
	struct slice current = {"", 0};
	char shown[LINT_SHOWN_SIZE];
	for (uint32_t i = 0; i < lint->file_count; i++) {
		const struct lint_file *file = &lint->files[i];
		if (!file->document || file->current_context == NODE_NONE)
			continue;
		struct slice own = node_text(file->document, file->current_context);
		lint_show(own, shown);
		if (!winner) {
			winner = file;
			current = own;
		} else if (!slice_equal(own, current)) {
			lint_find(lint, file, start_of(file, file->current_context), LINT_NOTE,
				  "shadowed-current-context",
				  "current-context '%s' is not used: the one in %s comes first",
				  shown, winner->path);
			lint_advise(lint,
				    "remove it, lest it comes up when the other one is cleared");
		}
	}
	if (winner && !lint_lookup(lint, SECTION_CONTEXTS, current)) {
		lint_find(lint, winner, start_of(winner, winner->current_context), LINT_ERROR,
			  "missing-current-context", "the current context '%s' does not exist",
			  lint_show(current, shown));
		lint_advise(lint, "'eksbreakglass config use NAME' chooses one that does");
	}
	if (!winner && lint->names[SECTION_CONTEXTS].count > 0) {
		const struct lint_place *place = &lint->names[SECTION_CONTEXTS].places[0];
		lint_find(lint, &lint->files[place->file], LINT_NO_OFFSET, LINT_NOTE,
			  "no-current-context",
			  "no context is the current one: kubectl without --context fails");
		lint_advise(lint, "'eksbreakglass config use NAME' chooses one");
	}
}

void lint_names(struct lint *lint)
{
	for (int i = 0; i < SECTION_COUNT; i++)
		if (index_names(lint, (enum section)i) != 0)
			return;
	check_current_context(lint);
}

/* --- contexts ----------------------------------------------------------------------------- */

static void check_reference(struct lint *lint, const struct lint_file *file,
			    const struct lint_entry *context, enum section section,
			    enum lint_severity if_none)
{
	const char *noun = section_noun(section);
	struct slice name = lint_text(file, context->body, noun);
	char own[LINT_SHOWN_SIZE], shown[LINT_SHOWN_SIZE];
	int64_t offset = lint_offset(file, node_resolve(file->document, context->body), noun);
	lint_show(context->name, own);
	if (name.length == 0) {
		lint_find(lint, file, offset, if_none,
			  section == SECTION_CLUSTERS ? "no-cluster" : "no-user",
			  "context '%s' names no %s", own, noun);
		lint_advise(lint, "set its %s, or delete the context", noun);
	} else if (!lint_lookup(lint, section, name)) {
		lint_find(lint, file, offset, LINT_ERROR,
			  section == SECTION_CLUSTERS ? "missing-cluster" : "missing-user",
			  "context '%s' names the %s '%s', which does not exist", own, noun,
			  lint_show(name, shown));
		lint_advise(lint,
			    "'eksbreakglass config delete' takes the context out, unless the "
			    "%s is to come back",
			    noun);
	}
}

void lint_context(struct lint *lint, const struct lint_file *file, const struct lint_entry *entry)
{
	check_reference(lint, file, entry, SECTION_CLUSTERS, LINT_ERROR);
	/* Without a user kubectl asks as nobody, which few clusters answer. */
	check_reference(lint, file, entry, SECTION_USERS, LINT_WARNING);
}
