#include <sodium.h>

#include "core/error.h"
#include "quorum/shamir.h"
#include "unit.h"

enum { SCALAR = 32 };

/* Reproducible bytes: each fill continues the stream of the seed. */
struct seeded_random {
	struct shamir_random base;
	uint64_t *fills;
};

static void seeded_fill(const struct shamir_random *base, void *bytes, size_t length)
{
	const struct seeded_random *random = (const struct seeded_random *)(const void *)base;
	unsigned char seed[randombytes_SEEDBYTES] = {0};
	uint64_t fill = (*random->fills)++;
	memcpy(seed, &fill, sizeof(fill));
	randombytes_buf_deterministic(bytes, length, seed);
}

/* Hands out the given bytes. */
struct fixed_random {
	struct shamir_random base;
	const unsigned char *bytes;
	size_t length;
};

static void fixed_fill(const struct shamir_random *base, void *bytes, size_t length)
{
	const struct fixed_random *random = (const struct fixed_random *)(const void *)base;
	assert_int_equal(length, random->length);
	memcpy(bytes, random->bytes, length);
}

static void set(struct secret *secret, const void *bytes, size_t length)
{
	secret_init(secret, SHAMIR_SECRET_MAX + 1);
	assert_int_equal(secret_set(secret, bytes, length, NULL), 0);
}

static void set_hex(struct secret *secret, const char *hex)
{
	unsigned char bytes[SCALAR + 1];
	size_t length;
	assert_int_equal(
		sodium_hex2bin(bytes, sizeof(bytes), hex, strlen(hex), NULL, &length, NULL), 0);
	set(secret, bytes, length);
}

static void done_all(struct secret *secrets, size_t count)
{
	for (size_t i = 0; i < count; i++)
		secret_done(&secrets[i]);
}

/* The shares whose bits are set in `chosen`. */
static size_t choose(const struct secret *shares, unsigned chosen, const struct secret **ret)
{
	size_t count = 0;
	for (unsigned i = 0; chosen >> i; i++)
		if (chosen >> i & 1)
			ret[count++] = &shares[i];
	return count;
}

static void combination(const struct secret *secret, const struct secret *shares, unsigned chosen,
			unsigned threshold)
{
	const struct secret *picked[16];
	size_t count = choose(shares, chosen, picked);
	struct secret rebuilt = SECRET_INIT(0);
	if (count < SHAMIR_THRESHOLD_MIN)
		return;
	assert_int_equal(shamir_combine(picked, count, &rebuilt, NULL), 0);
	assert_int_equal(secret_equal(&rebuilt, secret), count >= threshold);
	secret_done(&rebuilt);
}

/* Every subset of every quorum of up to ten: k or more give the secret, fewer do not. */
static void every_combination_of_up_to_ten_shares(void **state)
{
	(void)state;
	unsigned char scalar[SCALAR];
	uint64_t fills = 0;
	struct seeded_random random = {{seeded_fill}, &fills};
	random.base.fill(&random.base, scalar, sizeof(scalar));
	struct secret secret;
	set(&secret, scalar, sizeof(scalar));
	for (unsigned count = 2; count <= 10; count++)
		for (unsigned threshold = 2; threshold <= count; threshold++) {
			struct secret shares[10] = {0};
			assert_int_equal(
				shamir_split(&secret, threshold, count, &random.base, shares, NULL),
				0);
			for (unsigned chosen = 1; chosen < 1U << count; chosen++)
				combination(&secret, shares, chosen, threshold);
			done_all(shares, count);
		}
	secret_done(&secret);
}

static void the_largest_quorum(void **state)
{
	(void)state;
	struct secret secret, rebuilt = SECRET_INIT(0), shares[SHAMIR_SHARES_MAX] = {0};
	const struct secret *picked[SHAMIR_SHARES_MAX];
	set(&secret, "secret", 6);
	assert_int_equal(shamir_split(&secret, SHAMIR_SHARES_MAX, SHAMIR_SHARES_MAX,
				      &shamir_system_random, shares, NULL),
			 0);
	for (size_t i = 0; i < SHAMIR_SHARES_MAX; i++) {
		assert_int_equal(shamir_x(&shares[i]), i + 1);
		picked[SHAMIR_SHARES_MAX - 1 - i] = &shares[i];
	}
	assert_int_equal(shamir_combine(picked, SHAMIR_SHARES_MAX, &rebuilt, NULL), 0);
	assert_true(secret_equal(&rebuilt, &secret));
	assert_int_equal(shamir_combine(picked, SHAMIR_SHARES_MAX - 1, &rebuilt, NULL), 0);
	assert_false(secret_equal(&rebuilt, &secret));
	secret_done(&rebuilt);
	secret_done(&secret);
	done_all(shares, SHAMIR_SHARES_MAX);
}

