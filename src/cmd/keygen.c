#include <stdio.h>
#include <unistd.h>

#include "age/age.h"
#include "age/armor.h"
#include "age/identity.h"
#include "age/keygen.h"
#include "age/recipient.h"
#include "age/scrypt.h"
#include "cmd/command.h"
#include "cmd/passphrase.h"
#include "cmd/quorum_keygen.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/json_writer.h"
#include "core/secret.h"
#include "core/strings.h"
#include "core/time.h"
#include "platform/clock.h"
#include "platform/file.h"
#include "quorum/terms.h"

enum { OUTPUT_MAX = 1024 * 1024 };

struct keygen_settings {
	const char *out;
	const char *output;
	struct text_list custodians;
	uint64_t quorum;
	const char *passphrase_fd;
	bool passphrase;
	bool convert;
};

static const struct command_option keygen_options[] = {
	{.name = "out",
	 .type = OPTION_TEXT,
	 .completes = COMPLETE_FILE,
	 .argument = "FILE",
	 .offset = offsetof(struct keygen_settings, out),
	 .help = "write the identity (with -y: the recipients) to a new file"},
	{.name = "passphrase",
	 .letter = 'p',
	 .type = OPTION_FLAG,
	 .offset = offsetof(struct keygen_settings, passphrase),
	 .help = "encrypt the identity file with a passphrase, asked for twice"},
	PASSPHRASE_OPTION_FD(struct keygen_settings, passphrase_fd),
	{.name = "convert",
	 .letter = 'y',
	 .type = OPTION_FLAG,
	 .offset = offsetof(struct keygen_settings, convert),
	 .help = "print the recipients of an identity file, and make nothing"},
	{.name = "quorum",
	 .type = OPTION_NUMBER,
	 .argument = "K",
	 .max = QUORUM_CUSTODIANS_MAX,
	 .offset = offsetof(struct keygen_settings, quorum),
	 .help = "split the identity: K custodians together rebuild it"},
	{.name = "custodian",
	 .type = OPTION_LIST,
	 .argument = "NAME=RECIPIENT",
	 .offset = offsetof(struct keygen_settings, custodians),
	 .help = "who gets a share, sealed for him; give it for each"},
	{.name = "output",
	 .letter = 'o',
	 .type = OPTION_CHOICE,
	 .choices = "text|json",
	 .fallback = "text",
	 .offset = offsetof(struct keygen_settings, output),
	 .help = "how to print recipients; json tells also what was made"},
	COMMAND_OPTIONS_END,
};

static bool wants_json(const struct keygen_settings *settings)
{
	return string_equal(settings->output, "json");
}

static void format_recipients(const struct age_identities *identities, bool as_json,
			      struct buffer *out)
{
	struct json_writer json = JSON_WRITER_INIT(out, JSON_STYLE_PRETTY);
	if (as_json) {
		json_object_begin(&json);
		json_key(&json, "recipients");
		json_array_begin(&json);
	}
	for (size_t i = 0; i < identities->count; i++) {
		const char *recipient = age_identities_recipient(identities, i);
		if (as_json) {
			json_write_string(&json, recipient);
		} else {
			buffer_append_string(out, recipient);
			buffer_append_char(out, '\n');
		}
	}
	if (as_json) {
		json_array_end(&json);
		json_object_end(&json);
		buffer_append_char(out, '\n');
	}
}

static int convert(const struct keygen_settings *settings, const char *path, struct error *err)
{
	cleanup(age_identities_done) struct age_identities identities = {0};
	cleanup(buffer_done) struct buffer out = BUFFER_INIT(OUTPUT_MAX);
	cleanup(passphrase_source_done) struct passphrase_source source;
	if (passphrase_source_open(&source, settings->passphrase_fd, err) != 0 ||
	    age_identities_add_file_asking(&identities, path, &source.prompt, err) != 0)
		return -1;
	format_recipients(&identities, wants_json(settings), &out);
	if (buffer_check(&out, "the list of recipients", err) != 0)
		return -1;
	return file_write_output(settings->out ? settings->out : "-", buffer_string(&out),
				 out.length, 0644, FILE_CREATE, err);
}

/* The identity itself on standard output, as age-keygen has it. */
static int print_identity(const struct secret *file, bool encrypted, const char *recipient,
			  struct error *err)
{
	if (isatty(STDOUT_FILENO) && !encrypted)
		fputs("warning: what follows is a secret key, and this is a terminal; '--out FILE' "
		      "writes it to a file instead\n",
		      stderr);
	else
		fprintf(stderr, "Public key: %s\n", recipient);
	return file_write_output("-", secret_string(file), secret_length(file), 0, FILE_CREATE,
				 err);
}

static int report(const struct keygen_settings *settings, int64_t now, const char *recipient,
		  struct error *err)
{
	if (!wants_json(settings)) {
		fprintf(stderr, "Public key: %s\n", recipient);
		return 0;
	}
	cleanup(buffer_done) struct buffer out = BUFFER_INIT(OUTPUT_MAX);
	struct json_writer json = JSON_WRITER_INIT(&out, JSON_STYLE_PRETTY);
	char created[TIME_RFC3339_SIZE] = "";
	(void)time_format_rfc3339(now, created);
	json_object_begin(&json);
	json_member_string(&json, "created", created);
	json_member_string(&json, "file", settings->out);
	json_member_string(&json, "recipient", recipient);
	json_object_end(&json);
	buffer_append_char(&out, '\n');
	if (buffer_check(&out, "the report", err) != 0)
		return -1;
	fputs(buffer_string(&out), stdout);
	return 0;
}

