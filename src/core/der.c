#include "core/der.h"

enum { LENGTH_BYTES_MAX = 4 };

/* X.690 section 8.1.3; DER allows only the shortest form (10.1). */
static bool take_length(struct slice *input, size_t *ret_length)
{
	if (input->length == 0)
		return false;
	size_t first = (unsigned char)input->bytes[0];
	size_t count = first & 0x7f;
	*input = (struct slice){input->bytes + 1, input->length - 1};
	if (first < 0x80) {
		*ret_length = first;
		return true;
	}
	if (count == 0 || count > LENGTH_BYTES_MAX || count > input->length)
		return false;
	size_t length = 0;
	for (size_t i = 0; i < count; i++)
		length = length << 8 | (unsigned char)input->bytes[i];
	if (length < 0x80 || length >> (8 * (count - 1)) == 0)
		return false;
	*input = (struct slice){input->bytes + count, input->length - count};
	*ret_length = length;
	return true;
}

bool der_next(struct slice *input, unsigned *ret_tag, struct slice *ret_content)
{
	if (input->length == 0)
		return false;
	unsigned tag = (unsigned char)input->bytes[0];
	struct slice rest = {input->bytes + 1, input->length - 1};
	size_t length;
	/* Tag numbers from 31 on take more bytes; certificates have none. */
	if ((tag & 0x1f) == 0x1f || !take_length(&rest, &length) || length > rest.length)
		return false;
	*ret_tag = tag;
	*ret_content = (struct slice){rest.bytes, length};
	*input = (struct slice){rest.bytes + length, rest.length - length};
	return true;
}

bool der_take(struct slice *input, enum der_tag tag, struct slice *ret_content)
{
	unsigned found;
	struct slice rest = *input, content;
	if (!der_next(&rest, &found, &content) || found != (unsigned)tag)
		return false;
	*ret_content = content;
	*input = rest;
	return true;
}
