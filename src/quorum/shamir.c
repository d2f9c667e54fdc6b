#include "quorum/shamir.h"

#include <sodium.h>
#include <stdbool.h>
#include <string.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "core/secret.h"
#include "quorum/gf256.h"

static void system_fill(const struct shamir_random *random, void *bytes, size_t length)
{
	(void)random;
	randombytes_buf(bytes, length);
}

const struct shamir_random shamir_system_random = {.fill = system_fill};

static const uint8_t *bytes_of(const struct secret *secret)
{
	return (const uint8_t *)secret_string(secret);
}

/* Makes an empty secret `length` zero bytes long; NULL with err set when memory is out. */
static uint8_t *make_room(struct secret *secret, size_t length, struct error *err)
{
	char *room = buffer_reserve(&secret->bytes, length);
	if (!room) {
		buffer_check(&secret->bytes, "a share", err);
		return NULL;
	}
	memset(room, 0, length);
	secret->bytes.length += length;
	return (uint8_t *)room;
}

uint8_t shamir_x(const struct secret *share)
{
	return bytes_of(share)[secret_length(share) - 1];
}

/*
 * One share by Horner's rule: coefficients[j * length + i] is that of x^(j + 1) for byte i; the
 * secret's bytes are the constant terms.
 */
static int evaluate(const struct secret *secret, const struct secret *coefficients, uint8_t x,
		    struct secret *ret_share, struct error *err)
{
	size_t length = secret_length(secret);
	size_t degree = secret_length(coefficients) / length;
	cleanup(secret_done) struct secret share = SECRET_INIT(length + 1);
	uint8_t *y = make_room(&share, length + 1, err);
	if (!y)
		return -1;
	for (size_t j = degree; j-- > 0;)
		for (size_t i = 0; i < length; i++)
			y[i] = gf256_multiply(y[i] ^ bytes_of(coefficients)[j * length + i], x);
	for (size_t i = 0; i < length; i++)
		y[i] ^= bytes_of(secret)[i];
	y[length] = x;
	secret_move(ret_share, &share);
	return 0;
}

int shamir_split(const struct secret *secret, unsigned threshold, unsigned count,
		 const struct shamir_random *random, struct secret *ret_shares, struct error *err)
{
	size_t length = secret_length(secret);
	if (threshold < SHAMIR_THRESHOLD_MIN || threshold > count || count > SHAMIR_SHARES_MAX)
		return error_set(err, ERROR_FAILED,
				 "a secret cannot be split into %u shares of which %u are needed: "
				 "at least %d must be, and at most all of at most %d",
				 count, threshold, SHAMIR_THRESHOLD_MIN, SHAMIR_SHARES_MAX);
	if (length == 0 || length > SHAMIR_SECRET_MAX)
		return error_set(err, ERROR_FAILED, "only 1 to %d bytes can be split into shares",
				 SHAMIR_SECRET_MAX);
	size_t random_length = (threshold - 1) * length;
	cleanup(secret_done) struct secret coefficients = SECRET_INIT(random_length);
	uint8_t *room = make_room(&coefficients, random_length, err);
	if (!room)
		return -1;
	random->fill(random, room, random_length);
	struct secret shares[SHAMIR_SHARES_MAX] = {0};
	unsigned made = 0;
	while (made < count &&
	       evaluate(secret, &coefficients, (uint8_t)(made + 1), &shares[made], err) == 0)
		made++;
	for (unsigned i = 0; i < made; i++)
		if (made == count)
			secret_move(&ret_shares[i], &shares[i]);
		else
			secret_done(&shares[i]);
	return made == count ? 0 : -1;
}

static int check_shares(const struct secret *const *shares, size_t count, struct error *err)
{
	bool seen[SHAMIR_SHARES_MAX + 1] = {false};
	if (count < SHAMIR_THRESHOLD_MIN)
		return error_set(err, ERROR_FAILED, "one share is never enough");
	for (size_t i = 0; i < count; i++) {
		size_t length = secret_length(shares[i]);
		if (length < 2 || length > SHAMIR_SECRET_MAX + 1 ||
		    length != secret_length(shares[0]))
			return error_set(err, ERROR_FAILED, "the shares differ in length");
		uint8_t x = shamir_x(shares[i]);
		if (x == 0)
			return error_set(err, ERROR_FAILED, "a share has the number 0");
		if (seen[x])
			return error_set(err, ERROR_FAILED, "share %u is given twice", x);
		seen[x] = true;
	}
	return 0;
}

/* Lagrange's basis polynomial of share `index`, at x. */
static uint8_t basis(const struct secret *const *shares, size_t count, size_t index, uint8_t x)
{
	uint8_t numerator = 1, denominator = 1;
	uint8_t own = shamir_x(shares[index]);
	for (size_t j = 0; j < count; j++) {
		if (j == index)
			continue;
		uint8_t other = shamir_x(shares[j]);
		numerator = gf256_multiply(numerator, x ^ other);
		denominator = gf256_multiply(denominator, own ^ other);
	}
	return gf256_multiply(numerator, gf256_inverse(denominator));
}

int shamir_share_at(const struct secret *const *shares, size_t count, uint8_t x,
		    struct secret *ret_share, struct error *err)
{
	if (check_shares(shares, count, err) != 0)
		return -1;
	size_t length = secret_length(shares[0]) - 1;
	cleanup(secret_done) struct secret share = SECRET_INIT(length + 1);
	uint8_t *y = make_room(&share, length + 1, err);
	if (!y)
		return -1;
	for (size_t i = 0; i < count; i++) {
		uint8_t weight = basis(shares, count, i, x);
		for (size_t b = 0; b < length; b++)
			y[b] ^= gf256_multiply(bytes_of(shares[i])[b], weight);
	}
	y[length] = x;
	secret_move(ret_share, &share);
	return 0;
}

int shamir_combine(const struct secret *const *shares, size_t count, struct secret *ret_secret,
		   struct error *err)
{
	cleanup(secret_done) struct secret secret = SECRET_INIT(0);
	if (shamir_share_at(shares, count, 0, &secret, err) != 0)
		return -1;
	buffer_truncate(&secret.bytes, secret_length(&secret) - 1);
	secret_move(ret_secret, &secret);
	return 0;
}
