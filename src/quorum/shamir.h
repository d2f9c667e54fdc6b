/*
 * Shamir's secret sharing over GF(2^8): A. Shamir, "How to Share a Secret", CACM 22(11), 1979.
 *
 * Each byte of the secret is the constant term of a polynomial of its own, of degree threshold - 1.
 * The other coefficients are uniform, zero included, also for the highest: only then do fewer than
 * `threshold` shares say nothing at all. A share is the values of all polynomials at one x, and
 * then x itself in the last byte: the layout of HashiCorp Vault and of sops
 * (github.com/getsops/sops, shamir/shamir.go). Ours are numbered x = 1, 2, ...; any x but zero is
 * read.
 *
 * A wrong share gives a wrong secret, not an error: whoever combines must check the result.
 */
#ifndef QUORUM_SHAMIR_H
#define QUORUM_SHAMIR_H

#include <stddef.h>
#include <stdint.h>

struct error;
struct secret;

enum {
	SHAMIR_THRESHOLD_MIN = 2,
	SHAMIR_SHARES_MAX = 255, /* as many as x has values */
	SHAMIR_SECRET_MAX = 1024,
};

/* Where coefficients come from; injected so that their distribution can be tested. */
struct shamir_random {
	void (*fill)(const struct shamir_random *random, void *bytes, size_t length);
};

/* The operating system's, by libsodium. */
extern const struct shamir_random shamir_system_random;

/*
 * Splits into `count` shares, any `threshold` of which give the secret back; 2 <= threshold <=
 * count. Replaces ret_shares[0 .. count), which the caller has initialised, on success only;
 * ret_shares[i] has x = i + 1.
 */
int shamir_split(const struct secret *secret, unsigned threshold, unsigned count,
		 const struct shamir_random *random, struct secret *ret_shares, struct error *err);

/*
 * The share with the given x that belongs to the polynomials through `shares`; with x == 0, the
 * secret and a zero byte. Errors: fewer than two shares, of different lengths, an x of zero, the
 * same x twice.
 */
int shamir_share_at(const struct secret *const *shares, size_t count, uint8_t x,
		    struct secret *ret_share, struct error *err);

/* The secret; `count` must be the threshold or more. */
int shamir_combine(const struct secret *const *shares, size_t count, struct secret *ret_secret,
		   struct error *err);

/* The number of a share: its last byte. */
uint8_t shamir_x(const struct secret *share);

#endif
