#include "kubeconfig/scan.h"

#include <string.h>

#include "core/strings.h"

size_t scan_line_break(struct slice text, size_t offset)
{
	size_t rest = text.length - offset;
	const char *at = text.bytes + offset;
	if (rest == 0)
		return 0;
	if (*at == '\r')
		return rest > 1 && at[1] == '\n' ? 2 : 1;
	if (*at == '\n')
		return 1;
	/* NEL, LINE SEPARATOR, PARAGRAPH SEPARATOR */
	if (rest >= 2 && memcmp(at, "\xc2\x85", 2) == 0)
		return 2;
	if (rest >= 3 && (memcmp(at, "\xe2\x80\xa8", 3) == 0 || memcmp(at, "\xe2\x80\xa9", 3) == 0))
		return 3;
	return 0;
}

size_t scan_blanks(struct slice text, size_t offset)
{
	while (offset < text.length && scan_is_blank(text.bytes[offset]))
		offset++;
	return offset;
}

size_t scan_line_end(struct slice text, size_t offset)
{
	while (offset < text.length && scan_line_break(text, offset) == 0)
		offset++;
	return offset;
}

size_t scan_line_start(struct slice text, size_t offset)
{
	/* A break of several bytes is never longer than three. */
	while (offset > 0) {
		for (size_t size = 1; size <= 3 && size <= offset; size++)
			if (scan_line_break(text, offset - size) == size)
				return offset;
		offset--;
	}
	return 0;
}

size_t scan_space(struct slice text, size_t offset)
{
	for (;;) {
		offset = scan_blanks(text, offset);
		if (offset < text.length && text.bytes[offset] == '#')
			offset = scan_line_end(text, offset);
		size_t line_break = scan_line_break(text, offset);
		if (line_break == 0)
			return offset;
		offset += line_break;
	}
}

static size_t scan_anchor_name(struct slice text, size_t offset)
{
	while (offset < text.length && (string_is_alnum(text.bytes[offset]) ||
					text.bytes[offset] == '_' || text.bytes[offset] == '-'))
		offset++;
	return offset;
}

static size_t scan_tag(struct slice text, size_t offset)
{
	bool verbatim = offset + 1 < text.length && text.bytes[offset + 1] == '<';
	while (offset < text.length && !scan_is_blank(text.bytes[offset]) &&
	       scan_line_break(text, offset) == 0 &&
	       (verbatim || !strchr(",[]{}", text.bytes[offset])))
		offset++;
	return offset;
}

struct node_properties scan_properties(struct slice text, size_t offset)
{
	struct node_properties found = {.content = offset};
	for (;;) {
		size_t at = found.content;
		if (at < text.length && text.bytes[at] == '&' && found.anchor.length == 0) {
			size_t end = scan_anchor_name(text, at + 1);
			found.anchor = (struct slice){text.bytes + at + 1, end - at - 1};
			found.content = scan_space(text, end);
		} else if (at < text.length && text.bytes[at] == '!' && !found.tagged) {
			found.tagged = true;
			found.content = scan_space(text, scan_tag(text, at));
		} else {
			return found;
		}
	}
}
