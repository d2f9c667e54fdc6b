#include "escrow/store.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "age/armor.h"
#include "age/header.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/slice.h"
#include "core/strings.h"
#include "escrow/store_kinds.h"

/* --- items ------------------------------------------------------------------------------- */

void store_item_done(struct store_item *item)
{
	buffer_done(&item->sealed);
	buffer_done(&item->signature);
}

void store_item_move(struct store_item *to, struct store_item *from)
{
	*to = *from;
	*from = (struct store_item)STORE_ITEM_INIT;
}

static bool buffer_equal(const struct buffer *a, const struct buffer *b)
{
	return slice_equal((struct slice){a->data, a->length}, (struct slice){b->data, b->length});
}

bool store_item_equal(const struct store_item *a, const struct store_item *b)
{
	return buffer_equal(&a->sealed, &b->sealed) && buffer_equal(&a->signature, &b->signature);
}

static bool is_sealed(const struct buffer *bytes)
{
	cleanup(age_header_done) struct age_header header = AGE_HEADER_INIT;
	cleanup(buffer_done) struct buffer unarmored = BUFFER_INIT(BUNDLE_SEALED_MAX);
	const char *text = buffer_string(bytes);
	if (!armor_is_armored(text, bytes->length))
		return age_header_parse(text, bytes->length, &header, NULL) == 0;
	return armor_decode(text, bytes->length, &unarmored, NULL) == 0 &&
	       age_header_parse(buffer_string(&unarmored), unarmored.length, &header, NULL) == 0;
}

int store_item_check(const struct store_item *item, const char *name, struct error *err)
{
	if (is_sealed(&item->sealed))
		return 0;
	error_set(err, ERROR_FAILED, "%s is not a sealed file: it does not begin as an age file",
		  name);
	return error_hint(err, "seal it first: eksbreakglass seal");
}

/* --- names ------------------------------------------------------------------------------- */

static bool is_name(const char *name)
{
	static const char *const suffixes[] = {".age", ".minisig", ".versions"};
	if (!string_is_alnum(name[0]) || strlen(name) > STORE_NAME_MAX)
		return false;
	for (const char *c = name; *c; c++)
		if (!string_is_alnum(*c) && !strchr("._-+=@", *c))
			return false;
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		if (string_has_suffix(name, suffixes[i]))
			return false;
	return true;
}

int store_check_name(const char *name, struct error *err)
{
	if (is_name(name))
		return 0;
	error_set(err, ERROR_USAGE, "'%s' cannot be a name in a store", name);
	return error_hint(err,
			  "a name has letters, digits and ._-+=@, at most %d of them, and begins "
			  "with a letter or digit; the name of prod.age is prod",
			  STORE_NAME_MAX);
}

int store_name_from_path(const char *path, char **ret_name, struct error *err)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	size_t length = strlen(base) - (string_has_suffix(base, ".age") ? strlen(".age") : 0);
	char *name = strndup(base, length);
	if (!name)
		return error_no_memory(err);
	if (!is_name(name)) {
		free(name);
		error_set(err, ERROR_USAGE, "the file name '%s' gives no name for a store", base);
		return error_hint(err, "give one with --name");
	}
	*ret_name = name;
	return 0;
}

/* --- entries ----------------------------------------------------------------------------- */

void store_entries_done(struct store_entries *entries)
{
	for (size_t i = 0; i < entries->count; i++) {
		free(entries->items[i].name);
		free(entries->items[i].versions);
		store_labels_done(&entries->items[i].labels);
	}
	free(entries->items);
	*entries = (struct store_entries){0};
}

struct store_entry *store_entries_add(struct store_entries *entries, const char *name,
				      size_t versions, struct error *err)
{
	struct store_entry *items =
		reallocarray(entries->items, entries->count + 1, sizeof(*items));
	if (items)
		entries->items = items;
	struct store_entry entry = {
		.name = strdup(name),
		.versions = calloc(versions + 1, sizeof(*entry.versions)),
	};
	if (!items || !entry.name || !entry.versions) {
		free(entry.name);
		free(entry.versions);
		error_no_memory(err);
		return NULL;
	}
	items[entries->count] = entry;
	return &items[entries->count++];
}

static int compare_versions(const void *a, const void *b)
{
	const struct store_version *left = a, *right = b;
	return left->number < right->number ? -1 : left->number > right->number;
}

