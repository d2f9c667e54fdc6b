#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "age/age.h"
#include "age/armor.h"
#include "age/recipient.h"
#include "age/scrypt.h"
#include "cmd/command.h"
#include "cmd/envelope.h"
#include "cmd/passphrase.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/secret.h"
#include "core/strings.h"
#include "escrow/bundle.h"
#include "escrow/bundle_info.h"
#include "escrow/bundle_source.h"
#include "kubeconfig/connection.h"
#include "kubeconfig/kubeconfig.h"
#include "kubeconfig/stanzas.h"
#include "platform/clock.h"
#include "platform/file.h"

struct seal_settings {
	const char *kubeconfig, *context;
	struct text_list recipients, recipients_files;
	const char *out;
	const char *raw;
	const char *passphrase_fd;
	bool passphrase, armor, force, dry_run;
};

static const struct command_option seal_options[] = {
	COMMAND_OPTION_KUBECONFIG(struct seal_settings, kubeconfig),
	COMMAND_OPTION_CONTEXT(struct seal_settings, context),
	ENVELOPE_OPTION_RECIPIENT(struct seal_settings, recipients),
	ENVELOPE_OPTION_RECIPIENTS_FILE(struct seal_settings, recipients_files),
	{.name = "passphrase",
	 .letter = 'p',
	 .type = OPTION_FLAG,
	 .offset = offsetof(struct seal_settings, passphrase),
	 .help = "seal with a passphrase, asked for twice, instead of for recipients"},
	PASSPHRASE_OPTION_FD(struct seal_settings, passphrase_fd),
	{.name = "out",
	 .type = OPTION_TEXT,
	 .completes = COMPLETE_FILE,
	 .argument = "FILE",
	 .offset = offsetof(struct seal_settings, out),
	 .help = "the sealed file, '-' for standard output"},
	{.name = "armor",
	 .letter = 'a',
	 .type = OPTION_FLAG,
	 .offset = offsetof(struct seal_settings, armor),
	 .help = "as text that can be printed or mailed, instead of binary"},
	{.name = "force",
	 .type = OPTION_FLAG,
	 .offset = offsetof(struct seal_settings, force),
	 .help = "replace the sealed file if it exists"},
	{.name = "raw",
	 .type = OPTION_TEXT,
	 .completes = COMPLETE_FILE,
	 .argument = "FILE",
	 .offset = offsetof(struct seal_settings, raw),
	 .help = "seal this file as it is, '-' for standard input"},
	{.name = "dry-run",
	 .type = OPTION_FLAG,
	 .offset = offsetof(struct seal_settings, dry_run),
	 .help = "do all but write the file"},
	COMMAND_OPTIONS_END,
};

static int check_settings(const struct seal_settings *settings, struct error *err)
{
	if (!settings->out && !settings->dry_run) {
		error_set(err, ERROR_USAGE, "no file is given to seal into");
		return error_hint(err, "give --out FILE.age");
	}
	if (settings->raw && (settings->kubeconfig || settings->context))
		return error_set(err, ERROR_USAGE,
				 "--raw seals a file, and takes no --kubeconfig or --context");
	if (settings->passphrase_fd && !settings->passphrase)
		return error_set(err, ERROR_USAGE, "--passphrase-fd needs --passphrase");
	if (settings->passphrase &&
	    settings->recipients.count + settings->recipients_files.count > 0) {
		error_set(err, ERROR_USAGE,
			  "a file is sealed with a passphrase or for recipients, not both");
		return error_hint(err, "seal twice, into two files");
	}
	if (envelope_count_stdin(&settings->recipients_files, settings->raw) +
		    (passphrase_fd_is_stdin(settings->passphrase_fd) ? 1 : 0) >
	    1)
		return error_set(err, ERROR_USAGE, "standard input can be read only once");
	if (string_equal(settings->out, "-") && isatty(STDOUT_FILENO) && !settings->armor) {
		error_set(err, ERROR_USAGE, "a sealed file is binary and would spoil the terminal");
		return error_hint(err, "give --out FILE.age or --armor");
	}
	return 0;
}

/* what, name: "context", "prod" */
static int save(const struct seal_settings *settings, const struct age_recipients *recipients,
		const struct buffer *binary, const char *what, const char *name, struct error *err)
{
	cleanup(buffer_done) struct buffer text = BUFFER_INIT((size_t)AGE_FILE_MAX);
	const struct buffer *sealed = binary;
	if (settings->armor) {
		armor_encode(binary->data, binary->length, &text);
		if (buffer_check(&text, "the armored file", err) != 0)
			return -1;
		sealed = &text;
	}
	const char *verb = settings->dry_run ? "would be sealed" : "sealed";
	if (!settings->dry_run && bundle_save(sealed, settings->out, settings->force, err) != 0)
		return envelope_hint_force(err);
	char escaped[512];
	string_escape(escaped, sizeof(escaped), name, strlen(name));
	fprintf(stderr, "%s '%s' %s", what, escaped, verb);
	if (settings->out && !string_equal(settings->out, "-"))
		fprintf(stderr, " into %s", settings->out);
	if (settings->passphrase)
		fputs(" with a passphrase", stderr);
	else
		fprintf(stderr, " for %zu recipient%s", recipients->count,
			recipients->count == 1 ? "" : "s");
	fprintf(stderr, ", %zu bytes\n", sealed->length);
	return 0;
}

