#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/buffer.h"
#include "core/error.h"
#include "platform/file.h"
#include "unit.h"

static char directory[] = "/tmp/test-file-XXXXXX";

static const char *in_directory(const char *name)
{
	static char path[256];
	snprintf(path, sizeof(path), "%s/%s", directory, name);
	return path;
}

static void assert_content(const char *name, const char *expected)
{
	struct buffer content = BUFFER_INIT(1000);
	assert_int_equal(file_read(in_directory(name), &content, NULL), 0);
	assert_string_equal(buffer_string(&content), expected);
	buffer_done(&content);
}

static mode_t mode_of(const char *name)
{
	struct stat status;
	assert_int_equal(stat(in_directory(name), &status), 0);
	return status.st_mode & 07777;
}

static void creates_once(void **state)
{
	(void)state;
	struct error err = ERROR_INIT;
	assert_int_equal(file_write(in_directory("new"), "one", 3, 0600, FILE_CREATE, &err), 0);
	assert_content("new", "one");
	assert_int_equal(mode_of("new"), 0600);
	assert_int_equal(file_write(in_directory("new"), "two", 3, 0600, FILE_CREATE, &err), -1);
	assert_int_equal(err.errnum, EEXIST);
	assert_content("new", "one");
}

static void replaces_and_keeps_the_mode(void **state)
{
	(void)state;
	assert_int_equal(file_write(in_directory("old"), "one", 3, 0640, FILE_REPLACE, NULL), 0);
	assert_int_equal(mode_of("old"), 0640);
	assert_int_equal(chmod(in_directory("old"), 0604), 0);
	assert_int_equal(file_write(in_directory("old"), "three", 5, 0600, FILE_REPLACE, NULL), 0);
	assert_content("old", "three");
	assert_int_equal(mode_of("old"), 0604);
}

static void a_secret_does_not_take_over_a_readable_mode(void **state)
{
	(void)state;
	assert_int_equal(file_write(in_directory("open"), "one", 3, 0644, FILE_CREATE, NULL), 0);
	assert_int_equal(
		file_write(in_directory("open"), "two", 3, 0600, FILE_REPLACE_PRIVATE, NULL), 0);
	assert_content("open", "two");
	assert_int_equal(mode_of("open"), 0600);
}

static void replaces_regular_files_only(void **state)
{
	(void)state;
	struct error err = ERROR_INIT;
	struct stat status;
	assert_int_equal(mkfifo(in_directory("fifo"), 0600), 0);
	assert_int_equal(file_write(in_directory("fifo"), "x", 1, 0600, FILE_REPLACE, &err), -1);
	assert_non_null(strstr(err.message, "not a regular file"));
	assert_int_equal(stat(in_directory("fifo"), &status), 0);
	assert_true(S_ISFIFO(status.st_mode));
}

static void follows_a_symlink_but_does_not_create_over_one(void **state)
{
	(void)state;
	assert_int_equal(file_write(in_directory("target"), "a", 1, 0600, FILE_CREATE, NULL), 0);
	assert_int_equal(symlink("target", in_directory("link")), 0);
	assert_int_equal(file_write(in_directory("link"), "b", 1, 0600, FILE_REPLACE, NULL), 0);
	assert_content("target", "b");
	struct stat status;
	assert_int_equal(lstat(in_directory("link"), &status), 0);
	assert_true(S_ISLNK(status.st_mode));
	assert_int_equal(symlink("nowhere", in_directory("dangling")), 0);
	assert_int_equal(file_write(in_directory("dangling"), "b", 1, 0600, FILE_CREATE, NULL), -1);
	assert_int_equal(access(in_directory("nowhere"), F_OK), -1);
}

static void a_failure_leaves_no_temporary_file(void **state)
{
	(void)state;
	struct error err = ERROR_INIT;
	assert_int_equal(mkdir(in_directory("occupied"), 0700), 0);
	assert_int_equal(file_write(in_directory("occupied"), "x", 1, 0600, FILE_REPLACE, &err),
			 -1);
	assert_int_equal(file_write(in_directory("none/x"), "x", 1, 0600, FILE_CREATE, &err), -1);
	assert_int_equal(err.errnum, ENOENT);
	DIR *listing = opendir(directory);
	for (const struct dirent *entry = readdir(listing); entry; entry = readdir(listing))
		assert_null(strstr(entry->d_name, "occupied."));
	closedir(listing);
}

static void reading_is_limited(void **state)
{
	(void)state;
	struct error err = ERROR_INIT;
	assert_int_equal(file_write(in_directory("ten"), "0123456789", 10, 0600, FILE_CREATE, NULL),
			 0);
	struct buffer exact = BUFFER_INIT(10);
	assert_int_equal(file_read(in_directory("ten"), &exact, &err), 0);
	assert_string_equal(buffer_string(&exact), "0123456789");
	buffer_done(&exact);
	struct buffer less = BUFFER_INIT(9);
	assert_int_equal(file_read(in_directory("ten"), &less, &err), -1);
	assert_non_null(strstr(err.message, "limit of 9 bytes"));
	buffer_done(&less);
}

static void reads_a_pipe(void **state)
{
	(void)state;
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "through a pipe", 14), 14);
	close(ends[1]);
	struct buffer content = BUFFER_INIT(100000);
	assert_int_equal(file_read_fd(ends[0], "pipe", &content, NULL), 0);
	assert_string_equal(buffer_string(&content), "through a pipe");
	buffer_done(&content);
	close(ends[0]);
}

static void makes_parents(void **state)
{
	(void)state;
	assert_int_equal(file_make_parent(in_directory("a/b/c"), 0700, NULL), 0);
	assert_int_equal(file_make_parent(in_directory("a/b/c"), 0700, NULL), 0);
	assert_int_equal(access(in_directory("a/b"), F_OK), 0);
	assert_int_equal(access(in_directory("a/b/c"), F_OK), -1);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(creates_once),
	cmocka_unit_test(replaces_and_keeps_the_mode),
	cmocka_unit_test(a_secret_does_not_take_over_a_readable_mode),
	cmocka_unit_test(replaces_regular_files_only),
	cmocka_unit_test(follows_a_symlink_but_does_not_create_over_one),
	cmocka_unit_test(a_failure_leaves_no_temporary_file),
	cmocka_unit_test(reading_is_limited),
	cmocka_unit_test(reads_a_pipe),
	cmocka_unit_test(makes_parents),
};

int main(void)
{
	return mkdtemp(directory) ? cmocka_run_group_tests(tests, unit_start, NULL) : 1;
}
