#include <eksbreakglass/version.h>
#include <stdio.h>

#include "cmd/command.h"
#include "core/strings.h"

struct version_settings {
	const char *output;
};

static const struct command_option version_options[] = {
	{.name = "output",
	 .letter = 'o',
	 .type = OPTION_CHOICE,
	 .choices = "text|json",
	 .fallback = "text",
	 .offset = offsetof(struct version_settings, output),
	 .help = "how to print it"},
	COMMAND_OPTIONS_END,
};

static int version_run(const struct command_call *call, struct error *err)
{
	(void)err;
	const struct version_settings *settings = call->settings;
	if (string_equal(settings->output, "json"))
		printf("{\"version\": \"%s\", \"compiler\": \"%s\"}\n", EKSBREAKGLASS_VERSION,
		       __VERSION__);
	else
		printf("eksbreakglass %s\n", EKSBREAKGLASS_VERSION);
	return 0;
}

const struct command cmd_version = {
	.usage = "[OPTION]...",
	.description = "Prints the version.",
	.examples = "PROGRAM version\n"
		    "PROGRAM version -o json\n",
	.options = version_options,
	.settings_size = sizeof(struct version_settings),
	.run = version_run,
};
