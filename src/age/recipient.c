#include "age/recipient.h"

#include <stdlib.h>
#include <string.h>

#include "age/keyfile.h"
#include "age/scrypt.h"
#include "age/stanza_type.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "platform/file.h"

static void recipient_done(struct age_recipient *recipient)
{
	free(recipient->text);
	buffer_done(&recipient->public);
	secret_done(&recipient->passphrase);
}

static void drop_from(struct age_recipients *recipients, size_t count)
{
	while (recipients->count > count)
		recipient_done(&recipients->items[--recipients->count]);
}

/* What the text may be instead. It may be a secret: then it is not quoted. */
static int refuse(const char *text, struct error *err)
{
	static const struct {
		const char *prefix, *reason;
	} others[] = {
		{"age1pq1", "is a post-quantum recipient, which is not supported"},
		{"age1", "is a recipient of an age plugin, which is not supported"},
		{"ssh-", "is an SSH key, which is not supported"},
	};
	if (strncasecmp(text, "AGE-SECRET-KEY-", strlen("AGE-SECRET-KEY-")) == 0 ||
	    strncasecmp(text, "AGE-PLUGIN-", strlen("AGE-PLUGIN-")) == 0) {
		error_set(err, ERROR_FAILED, "a secret key is given where a recipient belongs");
		return error_hint(err,
				  "keygen -y IDENTITY_FILE prints its recipient; if the key is "
				  "now in a shell history, make a new one");
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (string_has_prefix(text, others[i].prefix)) {
			error_set(err, ERROR_FAILED, "'%.80s' %s", text, others[i].reason);
			return error_hint(err, "recipients start with age1 and have 62 characters");
		}
	error_set(err, ERROR_FAILED, "'%.80s' is not an age recipient", text);
	return error_hint(err, "recipients start with age1 and have 62 characters");
}

static int parse(struct age_recipient *recipient, struct error *err)
{
	const char *text = recipient->text;
	size_t length = strlen(text);
	for (size_t i = 0; age_stanza_types[i]; i++) {
		const struct age_stanza_type *type = age_stanza_types[i];
		if (!type->is_recipient || !type->is_recipient(text, length))
			continue;
		recipient->type = type;
		if (type->parse_recipient(text, length, recipient, err) == 0)
			return 0;
		return error_wrap(err, "the recipient '%.80s' was mistyped or damaged", text);
	}
	return refuse(text, err);
}

static bool contains(const struct age_recipients *recipients, const char *text)
{
	for (size_t i = 0; i < recipients->count; i++)
		if (string_equal(recipients->items[i].text, text))
			return true;
	return false;
}

/* Room for one more, which is not counted yet. */
static struct age_recipient *next(struct age_recipients *recipients, struct error *err)
{
	if (recipients->count == AGE_RECIPIENTS_MAX) {
		error_set(err, ERROR_FAILED, "there are more than %d recipients",
			  AGE_RECIPIENTS_MAX);
		return NULL;
	}
	struct age_recipient *items =
		reallocarray(recipients->items, recipients->count + 1, sizeof(*items));
	if (!items) {
		error_no_memory(err);
		return NULL;
	}
	recipients->items = items;
	items[recipients->count] = (struct age_recipient){0};
	return &items[recipients->count];
}

static bool has_passphrase(const struct age_recipients *recipients)
{
	return recipients->count > 0 && !recipients->items[0].text;
}

static int refuse_mixture(struct error *err)
{
	error_set(err, ERROR_FAILED,
		  "a file is sealed with a passphrase or for recipients, not both");
	return error_hint(err, "seal twice, into two files");
}

int age_recipients_add_passphrase(struct age_recipients *recipients,
				  const struct secret *passphrase, unsigned work_factor,
				  struct error *err)
{
	if (recipients->count > 0)
		return refuse_mixture(err);
	struct age_recipient *recipient = next(recipients, err);
	if (!recipient)
		return -1;
	recipient->type = &age_scrypt;
	recipient->work_factor = work_factor;
	secret_init(&recipient->passphrase, AGE_PASSPHRASE_MAX);
	if (secret_set(&recipient->passphrase, secret_string(passphrase), secret_length(passphrase),
		       err) != 0) {
		recipient_done(recipient);
		return -1;
	}
	recipients->count++;
	return 0;
}

static int add(struct age_recipients *recipients, const char *text, size_t length,
	       struct error *err)
{
	if (length > AGE_KEY_TEXT_MAX)
		return error_set(err, ERROR_FAILED, "it is too long for a recipient");
	if (has_passphrase(recipients))
		return refuse_mixture(err);
	struct age_recipient *recipient = next(recipients, err);
	if (!recipient)
		return -1;
	recipient->text = strndup(text, length);
	if (!recipient->text)
		return error_no_memory(err);
	if (contains(recipients, recipient->text)) {
		recipient_done(recipient);
		return 0;
	}
	if (parse(recipient, err) != 0) {
		recipient_done(recipient);
		return -1;
	}
	recipients->count++;
	return 0;
}

int age_recipients_add(struct age_recipients *recipients, const char *text, struct error *err)
{
	return add(recipients, text, strlen(text), err);
}

static int add_lines(struct age_recipients *recipients, const struct buffer *text, const char *name,
		     struct error *err)
{
	const char *start = buffer_string(text);
	struct keyfile file = {.next = start, .end = start + text->length};
	size_t before = recipients->count;
	const char *line;
	size_t length, lines = 0;
	for (; keyfile_next(&file, &line, &length); lines++)
		if (add(recipients, line, length, err) != 0) {
			drop_from(recipients, before);
			return error_wrap(err, "%s, line %zu", name, file.number);
		}
	if (lines == 0)
		return error_set(err, ERROR_FAILED, "%s has no recipient in it", name);
	return 0;
}

int age_recipients_add_file(struct age_recipients *recipients, const char *path, struct error *err)
{
	/* Somebody may give an identity file by mistake. */
	cleanup(secret_done) struct secret text = SECRET_INIT(AGE_RECIPIENTS_FILE_MAX);
	if (file_read(path, &text.bytes, err) != 0)
		return error_wrap(err, "cannot use the recipients file");
	return add_lines(recipients, &text.bytes, string_equal(path, "-") ? "standard input" : path,
			 err);
}

const char *age_recipients_text(const struct age_recipients *recipients, size_t index)
{
	return recipients->items[index].text;
}

void age_recipients_done(struct age_recipients *recipients)
{
	drop_from(recipients, 0);
	free(recipients->items);
	*recipients = (struct age_recipients){0};
}
