#include <unistd.h>

#include "cmd/command.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/secret.h"
#include "core/strings.h"
#include "kubeconfig/kubeconfig.h"
#include "kubeconfig/view.h"
#include "platform/file.h"

enum { OUTPUT_LIMIT = 512 * 1024 * 1024 };

struct view_settings {
	const char *kubeconfig;
	const char *context;
	const char *output;
	bool raw;
	bool minify;
	bool flatten;
};

static const struct command_option view_options[] = {
	COMMAND_OPTION_KUBECONFIG(struct view_settings, kubeconfig),
	COMMAND_OPTION_CONTEXT(struct view_settings, context),
	{.name = "raw",
	 .type = OPTION_FLAG,
	 .offset = offsetof(struct view_settings, raw),
	 .help = "show tokens, keys and certificates"},
	{.name = "minify",
	 .type = OPTION_FLAG,
	 .offset = offsetof(struct view_settings, minify),
	 .help = "show only what the context needs"},
	{.name = "flatten",
	 .type = OPTION_FLAG,
	 .offset = offsetof(struct view_settings, flatten),
	 .help = "put the content of referenced files in, so that it stands alone"},
	{.name = "output",
	 .letter = 'o',
	 .type = OPTION_CHOICE,
	 .choices = "yaml|json",
	 .fallback = "yaml",
	 .offset = offsetof(struct view_settings, output),
	 .help = "how to print it"},
	COMMAND_OPTIONS_END,
};

static int print_secret(const struct secret *text, struct error *err)
{
	return file_write_fd(STDOUT_FILENO, "standard output", secret_string(text),
			     secret_length(text), err);
}

static int view_run(const struct command_call *call, struct error *err)
{
	const struct view_settings *settings = call->settings;
	const struct kubeconfig_view_options options = {
		.raw = settings->raw,
		.minify = settings->minify,
		.flatten = settings->flatten,
		.context = settings->context,
	};
	bool json = string_equal(settings->output, "json");
	cleanup(kubeconfig_free_at) struct kubeconfig *config = NULL;
	cleanup(secret_done) struct secret text = SECRET_INIT(OUTPUT_LIMIT);
	cleanup(secret_done) struct secret yaml = SECRET_INIT(OUTPUT_LIMIT);
	if (kubeconfig_load_any(settings->kubeconfig, &config, err) != 0 ||
	    kubeconfig_view(config, &options, json ? JSON_STYLE_PRETTY : JSON_STYLE_COMPACT,
			    &text.bytes, err) != 0)
		return -1;
	if (json) {
		buffer_append_char(&text.bytes, '\n');
		return print_secret(&text, err);
	}
	if (kubeconfig_json_to_yaml(&text.bytes, &yaml.bytes, err) != 0)
		return -1;
	return print_secret(&yaml, err);
}

const struct command cmd_config_view = {
	.usage = "[OPTION]...",
	.description =
		"Prints the kubeconfig as kubectl understands it: the files of $KUBECONFIG "
		"merged,\n"
		"the first file that has an entry winning it whole. Secrets are hidden unless\n"
		"--raw is given. A file that does not exist is an empty one.",
	.examples = "PROGRAM config view\n"
		    "PROGRAM config view --minify --flatten --raw > prod.kubeconfig\n"
		    "PROGRAM config view --context prod --minify -o json\n",
	.options = view_options,
	.settings_size = sizeof(struct view_settings),
	.run = view_run,
};
