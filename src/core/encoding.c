#include "core/encoding.h"

#include <sodium.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/buffer.h"
#include "core/error.h"

static const int sodium_variant[] = {
	[BASE64_STANDARD] = sodium_base64_VARIANT_ORIGINAL,
	[BASE64_STANDARD_UNPADDED] = sodium_base64_VARIANT_ORIGINAL_NO_PADDING,
	[BASE64_URL] = sodium_base64_VARIANT_URLSAFE,
	[BASE64_URL_UNPADDED] = sodium_base64_VARIANT_URLSAFE_NO_PADDING,
};

void encoding_base64(struct buffer *out, const void *bytes, size_t length,
		     enum base64_variant variant)
{
	if (length > SIZE_MAX / 2) {
		out->state = BUFFER_TOO_LONG;
		return;
	}
	size_t size = sodium_base64_encoded_len(length, sodium_variant[variant]); /* with NUL */
	char *room = buffer_reserve(out, size - 1);
	if (!room)
		return;
	sodium_bin2base64(room, size, bytes, length, sodium_variant[variant]);
	out->length += size - 1;
}

/*
 * libsodium 1.0.18 computes with the characters as int: where char is signed, bytes above 0x7f come
 * out as '+' or '-'. Looks at all of them, so that the time does not tell where one is.
 */
static bool is_ascii(const char *text, size_t length)
{
	unsigned char seen = 0;
	for (size_t i = 0; i < length; i++)
		seen |= (unsigned char)text[i];
	return seen < 0x80;
}

int encoding_base64_decode(struct buffer *out, const char *text, size_t length,
			   enum base64_variant variant, const char *what, struct error *err)
{
	size_t most = length / 4 * 3 + 3;
	char *room = buffer_reserve(out, most);
	if (!room)
		return buffer_check(out, what, err);
	size_t decoded = 0;
	const char *end = NULL;
	int result = sodium_base642bin((unsigned char *)room, most, text, length, NULL, &decoded,
				       &end, sodium_variant[variant]);
	if (result != 0 || end != text + length || !is_ascii(text, length)) {
		sodium_memzero(room, most);
		return error_set(err, ERROR_FAILED, "%s is not valid base64", what);
	}
	room[decoded] = '\0';
	out->length += decoded;
	return 0;
}

void encoding_hex(struct buffer *out, const void *bytes, size_t length)
{
	if (length > SIZE_MAX / 4) {
		out->state = BUFFER_TOO_LONG;
		return;
	}
	char *room = buffer_reserve(out, 2 * length);
	if (!room)
		return;
	sodium_bin2hex(room, 2 * length + 1, bytes, length);
	out->length += 2 * length;
}
