#include <unistd.h>

#include "cmd/change_report.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "kubeconfig/changes.h"
#include "kubeconfig/match.h"
#include "kubeconfig/previous.h"

struct use_settings {
	struct change_settings change;
};

static const struct command_option use_options[] = {
	CHANGE_OPTIONS(struct use_settings),
	COMMAND_OPTIONS_END,
};

static int choose(const struct update *update, const char *typed, char **ret_name,
		  struct error *err)
{
	cleanup_free char *previous = NULL;
	if (string_equal(typed, "-")) {
		if (previous_read(&previous, err) != 0)
			return -1;
		typed = previous;
	}
	return match_context(update_config(update), typed, ret_name, err);
}

static int use_run(const struct command_call *call, struct error *err)
{
	const struct use_settings *settings = call->settings;
	cleanup(update_free_at) struct update *update = NULL;
	cleanup_free char *name = NULL;
	cleanup_free char *summary = NULL;
	if (change_begin(&settings->change, &update, err) != 0 ||
	    choose(update, call->arguments[0], &name, err) != 0 ||
	    change_current_context(update, name, err) != 0 ||
	    string_format(&summary, err, "Switched to context \"%s\".", name) != 0 ||
	    change_finish(update, &settings->change, summary, err) != 0)
		return -1;
	const char *before = kubeconfig_current_context(update_config(update));
	if (!settings->change.dry_run && *before != '\0' && !string_equal(before, name))
		previous_write(before);
	return 0;
}

const struct command cmd_config_use = {
	.usage = "[OPTION]... NAME|-",
	.description =
		"Makes a context the current one. A part of the name is enough where only one\n"
		"context begins with it or has it in it; '-' is the context before this one.",
	.examples = "PROGRAM config use prod\n"
		    "PROGRAM config use -\n",
	.options = use_options,
	.settings_size = sizeof(struct use_settings),
	.arguments_min = 1,
	.arguments_max = 1,
	.completes = COMPLETE_CONTEXT,
	.run = use_run,
};