static int compare_entries(const void *a, const void *b)
{
	const struct store_entry *left = a, *right = b;
	return strcmp(left->name, right->name);
}

void store_entries_sort(struct store_entries *entries)
{
	for (size_t i = 0; i < entries->count; i++)
		qsort(entries->items[i].versions, entries->items[i].version_count,
		      sizeof(struct store_version), compare_versions);
	if (entries->count > 0)
		qsort(entries->items, entries->count, sizeof(*entries->items), compare_entries);
}

/* --- stores ------------------------------------------------------------------------------ */

void store_note(struct store *store, const char *format, ...)
{
	char line[1024];
	va_list args;
	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	buffer_append_string(&store->notes, line);
	buffer_append_char(&store->notes, '\n');
}

int store_not_there(const struct store *store, const char *name, uint64_t version,
		    struct error *err)
{
	if (version == 0)
		error_set(err, ERROR_FAILED, "there is no %s", name);
	else
		error_set(err, ERROR_FAILED, "there is no version %llu of %s",
			  (unsigned long long)version, name);
	return error_hint(err, "'escrow list --from %s' shows what is there", store->spec);
}

static const struct store_kind {
	const char *prefix;
	int (*open)(const char *place, const struct store_options *options,
		    struct store **ret_store, struct error *err);
} kinds[] = {
	{"dir:", store_directory_open},
	{"vault:", store_vault_open},
};

static const struct store_kind *find_kind(const char *spec)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (string_has_prefix(spec, kinds[i].prefix))
			return &kinds[i];
	return NULL;
}

int store_check_spec(const char *spec, struct error *err)
{
	if (find_kind(spec))
		return 0;
	error_set(err, ERROR_USAGE, "'%s' does not name a store", spec);
	return error_hint(err, "a store is dir:PATH or vault:[MOUNT/]PATH");
}

int store_open(const char *spec, const struct store_options *options, struct store **ret_store,
	       struct error *err)
{
	struct store *store = NULL;
	if (store_check_spec(spec, err) != 0)
		return -1;
	const struct store_kind *kind = find_kind(spec);
	if (kind->open(spec + strlen(kind->prefix), options, &store, err) != 0)
		return error_wrap(err, "%s", spec);
	store->notes = (struct buffer)BUFFER_INIT(STORE_NOTES_MAX);
	if (string_copy(&store->spec, spec, err) != 0) {
		store_free(store);
		return -1;
	}
	*ret_store = store;
	return 0;
}

void store_free(struct store *store)
{
	if (!store)
		return;
	free(store->spec);
	buffer_done(&store->notes);
	store->functions->free(store);
}

void store_free_at(struct store **at)
{
	store_free(*at);
}

int store_put(struct store *store, const char *name, const struct store_item *item,
	      struct store_put_result *ret_result, struct error *err)
{
	if (store_check_name(name, err) != 0 || store_item_check(item, name, err) != 0)
		return -1;
	if (store->functions->put(store, name, item, ret_result, err) != 0)
		return error_wrap(err, "%s", store->spec);
	return 0;
}

int store_get(struct store *store, const char *name, uint64_t version, struct store_item *ret_item,
	      uint64_t *ret_version, struct error *err)
{
	if (store_check_name(name, err) != 0)
		return -1;
	if (store->functions->get(store, name, version, ret_item, ret_version, err) != 0)
		return error_wrap(err, "%s", store->spec);
	return 0;
}

int store_list(struct store *store, const char *name, struct store_entries *ret_entries,
	       struct error *err)
{
	if (name && store_check_name(name, err) != 0)
		return -1;
	struct store_entries entries = {0};
	if (store->functions->list(store, name, &entries, err) != 0) {
		store_entries_done(&entries);
		return error_wrap(err, "%s", store->spec);
	}
	store_entries_sort(&entries);
	*ret_entries = entries;
	return 0;
}

int store_remove(struct store *store, const char *name, uint64_t version, struct error *err)
{
	if (store_check_name(name, err) != 0)
		return -1;
	if (store->functions->remove(store, name, version, err) != 0)
		return error_wrap(err, "%s", store->spec);
	return 0;
}

void store_check(struct store *store)
{
	if (store->functions->check)
		store->functions->check(store);
}
