/*
 * The key pair of a quorum. The scalar is clamped (RFC 7748, section 5) before it is split: X25519
 * then uses every bit of it as it is, and the public key vouches for all 256.
 */
#ifndef QUORUM_KEY_H
#define QUORUM_KEY_H

#include <stdbool.h>

#include "quorum/terms.h"

struct error;
struct secret;

/* A new one. */
int quorum_key_generate(struct secret *ret_scalar, char ret_recipient[QUORUM_RECIPIENT + 1],
			struct error *err);

/* The text of the identity, AGE-SECRET-KEY-1... */
int quorum_key_identity(const struct secret *scalar, struct secret *ret_identity,
			struct error *err);

/* True where the scalar is that of the recipient, to the last bit. */
bool quorum_key_matches(const struct secret *scalar, const char *recipient);

#endif
