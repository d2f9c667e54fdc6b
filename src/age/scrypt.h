/*
 * Files sealed with a passphrase. https://c2sp.org/age, "The scrypt recipient type"; scrypt is
 * RFC 7914, with r = 8 and p = 1.
 */
#ifndef AGE_SCRYPT_H
#define AGE_SCRYPT_H

#include "age/stanza_type.h"

enum {
	/* Binary logarithm of N. 18 takes 256 MiB and about a second. */
	AGE_SCRYPT_WORK_FACTOR = 18,
	/* What is accepted from outside: 4 GiB and some 16 seconds. */
	AGE_SCRYPT_WORK_FACTOR_MAX = 22,
	AGE_PASSPHRASE_MAX = 1024, /* bytes */
};

extern const struct age_stanza_type age_scrypt;

#endif
