/* What commands that change kubeconfig files have in common: their options and what they print. */
#ifndef CMD_CHANGE_REPORT_H
#define CMD_CHANGE_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "cmd/command.h"
#include "kubeconfig/update.h"

/* To be the member `change` of a command's settings. */
struct change_settings {
	const char *kubeconfig;
	const char *output;
	bool dry_run;
	bool no_backup;
	int64_t lock_timeout; /* seconds */
};

#define CHANGE_OPTIONS(settings)                                                                \
	COMMAND_OPTION_KUBECONFIG(settings, change.kubeconfig),                                 \
		{.name = "dry-run",                                                             \
		 .type = OPTION_FLAG,                                                           \
		 .offset = offsetof(settings, change.dry_run),                                  \
		 .help = "write nothing; print what would change as a diff"},                   \
		{.name = "no-backup",                                                           \
		 .type = OPTION_FLAG,                                                           \
		 .offset = offsetof(settings, change.no_backup),                                \
		 .help = "do not keep the old file as FILE.bak"},                               \
		{.name = "lock-timeout",                                                        \
		 .type = OPTION_DURATION,                                                       \
		 .argument = "DURATION",                                                        \
		 .fallback = "10s",                                                             \
		 .max = 3600,                                                                   \
		 .offset = offsetof(settings, change.lock_timeout),                             \
		 .help = "how long to wait for another program's lock"},                        \
	{                                                                                       \
		.name = "output", .letter = 'o', .type = OPTION_CHOICE, .choices = "text|json", \
		.fallback = "text", .offset = offsetof(settings, change.output),                \
		.help = "how to print the result"                                               \
	}

int change_begin(const struct change_settings *settings, struct update **ret_update,
		 struct error *err);

/*
 * Commits the update and prints: the diff with --dry-run, else `summary`, a sentence without its
 * line break; or all as JSON. Warns on standard error about files that others can read.
 */
int change_finish(struct update *update, const struct change_settings *settings,
		  const char *summary, struct error *err);

#endif
