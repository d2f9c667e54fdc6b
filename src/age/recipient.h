/*
 * Whom a file is sealed for: public keys in their text form, as age(1) takes them.
 * Format: https://c2sp.org/age ("Native recipient types") and age(1), option -R.
 */
#ifndef AGE_RECIPIENT_H
#define AGE_RECIPIENT_H

#include <stddef.h>

struct age_recipient;
struct error;

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

/* The text form of recipient `index`, borrowed. */
const char *age_recipients_text(const struct age_recipients *recipients, size_t index);

void age_recipients_done(struct age_recipients *recipients);

#endif
