/*
 * The terms of a quorum: an age key pair of which the identity is kept by nobody. Its 32 bytes are
 * split among custodians (quorum/shamir.h), so that any `threshold` of them together can rebuild
 * it; files are sealed to its recipient as to any other.
 */
#ifndef QUORUM_TERMS_H
#define QUORUM_TERMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;

enum {
	QUORUM_CUSTODIANS_MAX = 32,
	QUORUM_NAME_MAX = 64, /* characters of a custodian's name */
	QUORUM_SCALAR = 32,
	QUORUM_VALUE = QUORUM_SCALAR + 1, /* bytes of a share: those of the scalar, then x */
	QUORUM_DIGEST = 32,               /* SHA-256 */
	QUORUM_RECIPIENT = 62,            /* characters of "age1..." */
};

struct quorum_terms {
	char recipient[QUORUM_RECIPIENT + 1]; /* "" where the terms are not known */
	unsigned threshold;
	unsigned count;
};

/* A letter or digit, then letters, digits and "._@+-": safe in file names, in signed comments, and
 * on a terminal. */
bool quorum_name_is_valid(const char *name, size_t length);

/* 2 <= threshold <= count <= QUORUM_CUSTODIANS_MAX, and a recipient of the X25519 kind. */
int quorum_terms_check(const struct quorum_terms *terms, struct error *err);

bool quorum_terms_equal(const struct quorum_terms *a, const struct quorum_terms *b);

#endif
