/*
 * Whom a file is sealed for: public keys in their text form, as age(1) takes them.
 * Format: https://c2sp.org/age ("Native recipient types") and age(1), option -R.
 */
#ifndef AGE_RECIPIENT_H
#define AGE_RECIPIENT_H

#include <stddef.h>

struct age_recipient;
struct error;
struct secret;

enum {
	AGE_RECIPIENTS_MAX = 256,
	AGE_RECIPIENTS_FILE_MAX = 1024 * 1024, /* bytes */
};

/* In the order in which they were added; the same one twice is kept once. */
struct age_recipients {
	struct age_recipient *items;
	size_t count;
};

/* Adds one "age1...". Nothing is added on failure. */
int age_recipients_add(struct age_recipients *recipients, const char *text, struct error *err);

/*
 * Adds those of a recipients file: one a line, empty lines and lines that start with '#' left out;
 * at least one. "-" is standard input. Errors name file and line. Nothing is added on failure.
 */
int age_recipients_add_file(struct age_recipients *recipients, const char *path, struct error *err);

/*
 * A passphrase in place of recipients: nothing else can be added beside it. work_factor: binary
 * logarithm of scrypt's cost, AGE_SCRYPT_WORK_FACTOR (age/scrypt.h) outside tests.
 */
int age_recipients_add_passphrase(struct age_recipients *recipients,
				  const struct secret *passphrase, unsigned work_factor,
				  struct error *err);

/* The text form of recipient `index`, borrowed; NULL for a passphrase. */
const char *age_recipients_text(const struct age_recipients *recipients, size_t index);

void age_recipients_done(struct age_recipients *recipients);

#endif
