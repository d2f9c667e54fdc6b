/* The lines of minisign's files: comments and base64. */
#ifndef MINISIGN_LINES_H
#define MINISIGN_LINES_H

#include <stdbool.h>

#include "core/slice.h"

struct buffer;

enum { MINISIGN_COMMENT_MAX = 1024 }; /* bytes, without what introduces it */

/* Takes a line off `rest`, without its LF or CR LF, which may be missing at the end of the text. */
bool minisign_take_line(struct slice *rest, struct slice *ret_line);

/* All but control characters; tabs stand in the comments that minisign makes by itself. */
bool minisign_may_comment(char c);

/* A line "PREFIXcomment"; the comment may be empty. */
bool minisign_take_comment(struct slice *rest, const char *prefix, size_t max,
			   struct slice *ret_comment);

/* A line of padded base64 that stands for exactly `length` bytes, appended to `out`. */
bool minisign_take_bytes(struct slice *rest, size_t length, struct buffer *out);

extern const char minisign_untrusted[];
extern const char minisign_trusted[];

#endif
