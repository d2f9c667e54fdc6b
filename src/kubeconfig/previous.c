#include "kubeconfig/previous.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "platform/file.h"

enum { NAME_LIMIT = 64 * 1024 };

static int state_path(char **ret_path, struct error *err)
{
	const char *home = getenv("HOME");
	if (string_is_empty(home))
		return error_set(err, ERROR_FAILED,
				 "HOME is not set: no previous context is known");
	return string_format(ret_path, err, "%s/.kube/kubectx", home);
}

int previous_read(char **ret_name, struct error *err)
{
	cleanup(buffer_done) struct buffer text = BUFFER_INIT(NAME_LIMIT);
	cleanup_free char *path = NULL;
	if (state_path(&path, err) != 0)
		return -1;
	if (file_read(path, &text, NULL) != 0 || text.length == 0)
		return error_set(err, ERROR_FAILED, "no previous context is known");
	return string_copy(ret_name, buffer_string(&text), err);
}

/*
 * Replaced in one step, but not forced to the disk: losing it in a power failure costs nobody more
 * than typing a name.
 */
void previous_write(const char *name)
{
	cleanup_free char *path = NULL;
	cleanup_free char *temporary = NULL;
	if (state_path(&path, NULL) != 0 || file_make_parent(path, 0700, NULL) != 0 ||
	    string_format(&temporary, NULL, "%s.XXXXXX", path) != 0)
		return;
	cleanup_close int fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0)
		return;
	if (file_write_fd(fd, path, name, strlen(name), NULL) != 0 || rename(temporary, path) != 0)
		unlink(temporary);
}
