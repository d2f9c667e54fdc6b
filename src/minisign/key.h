/*
 * Key pairs of minisign(1), as its files hold them; both programs take the files of the other.
 * Format: https://jedisct1.github.io/minisign/, "Signature format", "Public key format", "Secret
 * key format". Signatures are Ed25519; a key pair has an ID of 8 random bytes.
 */
#ifndef MINISIGN_KEY_H
#define MINISIGN_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/secret.h"

struct buffer;
struct error;

enum {
	MINISIGN_ID = 8,
	MINISIGN_ID_TEXT = 17, /* characters of an ID as minisign shows it, and a NUL */
	MINISIGN_PUBLIC_KEY = 32,
	MINISIGN_SECRET_KEY = 64,
	MINISIGN_KEY_FILE_MAX = 8192,   /* bytes */
	MINISIGN_PASSPHRASE_MAX = 1024, /* bytes; what minisign takes */
};

struct minisign_public_key {
	unsigned char id[MINISIGN_ID];
	unsigned char key[MINISIGN_PUBLIC_KEY];
};

struct minisign_secret_key {
	unsigned char id[MINISIGN_ID];
	struct secret key; /* MINISIGN_SECRET_KEY bytes: seed and public key */
};

void minisign_id_text(const unsigned char id[MINISIGN_ID], char ret_text[MINISIGN_ID_TEXT]);

/* --- public keys ------------------------------------------------------------------------- */

/* From a file of two lines, or its second line alone ("RW..."), as minisign's option -P takes it.
 * `name` is for errors. */
int minisign_public_key_parse(const char *text, size_t length, const char *name,
			      struct minisign_public_key *ret_key, struct error *err);

/* Appends the file; or the line alone, without its newline. */
void minisign_public_key_write(const struct minisign_public_key *key, struct buffer *out);
void minisign_public_key_write_line(const struct minisign_public_key *key, struct buffer *out);

/* --- secret keys ------------------------------------------------------------------------- */

/* Of scrypt, in libsodium's terms; both are in the file. */
struct minisign_cost {
	uint64_t operations, memory;
};

extern const struct minisign_cost minisign_cost_default; /* minisign's own: 1 GiB, some seconds */

int minisign_secret_key_generate(struct minisign_secret_key *ret_key, struct error *err);
int minisign_secret_key_public(const struct minisign_secret_key *key,
			       struct minisign_public_key *ret_public, struct error *err);

/* False for what is no secret key too: parsing tells. */
bool minisign_secret_key_is_encrypted(const char *text, size_t length);

/*
 * passphrase: NULL where there is none. Errors quote nothing. -1 with "the passphrase is wrong"
 * also where an encrypted file is damaged: the format cannot tell these apart.
 */
int minisign_secret_key_parse(const char *text, size_t length, const char *name,
			      const struct secret *passphrase, struct minisign_secret_key *ret_key,
			      struct error *err);

/* The file into *ret_file; not encrypted where passphrase is NULL. */
int minisign_secret_key_write(const struct minisign_secret_key *key,
			      const struct secret *passphrase, const struct minisign_cost *cost,
			      struct secret *ret_file, struct error *err);

void minisign_secret_key_done(struct minisign_secret_key *key);

#endif
