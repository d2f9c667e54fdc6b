#include "age/hkdf.h"
#include "unit.h"

/* Bytes first, first + step, ... */
struct run {
	unsigned char first, step;
	size_t length;
};

static size_t fill(struct run run, unsigned char *bytes)
{
	for (size_t i = 0; i < run.length; i++)
		bytes[i] = (unsigned char)(run.first + i * run.step);
	return run.length;
}

/* RFC 5869, appendix A.1 to A.3. */
static const struct {
	struct run ikm, salt, info;
	const char *okm;
} cases[] = {
	{{0x0b, 0, 22},
	 {0x00, 1, 13},
	 {0xf0, 1, 10},
	 "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"},
	{{0x00, 1, 80},
	 {0x60, 1, 80},
	 {0xb0, 1, 80},
	 "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65"
	 "e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"},
	{{0x0b, 0, 22},
	 {0, 0, 0},
	 {0, 0, 0},
	 "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"},
};

static void agrees_with_rfc_5869(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		unsigned char ikm[80], salt[80], info[80], okm[128];
		char hex[257];
		size_t length = strlen(cases[i].okm) / 2;
		size_t ikm_length = fill(cases[i].ikm, ikm);
		size_t salt_length = fill(cases[i].salt, salt);
		size_t info_length = fill(cases[i].info, info);
		hkdf_sha256(ikm, ikm_length, salt_length > 0 ? salt : NULL, salt_length, info,
			    info_length, okm, length);
		for (size_t j = 0; j < length; j++)
			snprintf(hex + 2 * j, 3, "%02x", okm[j]);
		assert_string_equal(hex, cases[i].okm);
	}
}

static void a_shorter_output_is_a_prefix_of_the_longest(void **state)
{
	(void)state;
	static unsigned char longest[HKDF_OUTPUT_MAX], part[HKDF_OUTPUT_MAX + 1];
	hkdf_sha256("key", 3, "salt", 4, "info", 4, longest, sizeof(longest));
	for (size_t length = 0; length <= HKDF_OUTPUT_MAX; length += 31) {
		memset(part, 0xa5, sizeof(part));
		hkdf_sha256("key", 3, "salt", 4, "info", 4, part, length);
		assert_memory_equal(part, longest, length);
		assert_int_equal(part[length], 0xa5);
	}
}

static void derives_a_key_into_locked_memory(void **state)
{
	(void)state;
	struct secret ikm = SECRET_INIT(16);
	struct secret key = SECRET_INIT(32);
	unsigned char expected[32];
	secret_set(&ikm, "YELLOW SUBMARINE", 16, NULL);
	hkdf_sha256("YELLOW SUBMARINE", 16, NULL, 0, "header", 6, expected, sizeof(expected));
	assert_int_equal(hkdf_derive_key(&ikm, NULL, 0, "header", &key, NULL), 0);
	assert_int_equal(secret_length(&key), 32);
	assert_memory_equal(secret_string(&key), expected, 32);
	secret_done(&ikm);
	secret_done(&key);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(agrees_with_rfc_5869),
	cmocka_unit_test(a_shorter_output_is_a_prefix_of_the_longest),
	cmocka_unit_test(derives_a_key_into_locked_memory),
};
UNIT_MAIN(tests)
