/*
 * Bech32 as age keys have it: BIP 173
 * (https://github.com/bitcoin/bips/blob/master/bip-0173.mediawiki), without its limit of 90
 * characters, and the data being whole bytes. The data part may be a secret: the time taken depends
 * on lengths alone, and nothing is kept outside `out`.
 */
#ifndef AGE_BECH32_H
#define AGE_BECH32_H

#include <stddef.h>

struct buffer;
struct error;

enum bech32_case { BECH32_LOWER, BECH32_UPPER };

/* Appends the text; `hrp` (what stands before the last "1") is in lower case. */
void bech32_encode(const char *hrp, const void *data, size_t length, enum bech32_case letters,
		   struct buffer *out);

/*
 * Appends the data of `text` to `out`. Its human-readable part is text[0 .. *ret_hrp_length). Upper
 * and lower case do not mix. The error quotes nothing of the text. Nothing is appended on failure.
 */
int bech32_decode(const char *text, size_t length, size_t *ret_hrp_length, struct buffer *out,
		  struct error *err);

#endif
