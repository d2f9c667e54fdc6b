#include <stdio.h>

#include "cmd/change_report.h"
#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "kubeconfig/changes.h"
#include "kubeconfig/orphans.h"

enum { SUMMARY_LIMIT = 1024 * 1024 };

struct delete_settings {
	struct change_settings change;
	const char *kind;
	bool keep_entries;
};

static const struct command_option delete_options[] = {
	{.name = "kind",
	 .type = OPTION_CHOICE,
	 .choices = "context|cluster|user",
	 .fallback = "context",
	 .offset = offsetof(struct delete_settings, kind),
	 .help = "what is deleted"},
	{.name = "keep-entries",
	 .type = OPTION_FLAG,
	 .offset = offsetof(struct delete_settings, keep_entries),
	 .help = "keep a context's cluster and user, also if nothing else uses them"},
	CHANGE_OPTIONS(struct delete_settings),
	COMMAND_OPTIONS_END,
};

static int delete_one(struct update *update, enum section section, const char *name,
		      struct buffer *summary, struct error *err)
{
	if (change_remove(update, section, name, err) != 0)
		return -1;
	buffer_append_format(summary, "%s%s \"%s\"", summary->length > 0 ? ", " : "Deleted ",
			     section_noun(section), name);
	return 0;
}

/* The current context must be one that there is. */
static int forget_current(struct update *update, const struct command_call *call, struct error *err)
{
	for (size_t i = 0; i < call->argument_count; i++)
		if (change_forget_current(update, call->arguments[i], err) != 0)
			return -1;
	return 0;
}

static int delete_orphans(struct update *update, const struct command_call *call,
			  struct buffer *summary, struct error *err)
{
	cleanup(orphans_done) struct orphans orphans = {0};
	if (orphans_of(update_config(update), call->arguments, call->argument_count, &orphans,
		       err) != 0)
		return -1;
	for (size_t i = 0; i < orphans.count; i++)
		if (delete_one(update, orphans.items[i].section, orphans.items[i].name, summary,
			       err) != 0)
			return -1;
	return 0;
}

static int delete_run(const struct command_call *call, struct error *err)
{
	const struct delete_settings *settings = call->settings;
	enum section section = string_equal(settings->kind, "cluster") ? SECTION_CLUSTERS
			       : string_equal(settings->kind, "user")  ? SECTION_USERS
								       : SECTION_CONTEXTS;
	cleanup(update_free_at) struct update *update = NULL;
	cleanup(buffer_done) struct buffer summary = BUFFER_INIT(SUMMARY_LIMIT);
	if (change_begin(&settings->change, &update, err) != 0)
		return -1;
	for (size_t i = 0; i < call->argument_count; i++)
		if (delete_one(update, section, call->arguments[i], &summary, err) != 0)
			return -1;
	if (section == SECTION_CONTEXTS) {
		if (forget_current(update, call, err) != 0)
			return -1;
		if (!settings->keep_entries && delete_orphans(update, call, &summary, err) != 0)
			return -1;
	}
	buffer_append_char(&summary, '.');
	if (buffer_check(&summary, "the result", err) != 0)
		return -1;
	return change_finish(update, &settings->change, buffer_string(&summary), err);
}

const struct command cmd_config_delete = {
	.usage = "[OPTION]... NAME...",
	.description =
		"Deletes contexts, and the clusters and users that no other context uses. A\n"
		"name is deleted from every file that has it, so that none comes to light from\n"
		"behind. If the current context goes, there is none until the next 'config use'.",
	.examples = "PROGRAM config delete old-prod old-staging\n"
		    "PROGRAM config delete --keep-entries --dry-run prod\n"
		    "PROGRAM config delete --kind user former-colleague\n",
	.options = delete_options,
	.settings_size = sizeof(struct delete_settings),
	.arguments_min = 1,
	.arguments_max = 1000,
	.completes = COMPLETE_CONTEXT,
	.run = delete_run,
};
