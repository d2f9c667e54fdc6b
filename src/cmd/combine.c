#include <stdio.h>

#include "age/age.h"
#include "age/identity.h"
#include "cmd/command.h"
#include "cmd/envelope.h"
#include "cmd/opening.h"
#include "cmd/share_input.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/secret.h"
#include "platform/terminal.h"
#include "quorum/description.h"
#include "quorum/recovery.h"

struct combine_settings {
	struct text_list shares, identities;
	const char *description, *out;
	bool force, raw, print_identity;
};

static const struct command_option combine_options[] = {
	{.name = "share",
	 .letter = 's',
	 .type = OPTION_LIST,
	 .completes = COMPLETE_FILE,
	 .argument = "FILE",
	 .offset = offsetof(struct combine_settings, shares),
	 .help = "file of shares, '-' for standard input; may be given several times"},
	ENVELOPE_OPTION_IDENTITY(struct combine_settings, identities),
	{.name = "description",
	 .type = OPTION_TEXT,
	 .completes = COMPLETE_FILE,
	 .argument = "FILE",
	 .offset = offsetof(struct combine_settings, description),
	 .help = "the quorum's description: tells at once which share is wrong"},
	OPENING_OPTION_OUT(struct combine_settings, out),
	OPENING_OPTION_FORCE(struct combine_settings, force),
	OPENING_OPTION_RAW(struct combine_settings, raw),
	{.name = "print-identity",
	 .type = OPTION_FLAG,
	 .offset = offsetof(struct combine_settings, print_identity),
	 .help = "write the rebuilt identity itself, and open nothing"},
	COMMAND_OPTIONS_END,
};

static struct opening opening_of(const struct combine_settings *settings, const char *path)
{
	return (struct opening){
		.path = path,
		.out = settings->out,
		.force = settings->force,
		.raw = settings->raw,
	};
}

static int check_settings(const struct combine_settings *settings, const char *path,
			  struct error *err)
{
	if (settings->print_identity && (path || settings->raw))
		return error_set(err, ERROR_USAGE, "--print-identity opens nothing: leave %s out",
				 path ? path : "--raw");
	if (!settings->print_identity && !path) {
		error_set(err, ERROR_USAGE, "no sealed file is given");
		return error_hint(err, "--print-identity writes the rebuilt identity alone");
	}
	if (envelope_count_stdin(&settings->identities, path) +
		    envelope_count_stdin(&settings->shares, settings->description) >
	    1)
		return error_set(err, ERROR_USAGE, "standard input can be read only once");
	return 0;
}

/* What can fail without the custodians fails before they are asked. */
static int read_sealed(const struct opening *opening, struct buffer *sealed, struct error *err)
{
	cleanup(age_header_done) struct age_header header = AGE_HEADER_INIT;
	if (opening_read(opening, sealed, err) != 0)
		return -1;
	if (age_read_header(buffer_string(sealed), sealed->length, &header, err) != 0)
		return error_wrap(err, "cannot use %s", opening->path);
	return 0;
}

static int read_identities(const struct text_list *files, struct age_identities *identities,
			   struct error *err)
{
	return files->count > 0 ? envelope_identities(files, identities, err) : 0;
}

/* As long as that can help, people at the terminal are asked for what is missing. */
static int rebuild(struct quorum_recovery *recovery, const struct age_identities *identities,
		   struct secret *ret_identity, struct error *err)
{
	while (quorum_recovery_rebuild(recovery, ret_identity, err) != 0) {
		bool complete = quorum_recovery_is_complete(recovery), given = false;
		if (!terminal_is_there() || (complete && recovery->count == recovery->terms.count))
			return -1;
		if (complete)
			error_print(err, "warning", stderr);
		if (share_input_ask(recovery, identities, &given, NULL) != 0 || !given)
			return -1;
		error_clear(err);
	}
	return 0;
}

static void report_rebuilt(const struct quorum_recovery *recovery)
{
	size_t right = 0;
	for (size_t i = 0; i < recovery->count; i++) {
		const struct quorum_share *share = &recovery->shares[i];
		char label[QUORUM_SHARE_LABEL_SIZE];
		quorum_share_label(share->number, share->custodian, label);
		if (recovery->wrong[i])
			fprintf(stderr,
				"warning: %s is wrong, and the others were enough\n"
				"  hint: make a new quorum once the emergency is over\n",
				label);
		else
			right++;
	}
	fprintf(stderr, "rebuilt the identity of %s from %zu shares\n", recovery->terms.recipient,
		right);
}

