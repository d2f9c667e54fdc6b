/* Identity files, plain or themselves sealed with a passphrase. */
#include <string.h>

#include "age/age.h"
#include "age/armor.h"
#include "age/identity.h"
#include "age/scrypt.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/secret.h"
#include "core/strings.h"
#include "platform/file.h"

static bool is_sealed(const struct secret *text)
{
	return string_has_prefix(secret_string(text), "age-encryption.org/") ||
	       armor_is_armored(secret_string(text), secret_length(text));
}

/* Its header must ask for a passphrase: there is no identity yet to open it with. */
static int check_sealed(const struct secret *text, struct error *err)
{
	cleanup(age_header_done) struct age_header header = AGE_HEADER_INIT;
	if (age_read_header(secret_string(text), secret_length(text), &header, err) != 0)
		return -1;
	if (string_equal(header.stanzas[0].arguments[0], age_scrypt.name))
		return 0;
	error_set(err, ERROR_FAILED, "it is sealed for recipients, not with a passphrase");
	return error_hint(err, "open it first with 'unseal --raw', and give it on standard input");
}

/* Replaces the text by what is sealed in it. */
static int open_sealed(struct secret *text, const char *name, const struct age_prompt *prompt,
		       struct error *err)
{
	cleanup(age_identities_done) struct age_identities key = {0};
	cleanup(secret_done) struct secret passphrase = SECRET_INIT(0);
	if (check_sealed(text, err) != 0)
		return -1;
	if (prompt->passphrase(prompt, name, &passphrase, err) != 0 ||
	    age_identities_add_passphrase(&key, &passphrase, err) != 0)
		return -1;
	return age_decrypt(&key, secret_string(text), secret_length(text), text, err);
}

int age_identities_add_file_asking(struct age_identities *identities, const char *path,
				   const struct age_prompt *prompt, struct error *err)
{
	cleanup(secret_done) struct secret text = SECRET_INIT(AGE_IDENTITY_FILE_MAX);
	const char *name = string_equal(path, "-") ? "standard input" : path;
	if (file_read(path, &text.bytes, err) != 0)
		return error_wrap(err, "cannot use the identity file");
	if (prompt && is_sealed(&text) && open_sealed(&text, name, prompt, err) != 0)
		return error_wrap(err, "cannot open the identity file %s", name);
	return age_identities_add_text(identities, secret_string(&text), secret_length(&text), name,
				       err);
}

int age_identities_add_file(struct age_identities *identities, const char *path, struct error *err)
{
	return age_identities_add_file_asking(identities, path, NULL, err);
}
