#include "cmd/share_input.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "age/age.h"
#include "age/identity.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/secret.h"
#include "core/strings.h"
#include "platform/file.h"
#include "platform/terminal.h"
#include "quorum/recovery.h"

static void warn(const struct error *err)
{
	error_print(err, "warning", stderr);
}

static void report_added(const struct quorum_recovery *recovery)
{
	const struct quorum_share *share = &recovery->shares[recovery->count - 1];
	char label[QUORUM_SHARE_LABEL_SIZE];
	quorum_share_label(share->number, share->custodian, label);
	if (recovery->terms.threshold > 0)
		fprintf(stderr, "%s is here: %zu of %u\n", label, recovery->count,
			recovery->terms.threshold);
	else
		fprintf(stderr, "%s is here\n", label);
}

/* Adds all shares of a text. */
static void add_text(struct quorum_recovery *recovery, const struct secret *text, const char *name)
{
	const char *next = secret_string(text);
	size_t left = secret_length(text);
	do {
		cleanup(quorum_share_done) struct quorum_share share = {0};
		struct error err = ERROR_INIT;
		size_t used = 0;
		if (quorum_share_parse(next, left, &used, &share, &err) != 0) {
			if (name)
				error_wrap(&err, "%s", name);
			warn(&err);
			return; /* where the next one begins is not known */
		}
		next += used;
		left -= used;
		if (quorum_recovery_add(recovery, &share, &err) == 0)
			report_added(recovery);
		else
			warn(&err);
	} while (left > 0);
}

static bool is_sealed(const struct secret *bytes)
{
	return string_has_prefix(secret_string(bytes), "age-encryption.org/") ||
	       string_has_prefix(secret_string(bytes), "-----BEGIN AGE ENCRYPTED FILE-----");
}

static int open_sealed(const struct age_identities *identities, struct secret *bytes,
		       struct error *err)
{
	cleanup(secret_done) struct secret text = SECRET_INIT(0);
	if (identities->count == 0) {
		error_set(err, ERROR_FAILED, "it is sealed, and no identity is given to open it");
		return error_hint(err, "give that of its custodian: -i IDENTITY_FILE");
	}
	if (age_decrypt(identities, secret_string(bytes), secret_length(bytes), &text, err) != 0)
		return -1;
	secret_move(bytes, &text);
	return 0;
}

void share_input_file(struct quorum_recovery *recovery, const struct age_identities *identities,
		      const char *path)
{
	cleanup(secret_done) struct secret bytes = SECRET_INIT(QUORUM_SHARE_FILE_MAX);
	const char *name = string_equal(path, "-") ? "standard input" : path;
	struct error err = ERROR_INIT;
	if (file_read(path, &bytes.bytes, &err) != 0) {
		warn(&err);
		return;
	}
	if (is_sealed(&bytes) && open_sealed(identities, &bytes, &err) != 0) {
		error_wrap(&err, "cannot use the share in %s", name);
		warn(&err);
		return;
	}
	add_text(recovery, &bytes, name);
}

/* Opens a sealed share with the identities given before, or with that of the custodian who stands
 * at the terminal. */
static int open_at_terminal(const struct age_identities *identities, struct secret *bytes,
			    const char *path, struct error *err)
{
	cleanup(age_identities_done) struct age_identities own = {0};
	cleanup(buffer_done) struct buffer answer = BUFFER_INIT(4096);
	struct error first = ERROR_INIT;
	if (identities->count > 0 && open_sealed(identities, bytes, &first) == 0)
		return 0;
	if (terminal_read_line("It is sealed. Identity file that opens it: ", &answer, err) != 0)
		return -1;
	if (answer.length == 0)
		return error_set(err, ERROR_FAILED, "%s was not opened", path);
	if (age_identities_add_file(&own, buffer_string(&answer), err) != 0 ||
	    open_sealed(&own, bytes, err) != 0)
		return error_wrap(err, "cannot use the share in %s", path);
	return 0;
}

/* What was entered is quoted only where it is the name of a file: it may be a secret. */
static int read_named(const struct age_identities *identities, const char *path,
		      struct secret *bytes, struct error *err)
{
	if (access(path, F_OK) != 0) {
		error_set(err, ERROR_FAILED, "what was entered is neither a share nor a file");
		return error_hint(err, "a share begins with '%s' or %s", QUORUM_SHARE_FIRST_LINE,
				  QUORUM_SHARE_VALUE_PREFIX);
	}
	if (file_read(path, &bytes->bytes, err) != 0)
		return -1;
	return is_sealed(bytes) ? open_at_terminal(identities, bytes, path, err) : 0;
}

static void add_named(struct quorum_recovery *recovery, const struct age_identities *identities,
		      const char *path)
{
	cleanup(secret_done) struct secret bytes = SECRET_INIT(QUORUM_SHARE_FILE_MAX);
	struct error err = ERROR_INIT;
	if (read_named(identities, path, &bytes, &err) == 0)
		add_text(recovery, &bytes, path);
	else
		warn(&err);
}

static void print_missing(const struct quorum_recovery *recovery)
{
	cleanup(buffer_done) struct buffer list = BUFFER_INIT(16384);
	quorum_recovery_list_missing(recovery, &list);
	if (list.length > 0)
		fprintf(stderr, "still missing: %s\n", buffer_string(&list));
}

static void make_prompt(const struct quorum_recovery *recovery, char *prompt, size_t size)
{
	char of[32] = "";
	if (recovery->terms.threshold > 0)
		snprintf(of, sizeof(of), " of %u", recovery->terms.threshold);
	snprintf(prompt, size,
		 "Share %zu%s: paste it, or type the name of its file (not shown; Ctrl-D ends): ",
		 recovery->count + 1, of);
}

static void trim(struct secret *text)
{
	size_t length = secret_length(text);
	while (length > 0 && strchr(" \t\r\n", secret_string(text)[length - 1]))
		length--;
	buffer_truncate(&text->bytes, length);
}

int share_input_ask(struct quorum_recovery *recovery, const struct age_identities *identities,
		    bool *ret_given, struct error *err)
{
	cleanup(secret_done) struct secret text = SECRET_INIT(QUORUM_SHARE_FILE_MAX);
	char prompt[128];
	print_missing(recovery);
	make_prompt(recovery, prompt, sizeof(prompt));
	if (terminal_read_secret_text(prompt, quorum_share_is_whole, &text, err) != 0)
		return -1;
	trim(&text);
	*ret_given = secret_length(&text) > 0;
	if (!*ret_given)
		return 0;
	if (quorum_share_begins(secret_string(&text), secret_length(&text)))
		add_text(recovery, &text, NULL);
	else
		add_named(recovery, identities, secret_string(&text));
	return 0;
}
