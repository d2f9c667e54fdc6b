#include "kubeconfig/base64_data.h"

#include "core/buffer.h"
#include "core/error.h"
#include "core/strings.h"

static bool is_digit_of_base64(char c)
{
	return string_is_alnum(c) || c == '+' || c == '/';
}

static unsigned value_of(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (unsigned)(c - 'A');
	if (c >= 'a' && c <= 'z')
		return (unsigned)(c - 'a') + 26;
	if (string_is_digit(c))
		return (unsigned)(c - '0') + 52;
	return c == '+' ? 62 : 63;
}

/*
 * Not in constant time, as libsodium's decoder is: these are certificates, and keys that the user's
 * own program reads from the user's own file.
 */
static bool decode(struct slice text, struct buffer *out)
{
	unsigned bits = 0;
	size_t digits = 0, padding = 0;
	for (size_t i = 0; i < text.length; i++) {
		char c = text.bytes[i];
		if (c == '\r' || c == '\n')
			continue;
		if (c == '=') {
			padding++;
			continue;
		}
		if (padding > 0 || !is_digit_of_base64(c))
			return false;
		bits = bits << 6 | value_of(c);
		digits++;
		if (out && digits % 4 != 1)
			buffer_append_char(out,
					   (char)(bits >> (6 - 2 * ((digits - 1) % 4)) & 0xff));
	}
	return digits % 4 != 1 && padding == (digits % 4 == 0 ? 0 : 4 - digits % 4);
}

bool base64_data_is_valid(struct slice text)
{
	return decode(text, NULL);
}

int base64_data_decode(struct buffer *out, struct slice text, const char *what, struct error *err)
{
	if (!decode(text, out))
		return error_set(err, ERROR_FAILED, "%s is not valid base64", what);
	return buffer_check(out, what, err);
}
