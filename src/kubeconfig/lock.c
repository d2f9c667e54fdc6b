#include "kubeconfig/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "core/time.h"
#include "platform/clock.h"
#include "platform/file.h"

enum {
	FIRST_PAUSE_MS = 1,
	LONGEST_PAUSE_MS = 50,
	OWNER_SIZE = 256,
};

struct lock {
	char *path;   /* of the lock file: its directory without symlinks */
	size_t index; /* of the file in the caller's list */
	bool held;
};

struct lock_set {
	struct lock *locks; /* sorted by path */
	size_t count;
	sigset_t signals; /* that are held back */
	sigset_t before;
	bool signals_held;
};

static void hold_signals(struct lock_set *set)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
	sigemptyset(&set->signals);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		sigaddset(&set->signals, numbers[i]);
	set->signals_held = sigprocmask(SIG_BLOCK, &set->signals, &set->before) == 0;
}

void lock_set_release(struct lock_set *set)
{
	if (!set)
		return;
	for (size_t i = set->count; i > 0; i--) {
		if (set->locks[i - 1].held)
			unlink(set->locks[i - 1].path);
		free(set->locks[i - 1].path);
	}
	free(set->locks);
	if (set->signals_held)
		sigprocmask(SIG_SETMASK, &set->before, NULL);
	free(set);
}

void lock_set_release_at(struct lock_set **at)
{
	lock_set_release(*at);
}

static bool holds(const struct lock_set *set, const char *path)
{
	for (size_t i = 0; i < set->count; i++)
		if (set->locks[i].held && string_equal(set->locks[i].path, path))
			return true;
	return false;
}

bool lock_set_has(const struct lock_set *set, size_t index)
{
	bool named = false;
	for (size_t i = 0; i < set->count; i++) {
		if (set->locks[i].index != index)
			continue;
		named = true;
		if (!holds(set, set->locks[i].path))
			return false;
	}
	return named;
}

/* DIRECTORY/NAME.lock with the directory's real name; NULL where there is no such directory. */
static int lock_path(const char *path, char **ret_path, struct error *err)
{
	const char *slash = strrchr(path, '/');
	cleanup_free char *directory =
		slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
	if (!directory)
		return error_no_memory(err);
	cleanup_free char *resolved = realpath(directory, NULL);
	if (!resolved) {
		*ret_path = NULL;
		return 0;
	}
	return string_format(ret_path, err, "%s/%s.lock",
			     string_equal(resolved, "/") ? "" : resolved, slash ? slash + 1 : path);
}

static int add(struct lock_set *set, const char *path, size_t index, struct error *err)
{
	char *name = NULL;
	if (lock_path(path, &name, err) != 0)
		return -1;
	if (!name)
		return 0;
	set->locks[set->count++] = (struct lock){.path = name, .index = index};
	return 0;
}

static int compare(const void *a, const void *b)
{
	const struct lock *left = a, *right = b;
	int order = strcmp(left->path, right->path);
	return order != 0 ? order : left->index < right->index ? -1 : 1;
}

static int collect(struct lock_set *set, char *const *paths, size_t count, struct error *err)
{
	set->locks = calloc(2 * count + 1, sizeof(*set->locks));
	if (!set->locks)
		return error_no_memory(err);
	for (size_t i = 0; i < count; i++) {
		struct stat status;
		if (paths[i][0] == '\0')
			continue;
		if (add(set, paths[i], i, err) != 0)
			return -1;
		if (lstat(paths[i], &status) != 0 || !S_ISLNK(status.st_mode))
			continue;
		cleanup_free char *target = realpath(paths[i], NULL);
		if (target && add(set, target, i, err) != 0)
			return -1;
	}
	qsort(set->locks, set->count, sizeof(*set->locks), compare);
	return 0;
}

/* For those who find the lock and wonder; client-go leaves its lock files empty. */
static void sign(int fd)
{
	char host[HOST_NAME_MAX + 1] = "";
	char text[OWNER_SIZE];
	gethostname(host, sizeof(host) - 1);
	int length = snprintf(text, sizeof(text), "eksbreakglass, process %ld on %s\n",
			      (long)getpid(), host);
	file_write_fd(fd, "a lock", text, (size_t)length, NULL);
}

