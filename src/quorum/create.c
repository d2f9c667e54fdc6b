#include "quorum/create.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "age/age.h"
#include "age/recipient.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/secret.h"
#include "core/strings.h"
#include "platform/file.h"
#include "quorum/key.h"
#include "quorum/shamir.h"
#include "quorum/share.h"

void quorum_done(struct quorum *quorum)
{
	quorum_description_done(&quorum->description);
	for (size_t i = 0; i < QUORUM_CUSTODIANS_MAX; i++)
		buffer_done(&quorum->sealed_shares[i]);
}

static int check_unique(const struct quorum_description *description, const char *name,
			const char *recipient, struct error *err)
{
	for (unsigned i = 0; i < description->terms.count; i++) {
		const struct quorum_custodian *other = &description->custodians[i];
		if (strcasecmp(other->name, name) == 0)
			return error_set(err, ERROR_USAGE, "two custodians are called %s", name);
		if (string_equal(other->recipient, recipient))
			return error_set(err, ERROR_USAGE,
					 "%s and %s have the same recipient: whoever has its "
					 "identity would have two shares",
					 other->name, name);
	}
	return 0;
}

static int check_recipient(const char *name, const char *recipient, struct error *err)
{
	cleanup(age_recipients_done) struct age_recipients parsed = {0};
	if (age_recipients_add(&parsed, recipient, err) == 0)
		return 0;
	error_wrap(err, "custodian %s", name);
	if (err)
		err->code = ERROR_USAGE;
	return -1;
}

int quorum_add_custodian(struct quorum *quorum, const char *text, struct error *err)
{
	struct quorum_description *description = &quorum->description;
	unsigned *count = &description->terms.count;
	const char *equals = strchr(text, '=');
	size_t name_length = equals ? (size_t)(equals - text) : 0;
	if (!quorum_name_is_valid(text, name_length)) {
		error_set(err, ERROR_USAGE, "a custodian is given as NAME=RECIPIENT");
		return error_hint(err,
				  "such as alice=age1...; a name has at most %d letters, digits, "
				  "and ._@+-",
				  QUORUM_NAME_MAX);
	}
	if (*count == QUORUM_CUSTODIANS_MAX)
		return error_set(err, ERROR_USAGE, "a quorum has at most %d custodians",
				 QUORUM_CUSTODIANS_MAX);
	struct quorum_custodian custodian = {0};
	memcpy(custodian.name, text, name_length);
	if (check_recipient(custodian.name, equals + 1, err) != 0 ||
	    check_unique(description, custodian.name, equals + 1, err) != 0 ||
	    string_copy(&custodian.recipient, equals + 1, err) != 0)
		return -1;
	description->custodians[(*count)++] = custodian;
	return 0;
}

static int seal_share(const struct quorum_share *share, const struct quorum_custodian *custodian,
		      struct buffer *out, struct error *err)
{
	cleanup(age_recipients_done) struct age_recipients recipients = {0};
	cleanup(secret_done) struct secret text = SECRET_INIT(QUORUM_SHARE_TEXT_MAX);
	*out = (struct buffer)BUFFER_INIT(QUORUM_SHARE_FILE_MAX);
	if (age_recipients_add(&recipients, custodian->recipient, err) != 0 ||
	    quorum_share_format(share, &text, err) != 0)
		return -1;
	return age_encrypt(&recipients, secret_string(&text), secret_length(&text), out, err);
}

/*
 * Each share must give the key together with the others, before the only copy of the identity goes:
 * `threshold` neighbours at a time, so that each share takes part.
 */
static int prove(const struct secret *values, const struct quorum_terms *terms, struct error *err)
{
	const struct secret *picked[QUORUM_CUSTODIANS_MAX];
	for (unsigned first = 0; first + terms->threshold <= terms->count; first++) {
		cleanup(secret_done) struct secret scalar = SECRET_INIT(0);
		for (unsigned i = 0; i < terms->threshold; i++)
			picked[i] = &values[first + i];
		if (shamir_combine(picked, terms->threshold, &scalar, err) != 0)
			return -1;
		if (!quorum_key_matches(&scalar, terms->recipient))
			return error_set(err, ERROR_FAILED,
					 "the shares that were made do not give the key back");
	}
	return 0;
}

