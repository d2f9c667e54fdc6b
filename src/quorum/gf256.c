#include "quorum/gf256.h"

enum { MODULUS = 0x11b };

uint8_t gf256_multiply(uint8_t a, uint8_t b)
{
	unsigned product = 0;
	unsigned shifted = a; /* a * x^bit */
	for (unsigned bit = 0; bit < 8; bit++) {
		product ^= shifted & (0U - ((unsigned)b >> bit & 1U));
		shifted = shifted << 1 ^ (MODULUS & (0U - (shifted >> 7)));
	}
	return (uint8_t)product;
}

uint8_t gf256_inverse(uint8_t a)
{
	/* a^255 == 1, so the inverse is a^254 = a^2 * a^4 * ... * a^128. */
	uint8_t square = a, inverse = 1;
	for (unsigned i = 1; i < 8; i++) {
		square = gf256_multiply(square, square);
		inverse = gf256_multiply(inverse, square);
	}
	return inverse;
}
