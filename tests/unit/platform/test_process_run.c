#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/secret.h"
#include "platform/process.h"
#include "unit.h"

static int run(char *const *argv, char *const *environment, int64_t timeout_ms,
	       struct secret *output, struct process_result *result, struct error *err)
{
	struct process_call call = {.argv = argv,
				    .environment = environment,
				    .timeout_ms = timeout_ms,
				    .output = &output->bytes};
	return process_run(&call, result, err);
}

static int run_shell(const char *script, struct secret *output, struct process_result *result,
		     struct error *err)
{
	char *argv[] = {(char[]){"sh"}, (char[]){"-c"}, strdup(script), NULL};
	int status = run(argv, NULL, 0, output, result, err);
	free(argv[2]);
	return status;
}

static void takes_output_and_exit_code(void **state)
{
	(void)state;
	static const struct {
		const char *script, *output;
		int exit_code, signal;
	} cases[] = {
		{"printf hello", "hello", 0, 0},
		{"printf x; exit 7", "x", 7, 0},
		{"kill -9 $$", "", -1, SIGKILL},
		/* Standard input is empty. */
		{"cat; printf done", "done", 0, 0},
		{"exec >&-; exit 3", "", 3, 0},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		cleanup(secret_done) struct secret output = SECRET_INIT(64);
		struct process_result result;
		assert_int_equal(run_shell(cases[i].script, &output, &result, NULL), 0);
		assert_string_equal(secret_string(&output), cases[i].output);
		assert_int_equal(result.exit_code, cases[i].exit_code);
		assert_int_equal(result.signal, cases[i].signal);
		assert_false(result.not_found);
	}
}

static void output_is_capped(void **state)
{
	(void)state;
	static const struct {
		const char *script;
		int expected;
	} cases[] = {
		{"head -c 20000 /dev/zero", 0},
		{"head -c 20001 /dev/zero; exec sleep 600", -1},
		{"cat /dev/zero", -1},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		cleanup(secret_done) struct secret output = SECRET_INIT(20000);
		struct process_result result;
		struct error err = ERROR_INIT;
		assert_int_equal(run_shell(cases[i].script, &output, &result, &err),
				 cases[i].expected);
		if (cases[i].expected == 0)
			assert_int_equal(secret_length(&output), 20000);
		else
			assert_non_null(strstr(err.message, "longer than the limit"));
	}
}

static void what_does_not_end_is_killed(void **state)
{
	(void)state;
	static const char *const scripts[] = {"exec sleep 600", "exec >&-; exec sleep 600",
					      "trap '' TERM; exec sleep 600"};
	for (size_t i = 0; i < COUNT_OF(scripts); i++) {
		char *argv[] = {(char[]){"sh"}, (char[]){"-c"}, (char *)(uintptr_t)scripts[i],
				NULL};
		cleanup(secret_done) struct secret output = SECRET_INIT(64);
		struct process_result result;
		struct error err = ERROR_INIT;
		assert_int_equal(run(argv, NULL, 50, &output, &result, &err), -1);
		assert_int_equal(result.signal, SIGKILL);
		assert_non_null(strstr(err.message, "was killed"));
	}
}

static void what_it_leaves_behind_does_not_hold_us_up(void **state)
{
	(void)state;
	/* Its child keeps the pipe open. */
	char *argv[] = {(char[]){"sh"}, (char[]){"-c"},
			(char[]){"sleep 600 2>/dev/null & printf $!"}, NULL};
	cleanup(secret_done) struct secret output = SECRET_INIT(64);
	struct process_result result;
	int status = run(argv, NULL, 10000, &output, &result, NULL);
	assert_int_equal(kill((pid_t)strtol(secret_string(&output), NULL, 10), SIGKILL), 0);
	assert_int_equal(status, 0);
}

static void additions_replace_the_environment(void **state)
{
	(void)state;
	char *additions[] = {(char[]){"UNIT_A=1"}, (char[]){"UNIT_B=2"}, (char[]){"UNIT_A=3"},
			     NULL};
	char *argv[] = {(char[]){"sh"}, (char[]){"-c"},
			(char[]){"printf \"$UNIT_A $UNIT_B $UNIT_C $(env | grep -c UNIT_)\""},
			NULL};
	cleanup(secret_done) struct secret output = SECRET_INIT(64);
	struct process_result result;
	setenv("UNIT_A", "0", 1);
	setenv("UNIT_C", "c", 1);
	assert_int_equal(run(argv, additions, 0, &output, &result, NULL), 0);
	assert_string_equal(secret_string(&output), "3 2 c 3");
}

static void programs_are_found_in_absolute_directories_only(void **state)
{
	(void)state;
	char directory[] = "/tmp/eksbreakglass-unit-XXXXXX";
	assert_non_null(mkdtemp(directory));
	assert_int_equal(chdir(directory), 0);
	FILE *file = fopen("here", "w");
	fputs("#!/bin/sh\nprintf here\n", file);
	fclose(file);
	assert_int_equal(chmod("here", 0700), 0);
	char absolute[sizeof(directory) + 16];
	snprintf(absolute, sizeof(absolute), "/nowhere:%s", directory);
	const struct {
		const char *path, *name;
		int expected;
	} cases[] = {
		{absolute, "here", 0},      {".", "here", -1},   {"", "here", -1},
		{":/nowhere:", "here", -1}, {"/usr", "bin", -1}, {"", "./here", 0},
		{absolute, "./there", -1},
	};
	const char *path = strdup(getenv("PATH"));
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		setenv("PATH", cases[i].path, 1);
		char *argv[] = {(char *)(uintptr_t)cases[i].name, NULL};
		cleanup(secret_done) struct secret output = SECRET_INIT(64);
		struct process_result result;
		int status = run(argv, NULL, 0, &output, &result, NULL);
		setenv("PATH", path, 1);
		assert_int_equal(status, cases[i].expected);
		assert_int_equal(result.not_found, cases[i].expected != 0);
	}
	unlink("here");
	rmdir(directory);
	free((char *)(uintptr_t)path);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(takes_output_and_exit_code),
	cmocka_unit_test(output_is_capped),
	cmocka_unit_test(what_does_not_end_is_killed),
	cmocka_unit_test(what_it_leaves_behind_does_not_hold_us_up),
	cmocka_unit_test(additions_replace_the_environment),
	cmocka_unit_test(programs_are_found_in_absolute_directories_only),
};
UNIT_MAIN(tests)
