#include <stdio.h>
#include <string.h>

#include "cmd/command.h"
#include "cmd/store_access.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/json_writer.h"
#include "core/strings.h"
#include "core/time.h"
#include "platform/http.h"
#include "platform/http_curl.h"

enum { JSON_LIMIT = 64 * 1024 * 1024 };

struct list_settings {
	const char *from;
	const char *output;
	struct vault_options vault;
};

static const struct command_option list_options[] = {
	{.name = "from",
	 .type = OPTION_TEXT,
	 .argument = "STORE",
	 .offset = offsetof(struct list_settings, from),
	 .help = "dir:PATH or vault:[MOUNT/]PATH"},
	{.name = "output",
	 .letter = 'o',
	 .type = OPTION_CHOICE,
	 .choices = "text|json",
	 .fallback = "text",
	 .offset = offsetof(struct list_settings, output),
	 .help = "how to print it"},
	STORE_OPTIONS_VAULT(struct list_settings, vault),
	COMMAND_OPTIONS_END,
};

static const char *time_text(int64_t seconds, char target[TIME_RFC3339_SIZE])
{
	return seconds != 0 && time_format_rfc3339(seconds, target) == 0 ? target : NULL;
}

/* --- text -------------------------------------------------------------------------------- */

/* Labels come out of files and vaults that others can write. */
static void print_label(const struct store_entry *entry, enum store_label label, const char *title)
{
	char escaped[4 * STORE_LABEL_MAX];
	const char *value = entry->labels.values[label];
	if (!value)
		return;
	string_escape(escaped, sizeof(escaped), value, strlen(value));
	printf("  %-10s %s\n", title, escaped);
}

static void print_entry(const struct store_entry *entry)
{
	printf("%s\n", entry->name);
	print_label(entry, STORE_LABEL_CLUSTER, "cluster:");
	print_label(entry, STORE_LABEL_SERVER, "server:");
	print_label(entry, STORE_LABEL_SERIAL, "serial:");
	print_label(entry, STORE_LABEL_ISSUED, "issued:");
	print_label(entry, STORE_LABEL_ROTATE_BY, "rotate by:");
	for (size_t i = entry->version_count; i > 0; i--) {
		const struct store_version *version = &entry->versions[i - 1];
		char text[TIME_RFC3339_SIZE];
		const char *stored = time_text(version->stored, text);
		printf("  version %-4llu %s", (unsigned long long)version->number,
		       stored ? stored : "-");
		if (version->gone)
			fputs("  removed", stdout);
		else if (version->sha256[0])
			printf("  sha256 %.16s...", version->sha256);
		putchar('\n');
	}
}

/* --- JSON -------------------------------------------------------------------------------- */

static void write_version(struct json_writer *json, const struct store_version *version)
{
	char text[TIME_RFC3339_SIZE];
	json_object_begin(json);
	json_member_integer(json, "version", (int64_t)version->number);
	json_member_optional(json, "stored", time_text(version->stored, text));
	json_member_boolean(json, "removed", version->gone);
	json_member_optional(json, "sha256", version->sha256[0] ? version->sha256 : NULL);
	json_object_end(json);
}

static void write_entry(struct json_writer *json, const struct store_entry *entry)
{
	json_object_begin(json);
	json_member_string(json, "name", entry->name);
	for (size_t i = 0; i < STORE_LABEL_COUNT; i++)
		json_member_optional(json, store_label_names[i], entry->labels.values[i]);
	json_key(json, "versions");
	json_array_begin(json);
	for (size_t i = 0; i < entry->version_count; i++)
		write_version(json, &entry->versions[i]);
	json_array_end(json);
	json_object_end(json);
}

static int print_json(const char *spec, const struct store_entries *entries, struct error *err)
{
	cleanup(buffer_done) struct buffer text = BUFFER_INIT(JSON_LIMIT);
	struct json_writer json = JSON_WRITER_INIT(&text, JSON_STYLE_PRETTY);
	json_object_begin(&json);
	json_member_string(&json, "store", spec);
	json_key(&json, "entries");
	json_array_begin(&json);
	for (size_t i = 0; i < entries->count; i++)
		write_entry(&json, &entries->items[i]);
	json_array_end(&json);
	json_object_end(&json);
	if (buffer_check(&text, "the list", err) != 0)
		return -1;
	puts(buffer_string(&text));
	return 0;
}

/* --- the command ------------------------------------------------------------------------- */

static int list_run(const struct command_call *call, struct error *err)
{
	const struct list_settings *settings = call->settings;
	cleanup(http_free_at) struct http *http = NULL;
	cleanup(store_free_at) struct store *store = NULL;
	cleanup(store_entries_done) struct store_entries entries = {0};
	if (!settings->from) {
		error_set(err, ERROR_USAGE, "there is no store to list");
		return error_hint(err, "give --from dir:PATH or --from vault:[MOUNT/]PATH");
	}
	http = http_curl_new(err);
	if (!http || store_access_open(settings->from, &settings->vault, http, &store, err) != 0)
		return -1;
	if (store_list(store, call->arguments[0], &entries, err) != 0)
		return -1;
	if (call->arguments[0] && entries.count == 0)
		return error_set(err, ERROR_FAILED, "there is no %s in %s", call->arguments[0],
				 settings->from);
	if (string_equal(settings->output, "json"))
		return print_json(settings->from, &entries, err);
	for (size_t i = 0; i < entries.count; i++)
		print_entry(&entries.items[i]);
	return 0;
}

const struct command cmd_escrow_list = {
	.usage = "[OPTION]... --from STORE [NAME]",
	.description =
		"Lists the sealed files of a store with all their versions, and what their\n"
		"signatures say they are for. Nothing is opened, and no signature is verified.",
	.examples = "PROGRAM escrow list --from dir:/media/stick\n"
		    "PROGRAM escrow list --from vault:secret/eks -o json prod\n",
	.options = list_options,
	.settings_size = sizeof(struct list_settings),
	.arguments_max = 1,
	.run = list_run,
};
