#include <stdio.h>

#include "cmd/command.h"
#include "cmd/store_access.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"

struct push_settings {
	struct text_list to;
	const char *name;
	struct vault_options vault;
};

static const struct command_option push_options[] = {
	{.name = "to",
	 .type = OPTION_LIST,
	 .argument = "STORE",
	 .offset = offsetof(struct push_settings, to),
	 .help = "dir:PATH or vault:[MOUNT/]PATH; may be repeated"},
	{.name = "name",
	 .type = OPTION_TEXT,
	 .argument = "NAME",
	 .offset = offsetof(struct push_settings, name),
	 .help = "name in the store, if not that of the file"},
	STORE_OPTIONS_VAULT(struct push_settings, vault),
	COMMAND_OPTIONS_END,
};

static int check_settings(const struct push_settings *settings, struct error *err)
{
	if (settings->to.count == 0) {
		error_set(err, ERROR_USAGE, "there is no store to push to");
		return error_hint(err, "give --to dir:PATH or --to vault:[MOUNT/]PATH");
	}
	for (size_t i = 0; i < settings->to.count; i++)
		if (store_check_spec(settings->to.items[i], err) != 0)
			return -1;
	return settings->name ? store_check_name(settings->name, err) : 0;
}

static int push_run(const struct command_call *call, struct error *err)
{
	const struct push_settings *settings = call->settings;
	const char *path = call->arguments[0];
	cleanup(store_item_done) struct store_item item = STORE_ITEM_INIT;
	cleanup_free char *name = NULL;
	if (check_settings(settings, err) != 0 ||
	    (settings->name ? string_copy(&name, settings->name, err)
			    : store_name_from_path(path, &name, err)) != 0 ||
	    store_access_read_item(path, &item, err) != 0)
		return -1;
	if (item.signature.length == 0)
		fprintf(stderr,
			"warning: there is no signature %s.minisig: who takes this file "
			"out cannot tell who made it\n",
			path);
	const struct store_access_push push = {
		.specs = &settings->to,
		.vault = &settings->vault,
		.program = call->program,
		.report = stdout,
	};
	return store_access_push(&push, name, &item, err);
}

const struct command cmd_escrow_push = {
	.usage = "[OPTION]... --to STORE... FILE",
	.description =
		"Stores a sealed file, and its signature FILE.minisig if there is one, in one or\n"
		"several stores. A file that is stored already is left alone; anything else under\n"
		"the same name stays as an older version. What is stored is read back and\n"
		"compared. If a store fails, the others are still tried, and running the same\n"
		"command again completes it.\n"
		"\n"
		"A directory must exist: it holds NAME.age, the newest, and all versions in\n"
		"NAME.versions. In a vault (HashiCorp Vault or OpenBao, key-value version 2) the\n"
		"secret NAME has the file as age_base64.",
	.examples = "PROGRAM escrow push --to dir:/media/stick prod.age\n"
		    "PROGRAM escrow push --to dir:/media/stick --to vault:secret/eks prod.age\n"
		    "PROGRAM escrow push --to vault:kv/sre --vault-login approle \\\n"
		    "    --vault-role-id 7c1e --vault-secret-id-file secret-id prod.age\n",
	.options = push_options,
	.settings_size = sizeof(struct push_settings),
	.arguments_min = 1,
	.arguments_max = 1,
	.completes = COMPLETE_FILE,
	.run = push_run,
};
