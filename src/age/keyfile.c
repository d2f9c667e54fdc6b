#include "age/keyfile.h"

#include <string.h>

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

bool keyfile_next(struct keyfile *file, const char **ret_line, size_t *ret_length)
{
	while (file->next < file->end) {
		const char *start = file->next;
		const char *newline = memchr(start, '\n', (size_t)(file->end - start));
		const char *end = newline ? newline : file->end;
		file->next = newline ? newline + 1 : file->end;
		file->number++;
		while (start < end && is_space(*start))
			start++;
		while (end > start && is_space(end[-1]))
			end--;
		if (start == end || *start == '#')
			continue;
		*ret_line = start;
		*ret_length = (size_t)(end - start);
		return true;
	}
	return false;
}