/* 1: taken, 0: somebody has it, -1: it cannot be made. */
static int try_lock(const char *path)
{
	cleanup_close int fd =
		open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return errno == EEXIST || errno == EINTR ? 0 : -1;
	sign(fd);
	return 1;
}

/* Sleeps, or returns the number of a signal that is held back and wants to end us. */
static int pause_for(const struct lock_set *set, int64_t milliseconds)
{
	const struct timespec pause = {.tv_sec = milliseconds / 1000,
				       .tv_nsec = milliseconds % 1000 * 1000000};
	int number = sigtimedwait(&set->signals, NULL, &pause);
	return number > 0 ? number : 0;
}

static void describe_owner(const char *path, char target[OWNER_SIZE])
{
	cleanup(buffer_done) struct buffer text = BUFFER_INIT(OWNER_SIZE - 1);
	snprintf(target, OWNER_SIZE, "another program");
	if (file_read(path, &text, NULL) != 0 || text.length == 0)
		return;
	snprintf(target, OWNER_SIZE, "%.*s", (int)strcspn(buffer_string(&text), "\n"),
		 buffer_string(&text));
}

static int refuse_waiting(const char *path, int64_t timeout_ms, struct error *err)
{
	struct stat status;
	char since[TIME_RFC3339_SIZE] = "just now";
	char owner[OWNER_SIZE];
	if (stat(path, &status) == 0)
		time_format_rfc3339((int64_t)status.st_mtime, since);
	describe_owner(path, owner);
	error_set(err, ERROR_FAILED,
		  "the kubeconfig is locked: %s was made by %s at %s, and has not gone within "
		  "%lld.%lld s",
		  path, owner, since, (long long)(timeout_ms / 1000),
		  (long long)(timeout_ms % 1000 / 100));
	return error_hint(err, "if no kubectl, helm or eksbreakglass is at work: rm %s", path);
}

static int wait_for(struct lock_set *set, struct lock *lock, int64_t deadline, int64_t timeout_ms,
		    struct error *err)
{
	int64_t pause = FIRST_PAUSE_MS;
	for (;;) {
		int taken = try_lock(lock->path);
		if (taken != 0) {
			lock->held = taken > 0;
			return 0;
		}
		if (clock_monotonic_ms() >= deadline)
			return refuse_waiting(lock->path, timeout_ms, err);
		int number = pause_for(set, pause);
		if (number != 0) {
			raise(number); /* takes effect when the signals are let through again */
			return error_set(err, ERROR_FAILED, "stopped while waiting for %s",
					 lock->path);
		}
		/* Not in step with the others who wait. */
		pause += pause / 2 + 1 + (int64_t)(getpid() % 3);
		if (pause > LONGEST_PAUSE_MS)
			pause = LONGEST_PAUSE_MS;
	}
}

static int take_all(struct lock_set *set, int64_t timeout_ms, struct error *err)
{
	int64_t deadline = clock_monotonic_ms() + timeout_ms;
	hold_signals(set);
	for (size_t i = 0; i < set->count; i++) {
		struct lock *lock = &set->locks[i];
		const struct lock *last = i > 0 ? lock - 1 : NULL;
		/* Two names of one file: the lock is ours already. */
		if (last && string_equal(last->path, lock->path))
			continue;
		if (wait_for(set, lock, deadline, timeout_ms, err) != 0)
			return -1;
	}
	return 0;
}

int lock_set_take(char *const *paths, size_t count, int64_t timeout_ms, struct lock_set **ret_locks,
		  struct error *err)
{
	cleanup(lock_set_release_at) struct lock_set *set = calloc(1, sizeof(*set));
	if (!set)
		return error_no_memory(err);
	if (collect(set, paths, count, err) != 0 || take_all(set, timeout_ms, err) != 0)
		return -1;
	*ret_locks = TAKE_PTR(set);
	return 0;
}
