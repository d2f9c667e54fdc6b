/*
 * Who can open a file: secret keys in their text form, as age-keygen(1) writes them into identity
 * files. https://c2sp.org/age ("Native recipient types") and age(1), option -i.
 */
#ifndef AGE_IDENTITY_H
#define AGE_IDENTITY_H

#include <stddef.h>

struct age_identity;
struct error;
struct secret;

enum {
	AGE_IDENTITIES_MAX = 256,
	AGE_IDENTITY_FILE_MAX = 1024 * 1024, /* bytes */
};

/* In the order in which they were added, which is the order in which they are tried. */
struct age_identities {
	struct age_identity *items;
	size_t count;
};

/*
 * Adds those of an identity file's text; at least one. `name` is the file's, for the errors, which
 * name the line and quote nothing of it. Nothing is added on failure.
 */
int age_identities_add_text(struct age_identities *identities, const char *text, size_t length,
			    const char *name, struct error *err);

/* As age_identities_add_text, from a file; "-" is standard input. An encrypted one is an error. */
int age_identities_add_file(struct age_identities *identities, const char *path, struct error *err);

/* Who is asked for a passphrase; `what` names what it opens. */
struct age_prompt {
	int (*passphrase)(const struct age_prompt *prompt, const char *what,
			  struct secret *ret_passphrase, struct error *err);
};

/*
 * As age_identities_add_file; where the file is itself an age file that is sealed with a
 * passphrase, armored or not, it is asked for and opened.
 */
int age_identities_add_file_asking(struct age_identities *identities, const char *path,
				   const struct age_prompt *prompt, struct error *err);

/* For files that are sealed with a passphrase. */
int age_identities_add_passphrase(struct age_identities *identities,
				  const struct secret *passphrase, struct error *err);

/* The recipient that belongs to identity `index`, borrowed; NULL for a passphrase. */
const char *age_identities_recipient(const struct age_identities *identities, size_t index);

void age_identities_done(struct age_identities *identities);

#endif
