#include <stdio.h>

#include "cmd/command.h"
#include "core/error.h"
#include "core/strings.h"

/* From completion_scripts.S. */
extern const char completion_script_bash[];
extern const char completion_script_zsh[];
extern const char completion_script_fish[];

static int completion_run(const struct command_call *call, struct error *err)
{
	const struct {
		const char *shell, *script;
	} scripts[] = {
		{"bash", completion_script_bash},
		{"zsh", completion_script_zsh},
		{"fish", completion_script_fish},
	};
	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++)
		if (string_equal(call->arguments[0], scripts[i].shell)) {
			fputs(scripts[i].script, stdout);
			return 0;
		}
	return error_set(err, ERROR_USAGE,
			 "there is no completion for '%s', only bash, zsh and fish",
			 call->arguments[0]);
}

const struct command cmd_completion = {
	.usage = "bash|zsh|fish",
	.description =
		"Prints the completion script of a shell. `make install` puts the scripts where\n"
		"the shells look; this is for the other cases.",
	.examples = "source <(PROGRAM completion bash)\n"
		    "PROGRAM completion zsh > ~/.zfunc/_eksbreakglass\n"
		    "PROGRAM completion fish > ~/.config/fish/completions/eksbreakglass.fish\n",
	.arguments_min = 1,
	.arguments_max = 1,
	.run = completion_run,
};
