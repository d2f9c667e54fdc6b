#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "escrow/store_directory_history.h"
#include "escrow/store_kinds.h"

static int describe_version(const char *directory, const struct directory_history *history,
			    struct store_entry *entry, uint64_t number, struct error *err)
{
	cleanup(store_item_done) struct store_item item = STORE_ITEM_INIT;
	cleanup_free char *path = NULL;
	struct stat status;
	struct store_version *version = &entry->versions[entry->version_count];
	if (directory_version_path(directory, entry->name, history, number, &path, err) != 0 ||
	    directory_read_item(path, &item, err) != 0)
		return -1;
	version->number = number;
	version->stored = stat(path, &status) == 0 ? (int64_t)status.st_mtime : 0;
	digest_sha256_hex(item.sealed.data, item.sealed.length, version->sha256);
	entry->version_count++;
	if (number != directory_history_newest(history))
		return 0;
	return store_labels_read(item.signature.data, item.signature.length, &entry->labels, err);
}

int directory_describe(const char *directory, const char *name, struct store_entries *entries,
		       struct error *err)
{
	cleanup(directory_history_done) struct directory_history history = DIRECTORY_HISTORY_INIT;
	if (directory_history_read(directory, name, &history, err) != 0)
		return -1;
	uint64_t newest = directory_history_newest(&history);
	if (newest == 0)
		return 0;
	struct store_entry *entry = store_entries_add(entries, name, history.count + 1, err);
	if (!entry)
		return -1;
	for (size_t i = 0; i < history.count; i++)
		if (describe_version(directory, &history, entry, history.numbers[i], err) != 0)
			return -1;
	return history.plain_is_new ? describe_version(directory, &history, entry, newest, err) : 0;
}

static bool is_described(const struct store_entries *entries, const char *name)
{
	for (size_t i = 0; i < entries->count; i++)
		if (string_equal(entries->items[i].name, name))
			return true;
	return false;
}

/* "prod.age" and "prod.versions" both stand for prod; other files are not ours. */
static int describe_file(const char *directory, const char *file, struct store_entries *entries,
			 struct error *err)
{
	static const char *const suffixes[] = {".age", ".versions"};
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		if (!string_has_suffix(file, suffixes[i]))
			continue;
		cleanup_free char *name = strndup(file, strlen(file) - strlen(suffixes[i]));
		if (!name)
			return error_no_memory(err);
		if (store_check_name(name, NULL) != 0 || is_described(entries, name))
			return 0;
		if (entries->count == STORE_NAMES_MAX)
			return error_set(err, ERROR_FAILED, "there are more than %d names",
					 STORE_NAMES_MAX);
		return directory_describe(directory, name, entries, err);
	}
	return 0;
}

int directory_describe_all(const char *directory, struct store_entries *entries, struct error *err)
{
	DIR *stream = opendir(directory);
	int result = 0;
	if (!stream)
		return error_errno(err, errno, "cannot read the directory %s", directory);
	while (result == 0) {
		errno = 0;
		const struct dirent *file = readdir(stream);
		if (!file)
			break;
		result = describe_file(directory, file->d_name, entries, err);
	}
	if (result == 0 && errno != 0)
		result = error_errno(err, errno, "cannot read the directory %s", directory);
	closedir(stream);
	return result;
}