/* Made by shamir.Split of github.com/getsops/sops v3.10.2, which is Vault's. */
static void reads_the_shares_of_vault(void **state)
{
	(void)state;
	static const char secret_hex[] =
		"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eff";
	static const char *const shares_hex[] = {
		"f5972041672ff76ba21fad2aa7390277adf2b8d77f19c44b21636f2fc0d1e5aa01",
		"4a2be4f2f7febd6f20e17dfab03e107895eb3d3f442e6e98d14bd24c51be469c02",
		"bfbdc6b094d44c038af7dadb1b0a1c00280897fb2f22bcc4e831a7788d72bdc903",
		"4e216b352d627821dfff6c08861c2acbbc62d7819aefd7ce4b13194913c04c3004",
		"bbb749774e48894d75e9cb292d2826b301817d45f1e3059272696c7dcf0cb76505",
	};
	struct secret secret, shares[COUNT_OF(shares_hex)];
	set_hex(&secret, secret_hex);
	for (size_t i = 0; i < COUNT_OF(shares); i++)
		set_hex(&shares[i], shares_hex[i]);
	for (unsigned chosen = 1; chosen < 1U << COUNT_OF(shares); chosen++)
		combination(&secret, shares, chosen, 3);
	done_all(shares, COUNT_OF(shares));
	secret_done(&secret);
}

/* 0x53 + 0xca x + 0x02 x^2 at 1, 2, 3: by hand. */
static void the_layout_is_y_then_x(void **state)
{
	(void)state;
	struct fixed_random random = {{fixed_fill}, (const unsigned char *)"\xca\x02", 2};
	struct secret secret, shares[3] = {0};
	set(&secret, "\x53", 1);
	assert_int_equal(shamir_split(&secret, 3, 3, &random.base, shares, NULL), 0);
	assert_memory_equal(secret_string(&shares[0]), "\x9b\x01", 2);
	assert_memory_equal(secret_string(&shares[1]), "\xd4\x02", 2);
	assert_memory_equal(secret_string(&shares[2]), "\x1c\x03", 2);
	done_all(shares, 3);
	secret_done(&secret);
}

/* Splits a block of equal bytes with the coefficients first, first + 1, ... (low byte: of x, high
 * byte: of x^2), and marks which values the two shares have for each. */
static void mark_pairs(unsigned char byte, unsigned first, const unsigned picked[2],
		       unsigned char *seen)
{
	unsigned char block[SHAMIR_SECRET_MAX], coefficients[2 * SHAMIR_SECRET_MAX];
	struct secret secret, shares[3] = {0};
	memset(block, byte, sizeof(block));
	for (unsigned i = 0; i < SHAMIR_SECRET_MAX; i++) {
		coefficients[i] = (unsigned char)((first + i) & 0xff);
		coefficients[SHAMIR_SECRET_MAX + i] = (unsigned char)((first + i) >> 8);
	}
	struct fixed_random random = {{fixed_fill}, coefficients, sizeof(coefficients)};
	set(&secret, block, sizeof(block));
	assert_int_equal(shamir_split(&secret, 3, 3, &random.base, shares, NULL), 0);
	for (size_t i = 0; i < sizeof(block); i++) {
		unsigned y = (unsigned char)secret_string(&shares[picked[0]])[i];
		unsigned z = (unsigned char)secret_string(&shares[picked[1]])[i];
		seen[y << 8 | z]++;
	}
	done_all(shares, 3);
	secret_done(&secret);
}

/* For each secret and each two shares of three, each pair of values comes from exactly one choice
 * of the coefficients: two shares say nothing. */
static void fewer_than_the_threshold_say_nothing(void **state)
{
	(void)state;
	static const unsigned char secrets[] = {0x00, 0x01, 0xa5, 0xff};
	static const unsigned pairs[][2] = {{0, 1}, {1, 2}, {2, 0}};
	static unsigned char seen[65536];
	for (size_t s = 0; s < sizeof(secrets); s++)
		for (size_t p = 0; p < COUNT_OF(pairs); p++) {
			memset(seen, 0, sizeof(seen));
			for (unsigned first = 0; first < 65536; first += SHAMIR_SECRET_MAX)
				mark_pairs(secrets[s], first, pairs[p], seen);
			for (size_t i = 0; i < sizeof(seen); i++)
				assert_int_equal(seen[i], 1);
		}
}

/*
 * Pearson's chi-square over pairs of shares under the threshold, with a fixed seed: 65536 cells, so
 * mean 65535 and standard deviation 362. Coefficients that are never zero, as some implementations
 * have them, miss the bound by far.
 */
