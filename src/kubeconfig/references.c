#include "kubeconfig/references.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/error.h"

enum { PATH_LIMIT = 64 * 1024 };

/* Appends the parts of a path to a clean one that starts with a slash. */
static void append_clean(struct buffer *clean, const char *path)
{
	while (*path) {
		size_t length = strcspn(path, "/");
		if (length == 2 && path[0] == '.' && path[1] == '.') {
			const char *slash = clean->data ? strrchr(clean->data, '/') : NULL;
			if (slash)
				buffer_truncate(clean, (size_t)(slash - clean->data));
		} else if (length > 0 && !(length == 1 && path[0] == '.')) {
			buffer_append_char(clean, '/');
			buffer_append(clean, path, length);
		}
		path += length;
		path += *path == '/' ? 1 : 0;
	}
}

int reference_resolve(const char *kubeconfig_path, const char *reference, char **ret_path,
		      struct error *err)
{
	cleanup(buffer_done) struct buffer clean = BUFFER_INIT(PATH_LIMIT);
	if (reference[0] != '/') {
		if (kubeconfig_path[0] != '/') {
			cleanup_free char *here = getcwd(NULL, 0);
			if (!here)
				return error_errno(err, errno, "cannot tell the working directory");
			append_clean(&clean, here);
		}
		append_clean(&clean, kubeconfig_path);
		append_clean(&clean, "..");
	}
	append_clean(&clean, reference);
	if (clean.length == 0)
		buffer_append_char(&clean, '/');
	if (buffer_check(&clean, "a path", err) != 0)
		return -1;
	*ret_path = buffer_take(&clean);
	return 0;
}