static int print_identity(const struct opening *opening, struct secret *identity, struct error *err)
{
	cleanup(secret_done) struct secret line = SECRET_INIT(QUORUM_SHARE_TEXT_MAX);
	buffer_append(&line.bytes, secret_string(identity), secret_length(identity));
	buffer_append_char(&line.bytes, '\n');
	if (buffer_check(&line.bytes, "the identity", err) != 0)
		return -1;
	return opening_write(opening, &line, err);
}

static int open_with(const struct opening *opening, const struct secret *identity,
		     const struct buffer *sealed, struct error *err)
{
	cleanup(age_identities_done) struct age_identities identities = {0};
	if (age_identities_add_text(&identities, secret_string(identity), secret_length(identity),
				    "the rebuilt identity", err) != 0)
		return -1;
	return opening_run(opening, &identities, sealed, err);
}

static int combine(const struct combine_settings *settings, const struct opening *opening,
		   struct quorum_recovery *recovery, struct error *err)
{
	cleanup(buffer_done) struct buffer sealed = BUFFER_INIT(0);
	cleanup(age_identities_done) struct age_identities identities = {0};
	cleanup(secret_done) struct secret identity = SECRET_INIT(0);
	if ((opening->path && read_sealed(opening, &sealed, err) != 0) ||
	    read_identities(&settings->identities, &identities, err) != 0)
		return -1;
	for (size_t i = 0; i < settings->shares.count; i++)
		share_input_file(recovery, &identities, settings->shares.items[i]);
	if (rebuild(recovery, &identities, &identity, err) != 0)
		return -1;
	report_rebuilt(recovery);
	return opening->path ? open_with(opening, &identity, &sealed, err)
			     : print_identity(opening, &identity, err);
}

static int combine_run(const struct command_call *call, struct error *err)
{
	const struct combine_settings *settings = call->settings;
	const char *path = call->argument_count > 0 ? call->arguments[0] : NULL;
	const struct opening opening = opening_of(settings, path);
	cleanup(quorum_description_done) struct quorum_description description = {0};
	cleanup(quorum_recovery_done) struct quorum_recovery recovery = {0};
	if (check_settings(settings, path, err) != 0 || opening_check(&opening, err) != 0)
		return -1;
	if (settings->description &&
	    quorum_description_read(settings->description, &description, err) != 0)
		return -1;
	quorum_recovery_init(&recovery, settings->description ? &description : NULL);
	return combine(settings, &opening, &recovery, err);
}

const struct command cmd_combine = {
	.usage = "[OPTION]... [--share FILE]... --out FILE SEALED_FILE",
	.description =
		"Rebuilds the identity of a quorum from the shares of its custodians, opens a\n"
		"sealed file with it, and writes the kubeconfig as unseal does. The identity "
		"stays\n"
		"in memory. Shares come from files, and where these are not enough, from the\n"
		"people at the terminal, one after the other: a share is pasted (its text, or the\n"
		"value alone, as a QR code has it), or its file is named. Nothing is echoed.\n"
		"\n"
		"A sealed share is opened with the identity of its custodian. A wrong share is\n"
		"named, with the description at once, and otherwise once one more than needed\n"
		"is there. What was rebuilt must have the quorum's public key. Exit code 4 says\n"
		"that shares are missing.",
	.examples =
		"PROGRAM combine --description prod.quorum --out kubeconfig prod.age\n"
		"PROGRAM combine -s alice.share -s bob.share --out kubeconfig prod.age\n"
		"PROGRAM combine -s prod-alice.share.age -i alice.key --out kubeconfig prod.age\n"
		"PROGRAM combine -s alice.share -s bob.share --print-identity --out quorum.key\n",
	.options = combine_options,
	.settings_size = sizeof(struct combine_settings),
	.arguments_max = 1,
	.completes = COMPLETE_FILE,
	.run = combine_run,
};
