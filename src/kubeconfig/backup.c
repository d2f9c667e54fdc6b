#include "kubeconfig/backup.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "core/secret.h"
#include "core/strings.h"
#include "kubeconfig/document.h"
#include "platform/file.h"

enum { OLDER_COPIES = 2 };

static int name_copy(const char *path, unsigned age, char **ret_name, struct error *err)
{
	return age == 0 ? string_format(ret_name, err, "%s.bak", path)
			: string_format(ret_name, err, "%s.bak.%u", path, age);
}

static int shift(const char *path, unsigned age, struct error *err)
{
	cleanup_free char *younger = NULL;
	cleanup_free char *older = NULL;
	if (name_copy(path, age - 1, &younger, err) != 0 || name_copy(path, age, &older, err) != 0)
		return -1;
	if (rename(younger, older) != 0 && errno != ENOENT)
		return error_errno(err, errno, "cannot rename the backup %s", younger);
	return 0;
}

/* Where there are no hard links. */
static int copy(const char *path, const char *target, struct error *err)
{
	cleanup(secret_done) struct secret text = SECRET_INIT(DOCUMENT_SIZE_LIMIT);
	struct stat status;
	if (stat(path, &status) != 0)
		return error_errno(err, errno, "cannot look at %s", path);
	if (file_read(path, &text.bytes, err) != 0)
		return -1;
	return file_write(target, secret_string(&text), secret_length(&text), status.st_mode & 0777,
			  FILE_REPLACE, err);
}

int backup_keep(const char *path, struct error *err)
{
	cleanup_free char *resolved = realpath(path, NULL);
	cleanup_free char *name = NULL;
	if (!resolved && errno == ENOENT)
		return 0;
	if (!resolved)
		return error_errno(err, errno, "cannot find %s", path);
	for (unsigned age = OLDER_COPIES; age > 0; age--)
		if (shift(resolved, age, err) != 0)
			return -1;
	if (name_copy(resolved, 0, &name, err) != 0)
		return -1;
	if (link(resolved, name) == 0 || copy(resolved, name, err) == 0)
		return 0;
	error_wrap(err, "cannot keep a backup of %s", path);
	return error_hint(err, "--no-backup goes without");
}
