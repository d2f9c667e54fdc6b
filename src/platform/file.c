#include "platform/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"

enum { READ_CHUNK = 65536 };

int file_read_fd(int fd, const char *name, struct buffer *out, struct error *err)
{
	struct stat status;
	/* A regular file is read in one piece; one byte more shows that it grew past the limit. */
	size_t chunk = READ_CHUNK;
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0 &&
	    (size_t)status.st_size < out->limit - out->length)
		chunk = (size_t)status.st_size + 1;
	for (;;) {
		size_t room = out->limit - out->length;
		char *target = buffer_reserve(out, chunk < room ? chunk : room);
		if (!target)
			return buffer_check(out, name, err);
		char extra;
		ssize_t got = room > 0 ? read(fd, target, chunk < room ? chunk : room)
				       : read(fd, &extra, 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_errno(err, errno, "cannot read %s", name);
		if (got > 0 && room == 0)
			return error_set(err, ERROR_FAILED,
					 "%s is longer than the limit of %zu bytes", name,
					 out->limit);
		out->length += (size_t)got;
		out->data[out->length] = '\0';
		if (got == 0)
			return 0;
	}
}

int file_read(const char *path, struct buffer *out, struct error *err)
{
	if (string_equal(path, "-"))
		return file_read_fd(STDIN_FILENO, "standard input", out, err);
	cleanup_close int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return error_errno(err, errno, "cannot open %s", path);
	return file_read_fd(fd, path, out, err);
}

int file_write_fd(int fd, const char *name, const void *bytes, size_t length, struct error *err)
{
	const char *next = bytes;
	while (length > 0) {
		ssize_t written = write(fd, next, length);
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return error_errno(err, errno, "cannot write %s", name);
		next += written;
		length -= (size_t)written;
	}
	return 0;
}

static int sync_directory(const char *path, struct error *err)
{
	cleanup_free char *copy = NULL;
	if (string_copy(&copy, path, err) != 0)
		return -1;
	char *slash = strrchr(copy, '/');
	if (slash)
		slash[slash == copy ? 1 : 0] = '\0';
	cleanup_close int fd = open(slash ? copy : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	/* Some file systems cannot sync a directory: EINVAL. */
	if (fd < 0 || (fsync(fd) != 0 && errno != EINVAL))
		return error_errno(err, errno, "cannot make the new name of %s durable", path);
	return 0;
}

/* rename() that refuses to replace. */
static int rename_new(const char *from, const char *to)
{
	if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -1;
	if (link(from, to) != 0)
		return -1;
	unlink(from);
	return 0;
}

static int fill_and_rename(int fd, const char *temporary, const char *path, const void *bytes,
			   size_t length, mode_t mode, enum file_write_mode how, struct error *err)
{
	struct stat old;
	if (file_write_fd(fd, temporary, bytes, length, err) != 0)
		return -1;
	if (how == FILE_REPLACE && stat(path, &old) == 0) {
		mode = old.st_mode & 07777;
		/* Only root can give a file away; then the new one is at least ours. */
		if ((old.st_uid != geteuid() || old.st_gid != getegid()) &&
		    fchown(fd, old.st_uid, old.st_gid) != 0)
			mode &= 0700;
	}
	if (fchmod(fd, mode) != 0 || fsync(fd) != 0)
		return error_errno(err, errno, "cannot write %s", temporary);
	if ((how == FILE_CREATE ? rename_new(temporary, path) : rename(temporary, path)) != 0) {
		int errnum = errno;
		error_errno(err, errnum, "cannot create %s", path);
		if (errnum == EEXIST)
			error_hint(err, "choose another name, or remove that file first");
		return -1;
	}
	return sync_directory(path, err);
}

int file_write(const char *path, const void *bytes, size_t length, mode_t mode,
	       enum file_write_mode how, struct error *err)
{
	/* Replacing a symlink would cut its target off from whoever else uses it. */
	cleanup_free char *resolved = how != FILE_CREATE ? realpath(path, NULL) : NULL;
	const char *target = resolved ? resolved : path;
	struct stat status;
	if (how == FILE_CREATE && lstat(target, &status) == 0) {
		error_errno(err, EEXIST, "cannot create %s", path);
		return error_hint(err, "choose another name, or remove that file first");
	}
	if (how != FILE_CREATE && stat(target, &status) == 0 && !S_ISREG(status.st_mode))
		return error_set(err, ERROR_FAILED, "cannot replace %s: it is not a regular file",
				 path);
	cleanup_free char *temporary = NULL;
	if (string_format(&temporary, err, "%s.XXXXXX", target) != 0)
		return -1;
	cleanup_close int fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0)
		return error_errno(err, errno, "cannot create a temporary file beside %s", path);
	int result = fill_and_rename(fd, temporary, target, bytes, length, mode, how, err);
	if (result != 0)
		unlink(temporary);
	return result;
}

int file_write_output(const char *path, const void *bytes, size_t length, mode_t mode,
		      enum file_write_mode how, struct error *err)
{
	if (string_equal(path, "-"))
		return file_write_fd(STDOUT_FILENO, "standard output", bytes, length, err);
	return file_write(path, bytes, length, mode, how, err);
}

int file_make_parent(const char *path, mode_t mode, struct error *err)
{
	cleanup_free char *copy = NULL;
	if (string_copy(&copy, path, err) != 0)
		return -1;
	for (char *slash = strchr(copy + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(copy, mode) != 0 && errno != EEXIST)
			return error_errno(err, errno, "cannot create the directory %s", copy);
		*slash = '/';
	}
	return 0;
}
