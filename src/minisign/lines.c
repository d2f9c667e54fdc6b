#include "minisign/lines.h"

#include <string.h>

#include "core/buffer.h"
#include "core/encoding.h"

const char minisign_untrusted[] = "untrusted comment: ";
const char minisign_trusted[] = "trusted comment: ";

bool minisign_take_line(struct slice *rest, struct slice *ret_line)
{
	if (rest->length == 0)
		return false;
	const char *newline = memchr(rest->bytes, '\n', rest->length);
	size_t length = newline ? (size_t)(newline - rest->bytes) : rest->length;
	size_t taken = length + (newline ? 1 : 0);
	*ret_line = (struct slice){rest->bytes, length};
	if (newline && length > 0 && rest->bytes[length - 1] == '\r')
		ret_line->length--;
	*rest = (struct slice){rest->bytes + taken, rest->length - taken};
	return true;
}

bool minisign_may_comment(char c)
{
	return c == '\t' || ((unsigned char)c >= 0x20 && c != 0x7f);
}

bool minisign_take_comment(struct slice *rest, const char *prefix, size_t max,
			   struct slice *ret_comment)
{
	struct slice line;
	size_t length = strlen(prefix);
	if (!minisign_take_line(rest, &line) || line.length < length ||
	    line.length - length > max || memcmp(line.bytes, prefix, length) != 0)
		return false;
	struct slice comment = {line.bytes + length, line.length - length};
	for (size_t i = 0; i < comment.length; i++)
		if (!minisign_may_comment(comment.bytes[i]))
			return false;
	*ret_comment = comment;
	return true;
}

bool minisign_take_bytes(struct slice *rest, size_t length, struct buffer *out)
{
	struct slice line;
	size_t before = out->length;
	return minisign_take_line(rest, &line) &&
	       encoding_base64_decode(out, line.bytes, line.length, BASE64_STANDARD, "a line",
				      NULL) == 0 &&
	       out->length - before == length;
}
