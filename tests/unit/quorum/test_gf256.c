#include "quorum/gf256.h"
#include "unit.h"

/* As the definition says it: multiply the polynomials, then divide by the modulus. */
static uint8_t naive_multiply(unsigned a, unsigned b)
{
	unsigned product = 0;
	for (unsigned i = 0; i < 8; i++)
		if (b & 1U << i)
			product ^= a << i;
	for (unsigned i = 15; i-- > 8;)
		if (product & 1U << i)
			product ^= 0x11bU << (i - 8);
	return (uint8_t)product;
}

static void every_product_is_that_of_the_definition(void **state)
{
	(void)state;
	for (unsigned a = 0; a < 256; a++)
		for (unsigned b = 0; b < 256; b++)
			assert_int_equal(gf256_multiply((uint8_t)a, (uint8_t)b),
					 naive_multiply(a, b));
}

/* FIPS 197, sections 4.2 and 4.2.1. */
static void products_of_the_aes_standard(void **state)
{
	(void)state;
	assert_int_equal(gf256_multiply(0x57, 0x83), 0xc1);
	assert_int_equal(gf256_multiply(0x57, 0x13), 0xfe);
	assert_int_equal(gf256_inverse(0x53), 0xca);
}

static void every_inverse_inverts(void **state)
{
	(void)state;
	assert_int_equal(gf256_inverse(0), 0);
	for (unsigned a = 1; a < 256; a++)
		assert_int_equal(naive_multiply(a, gf256_inverse((uint8_t)a)), 1);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(every_product_is_that_of_the_definition),
	cmocka_unit_test(products_of_the_aes_standard),
	cmocka_unit_test(every_inverse_inverts),
};
UNIT_MAIN(tests)