/* Replaces the identity file's text by an armored age file of it. */
static int encrypt(const struct keygen_settings *settings, struct secret *file, struct error *err)
{
	cleanup(age_recipients_done) struct age_recipients recipients = {0};
	cleanup(passphrase_source_done) struct passphrase_source source;
	cleanup(secret_done) struct secret passphrase = SECRET_INIT(0);
	cleanup(buffer_done) struct buffer sealed = BUFFER_INIT(OUTPUT_MAX);
	cleanup(secret_done) struct secret armored = SECRET_INIT(OUTPUT_MAX);
	if (passphrase_source_open(&source, settings->passphrase_fd, err) != 0 ||
	    passphrase_choose(&source, settings->out ? settings->out : "the identity", &passphrase,
			      err) != 0 ||
	    age_recipients_add_passphrase(&recipients, &passphrase, AGE_SCRYPT_WORK_FACTOR, err) !=
		    0 ||
	    age_encrypt(&recipients, secret_string(file), secret_length(file), &sealed, err) != 0)
		return -1;
	armor_encode(sealed.data, sealed.length, &armored.bytes);
	if (buffer_check(&armored.bytes, "the identity file", err) != 0)
		return -1;
	secret_move(file, &armored);
	return 0;
}

static int generate(const struct keygen_settings *settings, struct error *err)
{
	cleanup(secret_done) struct secret file = SECRET_INIT(0);
	cleanup(buffer_done) struct buffer recipient = BUFFER_INIT(OUTPUT_MAX);
	bool to_stdout = !settings->out || string_equal(settings->out, "-");
	if (to_stdout && wants_json(settings)) {
		error_set(err, ERROR_USAGE, "-o json tells what was written, and needs --out FILE");
		return error_hint(err, "the identity itself has one form only: that of age-keygen");
	}
	int64_t now = clock_now(&clock_system);
	if (age_keygen(now, &file, &recipient, err) != 0 ||
	    (settings->passphrase && encrypt(settings, &file, err) != 0))
		return -1;
	if (to_stdout)
		return print_identity(&file, settings->passphrase, buffer_string(&recipient), err);
	if (file_write(settings->out, secret_string(&file), secret_length(&file), 0600, FILE_CREATE,
		       err) != 0)
		return -1;
	return report(settings, now, buffer_string(&recipient), err);
}

static int make_quorum(const struct keygen_settings *settings, struct error *err)
{
	if (settings->quorum == 0)
		return error_set(err, ERROR_USAGE, "--custodian is given without --quorum");
	if (settings->convert)
		return error_set(err, ERROR_USAGE, "--quorum and --convert exclude each other");
	if (!settings->out || string_equal(settings->out, "-")) {
		error_set(err, ERROR_USAGE, "--quorum writes several files, and needs a place");
		return error_hint(err, "give --out DIRECTORY, which is made");
	}
	return quorum_keygen(&settings->custodians, (unsigned)settings->quorum, settings->out,
			     wants_json(settings), err);
}

static int keygen_run(const struct command_call *call, struct error *err)
{
	const struct keygen_settings *settings = call->settings;
	bool quorum = settings->quorum > 0 || settings->custodians.count > 0;
	if (quorum && call->argument_count == 0)
		return make_quorum(settings, err);
	if (settings->convert && settings->passphrase)
		return error_set(err, ERROR_USAGE, "--convert makes nothing that has a passphrase");
	if (settings->convert)
		return convert(settings, call->argument_count > 0 ? call->arguments[0] : "-", err);
	if (call->argument_count > 0) {
		error_set(err, ERROR_USAGE, "unexpected argument '%s'", call->arguments[0]);
		return error_hint(err,
				  "'keygen --out FILE' makes an identity; 'keygen -y FILE' prints "
				  "the recipient of one");
	}
	return generate(settings, err);
}

const struct command cmd_keygen = {
	.usage = "[OPTION]... [IDENTITY_FILE]",
	.description =
		"Makes an age key pair: an identity (the secret key, which opens) and its\n"
		"recipient (age1..., which seals and is no secret). The identity file has the\n"
		"form of age-keygen; age opens with it too. It is made with mode 0600, and an\n"
		"existing file is never replaced.\n"
		"\n"
		"With -p the identity file is itself an age file, which age and this program open\n"
		"when they need it; the passphrase is asked for then.\n"
		"\n"
		"Without --out the identity goes to standard output. IDENTITY_FILE is for -y "
		"only;\n"
		"without it, or with '-', -y reads standard input.\n"
		"\n"
		"With --quorum nobody gets the identity: it is split into shares, one for each\n"
		"custodian, and any K of them rebuild it (see combine). --out names a directory,\n"
		"which is made: in it are a sealed share for each custodian, and NAME.quorum, "
		"which\n"
		"is public, says who has which share, and is a recipients file for seal -R.",
	.examples =
		"PROGRAM keygen --out alice.key\n"
		"PROGRAM keygen -y alice.key >> recipients.txt\n"
		"PROGRAM keygen --out bob.key -o json | jq -r .recipient\n"
		"PROGRAM keygen --quorum 2 --custodian alice=age1... --custodian bob=age1... \\\n"
		"    --custodian carol=age1... --out prod\n",
	.options = keygen_options,
	.settings_size = sizeof(struct keygen_settings),
	.arguments_max = 1,
	.completes = COMPLETE_FILE,
	.run = keygen_run,
};
