#include "age/passphrase.h"

#include <sodium.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "core/secret.h"

enum {
	GROUPS = 5,
	GROUP_LENGTH = 5,
	EIGHTHS = 8, /* of a bit, as the estimate counts */
};

/* Without l, o, 0 and 1. */
static const char alphabet[] = "abcdefghijkmnpqrstuvwxyz23456789";

_Static_assert(sizeof(alphabet) - 1 == 32, "five bits a character");

int passphrase_generate(struct secret *ret_passphrase, struct error *err)
{
	cleanup(secret_done) struct secret text = SECRET_INIT(64);
	for (int i = 0; i < GROUPS * GROUP_LENGTH; i++) {
		if (i > 0 && i % GROUP_LENGTH == 0)
			buffer_append_char(&text.bytes, '-');
		buffer_append_char(&text.bytes, alphabet[randombytes_uniform(32)]);
	}
	if (buffer_check(&text.bytes, "a passphrase", err) != 0)
		return -1;
	secret_move(ret_passphrase, &text);
	return 0;
}

/* How many characters there are of the kinds that the text has. */
static unsigned alphabet_size(const char *text, size_t length)
{
	bool lower = false, upper = false, digit = false, other = false, beyond = false;
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i];
		if (c >= 'a' && c <= 'z')
			lower = true;
		else if (c >= 'A' && c <= 'Z')
			upper = true;
		else if (c >= '0' && c <= '9')
			digit = true;
		else if (c < 0x80)
			other = true;
		else
			beyond = true;
	}
	return (lower ? 26U : 0) + (upper ? 26U : 0) + (digit ? 10U : 0) + (other ? 33U : 0) +
	       (beyond ? 32U : 0);
}

/* The logarithm of n <= 127 in eighths of a bit: that of n^8 in bits. */
static unsigned log2_eighths(unsigned n)
{
	uint64_t power = 1;
	unsigned result = 0;
	for (int i = 0; i < EIGHTHS; i++)
		power *= n;
	while (power > 1) {
		power >>= 1;
		result++;
	}
	return result;
}

unsigned passphrase_bits(const struct secret *passphrase)
{
	const char *text = secret_string(passphrase);
	size_t length = secret_length(passphrase);
	unsigned fresh = log2_eighths(alphabet_size(text, length));
	uint64_t eighths = 0;
	for (size_t i = 0; i < length; i++) {
		int step = i == 0 ? 2 : (unsigned char)text[i] - (unsigned char)text[i - 1];
		eighths += step >= -1 && step <= 1 ? 1 : fresh;
	}
	return (unsigned)(eighths / EIGHTHS);
}
