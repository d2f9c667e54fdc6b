/* Passphrases: good ones made, and an upper bound on how good a given one is. */
#ifndef AGE_PASSPHRASE_H
#define AGE_PASSPHRASE_H

struct error;
struct secret;

enum {
	/* Below it, guessing a passphrase from a stolen file is within reach of many: scrypt makes
	 * one guess cost about a second of one processor. */
	PASSPHRASE_BITS_GOOD = 60,
};

/* Five groups of five characters that are not mistaken for each other, 125 bits. */
int passphrase_generate(struct secret *ret_passphrase, struct error *err);

/*
 * Bits, at most: what it would be worth if its characters were chosen at random. Characters that
 * repeat or follow on the one before (aaa, 123) count next to nothing; that words and names are
 * worth less is not seen.
 */
unsigned passphrase_bits(const struct secret *passphrase);

#endif
