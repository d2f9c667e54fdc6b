/* Whole files: read with a limit, written so that a reader sees the old one or the new one. */
#ifndef PLATFORM_FILE_H
#define PLATFORM_FILE_H

#include <stddef.h>
#include <sys/types.h>

struct buffer;
struct error;

/*
 * Appends the file's content to `out`, whose limit is the most that is read; use the buffer of a
 * struct secret for a file that holds one. "-" is standard input. Errors name the path;
 * err->errnum is ENOENT where there is no such file.
 */
int file_read(const char *path, struct buffer *out, struct error *err);

/* As file_read, from an open descriptor, which stays open; `name` is for the errors. */
int file_read_fd(int fd, const char *name, struct buffer *out, struct error *err);

/* Writes all of it, through short writes and EINTR. */
int file_write_fd(int fd, const char *name, const void *bytes, size_t length, struct error *err);

enum file_write_mode {
	FILE_REPLACE,         /* what is there is replaced, its mode and owner kept */
	FILE_REPLACE_PRIVATE, /* what is there is replaced, and `mode` and owner are ours */
	FILE_CREATE,          /* an existing file is an error, err->errnum EEXIST, and stays */
};

/*
 * Writes through a temporary file in the same directory (O_EXCL, 0600), fsync, rename, fsync of the
 * directory: at any crash the path has its old content or the new. A symlink is followed: its
 * target is replaced. `mode` is for a file that did not exist. Only regular files are replaced.
 */
int file_write(const char *path, const void *bytes, size_t length, mode_t mode,
	       enum file_write_mode how, struct error *err);

/* As file_write; where `path` is "-", to standard output instead. */
int file_write_output(const char *path, const void *bytes, size_t length, mode_t mode,
		      enum file_write_mode how, struct error *err);

/* mkdir -p of the directory that `path` is in; `mode` for the directories it makes. */
int file_make_parent(const char *path, mode_t mode, struct error *err);

#endif
