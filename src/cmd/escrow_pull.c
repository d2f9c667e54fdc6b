#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/command.h"
#include "cmd/envelope.h"
#include "cmd/store_access.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/slice.h"
#include "core/strings.h"
#include "platform/file.h"
#include "platform/http.h"
#include "platform/http_curl.h"

struct pull_settings {
	struct text_list from;
	const char *out;
	uint64_t version;
	bool force;
	struct vault_options vault;
};

static const struct command_option pull_options[] = {
	{.name = "from",
	 .type = OPTION_LIST,
	 .argument = "STORE",
	 .offset = offsetof(struct pull_settings, from),
	 .help = "dir:PATH or vault:[MOUNT/]PATH; the first that works"},
	{.name = "out",
	 .type = OPTION_TEXT,
	 .completes = COMPLETE_FILE,
	 .argument = "FILE",
	 .offset = offsetof(struct pull_settings, out),
	 .help = "the file, if not NAME.age; '-' for standard output"},
	{.name = "version",
	 .type = OPTION_NUMBER,
	 .argument = "N",
	 .max = INT64_MAX,
	 .offset = offsetof(struct pull_settings, version),
	 .help = "a version instead of the newest"},
	{.name = "force",
	 .type = OPTION_FLAG,
	 .offset = offsetof(struct pull_settings, force),
	 .help = "replace the file if another one is there"},
	STORE_OPTIONS_VAULT(struct pull_settings, vault),
	COMMAND_OPTIONS_END,
};

/* What is wanted may be there already, from a run before. */
static int write_file(const char *path, const struct buffer *bytes, bool force, struct error *err)
{
	cleanup(buffer_done) struct buffer old = BUFFER_INIT(BUNDLE_SEALED_MAX);
	if (access(path, F_OK) == 0 && file_read(path, &old, NULL) == 0 &&
	    slice_equal((struct slice){old.data, old.length},
			(struct slice){bytes->data, bytes->length}))
		return 0;
	if (file_write(path, bytes->data, bytes->length, 0600,
		       force ? FILE_REPLACE_PRIVATE : FILE_CREATE, err) != 0)
		return envelope_hint_force(err);
	return 0;
}

/* A signature from before would be that of another file. */
static int clear_signature(const char *path, bool force, struct error *err)
{
	if (access(path, F_OK) != 0)
		return 0;
	if (force && unlink(path) == 0)
		return 0;
	error_set(err, ERROR_FAILED, "%s is there, and what was pulled has no signature", path);
	return error_hint(err, "choose another name, or give --force to remove that file");
}

/* The signature goes first: whoever sees the file has its signature too. */
static int write_item(const struct pull_settings *settings, const char *path,
		      const struct store_item *item, struct error *err)
{
	cleanup_free char *signature = NULL;
	if (string_equal(path, "-"))
		return file_write_output(path, item->sealed.data, item->sealed.length, 0600,
					 FILE_CREATE, err);
	if (string_format(&signature, err, "%s.minisig", path) != 0 ||
	    (item->signature.length > 0
		     ? write_file(signature, &item->signature, settings->force, err)
		     : clear_signature(signature, settings->force, err)) != 0)
		return -1;
	return write_file(path, &item->sealed, settings->force, err);
}

static int pull_from(const char *spec, const struct pull_settings *settings, const char *name,
		     struct http *http, struct store_item *item, uint64_t *version,
		     struct error *err)
{
	cleanup(store_free_at) struct store *store = NULL;
	if (store_access_open(spec, &settings->vault, http, &store, err) != 0)
		return -1;
	if (store_get(store, name, settings->version, item, version, err) != 0 ||
	    store_item_check(item, name, err) != 0)
		return -1;
	return 0;
}

/* Index of the store that had it. */
static int pull_from_first(const struct command_call *call, struct http *http,
			   struct store_item *item, uint64_t *version, size_t *ret_index,
			   struct error *err)
{
	const struct pull_settings *settings = call->settings;
	for (size_t i = 0; i < settings->from.count; i++) {
		cleanup(store_item_done) struct store_item one = STORE_ITEM_INIT;
		struct error failure = ERROR_INIT;
		if (pull_from(settings->from.items[i], settings, call->arguments[0], http, &one,
			      version, &failure) == 0) {
			*item = one;
			one = (struct store_item)STORE_ITEM_INIT;
			*ret_index = i;
			return 0;
		}
		if (settings->from.count == 1) {
			*err = failure;
			return -1;
		}
		error_print(&failure, call->program, stderr);
	}
	return error_set(err, ERROR_FAILED, "none of the %zu stores gave %s", settings->from.count,
			 call->arguments[0]);
}

static int check_settings(const struct pull_settings *settings, const char *name, struct error *err)
{
	if (settings->from.count == 0) {
		error_set(err, ERROR_USAGE, "there is no store to pull from");
		return error_hint(err, "give --from dir:PATH or --from vault:[MOUNT/]PATH");
	}
	for (size_t i = 0; i < settings->from.count; i++)
		if (store_check_spec(settings->from.items[i], err) != 0)
			return -1;
	return store_check_name(name, err);
}

static int pull_run(const struct command_call *call, struct error *err)
{
	const struct pull_settings *settings = call->settings;
	const char *name = call->arguments[0];
	cleanup(store_item_done) struct store_item item = STORE_ITEM_INIT;
	cleanup(http_free_at) struct http *http = NULL;
	cleanup_free char *path = NULL;
	uint64_t version = 0;
	size_t index = 0;
	if (check_settings(settings, name, err) != 0)
		return -1;
	http = http_curl_new(err);
	if (!http || pull_from_first(call, http, &item, &version, &index, err) != 0 ||
	    (settings->out ? string_copy(&path, settings->out, err)
			   : string_format(&path, err, "%s.age", name)) != 0 ||
	    write_item(settings, path, &item, err) != 0)
		return -1;
	fprintf(stderr, "pulled version %llu of %s from %s%s\n", (unsigned long long)version, name,
		settings->from.items[index],
		item.signature.length > 0 ? "" : "; it has no signature");
	return 0;
}

const struct command cmd_escrow_pull = {
	.usage = "[OPTION]... --from STORE... NAME",
	.description =
		"Takes a sealed file out of a store and writes it, still sealed, as NAME.age, and\n"
		"its signature as NAME.age.minisig. A file that is there is not replaced without\n"
		"--force. Where several stores are given, the first one that has it is used.",
	.examples = "PROGRAM escrow pull --from vault:secret/eks prod\n"
		    "PROGRAM escrow pull --from vault:secret/eks --from dir:/media/stick prod\n"
		    "PROGRAM escrow pull --from dir:/media/stick --version 3 --out old.age prod\n",
	.options = pull_options,
	.settings_size = sizeof(struct pull_settings),
	.arguments_min = 1,
	.arguments_max = 1,
	.run = pull_run,
};
