#include "kubeconfig/update.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "kubeconfig/backup.h"
#include "kubeconfig/edit.h"
#include "kubeconfig/lock.h"
#include "kubeconfig/secret_fields.h"
#include "platform/file.h"

struct update_file {
	struct edit *edit;         /* NULL: nothing is to be changed */
	struct config_file *after; /* NULL: nothing has changed */
	struct lock_set *lock;     /* of a file whose directory did not exist */
};

struct update {
	struct kubeconfig_write_options options;
	struct kubeconfig *config;
	struct lock_set *locks; /* one a file, in the order of the paths that are not "" */
	struct update_file *files;
};

void update_free(struct update *update)
{
	if (!update)
		return;
	for (uint32_t i = 0; update->files && i < update->config->file_count; i++) {
		edit_free(update->files[i].edit);
		config_file_free(update->files[i].after);
		lock_set_release(update->files[i].lock);
	}
	free(update->files);
	kubeconfig_free(update->config);
	lock_set_release(update->locks);
	free(update);
}

void update_free_at(struct update **at)
{
	update_free(*at);
}

const struct kubeconfig *update_config(const struct update *update)
{
	return update->config;
}

static int64_t timeout_of(const struct update *update)
{
	int64_t timeout = update->options.lock_timeout_ms;
	return timeout == 0 ? KUBECONFIG_LOCK_TIMEOUT_MS : timeout < 0 ? 0 : timeout;
}

static int take_locks(struct update *update, const char *explicit_path, struct error *err)
{
	cleanup(kubeconfig_paths_done) struct kubeconfig_paths paths = {0};
	if (kubeconfig_paths(explicit_path, &paths, err) != 0)
		return -1;
	return lock_set_take(paths.items, paths.count, timeout_of(update), &update->locks, err);
}

int update_begin(const char *explicit_path, const struct kubeconfig_write_options *options,
		 struct update **ret_update, struct error *err)
{
	cleanup(update_free_at) struct update *update = calloc(1, sizeof(*update));
	if (!update)
		return error_no_memory(err);
	update->options = *options;
	if (!options->dry_run && take_locks(update, explicit_path, err) != 0)
		return -1;
	if (kubeconfig_load_any(explicit_path, &update->config, err) != 0)
		return -1;
	if (update->config->file_count == 0)
		return error_set(err, ERROR_FAILED, "$KUBECONFIG names no file");
	update->files = calloc(update->config->file_count, sizeof(*update->files));
	if (!update->files)
		return error_no_memory(err);
	*ret_update = TAKE_PTR(update);
	return 0;
}

uint32_t update_default_file(const struct update *update)
{
	for (uint32_t i = 0; i < update->config->file_count; i++)
		if (update->config->files[i]->exists)
			return i;
	return update->config->file_count - 1;
}

int update_edit(struct update *update, uint32_t file, struct edit **ret_edit, struct error *err)
{
	struct update_file *own = &update->files[file];
	if (!own->edit && edit_new(update->config->files[file]->document, &own->edit, err) != 0)
		return -1;
	*ret_edit = own->edit;
	return 0;
}

/* The new text, checked as kubectl would check it. */
static int prepare(struct update *update, uint32_t number, struct error *err)
{
	struct update_file *own = &update->files[number];
	const struct config_file *before = update->config->files[number];
	struct document *document = NULL;
	if (!own->edit || edit_is_empty(own->edit))
		return 0;
	if (edit_apply(own->edit, &document, err) != 0)
		return -1;
	if (slice_equal(document_text(before->document), document_text(document))) {
		document_free(document);
		return 0;
	}
	return config_file_from_document(before->path, document, &own->after, err);
}

/* "" entries of $KUBECONFIG are no files, but they have a place among the paths. */
static size_t path_index(const struct kubeconfig *config, uint32_t file)
{
	size_t index = 0;
	for (uint32_t seen = 0; index < config->paths.count; index++)
		if (config->paths.items[index][0] != '\0' && seen++ == file)
			break;
	return index;
}

/* The directory did not exist when the locks were taken: it is made, and its lock taken. */
static int lock_new(struct update *update, uint32_t number, struct error *err)
{
	char *path = update->config->files[number]->path;
	struct stat status;
	if (file_make_parent(path, 0700, err) != 0 ||
	    lock_set_take(&path, 1, timeout_of(update), &update->files[number].lock, err) != 0)
		return -1;
	if (!lock_set_has(update->files[number].lock, 0)) {
		error_errno(err, errno, "cannot write %s: its directory takes no new files", path);
		return error_hint(err, "a kubeconfig is replaced in one step, by a new file beside "
				       "it");
	}
	bool existed = update->config->files[number]->exists;
	if (!existed && stat(path, &status) == 0)
		return error_set(err, ERROR_FAILED,
				 "%s was made by another program just now: try "
				 "again",
				 path);
	return 0;
}

static int write_file(struct update *update, uint32_t number, struct error *err)
{
	const struct config_file *after = update->files[number].after;
	struct slice text = document_text(after->document);
	if (!lock_set_has(update->locks, path_index(update->config, number)) &&
	    lock_new(update, number, err) != 0)
		return -1;
	if (!update->options.no_backup && backup_keep(after->path, err) != 0)
		return -1;
	return file_write(after->path, text.bytes, text.length, 0600, FILE_REPLACE, err);
}

static int write_all(struct update *update, struct error *err)
{
	const char *done = NULL;
	for (uint32_t i = 0; i < update->config->file_count; i++) {
		if (!update->files[i].after)
			continue;
		if (write_file(update, i, err) != 0)
			return done ? error_wrap(err, "%s is changed, and then", done) : -1;
		done = update->files[i].after->path;
	}
	return 0;
}

int update_commit(struct update *update, struct error *err)
{
	for (uint32_t i = 0; i < update->config->file_count; i++)
		if (prepare(update, i, err) != 0)
			return -1;
	return update->options.dry_run ? 0 : write_all(update, err);
}

static bool readable_by_others(const char *path)
{
	struct stat status;
	return stat(path, &status) == 0 && (status.st_mode & 0077) != 0;
}

bool update_change(const struct update *update, uint32_t file, struct update_change *ret_change)
{
	const struct update_file *own = &update->files[file];
	if (!own->after)
		return false;
	*ret_change = (struct update_change){
		.before = update->config->files[file],
		.after = own->after,
		.readable_by_others =
			readable_by_others(own->after->path) && config_file_has_secrets(own->after),
	};
	return true;
}