static int seal_raw(const struct seal_settings *settings, const struct age_recipients *recipients,
		    struct error *err)
{
	cleanup(secret_done) struct secret plaintext = SECRET_INIT(AGE_PLAINTEXT_MAX);
	cleanup(buffer_done) struct buffer sealed = BUFFER_INIT((size_t)AGE_BINARY_MAX);
	if (file_read(settings->raw, &plaintext.bytes, err) != 0 ||
	    age_encrypt(recipients, secret_string(&plaintext), secret_length(&plaintext), &sealed,
			err) != 0)
		return -1;
	return save(settings, recipients, &sealed, "file", settings->raw, err);
}

static void free_config(struct kubeconfig **at)
{
	kubeconfig_free(*at);
}

static int seal_context(const struct seal_settings *settings,
			const struct age_recipients *recipients, struct error *err)
{
	cleanup(free_config) struct kubeconfig *config = NULL;
	cleanup(kubeconfig_connection_done) struct kubeconfig_connection connection = {0};
	cleanup(secret_done) struct secret token = SECRET_INIT(0);
	cleanup(buffer_done) struct buffer sealed = BUFFER_INIT(BUNDLE_SEALED_MAX);
	cleanup(bundle_info_done) struct bundle_info info = {0};
	struct kubeconfig_stanzas stanzas;
	if (kubeconfig_load(settings->kubeconfig, &config, err) != 0 ||
	    kubeconfig_connection(config, settings->context, &connection, err) != 0 ||
	    bundle_source_stanzas(&connection, &token, &stanzas, err) != 0)
		return -1;
	struct bundle_metadata metadata = {
		.issued = clock_now(&clock_system),
		.cluster_arn = bundle_source_cluster_arn(&connection),
	};
	if (bundle_info_describe(&stanzas, &metadata, &info, err) != 0 ||
	    bundle_seal(&stanzas, &metadata, recipients, &sealed, err) != 0 ||
	    save(settings, recipients, &sealed, "context", connection.context_name, err) != 0)
		return -1;
	envelope_print_info(&info, connection.user_name);
	return 0;
}

static int take_passphrase(const struct seal_settings *settings, struct age_recipients *recipients,
			   struct error *err)
{
	cleanup(passphrase_source_done) struct passphrase_source source;
	cleanup(secret_done) struct secret passphrase = SECRET_INIT(0);
	if (passphrase_source_open(&source, settings->passphrase_fd, err) != 0 ||
	    passphrase_choose(&source, settings->out ? settings->out : "the sealed file",
			      &passphrase, err) != 0)
		return -1;
	return age_recipients_add_passphrase(recipients, &passphrase, AGE_SCRYPT_WORK_FACTOR, err);
}

static int take_recipients(const struct seal_settings *settings, struct age_recipients *recipients,
			   struct error *err)
{
	if (settings->passphrase)
		return take_passphrase(settings, recipients, err);
	return envelope_recipients(&settings->recipients, &settings->recipients_files, recipients,
				   err);
}

static int seal_run(const struct command_call *call, struct error *err)
{
	const struct seal_settings *settings = call->settings;
	cleanup(age_recipients_done) struct age_recipients recipients = {0};
	if (check_settings(settings, err) != 0 || take_recipients(settings, &recipients, err) != 0)
		return -1;
	return settings->raw ? seal_raw(settings, &recipients, err)
			     : seal_context(settings, &recipients, err);
}

const struct command cmd_seal = {
	.usage = "[OPTION]... --out FILE",
	.description =
		"Seals a context of the kubeconfig into an age file that only the recipients can\n"
		"open. Its plaintext is a complete kubeconfig: the cluster with its certificate\n"
		"authority, the user with its token or client certificate, the context. So age\n"
		"and kubectl alone can use it, where this program is lost.\n"
		"\n"
		"A user whose credential comes from a plugin cannot be sealed: the plugin needs\n"
		"services that may be down on the day. 'create' makes a token that can be.",
	.examples = "PROGRAM seal --context prod -r age1... -R team.txt --out prod.age\n"
		    "PROGRAM seal --context prod -R team.txt --dry-run\n"
		    "age -d -i alice.key prod.age > kubeconfig   # without this program\n",
	.options = seal_options,
	.settings_size = sizeof(struct seal_settings),
	.run = seal_run,
};
