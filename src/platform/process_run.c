#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "platform/clock.h"
#include "platform/process.h"

enum { READ_CHUNK = 4096 };

/* --- the program ------------------------------------------------------------------------- */

static bool is_executable(const char *path)
{
	struct stat status;
	return stat(path, &status) == 0 && S_ISREG(status.st_mode) && access(path, X_OK) == 0;
}

/* An entry of PATH that is not absolute would run whatever lies in the current directory. */
static bool find_in_path(const char *name, char *target, size_t size)
{
	const char *list = getenv("PATH");
	while (list && *list) {
		size_t length = strcspn(list, ":");
		int used = snprintf(target, size, "%.*s/%s", (int)length, list, name);
		if (list[0] == '/' && used > 0 && (size_t)used < size && is_executable(target))
			return true;
		list += length + (list[length] == ':' ? 1 : 0);
	}
	return false;
}

bool process_is_there(const char *name)
{
	char path[PATH_MAX];
	return strchr(name, '/') ? is_executable(name) : find_in_path(name, path, sizeof(path));
}

static int find_program(const char *name, char *target, size_t size, struct process_result *ret,
			struct error *err)
{
	bool found;
	if (strchr(name, '/')) {
		found = access(name, F_OK) == 0 && strlen(name) < size;
		if (found)
			snprintf(target, size, "%s", name);
	} else {
		found = find_in_path(name, target, size);
	}
	ret->not_found = !found;
	if (!found)
		return error_set(err, ERROR_FAILED, "cannot run %s: %s", name,
				 strchr(name, '/') ? "there is no such file"
						   : "it is not in any directory of PATH");
	return 0;
}

/* --- its environment --------------------------------------------------------------------- */

static size_t count(char *const *list)
{
	size_t length = 0;
	while (list && list[length])
		length++;
	return length;
}

static bool has_name_of(const char *entry, const char *other)
{
	size_t length = strcspn(entry, "=");
	return strncmp(entry, other, length) == 0 && other[length] == '=';
}

/* Of several entries of one name the last is kept. The strings stay where they are. */
static char **merge_environment(char *const *additions)
{
	size_t most = count(environ) + count(additions);
	char **merged = calloc(most + 1, sizeof(*merged));
	size_t used = 0;
	for (size_t i = 0; merged && i < most; i++) {
		char *entry = i < count(environ) ? environ[i] : additions[i - count(environ)];
		size_t at = 0;
		while (at < used && !has_name_of(entry, merged[at]))
			at++;
		merged[at] = entry;
		used += at == used ? 1 : 0;
	}
	return merged;
}

/* --- start to end ------------------------------------------------------------------------ */

static int spawn(const char *path, const struct process_call *call, int output, pid_t *ret_pid,
		 struct error *err)
{
	posix_spawn_file_actions_t actions;
	cleanup_free char **environment = merge_environment(call->environment);
	if (!environment || posix_spawn_file_actions_init(&actions) != 0)
		return error_no_memory(err);
	int errnum = posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
	if (errnum == 0 && call->input == PROCESS_INPUT_NONE)
		errnum = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null",
							  O_RDONLY, 0);
	if (errnum == 0)
		errnum = posix_spawn(ret_pid, path, &actions, NULL, call->argv, environment);
	posix_spawn_file_actions_destroy(&actions);
	return errnum == 0 ? 0 : error_errno(err, errnum, "cannot run %s", path);
}

/* Reads what is there. 1: there may be more later; 0: that was the end. */
static int read_available(int fd, const struct process_call *call, struct error *err)
{
	struct buffer *output = call->output;
	for (;;) {
		size_t room = output->limit - output->length;
		char *target = buffer_reserve(output, room < READ_CHUNK ? room : READ_CHUNK);
		char extra;
		if (!target)
			return buffer_check(output, "the output", err);
		ssize_t got = room > 0 ? read(fd, target, room < READ_CHUNK ? room : READ_CHUNK)
				       : read(fd, &extra, 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 && errno == EAGAIN)
			return 1;
		if (got < 0)
			return error_errno(err, errno, "cannot read the output of %s",
					   call->argv[0]);
		if (got > 0 && room == 0)
			return error_set(err, ERROR_FAILED,
					 "the output of %s is longer than the limit of %zu bytes",
					 call->argv[0], output->limit);
		output->length += (size_t)got;
		output->data[output->length] = '\0';
		if (got == 0)
			return 0;
	}
}

static int wait_time(int64_t deadline)
{
	if (deadline == 0)
		return -1;
	int64_t left = deadline - clock_monotonic_ms();
	return left <= 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

/*
 * Until the program ends, which is what counts: a child of its own may keep the pipe open for as
 * long as it likes.
 */
static int collect(int pidfd, int output, const struct process_call *call, struct error *err)
{
	int64_t deadline = call->timeout_ms > 0 ? clock_monotonic_ms() + call->timeout_ms : 0;
	struct pollfd polled[] = {{.fd = pidfd, .events = POLLIN},
				  {.fd = output, .events = POLLIN}};
	for (;;) {
		int ready = poll(polled, 2, wait_time(deadline));
		if (ready < 0 && errno != EINTR)
			return error_errno(err, errno, "cannot wait for %s", call->argv[0]);
		if (ready == 0)
			return error_set(err, ERROR_FAILED,
					 "%s did not end within %lld seconds and was killed",
					 call->argv[0], (long long)(call->timeout_ms / 1000));
		if (ready < 0)
			continue;
		bool ended = (polled[0].revents & POLLIN) != 0;
		int more = ended || polled[1].revents ? read_available(output, call, err) : 1;
		if (more < 0)
			return -1;
		if (ended)
			return 0;
		if (more == 0)
			polled[1].fd = -1;
	}
}

static void reap(pid_t pid, struct process_result *ret)
{
	int status = 0;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	ret->exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	ret->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static int run_to_end(pid_t pid, int output, const struct process_call *call,
		      struct process_result *ret, struct error *err)
{
	cleanup_close int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	int result = pidfd < 0 ? error_errno(err, errno, "cannot watch %s", call->argv[0])
			       : collect(pidfd, output, call, err);
	if (result != 0)
		kill(pid, SIGKILL);
	reap(pid, ret);
	return result;
}

int process_run(const struct process_call *call, struct process_result *ret, struct error *err)
{
	*ret = (struct process_result){.exit_code = -1};
	char path[PATH_MAX];
	if (find_program(call->argv[0], path, sizeof(path), ret, err) != 0)
		return -1;
	int pipe_ends[2];
	if (pipe2(pipe_ends, O_CLOEXEC) != 0)
		return error_errno(err, errno, "cannot make a pipe");
	cleanup_close int output = pipe_ends[0];
	pid_t pid = -1;
	int result = fcntl(output, F_SETFL, O_NONBLOCK) != 0
			     ? error_errno(err, errno, "cannot set up a pipe")
			     : spawn(path, call, pipe_ends[1], &pid, err);
	close(pipe_ends[1]);
	return result == 0 ? run_to_end(pid, output, call, ret, err) : -1;
}
