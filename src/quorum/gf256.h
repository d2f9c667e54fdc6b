/*
 * GF(2^8): bytes as polynomials over GF(2), modulo x^8 + x^4 + x^3 + x + 1 (0x11b), the field of
 * AES (FIPS 197, section 4) and of Vault's shares. Addition, and subtraction, is exclusive or.
 *
 * The operands may be secret: no tables and no branches, so that neither time nor memory access
 * depends on them.
 */
#ifndef QUORUM_GF256_H
#define QUORUM_GF256_H

#include <stdint.h>

uint8_t gf256_multiply(uint8_t a, uint8_t b);

/* b such that a * b == 1. Zero has none: 0 is returned, and the caller sees to it that it does not
 * matter. */
uint8_t gf256_inverse(uint8_t a);

#endif
