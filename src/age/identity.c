#include "age/identity.h"

#include <stdlib.h>
#include <string.h>

#include "age/keyfile.h"
#include "age/scrypt.h"
#include "age/stanza_type.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"

static void identity_done(struct age_identity *identity)
{
	secret_done(&identity->secret);
	free(identity->recipient);
}

static void drop_from(struct age_identities *identities, size_t count)
{
	while (identities->count > count)
		identity_done(&identities->items[--identities->count]);
}

static bool starts(const char *text, size_t length, const char *prefix)
{
	size_t prefix_length = strlen(prefix);
	return length >= prefix_length && memcmp(text, prefix, prefix_length) == 0;
}

/* What the line may be instead. */
static int refuse(const char *line, size_t length, struct error *err)
{
	static const struct {
		const char *prefix, *reason, *hint;
	} others[] = {
		{"age1", "it is a recipient, which can only seal",
		 "an identity starts with AGE-SECRET-KEY-1; keygen makes one"},
		{"AGE-SECRET-KEY-PQ-1", "post-quantum identities are not supported",
		 "age 1.3 or newer opens files that were sealed to them"},
		{"AGE-PLUGIN-", "identities of age plugins are not supported",
		 "age opens files that were sealed to them: age -d -i IDENTITY_FILE"},
		{"-----BEGIN OPENSSH PRIVATE KEY-----", "SSH keys are not supported",
		 "age opens files that were sealed to them: age -d -i IDENTITY_FILE"},
		{"-----BEGIN AGE ENCRYPTED FILE-----", "the identity file itself is encrypted",
		 "it opens only as a file of its own, given with -i"},
		{"age-encryption.org/", "the identity file itself is encrypted",
		 "it opens only as a file of its own, given with -i"},
	};
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (starts(line, length, others[i].prefix)) {
			error_set(err, ERROR_FAILED, "%s", others[i].reason);
			return error_hint(err, "%s", others[i].hint);
		}
	error_set(err, ERROR_FAILED, "it is not an age identity");
	return error_hint(err, "an identity starts with AGE-SECRET-KEY-1; keygen makes one");
}

static int parse(const char *line, size_t length, struct age_identity *identity, struct error *err)
{
	for (size_t i = 0; age_stanza_types[i]; i++) {
		const struct age_stanza_type *type = age_stanza_types[i];
		if (!type->is_identity || !type->is_identity(line, length))
			continue;
		identity->type = type;
		if (type->parse_identity(line, length, identity, err) == 0)
			return 0;
		return error_wrap(err, "the identity was mistyped or damaged");
	}
	return refuse(line, length, err);
}

/* Room for one more, which is not counted yet. */
static struct age_identity *next(struct age_identities *identities, struct error *err)
{
	if (identities->count == AGE_IDENTITIES_MAX) {
		error_set(err, ERROR_FAILED, "there are more than %d identities",
			  AGE_IDENTITIES_MAX);
		return NULL;
	}
	struct age_identity *items =
		reallocarray(identities->items, identities->count + 1, sizeof(*items));
	if (!items) {
		error_no_memory(err);
		return NULL;
	}
	identities->items = items;
	items[identities->count] = (struct age_identity){0};
	return &items[identities->count];
}

int age_identities_add_passphrase(struct age_identities *identities,
				  const struct secret *passphrase, struct error *err)
{
	struct age_identity *identity = next(identities, err);
	if (!identity)
		return -1;
	identity->type = &age_scrypt;
	secret_init(&identity->secret, AGE_PASSPHRASE_MAX);
	if (secret_set(&identity->secret, secret_string(passphrase), secret_length(passphrase),
		       err) != 0) {
		identity_done(identity);
		return -1;
	}
	identities->count++;
	return 0;
}

static int add_line(struct age_identities *identities, const char *line, size_t length,
		    struct error *err)
{
	if (length > AGE_KEY_TEXT_MAX)
		return error_set(err, ERROR_FAILED, "it is too long for an identity");
	struct age_identity *identity = next(identities, err);
	if (!identity)
		return -1;
	if (parse(line, length, identity, err) != 0) {
		identity_done(identity);
		return -1;
	}
	identities->count++;
	return 0;
}

int age_identities_add_text(struct age_identities *identities, const char *text, size_t length,
			    const char *name, struct error *err)
{
	struct keyfile file = {.next = text, .end = text + length};
	size_t before = identities->count;
	const char *line;
	size_t line_length;
	while (keyfile_next(&file, &line, &line_length))
		if (add_line(identities, line, line_length, err) != 0) {
			drop_from(identities, before);
			return error_wrap(err, "%s, line %zu", name, file.number);
		}
	if (identities->count > before)
		return 0;
	error_set(err, ERROR_FAILED, "%s has no identity in it", name);
	return error_hint(err, "keygen --out FILE makes an identity file");
}

const char *age_identities_recipient(const struct age_identities *identities, size_t index)
{
	return identities->items[index].recipient;
}

void age_identities_done(struct age_identities *identities)
{
	drop_from(identities, 0);
	free(identities->items);
	*identities = (struct age_identities){0};
}
