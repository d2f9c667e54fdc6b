#include "age/bech32.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "core/buffer.h"
#include "core/error.h"
#include "core/secret.h"

static const char alphabet[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

enum {
	VALUES = 32,
	CHECKSUM = 6,
	HRP_MAX = 83,
};

/* One step of the BCH code's division; the generator's terms are those of BIP 173. */
static uint32_t polymod(uint32_t checksum, uint32_t value)
{
	static const uint32_t generator[] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd,
					     0x2a1462b3};
	uint32_t top = checksum >> 25;
	checksum = (checksum & 0x1ffffff) << 5 ^ value;
	for (unsigned i = 0; i < 5; i++)
		checksum ^= generator[i] & (0 - (top >> i & 1));
	return checksum;
}

static char to_lower(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c | 0x20);
	return c;
}

static char in_case(char c, enum bech32_case letters)
{
	if (letters == BECH32_UPPER && c >= 'a' && c <= 'z')
		return (char)(c & ~0x20);
	return c;
}

static uint32_t polymod_hrp(const char *hrp, size_t length)
{
	uint32_t checksum = 1;
	for (size_t i = 0; i < length; i++)
		checksum = polymod(checksum, (uint32_t)to_lower(hrp[i]) >> 5);
	checksum = polymod(checksum, 0);
	for (size_t i = 0; i < length; i++)
		checksum = polymod(checksum, (uint32_t)to_lower(hrp[i]) & 31);
	return checksum;
}

/* Looks at the whole alphabet, so that memory access does not depend on the value. */
static char value_to_char(uint32_t value, enum bech32_case letters)
{
	uint32_t c = 0;
	for (uint32_t i = 0; i < VALUES; i++) {
		uint32_t mask = ((i ^ value) - 1) >> 31; /* 1 where i == value */
		c |= (uint32_t)(unsigned char)alphabet[i] & (0 - mask);
	}
	uint32_t letter = (c >> 6) & 1; /* digits are below 0x40 */
	uint32_t upper = letters == BECH32_UPPER ? 0x20 : 0;
	return (char)(c ^ (upper & (0 - letter)));
}

/* Lower-case character to value; VALUES where it is not in the alphabet. */
static uint32_t char_to_value(char c)
{
	uint32_t value = 0, found = 0;
	for (uint32_t i = 0; i < VALUES; i++) {
		uint32_t difference = (unsigned char)alphabet[i] ^ (uint32_t)(unsigned char)c;
		uint32_t mask = (difference - 1) >> 31;
		value |= i & (0 - mask);
		found |= mask;
	}
	return value | (VALUES & (0 - (found ^ 1)));
}

void bech32_encode(const char *hrp, const void *data, size_t length, enum bech32_case letters,
		   struct buffer *out)
{
	const unsigned char *bytes = data;
	size_t hrp_length = strlen(hrp);
	uint32_t checksum = polymod_hrp(hrp, hrp_length);
	for (size_t i = 0; i < hrp_length; i++)
		buffer_append_char(out, in_case(hrp[i], letters));
	buffer_append_char(out, '1');
	uint32_t bits = 0;
	unsigned count = 0;
	for (size_t i = 0; i < length || count > 0;) {
		if (count < 5 && i < length) {
			bits = (bits << 8 | bytes[i++]) & 0xfff;
			count += 8;
		} else if (count < 5) {
			bits = (bits << (5 - count)) & 0xfff;
			count = 5;
		}
		count -= 5;
		uint32_t value = bits >> count & 31;
		checksum = polymod(checksum, value);
		buffer_append_char(out, value_to_char(value, letters));
	}
	for (unsigned i = 0; i < CHECKSUM; i++)
		checksum = polymod(checksum, 0);
	checksum ^= 1;
	for (unsigned i = 0; i < CHECKSUM; i++)
		buffer_append_char(out,
				   value_to_char(checksum >> 5 * (CHECKSUM - 1 - i) & 31, letters));
}

static int check_characters(const char *text, size_t length, struct error *err)
{
	bool lower = false, upper = false;
	for (size_t i = 0; i < length; i++) {
		if (text[i] < 0x21 || text[i] > 0x7e)
			return error_set(err, ERROR_FAILED, "character %zu cannot be part of a key",
					 i + 1);
		lower = lower || (text[i] >= 'a' && text[i] <= 'z');
		upper = upper || (text[i] >= 'A' && text[i] <= 'Z');
	}
	if (lower && upper)
		return error_set(err, ERROR_FAILED, "it mixes upper and lower case");
	return 0;
}

static int decode_data(const char *text, size_t length, uint32_t checksum, struct buffer *out,
		       struct error *err)
{
	uint32_t bits = 0;
	unsigned count = 0;
	for (size_t i = 0; i < length; i++) {
		uint32_t value = char_to_value(to_lower(text[i]));
		if (value >= VALUES)
			return error_set(err, ERROR_FAILED,
					 "it has a character that no key has (such as b, i, o)");
		checksum = polymod(checksum, value);
		if (i >= length - CHECKSUM)
			continue;
		bits = (bits << 5 | value) & 0xfff;
		count += 5;
		if (count >= 8) {
			count -= 8;
			buffer_append_char(out, (char)(bits >> count & 0xff));
		}
	}
	if (checksum != 1)
		return error_set(err, ERROR_FAILED, "its checksum does not match");
	if (count >= 5 || (bits & ((1U << count) - 1)) != 0)
		return error_set(err, ERROR_FAILED, "its last character has unused bits set");
	return buffer_check(out, "its data", err);
}

int bech32_decode(const char *text, size_t length, size_t *ret_hrp_length, struct buffer *out,
		  struct error *err)
{
	if (check_characters(text, length, err) != 0)
		return -1;
	const char *separator = length > 0 ? memrchr(text, '1', length) : NULL;
	size_t hrp_length = separator ? (size_t)(separator - text) : 0;
	if (hrp_length == 0 || hrp_length > HRP_MAX)
		return error_set(err, ERROR_FAILED, "it has no prefix that ends with '1'");
	size_t data_length = length - hrp_length - 1;
	if (data_length < CHECKSUM)
		return error_set(err, ERROR_FAILED, "it is cut off");
	size_t before = out->length;
	if (decode_data(separator + 1, data_length, polymod_hrp(text, hrp_length), out, err) != 0) {
		if (out->length > before)
			secret_wipe(out->data + before, out->length - before);
		buffer_truncate(out, before);
		return -1;
	}
	*ret_hrp_length = hrp_length;
	return 0;
}
