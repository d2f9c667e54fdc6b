/* A directory of kubeconfig files for one test. */
#ifndef FILES_H
#define FILES_H

#include <ftw.h>
#include <unistd.h>

#include "unit.h"

static char files_directory[64];

static inline int files_start(void **state)
{
	(void)state;
	snprintf(files_directory, sizeof(files_directory), "/tmp/kubeconfig-test-XXXXXX");
	unsetenv("KUBECONFIG");
	return mkdtemp(files_directory) ? setenv("HOME", files_directory, 1) : -1;
}

static inline int files_remove(const char *path, const struct stat *status, int type,
			       struct FTW *where)
{
	(void)status;
	(void)type;
	(void)where;
	return remove(path);
}

static inline int files_stop(void **state)
{
	(void)state;
	return nftw(files_directory, files_remove, 8, FTW_DEPTH | FTW_PHYS);
}

/* The path of a file in the directory; valid until the fourth call from now. */
static inline const char *files_path(const char *name)
{
	static char paths[4][128];
	static unsigned next;
	char *path = paths[next++ % 4];
	snprintf(path, sizeof(paths[0]), "%s/%s", files_directory, name);
	return path;
}

static inline const char *files_write(const char *name, const char *text)
{
	const char *path = files_path(name);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	return path;
}

#endif
