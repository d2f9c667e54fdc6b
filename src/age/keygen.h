/* Identity files as age-keygen(1) writes them. */
#ifndef AGE_KEYGEN_H
#define AGE_KEYGEN_H

#include <stdint.h>

struct buffer;
struct error;
struct secret;

/*
 * A new X25519 key pair: *ret_file is the text of its identity file, with two comment lines that
 * tell when it was made (`now`, seconds since 1970) and its recipient, which is also appended to
 * `recipient`.
 */
int age_keygen(int64_t now, struct secret *ret_file, struct buffer *recipient, struct error *err);

#endif
