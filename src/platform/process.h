/* This process and others. */
#ifndef PLATFORM_PROCESS_H
#define PLATFORM_PROCESS_H

#include <stdbool.h>
#include <stdint.h>

struct buffer;
struct error;

/* No core dumps, and not traceable by other processes of the user: secrets live here. */
int process_harden(struct error *err);

/*
 * Replaces this process by eksbreakglass-online with the given words as arguments (NULL-terminated,
 * without argv[0]). Looked for beside this executable, then in ../libexec/eksbreakglass from there,
 * then in the libexec directory of the build; the environment has no say. Returns only on failure.
 */
int process_exec_online(char *const *words, struct error *err);

enum process_input { PROCESS_INPUT_NONE, PROCESS_INPUT_INHERITED };

/* All borrowed. */
struct process_call {
	/*
	 * NULL-terminated. A program without a slash is looked up in the absolute directories of
	 * $PATH; no shell takes part.
	 */
	char *const *argv;
	/* NULL-terminated "NAME=value" in place of what the environment says; or NULL. */
	char *const *environment;
	enum process_input input;
	int64_t timeout_ms;    /* then it is killed; 0: no limit */
	struct buffer *output; /* standard output is appended; over its limit it is killed */
};

struct process_result {
	bool not_found; /* the program is not there; only after -1 */
	int exit_code;  /* -1 where a signal ended it */
	int signal;     /* or 0 */
};

/*
 * Runs a program to its end; its standard error is ours. 0 however it ended, -1 with err set where
 * it could not be run or had to be killed. *ret is written in both cases.
 */
int process_run(const struct process_call *call, struct process_result *ret, struct error *err);

/* Whether there is a program of that name, a path or one that is looked up in $PATH as above. */
bool process_is_there(const char *name);

#endif
