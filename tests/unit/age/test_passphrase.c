#include "age/passphrase.h"
#include "unit.h"

static unsigned bits_of(const char *text)
{
	struct secret secret = SECRET_INIT(4096);
	assert_int_equal(secret_set(&secret, text, strlen(text), NULL), 0);
	unsigned bits = passphrase_bits(&secret);
	secret_done(&secret);
	return bits;
}

static void the_estimate_is_an_upper_bound(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		unsigned least, most;
	} cases[] = {
		{"", 0, 0},
		{"a", 4, 5},
		{"7", 3, 4},
		{"qzpd", 18, 19}, /* 4 * log2(26) = 18.8 */
		{"qZpD", 22, 23}, /* 4 * log2(52) = 22.8 */
		{"q7pD", 23, 24}, /* 4 * log2(62) = 23.8 */
		{"q!pd", 23, 24}, /* 4 * log2(59) = 23.5 */
		{"aaaaaaaaaaaaaaaaaaaa", 4, 7},
		{"12345678901234567890", 6, 12},
		{"abcdefghijklmnop", 4, 7},
		{"\xc3\xa9\xc3\xa8", 19, 20}, /* 4 bytes of 32 */
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		unsigned bits = bits_of(cases[i].text);
		if (bits < cases[i].least || bits > cases[i].most)
			fail_msg("'%s' has %u bits", cases[i].text, bits);
	}
}

static void a_made_one_is_good_and_easy_to_read(void **state)
{
	(void)state;
	struct secret first = SECRET_INIT(0), second = SECRET_INIT(0);
	assert_int_equal(passphrase_generate(&first, NULL), 0);
	assert_int_equal(passphrase_generate(&second, NULL), 0);
	assert_int_equal(secret_length(&first), 29);
	assert_string_not_equal(secret_string(&first), secret_string(&second));
	assert_true(passphrase_bits(&first) >= PASSPHRASE_BITS_GOOD);
	for (size_t i = 0; i < 29; i++)
		assert_true(i % 6 == 5 ? secret_string(&first)[i] == '-'
				       : strchr("abcdefghijkmnpqrstuvwxyz23456789",
						secret_string(&first)[i]) != NULL);
	secret_done(&first);
	secret_done(&second);
}

/* Every character of the alphabet comes, and about equally often: 25000 draws, 31 degrees of
 * freedom; a chi-squared beyond 90 has a probability below 1e-7. */
static void characters_come_equally_often(void **state)
{
	(void)state;
	unsigned counts[256] = {0};
	for (int i = 0; i < 1000; i++) {
		struct secret text = SECRET_INIT(0);
		assert_int_equal(passphrase_generate(&text, NULL), 0);
		for (size_t j = 0; j < secret_length(&text); j++)
			counts[(unsigned char)secret_string(&text)[j]]++;
		secret_done(&text);
	}
	double expected = 25000.0 / 32, chi_squared = 0;
	unsigned kinds = 0;
	for (int c = 0; c < 256; c++) {
		if (counts[c] == 0 || c == '-')
			continue;
		kinds++;
		chi_squared += (counts[c] - expected) * (counts[c] - expected) / expected;
	}
	assert_int_equal(kinds, 32);
	assert_true(chi_squared < 90);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(the_estimate_is_an_upper_bound),
	cmocka_unit_test(a_made_one_is_good_and_easy_to_read),
	cmocka_unit_test(characters_come_equally_often),
};
UNIT_MAIN(tests)
