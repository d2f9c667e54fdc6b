#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "escrow/store_directory_history.h"
#include "escrow/store_kinds.h"
#include "platform/file.h"

struct directory {
	struct store store;
	char *path;
};

static const char *path_of(const struct store *store)
{
	return ((const struct directory *)store)->path;
}

/* Held until the descriptor is closed. File systems that cannot lock go without: two writers then
 * still cannot take the same version number. */
static int lock_directory(const struct store *store, struct error *err)
{
	int fd = open(path_of(store), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return error_errno(err, errno, "cannot open the directory %s", path_of(store));
	while (flock(fd, LOCK_EX) != 0 && errno == EINTR)
		;
	return fd;
}

/* --- reading ----------------------------------------------------------------------------- */

static bool has_version(const struct directory_history *history, uint64_t version)
{
	for (size_t i = 0; i < history->count; i++)
		if (history->numbers[i] == version)
			return true;
	return history->plain_is_new && version == directory_history_newest(history);
}

static int directory_get(struct store *store, const char *name, uint64_t version,
			 struct store_item *ret_item, uint64_t *ret_version, struct error *err)
{
	cleanup(directory_history_done) struct directory_history history = DIRECTORY_HISTORY_INIT;
	cleanup_free char *path = NULL;
	if (directory_history_read(path_of(store), name, &history, err) != 0)
		return -1;
	uint64_t asked = version > 0 ? version : directory_history_newest(&history);
	if (asked == 0 || !has_version(&history, asked))
		return store_not_there(store, name, version, err);
	if (directory_version_path(path_of(store), name, &history, asked, &path, err) != 0 ||
	    directory_read_item(path, ret_item, err) != 0)
		return -1;
	*ret_version = asked;
	return 0;
}

/* --- writing ----------------------------------------------------------------------------- */

/* The signature, or its absence. */
static int write_signature(const char *path, const struct store_item *item, struct error *err)
{
	cleanup_free char *signature = NULL;
	if (string_format(&signature, err, "%s.minisig", path) != 0)
		return -1;
	if (item->signature.length > 0)
		return file_write(signature, item->signature.data, item->signature.length, 0600,
				  FILE_REPLACE_PRIVATE, err);
	if (unlink(signature) != 0 && errno != ENOENT)
		return error_errno(err, errno, "cannot remove %s", signature);
	return 0;
}

/* The signature goes first: a version is there once its sealed file is. */
static int keep_version(const struct store *store, const char *name, uint64_t version,
			const struct store_item *item, struct error *err)
{
	cleanup_free char *folder = NULL;
	cleanup_free char *path = NULL;
	if (string_format(&folder, err, "%s/%s.versions", path_of(store), name) != 0 ||
	    directory_path(path_of(store), name, version, &path, err) != 0)
		return -1;
	if (mkdir(folder, 0700) != 0 && errno != EEXIST)
		return error_errno(err, errno, "cannot create the directory %s", folder);
	if (write_signature(path, item, err) != 0)
		return -1;
	return file_write(path, item->sealed.data, item->sealed.length, 0600, FILE_CREATE, err);
}

/* NAME.age and its signature. Between the two writes they do not belong together; doing the same
 * again puts that right, and the versions are whole all the time. */
static int publish(const struct store *store, const char *name, const struct store_item *item,
		   const struct directory_history *history, struct error *err)
{
	cleanup_free char *path = NULL;
	if (history->has_plain && store_item_equal(&history->plain, item))
		return 0;
	if (directory_path(path_of(store), name, 0, &path, err) != 0 ||
	    write_signature(path, item, err) != 0)
		return -1;
	return file_write(path, item->sealed.data, item->sealed.length, 0600, FILE_REPLACE_PRIVATE,
			  err);
}

static int compare_stored(const struct store *store, const char *name, uint64_t version,
			  const struct store_item *item, struct error *err)
{
	cleanup(store_item_done) struct store_item back = STORE_ITEM_INIT;
	cleanup_free char *path = NULL;
	if (directory_path(path_of(store), name, version, &path, err) != 0 ||
	    directory_read_item(path, &back, err) != 0)
		return -1;
	if (store_item_equal(&back, item))
		return 0;
	error_set(err, ERROR_FAILED, "%s does not hold what was written to it", path);
	return error_hint(err, "the medium is failing, or somebody else writes there: do not rely "
			       "on this copy");
}

static int put_version(const struct store *store, const char *name, const struct store_item *item,
		       const struct directory_history *history, struct store_put_result *result,
		       struct error *err)
{
	uint64_t newest = directory_history_newest(history);
	cleanup(store_item_done) struct store_item before = STORE_ITEM_INIT;
	cleanup_free char *path = NULL;
	if (history->plain_is_new && keep_version(store, name, newest, &history->plain, err) != 0)
		return -1;
	if (newest > 0 && (directory_path(path_of(store), name, newest, &path, err) != 0 ||
			   directory_read_item(path, &before, err) != 0))
		return -1;
	result->was_there = newest > 0 && store_item_equal(&before, item);
	result->version = result->was_there ? newest : newest + 1;
	if (result->was_there)
		return 0;
	return keep_version(store, name, result->version, item, err);
}

static int directory_put(struct store *store, const char *name, const struct store_item *item,
			 struct store_put_result *ret_result, struct error *err)
{
	cleanup(directory_history_done) struct directory_history history = DIRECTORY_HISTORY_INIT;
	struct store_put_result result = {0};
	cleanup_close int lock = lock_directory(store, err);
	if (lock < 0 || directory_history_read(path_of(store), name, &history, err) != 0 ||
	    put_version(store, name, item, &history, &result, err) != 0 ||
	    publish(store, name, item, &history, err) != 0 ||
	    compare_stored(store, name, result.version, item, err) != 0 ||
	    compare_stored(store, name, 0, item, err) != 0)
		return -1;
	*ret_result = result;
	return 0;
}

static int directory_remove(struct store *store, const char *name, uint64_t version,
			    struct error *err)
{
	static const struct store_item unsigned_item = STORE_ITEM_INIT;
	cleanup(directory_history_done) struct directory_history history = DIRECTORY_HISTORY_INIT;
	cleanup_free char *path = NULL;
	cleanup_close int lock = lock_directory(store, err);
	if (lock < 0 || directory_history_read(path_of(store), name, &history, err) != 0)
		return -1;
	if (!has_version(&history, version))
		return store_not_there(store, name, version, err);
	if (version == directory_history_newest(&history))
		return error_set(err, ERROR_FAILED,
				 "version %llu of %s is the newest one, which is kept",
				 (unsigned long long)version, name);
	if (directory_path(path_of(store), name, version, &path, err) != 0)
		return -1;
	if (unlink(path) != 0)
		return error_errno(err, errno, "cannot remove %s", path);
	return write_signature(path, &unsigned_item, err);
}

static int directory_list(struct store *store, const char *name, struct store_entries *ret_entries,
			  struct error *err)
{
	return name ? directory_describe(path_of(store), name, ret_entries, err)
		    : directory_describe_all(path_of(store), ret_entries, err);
}

/* --- the store --------------------------------------------------------------------------- */

static void directory_free(struct store *store)
{
	struct directory *directory = (struct directory *)store;
	free(directory->path);
	free(directory);
}

static const struct store_functions directory_functions = {
	.put = directory_put,
	.get = directory_get,
	.list = directory_list,
	.remove = directory_remove,
	.free = directory_free,
};

/* It must exist: made here, it could take the place of a medium that is not mounted. */
static int check_directory(const char *path, struct error *err)
{
	struct stat status;
	if (*path == '\0') {
		error_set(err, ERROR_USAGE, "'dir:' names no directory");
		return error_hint(err, "a directory store is dir:PATH");
	}
	if (stat(path, &status) != 0) {
		error_errno(err, errno, "cannot use the directory %s", path);
		return error_hint(err, "is its medium mounted? Otherwise make it: mkdir -m 700 %s",
				  path);
	}
	return S_ISDIR(status.st_mode)
		       ? 0
		       : error_set(err, ERROR_FAILED, "%s is not a directory", path);
}

int store_directory_open(const char *place, const struct store_options *options,
			 struct store **ret_store, struct error *err)
{
	(void)options;
	if (check_directory(place, err) != 0)
		return -1;
	struct directory *directory = calloc(1, sizeof(*directory));
	if (!directory || string_copy(&directory->path, place, err) != 0) {
		free(directory);
		return error_no_memory(err);
	}
	directory->store.functions = &directory_functions;
	*ret_store = &directory->store;
	return 0;
}
