#include "escrow/store_directory_history.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "core/slice.h"
#include "core/strings.h"
#include "escrow/store_kinds.h"
#include "platform/file.h"

int directory_path(const char *directory, const char *name, uint64_t version, char **ret_path,
		   struct error *err)
{
	if (version == 0)
		return string_format(ret_path, err, "%s/%s.age", directory, name);
	return string_format(ret_path, err, "%s/%s.versions/%llu.age", directory, name,
			     (unsigned long long)version);
}

int directory_read_item(const char *path, struct store_item *ret_item, struct error *err)
{
	cleanup(store_item_done) struct store_item item = STORE_ITEM_INIT;
	struct error missing = ERROR_INIT;
	cleanup_free char *signature = NULL;
	if (string_format(&signature, err, "%s.minisig", path) != 0 ||
	    file_read(path, &item.sealed, err) != 0)
		return -1;
	if (file_read(signature, &item.signature, &missing) != 0 && missing.errnum != ENOENT) {
		if (err)
			*err = missing;
		return -1;
	}
	store_item_move(ret_item, &item);
	return 0;
}

void directory_history_done(struct directory_history *history)
{
	free(history->numbers);
	store_item_done(&history->plain);
}

uint64_t directory_history_newest(const struct directory_history *history)
{
	uint64_t last = history->count > 0 ? history->numbers[history->count - 1] : 0;
	return last + (history->plain_is_new ? 1 : 0);
}

int directory_version_path(const char *directory, const char *name,
			   const struct directory_history *history, uint64_t version,
			   char **ret_path, struct error *err)
{
	bool is_plain = history->plain_is_new && version == directory_history_newest(history);
	return directory_path(directory, name, is_plain ? 0 : version, ret_path, err);
}

/* 0 for a file that is no version. */
static uint64_t version_of_file(const char *file)
{
	char digits[24];
	uint64_t number;
	size_t length = strspn(file, "0123456789");
	if (length == 0 || length >= sizeof(digits) || !string_equal(file + length, ".age") ||
	    file[0] == '0')
		return 0;
	memcpy(digits, file, length);
	digits[length] = '\0';
	return string_to_u64(digits, INT64_MAX, &number) == 0 ? number : 0;
}

static int compare_numbers(const void *a, const void *b)
{
	const uint64_t *left = a, *right = b;
	return *left < *right ? -1 : *left > *right;
}

static int read_numbers(DIR *stream, const char *path, struct directory_history *history,
			struct error *err)
{
	history->numbers = calloc(STORE_VERSIONS_MAX, sizeof(*history->numbers));
	if (!history->numbers)
		return error_no_memory(err);
	errno = 0;
	for (struct dirent *file = readdir(stream); file; file = readdir(stream)) {
		uint64_t number = version_of_file(file->d_name);
		if (number == 0)
			continue;
		if (history->count == STORE_VERSIONS_MAX) {
			error_set(err, ERROR_FAILED, "there are more than %d versions in %s",
				  STORE_VERSIONS_MAX, path);
			return error_hint(err, "'escrow prune' removes old ones");
		}
		history->numbers[history->count++] = number;
	}
	if (errno != 0)
		return error_errno(err, errno, "cannot read the directory %s", path);
	if (history->count > 0)
		qsort(history->numbers, history->count, sizeof(uint64_t), compare_numbers);
	return 0;
}

static int read_versions(const char *directory, const char *name, struct directory_history *history,
			 struct error *err)
{
	cleanup_free char *path = NULL;
	if (string_format(&path, err, "%s/%s.versions", directory, name) != 0)
		return -1;
	DIR *stream = opendir(path);
	if (!stream)
		return errno == ENOENT
			       ? 0
			       : error_errno(err, errno, "cannot read the directory %s", path);
	int result = read_numbers(stream, path, history, err);
	closedir(stream);
	return result;
}

static int read_plain(const char *directory, const char *name, struct directory_history *history,
		      struct error *err)
{
	struct error missing = ERROR_INIT;
	cleanup_free char *path = NULL;
	if (directory_path(directory, name, 0, &path, err) != 0)
		return -1;
	if (directory_read_item(path, &history->plain, &missing) != 0) {
		if (missing.errnum == ENOENT)
			return 0;
		if (err)
			*err = missing;
		return -1;
	}
	history->has_plain = true;
	return 0;
}

/* Newest first: as a rule that is the one. */
static int find_plain(const char *directory, const char *name, struct directory_history *history,
		      struct error *err)
{
	history->plain_is_new = history->has_plain;
	for (size_t i = history->count; history->plain_is_new && i > 0; i--) {
		cleanup(store_item_done) struct store_item item = STORE_ITEM_INIT;
		cleanup_free char *path = NULL;
		if (directory_path(directory, name, history->numbers[i - 1], &path, err) != 0 ||
		    directory_read_item(path, &item, err) != 0)
			return -1;
		/* A crash may have left the file of one version with the signature of another. */
		history->plain_is_new = !slice_equal(
			(struct slice){item.sealed.data, item.sealed.length},
			(struct slice){history->plain.sealed.data, history->plain.sealed.length});
	}
	return 0;
}

int directory_history_read(const char *directory, const char *name,
			   struct directory_history *ret_history, struct error *err)
{
	struct directory_history history = DIRECTORY_HISTORY_INIT;
	if (read_versions(directory, name, &history, err) != 0 ||
	    read_plain(directory, name, &history, err) != 0 ||
	    find_plain(directory, name, &history, err) != 0) {
		directory_history_done(&history);
		return -1;
	}
	*ret_history = history;
	return 0;
}
