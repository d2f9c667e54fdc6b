#include "age/identity.h"
#include "cmd/command.h"
#include "cmd/envelope.h"
#include "cmd/opening.h"
#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/error.h"

struct unseal_settings {
	struct text_list identities;
	const char *out;
	bool force, raw;
};

static const struct command_option unseal_options[] = {
	ENVELOPE_OPTION_IDENTITY(struct unseal_settings, identities),
	OPENING_OPTION_OUT(struct unseal_settings, out),
	OPENING_OPTION_FORCE(struct unseal_settings, force),
	OPENING_OPTION_RAW(struct unseal_settings, raw),
	COMMAND_OPTIONS_END,
};

static int unseal_run(const struct command_call *call, struct error *err)
{
	const struct unseal_settings *settings = call->settings;
	const struct opening opening = {
		.path = call->arguments[0],
		.out = settings->out,
		.force = settings->force,
		.raw = settings->raw,
	};
	cleanup(age_identities_done) struct age_identities identities = {0};
	cleanup(buffer_done) struct buffer sealed = BUFFER_INIT(0);
	if (envelope_count_stdin(&settings->identities, opening.path) > 1)
		return error_set(err, ERROR_USAGE, "standard input can be read only once");
	if (opening_check(&opening, err) != 0 ||
	    envelope_identities(&settings->identities, &identities, err) != 0 ||
	    opening_read(&opening, &sealed, err) != 0)
		return -1;
	return opening_run(&opening, &identities, &sealed, err);
}

const struct command cmd_unseal = {
	.usage = "[OPTION]... -i IDENTITY_FILE --out FILE SEALED_FILE",
	.description =
		"Opens a sealed file and writes the kubeconfig that it holds, with mode 0600.\n"
		"Nothing is written unless every byte of the sealed file is authentic and the\n"
		"kubeconfig is complete. No network is used.\n"
		"\n"
		"Without --out it goes to standard output, unless that is a terminal. SEALED_FILE\n"
		"may be '-' for standard input.",
	.examples =
		"PROGRAM unseal -i alice.key --out kubeconfig prod.age\n"
		"PROGRAM unseal -i alice.key prod.age | kubectl --kubeconfig /dev/stdin get ns\n"
		"PROGRAM unseal -i alice.key --raw --out notes.txt notes.age\n",
	.options = unseal_options,
	.settings_size = sizeof(struct unseal_settings),
	.arguments_min = 1,
	.arguments_max = 1,
	.completes = COMPLETE_FILE,
	.run = unseal_run,
};
