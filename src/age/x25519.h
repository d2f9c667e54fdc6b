/*
 * The native key pairs of age, "age1..." and "AGE-SECRET-KEY-1...": X25519 (RFC 7748).
 * https://c2sp.org/age, "The X25519 recipient type".
 */
#ifndef AGE_X25519_H
#define AGE_X25519_H

#include "age/stanza_type.h"

extern const struct age_stanza_type age_x25519;

/* A new key pair: the text of the identity into *ret_identity, of the recipient into `recipient`.
 */
int age_x25519_generate(struct secret *ret_identity, struct buffer *recipient, struct error *err);

#endif
