#include "cmd/dispatch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <eksbreakglass/exit_codes.h>

#include "cmd/complete.h"
#include "cmd/help.h"
#include "cmd/options.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/secret.h"
#include "core/strings.h"
#include "platform/process.h"

struct session {
	enum command_program self;
	const char *program;
	size_t argc;
	char **argv; /* without argv[0] */
};

/* Words of a name such as "config view" that argv begins with; 0 where it does not match. */
static size_t match_words(const char *name, size_t argc, char *const *argv)
{
	size_t words = 0;
	while (name) {
		const char *space = strchr(name, ' ');
		size_t length = space ? (size_t)(space - name) : strlen(name);
		if (words >= argc || strlen(argv[words]) != length ||
		    strncmp(argv[words], name, length) != 0)
			return 0;
		words++;
		name = space ? space + 1 : NULL;
	}
	return words;
}

const struct command_row *dispatch_find(size_t argc, char *const *argv, size_t *ret_words)
{
	const struct command_row *best = NULL;
	size_t best_words = 0;
	for (const struct command_row *row = command_rows; row->name; row++) {
		size_t words = match_words(row->name, argc, argv);
		if (words == 0 && row->alias)
			words = match_words(row->alias, argc, argv);
		if (words > best_words) {
			best = row;
			best_words = words;
		}
	}
	if (best)
		*ret_words = best_words;
	return best;
}

static int unknown_command(const struct session *session, struct error *err)
{
	const char *word = session->argv[0];
	error_set(err, ERROR_USAGE, "there is no command '%s'", word);
	const struct command_row *nearest = NULL;
	size_t nearest_distance = 3;
	for (const struct command_row *row = command_rows; row->name; row++) {
		size_t distance = string_distance(word, row->name);
		if (distance < nearest_distance) {
			nearest = row;
			nearest_distance = distance;
		}
		size_t length = strlen(word);
		if (string_has_prefix(row->name, word) && row->name[length] == ' ')
			return error_hint(err, "'%s' has subcommands, such as '%s %s'", word,
					  session->program, row->name);
	}
	if (nearest)
		error_hint(err, "did you mean '%s %s'?", session->program, nearest->name);
	else
		error_hint(err, "'%s --help' lists the commands", session->program);
	return -1;
}

static int run_here(const struct session *session, const struct command_row *row, size_t words,
		    struct error *err)
{
	struct options_result result;
	int status = options_parse(row->command, session->argc - words, session->argv + words,
				   &result, err);
	if (status != 0) {
		error_hint(err, "'%s %s --help' shows its options", session->program, row->name);
	} else if (result.help) {
		help_command(session->program, row, stdout);
	} else {
		struct command_call call = {
			.program = session->program,
			.settings = result.settings,
			.argument_count = result.argument_count,
			.arguments = result.arguments,
		};
		status = row->command->run(&call, err);
	}
	options_done(row->command, &result);
	return status;
}

static int run_named(const struct session *session, struct error *err)
{
	size_t words = 0;
	const struct command_row *row = dispatch_find(session->argc, session->argv, &words);
	if (!row)
		return unknown_command(session, err);
	if (row->command)
		return run_here(session, row, words, err);
	if (session->self == COMMAND_OFFLINE)
		return process_exec_online(session->argv, err);
	return error_set(err, ERROR_USAGE, "'%s' belongs to eksbreakglass itself", row->name);
}

/* `help COMMAND` is `COMMAND --help`; runs in the program that holds the command. */
static int run_help(const struct session *session, struct error *err)
{
	char *argv[4] = {NULL};
	size_t argc = 0;
	while (argc < 2 && argc + 1 < session->argc) {
		argv[argc] = session->argv[argc + 1];
		argc++;
	}
	argv[argc++] = (char[]){"--help"};
	struct session again = {session->self, session->program, argc, argv};
	return run_named(&again, err);
}

static int run(const struct session *session, struct error *err)
{
	const char *word = session->argc > 0 ? session->argv[0] : NULL;
	if (string_equal(word, "__complete"))
		return complete_run(session->self, session->argc - 1, session->argv + 1, err);
	if (string_equal(word, "help") && session->argc > 1)
		return run_help(session, err);
	if (string_equal(word, "help") || string_equal(word, "-h") ||
	    string_equal(word, "--help")) {
		help_overview(session->program, stdout);
		return 0;
	}
	if (string_equal(word, "--version")) {
		char *version[] = {(char[]){"version"}, NULL};
		struct session again = {session->self, session->program, 1, version};
		return run_named(&again, err);
	}
	if (!word) {
		help_overview(session->program, stderr);
		return error_set(err, ERROR_USAGE, "no command is given");
	}
	return run_named(session, err);
}

/* A full disk or a closed pipe must not look like success. */
static int check_output(struct error *err)
{
	if (fflush(stdout) != 0 || ferror(stdout))
		return error_errno(err, errno ? errno : EIO, "cannot write to standard output");
	return 0;
}

static const char *program_name(const char *argv0)
{
	const char *slash = argv0 ? strrchr(argv0, '/') : NULL;
	const char *base = slash ? slash + 1 : argv0;
	return string_equal(base, "kubectl-eksbreakglass") ? "kubectl eksbreakglass"
							   : "eksbreakglass";
}

int dispatch(enum command_program self, int argc, char **argv)
{
	struct error err = ERROR_INIT;
	struct session session = {
		.self = self,
		.program = program_name(argc > 0 ? argv[0] : NULL),
		.argc = argc > 0 ? (size_t)(argc - 1) : 0,
		.argv = argv + (argc > 0 ? 1 : 0),
	};
	int status = process_harden(&err);
	if (status == 0)
		status = secret_library_init(&err);
	if (status == 0)
		status = run(&session, &err);
	struct error output = ERROR_INIT;
	if (check_output(&output) != 0 && status == 0) {
		err = output;
		status = -1;
	}
	if (status == 0)
		return EKSBREAKGLASS_OK;
	error_print(&err, session.program, stderr);
	return err.code == ERROR_NONE ? EKSBREAKGLASS_FAILED : (int)err.code;
}