static int seal_shares(struct quorum *quorum, struct secret *values, struct error *err)
{
	struct quorum_description *description = &quorum->description;
	for (unsigned i = 0; i < description->terms.count; i++) {
		struct quorum_custodian *custodian = &description->custodians[i];
		cleanup(quorum_share_done) struct quorum_share share = {.terms =
										description->terms};
		memcpy(share.custodian, custodian->name, sizeof(share.custodian));
		secret_move(&share.value, &values[i]);
		quorum_share_describe_value(&share);
		memcpy(custodian->sha256, share.sha256, sizeof(custodian->sha256));
		if (seal_share(&share, custodian, &quorum->sealed_shares[i], err) != 0)
			return error_wrap(err, "cannot seal the share of %s", custodian->name);
	}
	return 0;
}

int quorum_create(struct quorum *quorum, unsigned threshold, struct error *err)
{
	struct quorum_terms *terms = &quorum->description.terms;
	cleanup(secret_done) struct secret scalar = SECRET_INIT(QUORUM_SCALAR);
	struct secret values[QUORUM_CUSTODIANS_MAX] = {0};
	terms->threshold = threshold;
	if (threshold < SHAMIR_THRESHOLD_MIN || threshold > terms->count) {
		error_set(err, ERROR_USAGE, "a quorum of %u cannot be made of %u custodians",
			  threshold, terms->count);
		return error_hint(err, "at least %d must be needed, and at most all",
				  SHAMIR_THRESHOLD_MIN);
	}
	int result = quorum_key_generate(&scalar, terms->recipient, err);
	if (result == 0)
		result = shamir_split(&scalar, threshold, terms->count, &shamir_system_random,
				      values, err);
	if (result == 0)
		result = prove(values, terms, err);
	if (result == 0)
		result = seal_shares(quorum, values, err);
	for (unsigned i = 0; i < terms->count; i++)
		secret_done(&values[i]);
	return result;
}

/* Without slashes at its end. */
static int trim_directory(const char *directory, char **ret_trimmed, struct error *err)
{
	if (string_copy(ret_trimmed, directory, err) != 0)
		return -1;
	for (size_t end = strlen(*ret_trimmed); end > 1 && (*ret_trimmed)[end - 1] == '/';)
		(*ret_trimmed)[--end] = '\0';
	return 0;
}

int quorum_path(const char *directory, const char *custodian, char **ret_path, struct error *err)
{
	cleanup_free char *trimmed = NULL;
	if (trim_directory(directory, &trimmed, err) != 0)
		return -1;
	const char *slash = strrchr(trimmed, '/');
	const char *name = slash ? slash + 1 : trimmed;
	if (!custodian)
		return string_format(ret_path, err, "%s/%s.quorum", trimmed, name);
	return string_format(ret_path, err, "%s/%s-%s.share.age", trimmed, name, custodian);
}

static int write_new(const char *directory, const char *custodian, const struct buffer *content,
		     mode_t mode, struct error *err)
{
	cleanup_free char *path = NULL;
	if (quorum_path(directory, custodian, &path, err) != 0)
		return -1;
	return file_write(path, content->data, content->length, mode, FILE_CREATE, err);
}

/* The description comes last: where it is, the quorum is whole. */
static int write_files(const struct quorum *quorum, const char *directory, struct error *err)
{
	const struct quorum_description *description = &quorum->description;
	for (unsigned i = 0; i < description->terms.count; i++)
		if (write_new(directory, description->custodians[i].name, &quorum->sealed_shares[i],
			      0600, err) != 0)
			return -1;
	cleanup(buffer_done) struct buffer text = BUFFER_INIT(QUORUM_DESCRIPTION_MAX);
	quorum_description_format(description, &text);
	if (buffer_check(&text, "the quorum's description", err) != 0)
		return -1;
	return write_new(directory, NULL, &text, 0644, err);
}

static void remove_file(const char *directory, const char *custodian)
{
	cleanup_free char *path = NULL;
	if (quorum_path(directory, custodian, &path, NULL) == 0)
		unlink(path);
}

int quorum_save(const struct quorum *quorum, const char *directory, struct error *err)
{
	const struct quorum_description *description = &quorum->description;
	if (mkdir(directory, 0700) != 0) {
		int errnum = errno;
		error_errno(err, errnum, "cannot create the directory %s", directory);
		if (errnum == EEXIST)
			error_hint(err, "the files of a quorum go into a directory of their own, "
					"which is made: choose another name");
		return -1;
	}
	if (write_files(quorum, directory, err) == 0)
		return 0;
	for (unsigned i = 0; i < description->terms.count; i++)
		remove_file(directory, description->custodians[i].name);
	remove_file(directory, NULL);
	rmdir(directory);
	return -1;
}
