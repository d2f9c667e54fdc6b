#include <stdio.h>
#include <unistd.h>

#include "age/age.h"
#include "age/identity.h"
#include "cmd/command.h"
#include "cmd/envelope.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/secret.h"
#include "core/strings.h"
#include "escrow/bundle_open.h"
#include "platform/file.h"

struct unseal_settings {
	struct text_list identities;
	const char *out;
	bool force, raw;
};

static const struct command_option unseal_options[] = {
	ENVELOPE_OPTION_IDENTITY(struct unseal_settings, identities),
	{.name = "out",
	 .type = OPTION_TEXT,
	 .completes = COMPLETE_FILE,
	 .argument = "FILE",
	 .offset = offsetof(struct unseal_settings, out),
	 .help = "the opened file, '-' for standard output"},
	{.name = "force",
	 .type = OPTION_FLAG,
	 .offset = offsetof(struct unseal_settings, force),
	 .help = "replace the opened file if it exists"},
	{.name = "raw",
	 .type = OPTION_FLAG,
	 .offset = offsetof(struct unseal_settings, raw),
	 .help = "open any age file, and write what it holds as it is"},
	COMMAND_OPTIONS_END,
};

static int check_settings(const struct unseal_settings *settings, const char *path,
			  struct error *err)
{
	if (envelope_count_stdin(&settings->identities, path) > 1)
		return error_set(err, ERROR_USAGE, "standard input can be read only once");
	if (!isatty(STDOUT_FILENO))
		return 0;
	if (!settings->out) {
		error_set(err, ERROR_USAGE, "the credential would be printed on the terminal");
		return error_hint(err, "give --out FILE; or --out - if you want to see it");
	}
	if (string_equal(settings->out, "-"))
		fputs("warning: what follows is a credential, and this is a terminal\n", stderr);
	return 0;
}

static int write_secret(const struct unseal_settings *settings, const struct secret *secret,
			struct error *err)
{
	const char *path = settings->out ? settings->out : "-";
	if (file_write_output(path, secret_string(secret), secret_length(secret), 0600,
			      settings->force ? FILE_REPLACE_PRIVATE : FILE_CREATE, err) != 0)
		return envelope_hint_force(err);
	return 0;
}

static int unseal_raw(const struct unseal_settings *settings,
		      const struct age_identities *identities, const struct buffer *sealed,
		      const char *path, struct error *err)
{
	cleanup(secret_done) struct secret plaintext = SECRET_INIT(0);
	if (age_decrypt(identities, buffer_string(sealed), sealed->length, &plaintext, err) != 0)
		return error_wrap(err, "cannot use %s", path);
	return write_secret(settings, &plaintext, err);
}

static void report(const struct unseal_settings *settings, const struct opened_bundle *opened,
		   const char *path)
{
	fprintf(stderr, "opened %s\n", path);
	envelope_print_info(&opened->info, opened->user_name);
	if (!settings->out || string_equal(settings->out, "-"))
		return;
	fputs("next: kubectl --kubeconfig ", stderr);
	envelope_print_quoted(settings->out);
	fputs(" get ns\n", stderr);
}

static int unseal_bundle(const struct unseal_settings *settings,
			 const struct age_identities *identities, const struct buffer *sealed,
			 const char *path, struct error *err)
{
	cleanup(opened_bundle_done) struct opened_bundle opened = OPENED_BUNDLE_INIT;
	if (bundle_open(identities, sealed, &opened, err) != 0)
		return error_wrap(err, "cannot use %s", path);
	if (write_secret(settings, &opened.kubeconfig, err) != 0)
		return -1;
	report(settings, &opened, path);
	return 0;
}

static int unseal_run(const struct command_call *call, struct error *err)
{
	const struct unseal_settings *settings = call->settings;
	const char *path = call->arguments[0];
	const char *name = string_equal(path, "-") ? "standard input" : path;
	cleanup(age_identities_done) struct age_identities identities = {0};
	cleanup(buffer_done) struct buffer sealed =
		BUFFER_INIT(settings->raw ? (size_t)AGE_FILE_MAX : (size_t)BUNDLE_SEALED_MAX);
	if (check_settings(settings, path, err) != 0 ||
	    envelope_identities(&settings->identities, &identities, err) != 0 ||
	    file_read(path, &sealed, err) != 0)
		return -1;
	return settings->raw ? unseal_raw(settings, &identities, &sealed, name, err)
			     : unseal_bundle(settings, &identities, &sealed, name, err);
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
