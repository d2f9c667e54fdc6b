#include "platform/process.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "core/cleanup.h"
#include "core/error.h"

#ifndef EKSBREAKGLASS_LIBEXECDIR
#define EKSBREAKGLASS_LIBEXECDIR "/usr/local/libexec/eksbreakglass"
#endif

static const char online_name[] = "eksbreakglass-online";

int process_harden(struct error *err)
{
	const struct rlimit none = {0, 0};
	if (setrlimit(RLIMIT_CORE, &none) != 0)
		return error_errno(err, errno, "cannot switch core dumps off");
	if (prctl(PR_SET_DUMPABLE, 0L, 0L, 0L, 0L) != 0)
		return error_errno(err, errno, "cannot make the process untraceable");
	return 0;
}

/* The directory of this executable, without the slash. */
static int own_directory(char *target, size_t size)
{
	ssize_t length = readlink("/proc/self/exe", target, size - 1);
	if (length < 0)
		return -1;
	target[length] = '\0';
	char *slash = strrchr(target, '/');
	if (!slash)
		return -1;
	*slash = '\0';
	return 0;
}

int process_exec_online(char *const *words, struct error *err)
{
	size_t count = 0;
	while (words[count])
		count++;
	cleanup_free char **argv = calloc(count + 2, sizeof(*argv));
	if (!argv)
		return error_no_memory(err);
	argv[0] = (char[]){"eksbreakglass"};
	memcpy(argv + 1, words, count * sizeof(*argv));

	char directory[PATH_MAX];
	char path[PATH_MAX + 64];
	int errnum = ENOENT;
	if (own_directory(directory, sizeof(directory)) == 0) {
		snprintf(path, sizeof(path), "%s/%s", directory, online_name);
		execv(path, argv);
		errnum = errno;
		if (errnum == ENOENT) {
			snprintf(path, sizeof(path), "%s/../libexec/eksbreakglass/%s", directory,
				 online_name);
			execv(path, argv);
			errnum = errno;
		}
	}
	if (errnum == ENOENT) {
		snprintf(path, sizeof(path), "%s/%s", EKSBREAKGLASS_LIBEXECDIR, online_name);
		execv(path, argv);
		errnum = errno;
	}
	error_errno(err, errnum, "cannot run %s, which holds the commands that use the network",
		    path);
	return error_hint(err, "reinstall eksbreakglass, or copy %s beside it", online_name);
}
