#include <stdio.h>

#include "cmd/command.h"
#include "cmd/store_access.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "platform/http.h"
#include "platform/http_curl.h"
#include "platform/terminal.h"

struct prune_settings {
	const char *from;
	uint64_t keep;
	bool dry_run, yes;
	struct vault_options vault;
};

static const struct command_option prune_options[] = {
	{.name = "from",
	 .type = OPTION_TEXT,
	 .argument = "STORE",
	 .offset = offsetof(struct prune_settings, from),
	 .help = "dir:PATH or vault:[MOUNT/]PATH"},
	{.name = "keep",
	 .type = OPTION_NUMBER,
	 .argument = "N",
	 .max = STORE_VERSIONS_MAX,
	 .offset = offsetof(struct prune_settings, keep),
	 .help = "how many versions of each name stay, the newest ones"},
	{.name = "dry-run",
	 .type = OPTION_FLAG,
	 .offset = offsetof(struct prune_settings, dry_run),
	 .help = "only say what would be removed"},
	{.name = "yes",
	 .type = OPTION_FLAG,
	 .offset = offsetof(struct prune_settings, yes),
	 .help = "do not ask"},
	STORE_OPTIONS_VAULT(struct prune_settings, vault),
	COMMAND_OPTIONS_END,
};

static int check_settings(const struct prune_settings *settings, struct error *err)
{
	if (!settings->from) {
		error_set(err, ERROR_USAGE, "there is no store to prune");
		return error_hint(err, "give --from dir:PATH or --from vault:[MOUNT/]PATH");
	}
	if (settings->keep == 0) {
		error_set(err, ERROR_USAGE, "it is not said how many versions to keep");
		return error_hint(err, "give --keep N, at least 1");
	}
	return 0;
}

/* How many of the versions, from the oldest on, are beyond those to keep. Versions whose content is
 * gone count for nothing; the newest version stays even so. */
static size_t count_old(const struct store_entry *entry, uint64_t keep)
{
	uint64_t kept = 0;
	size_t first = entry->version_count;
	while (first > 0 && kept < keep) {
		first--;
		kept += entry->versions[first].gone ? 0 : 1;
	}
	return first;
}

static size_t count_removals(const struct store_entries *entries, uint64_t keep)
{
	size_t count = 0;
	for (size_t i = 0; i < entries->count; i++)
		for (size_t j = 0; j < count_old(&entries->items[i], keep); j++)
			count += entries->items[i].versions[j].gone ? 0 : 1;
	return count;
}

static int prune_entry(struct store *store, const struct store_entry *entry,
		       const struct prune_settings *settings, struct error *err)
{
	size_t old = count_old(entry, settings->keep);
	for (size_t i = 0; i < old; i++) {
		const struct store_version *version = &entry->versions[i];
		if (version->gone)
			continue;
		if (!settings->dry_run &&
		    store_remove(store, entry->name, version->number, err) != 0)
			return -1;
		printf("%s: version %llu of %s %s\n", settings->from,
		       (unsigned long long)version->number, entry->name,
		       settings->dry_run ? "would be removed" : "removed");
	}
	return 0;
}

static int confirm(const struct prune_settings *settings, size_t count, struct error *err)
{
	cleanup_free char *question = NULL;
	bool yes = false;
	if (count == 0 || settings->dry_run || settings->yes)
		return 0;
	if (string_format(&question, err, "Remove %zu old version%s from %s for good?", count,
			  count == 1 ? "" : "s", settings->from) != 0 ||
	    terminal_confirm(question, &yes, err) != 0)
		return -1;
	return yes ? 0 : error_set(err, ERROR_PERSON, "nothing was removed");
}

static int prune_run(const struct command_call *call, struct error *err)
{
	const struct prune_settings *settings = call->settings;
	cleanup(http_free_at) struct http *http = NULL;
	cleanup(store_free_at) struct store *store = NULL;
	cleanup(store_entries_done) struct store_entries entries = {0};
	if (check_settings(settings, err) != 0)
		return -1;
	http = http_curl_new(err);
	if (!http || store_access_open(settings->from, &settings->vault, http, &store, err) != 0)
		return -1;
	if (store_list(store, call->arguments[0], &entries, err) != 0)
		return -1;
	if (confirm(settings, count_removals(&entries, settings->keep), err) != 0)
		return -1;
	for (size_t i = 0; i < entries.count; i++)
		if (prune_entry(store, &entries.items[i], settings, err) != 0)
			return -1;
	return 0;
}

const struct command cmd_escrow_prune = {
	.usage = "[OPTION]... --from STORE --keep N [NAME]",
	.description =
		"Removes the old versions of all names in a store, or of one: their content is\n"
		"destroyed, and the newest N stay. Asks on the terminal first.\n"
		"\n"
		"A sealed token is not made worthless by this: that takes its removal from the\n"
		"cluster.",
	.examples = "PROGRAM escrow prune --from dir:/media/stick --keep 3 --dry-run\n"
		    "PROGRAM escrow prune --from vault:secret/eks --keep 3 --yes prod\n",
	.options = prune_options,
	.settings_size = sizeof(struct prune_settings),
	.arguments_max = 1,
	.run = prune_run,
};