static void pairs_under_the_threshold_are_uniform(void **state)
{
	(void)state;
	enum { SPLITS = 512, CELLS = 65536, EXPECTED = SPLITS * SHAMIR_SECRET_MAX / CELLS };
	static const unsigned char secrets[] = {0x00, 0x5a, 0xff};
	static unsigned counts[CELLS];
	for (size_t s = 0; s < sizeof(secrets); s++) {
		uint64_t fills = 1000 * (s + 1);
		struct seeded_random random = {{seeded_fill}, &fills};
		unsigned char block[SHAMIR_SECRET_MAX];
		memset(block, secrets[s], sizeof(block));
		memset(counts, 0, sizeof(counts));
		struct secret secret;
		set(&secret, block, sizeof(block));
		for (unsigned split = 0; split < SPLITS; split++) {
			struct secret shares[3] = {0};
			assert_int_equal(shamir_split(&secret, 3, 3, &random.base, shares, NULL),
					 0);
			for (size_t i = 0; i < sizeof(block); i++)
				counts[(size_t)(unsigned char)secret_string(&shares[0])[i] << 8 |
				       (unsigned char)secret_string(&shares[2])[i]]++;
			done_all(shares, 3);
		}
		secret_done(&secret);
		double chi_square = 0;
		for (size_t i = 0; i < CELLS; i++) {
			double difference = (double)counts[i] - EXPECTED;
			chi_square += difference * difference / EXPECTED;
		}
		assert_true(chi_square > 65535 - 5 * 362 && chi_square < 65535 + 5 * 362);
	}
}

/* Another share, on the polynomials of those that are there. */
static void gives_any_other_share(void **state)
{
	(void)state;
	struct secret secret, shares[5] = {0}, other = SECRET_INIT(0);
	const struct secret *picked[3] = {&shares[0], &shares[2], &shares[4]};
	set(&secret, "secret", 6);
	assert_int_equal(shamir_split(&secret, 3, 5, &shamir_system_random, shares, NULL), 0);
	for (uint8_t x = 1; x <= 5; x++) {
		assert_int_equal(shamir_share_at(picked, 3, x, &other, NULL), 0);
		assert_true(secret_equal(&other, &shares[x - 1]));
	}
	secret_done(&other);
	secret_done(&secret);
	done_all(shares, 5);
}

static void refuses_impossible_quorums(void **state)
{
	(void)state;
	static const struct {
		unsigned threshold, count;
		size_t length;
	} cases[] = {
		{0, 3, 32}, {1, 3, 32},   {4, 3, 32}, {2, 1, 32},
		{2, 0, 32}, {2, 256, 32}, {2, 3, 0},  {2, 3, SHAMIR_SECRET_MAX + 1},
	};
	static const unsigned char bytes[SHAMIR_SECRET_MAX + 1];
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct secret secret, shares[256] = {0};
		struct error err = ERROR_INIT;
		set(&secret, bytes, cases[i].length);
		assert_int_equal(shamir_split(&secret, cases[i].threshold, cases[i].count,
					      &shamir_system_random, shares, &err),
				 -1);
		assert_true(err.message[0] != '\0');
		assert_null(shares[0].bytes.data);
		secret_done(&secret);
	}
}

static void refuses_shares_that_do_not_fit(void **state)
{
	(void)state;
	static const struct {
		const char *a, *b, *message;
	} cases[] = {
		{"1101", "2200", "a share has the number 0"},
		{"1100", "2201", "a share has the number 0"},
		{"1101", "1101", "share 1 is given twice"},
		{"11ff", "22ff", "share 255 is given twice"},
		{"1101", "221102", "the shares differ in length"},
		{"01", "02", "the shares differ in length"},
		{"1101", "", "the shares differ in length"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct secret a, b, rebuilt = SECRET_INIT(0);
		struct error err = ERROR_INIT;
		set_hex(&a, cases[i].a);
		set_hex(&b, cases[i].b);
		const struct secret *shares[] = {&a, &b};
		assert_int_equal(shamir_combine(shares, 2, &rebuilt, &err), -1);
		assert_string_equal(err.message, cases[i].message);
		assert_null(rebuilt.bytes.data);
		assert_int_equal(shamir_combine(shares, 1, &rebuilt, &err), -1);
		assert_int_equal(shamir_combine(shares, 0, &rebuilt, &err), -1);
		secret_done(&a);
		secret_done(&b);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(every_combination_of_up_to_ten_shares),
	cmocka_unit_test(the_largest_quorum),
	cmocka_unit_test(reads_the_shares_of_vault),
	cmocka_unit_test(the_layout_is_y_then_x),
	cmocka_unit_test(fewer_than_the_threshold_say_nothing),
	cmocka_unit_test(pairs_under_the_threshold_are_uniform),
	cmocka_unit_test(gives_any_other_share),
	cmocka_unit_test(refuses_impossible_quorums),
	cmocka_unit_test(refuses_shares_that_do_not_fit),
};
UNIT_MAIN(tests)
