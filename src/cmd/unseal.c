#include "age/age.h"
#include "age/identity.h"
#include "age/scrypt.h"
#include "cmd/command.h"
#include "cmd/envelope.h"
#include "cmd/opening.h"
#include "cmd/passphrase.h"
#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"

struct unseal_settings {
	struct text_list identities;
	const char *passphrase_fd;
	const char *out;
	bool force, raw;
};

static const struct command_option unseal_options[] = {
	ENVELOPE_OPTION_IDENTITY(struct unseal_settings, identities),
	PASSPHRASE_OPTION_FD(struct unseal_settings, passphrase_fd),
	OPENING_OPTION_OUT(struct unseal_settings, out),
	OPENING_OPTION_FORCE(struct unseal_settings, force),
	OPENING_OPTION_RAW(struct unseal_settings, raw),
	COMMAND_OPTIONS_END,
};

/* The passphrase of a file that is sealed with one, unless only identities are given. */
static int add_passphrase(const struct unseal_settings *settings, const struct buffer *sealed,
			  const char *name, const struct passphrase_source *source,
			  struct age_identities *identities, struct error *err)
{
	cleanup(age_header_done) struct age_header header = AGE_HEADER_INIT;
	cleanup(secret_done) struct secret passphrase = SECRET_INIT(0);
	if (age_read_header(buffer_string(sealed), sealed->length, &header, err) != 0)
		return error_wrap(err, "cannot use %s", name);
	bool wanted = string_equal(header.stanzas[0].arguments[0], age_scrypt.name) &&
		      (settings->identities.count == 0 || settings->passphrase_fd);
	if (!wanted)
		return 0;
	if (passphrase_ask(source, name, &passphrase, err) != 0)
		return -1;
	return age_identities_add_passphrase(identities, &passphrase, err);
}

static int gather_identities(const struct unseal_settings *settings, const struct buffer *sealed,
			     const char *name, struct age_identities *identities, struct error *err)
{
	cleanup(passphrase_source_done) struct passphrase_source source;
	if (passphrase_source_open(&source, settings->passphrase_fd, err) != 0 ||
	    add_passphrase(settings, sealed, name, &source, identities, err) != 0 ||
	    envelope_add_identities(&settings->identities, &source, identities, err) != 0)
		return -1;
	if (identities->count > 0)
		return 0;
	error_set(err, ERROR_USAGE, "no identity is given to open it with");
	return error_hint(err, "give -i IDENTITY_FILE");
}

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
	if (envelope_count_stdin(&settings->identities, opening.path) +
		    (passphrase_fd_is_stdin(settings->passphrase_fd) ? 1 : 0) >
	    1)
		return error_set(err, ERROR_USAGE, "standard input can be read only once");
	if (opening_check(&opening, err) != 0 || opening_read(&opening, &sealed, err) != 0 ||
	    gather_identities(settings, &sealed, opening_name(&opening), &identities, err) != 0)
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
		"may be '-' for standard input. A passphrase is asked for where the file, or an\n"
		"identity file, needs one.",
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
