#include "cmd/opening.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "age/age.h"
#include "age/identity.h"
#include "cmd/envelope.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/secret.h"
#include "core/strings.h"
#include "escrow/bundle_open.h"
#include "platform/file.h"

static bool is_stdout(const struct opening *opening)
{
	return !opening->out || string_equal(opening->out, "-");
}

static int check_file(const struct opening *opening, struct error *err)
{
	struct stat status;
	if (opening->force || lstat(opening->out, &status) != 0)
		return 0;
	error_errno(err, EEXIST, "cannot create %s", opening->out);
	return envelope_hint_force(err);
}

int opening_check(const struct opening *opening, struct error *err)
{
	if (!is_stdout(opening))
		return check_file(opening, err);
	if (!isatty(STDOUT_FILENO))
		return 0;
	if (!opening->out) {
		error_set(err, ERROR_USAGE, "the secret would be printed on the terminal");
		return error_hint(err, "give --out FILE; or --out - if you want to see it");
	}
	fputs("warning: what follows is a secret, and this is a terminal\n", stderr);
	return 0;
}

int opening_read(const struct opening *opening, struct buffer *sealed, struct error *err)
{
	*sealed = (struct buffer)BUFFER_INIT(opening->raw ? (size_t)AGE_FILE_MAX
							  : (size_t)BUNDLE_SEALED_MAX);
	return file_read(opening->path, sealed, err);
}

int opening_write(const struct opening *opening, const struct secret *secret, struct error *err)
{
	const char *path = opening->out ? opening->out : "-";
	if (file_write_output(path, secret_string(secret), secret_length(secret), 0600,
			      opening->force ? FILE_REPLACE_PRIVATE : FILE_CREATE, err) != 0)
		return envelope_hint_force(err);
	return 0;
}

const char *opening_name(const struct opening *opening)
{
	return string_equal(opening->path, "-") ? "standard input" : opening->path;
}

static int open_raw(const struct opening *opening, const struct age_identities *identities,
		    const struct buffer *sealed, struct error *err)
{
	cleanup(secret_done) struct secret plaintext = SECRET_INIT(0);
	if (age_decrypt(identities, buffer_string(sealed), sealed->length, &plaintext, err) != 0)
		return error_wrap(err, "cannot use %s", opening_name(opening));
	return opening_write(opening, &plaintext, err);
}

static void report(const struct opening *opening, const struct opened_bundle *opened)
{
	fprintf(stderr, "opened %s\n", opening_name(opening));
	envelope_print_info(&opened->info, opened->user_name);
	if (is_stdout(opening))
		return;
	fputs("next: kubectl --kubeconfig ", stderr);
	envelope_print_quoted(opening->out);
	fputs(" get ns\n", stderr);
}

static int open_bundle(const struct opening *opening, const struct age_identities *identities,
		       const struct buffer *sealed, struct error *err)
{
	cleanup(opened_bundle_done) struct opened_bundle opened = OPENED_BUNDLE_INIT;
	if (bundle_open(identities, sealed, &opened, err) != 0)
		return error_wrap(err, "cannot use %s", opening_name(opening));
	if (opening_write(opening, &opened.kubeconfig, err) != 0)
		return -1;
	report(opening, &opened);
	return 0;
}

int opening_run(const struct opening *opening, const struct age_identities *identities,
		const struct buffer *sealed, struct error *err)
{
	return opening->raw ? open_raw(opening, identities, sealed, err)
			    : open_bundle(opening, identities, sealed, err);
}
