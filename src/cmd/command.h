/*
 * What a subcommand is.
 *
 * To add one: write src/cmd/foo.c with
 *
 *	struct foo_settings { const char *name; bool dry_run; };
 *	static const struct command_option foo_options[] = {
 *		{.name = "name", .type = OPTION_TEXT, .argument = "NAME",
 *		 .offset = offsetof(struct foo_settings, name), .help = "what it is called"},
 *		COMMAND_OPTIONS_END,
 *	};
 *	static int foo_run(const struct command_call *call, struct error *err) { ... }
 *	const struct command cmd_foo = {.usage = "[OPTION]...", .options = foo_options,
 *		.settings_size = sizeof(struct foo_settings), .run = foo_run, ...};
 *
 * and one row in commands.def. Help, completion and the checks of the command line follow from
 * these; the manual page and the README are compared with them by a test.
 */
#ifndef CMD_COMMAND_H
#define CMD_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;

enum option_type {
	OPTION_FLAG,     /* bool */
	OPTION_TEXT,     /* const char *, not empty */
	OPTION_LIST,     /* struct text_list; may be given several times */
	OPTION_CHOICE,   /* const char *, one of .choices */
	OPTION_NUMBER,   /* uint64_t, at most .max */
	OPTION_DURATION, /* int64_t in seconds; "90", "90s", "15m", "2h", "7d"; at most .max */
};

/* What the shell completes as the option's value or as an argument of the command. */
enum completion_kind {
	COMPLETE_NOTHING,
	COMPLETE_FILE,
	COMPLETE_CONTEXT, /* names of kubeconfig contexts */
	COMPLETE_PROFILE, /* names of AWS profiles */
};

struct text_list {
	const char **items; /* owned by the parser; the strings are argv's */
	size_t count;
};

struct command_option {
	const char *name; /* without dashes */
	char letter;      /* 0: none */
	enum option_type type;
	enum completion_kind completes;
	size_t offset;        /* of the value in the command's settings */
	const char *argument; /* placeholder in the help; NULL for flags */
	const char *choices;  /* OPTION_CHOICE: "client|server" */
	const char *bare;     /* OPTION_CHOICE: value of `--name` alone; a value then needs '=' */
	const char *fallback; /* value when not given, parsed as if given; shown in the help */
	uint64_t max;         /* OPTION_NUMBER, OPTION_DURATION */
	const char *help;     /* one line, lower case, no full stop */
};

/* `--kubeconfig` and `--context` as every command that reads a kubeconfig has them. */
#define COMMAND_OPTION_KUBECONFIG(settings, member)                                       \
	{                                                                                 \
		.name = "kubeconfig", .type = OPTION_TEXT, .completes = COMPLETE_FILE,    \
		.argument = "FILE", .offset = offsetof(settings, member),                 \
		.help = "kubeconfig file to use instead of $KUBECONFIG or ~/.kube/config" \
	}
#define COMMAND_OPTION_CONTEXT(settings, member)                                       \
	{                                                                              \
		.name = "context", .type = OPTION_TEXT, .completes = COMPLETE_CONTEXT, \
		.argument = "NAME", .offset = offsetof(settings, member),              \
		.help = "kubeconfig context to use instead of the current one"         \
	}
#define COMMAND_OPTIONS_END  \
	{                    \
		.name = NULL \
	}

struct command_call {
	const char *program; /* as the user called it: "eksbreakglass" or "kubectl eksbreakglass" */
	const void *settings; /* the struct that .options filled */
	size_t argument_count;
	char *const *arguments; /* what is left after the options; NULL-terminated */
};

struct command {
	const char *usage;       /* what follows the command's name on the usage line */
	const char *description; /* paragraphs, lines of at most 78 characters */
	const char *examples;    /* lines of at most 78 characters; PROGRAM stands for the name */
	const struct command_option *options;
	size_t settings_size;
	size_t arguments_min;
	size_t arguments_max;
	enum completion_kind completes; /* the arguments */
	/* 0, or -1 with err set, whose code is the exit code. Must not exit. */
	int (*run)(const struct command_call *call, struct error *err);
};

enum command_program { COMMAND_OFFLINE, COMMAND_ONLINE };

enum command_group {
	GROUP_DAILY,
	GROUP_PREPARE,
	GROUP_ENVELOPE,
	GROUP_EMERGENCY,
	GROUP_OTHER,
	GROUP_COUNT,
};

/* A row of commands.def. */
struct command_row {
	const char *name;  /* one or two words: "token", "config view" */
	const char *alias; /* or NULL */
	enum command_program program;
	enum command_group group;
	const char *summary;
	const struct command *command; /* NULL where the other program holds it */
};

/* All rows, in the order of commands.def; ends with a row without a name. */
extern const struct command_row command_rows[];

#endif
