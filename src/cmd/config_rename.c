#include "cmd/change_report.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "kubeconfig/changes.h"

struct rename_settings {
	struct change_settings change;
	const char *kind;
};

static const struct command_option rename_options[] = {
	{.name = "kind",
	 .type = OPTION_CHOICE,
	 .choices = "context|cluster|user",
	 .fallback = "context",
	 .offset = offsetof(struct rename_settings, kind),
	 .help = "what is renamed"},
	CHANGE_OPTIONS(struct rename_settings),
	COMMAND_OPTIONS_END,
};

static int rename_run(const struct command_call *call, struct error *err)
{
	const struct rename_settings *settings = call->settings;
	const char *old_name = call->arguments[0];
	const char *new_name = call->arguments[1];
	enum section section = string_equal(settings->kind, "cluster") ? SECTION_CLUSTERS
			       : string_equal(settings->kind, "user")  ? SECTION_USERS
								       : SECTION_CONTEXTS;
	cleanup(update_free_at) struct update *update = NULL;
	cleanup_free char *summary = NULL;
	if (*new_name == '\0')
		return error_set(err, ERROR_USAGE, "the new name is empty");
	if (change_begin(&settings->change, &update, err) != 0 ||
	    change_name(update, section, old_name, new_name, err) != 0 ||
	    string_format(&summary, err, "Renamed %s \"%s\" to \"%s\".", settings->kind, old_name,
			  new_name) != 0)
		return -1;
	return change_finish(update, &settings->change, summary, err);
}

const struct command cmd_config_rename = {
	.usage = "[OPTION]... OLD NEW",
	.description =
		"Renames a context, a cluster or a user, in every file that has it, and what\n"
		"refers to it: current-context, or the contexts that use it.",
	.examples = "PROGRAM config rename arn:aws:eks:eu-west-1:111122223333:cluster/prod prod\n"
		    "PROGRAM config rename --kind user --dry-run old-admin admin\n",
	.options = rename_options,
	.settings_size = sizeof(struct rename_settings),
	.arguments_min = 2,
	.arguments_max = 2,
	.completes = COMPLETE_CONTEXT,
	.run = rename_run,
};
