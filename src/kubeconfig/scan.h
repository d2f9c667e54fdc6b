/* Steps over the parts of a YAML text that are between its nodes. */
#ifndef KUBECONFIG_SCAN_H
#define KUBECONFIG_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "core/slice.h"

static inline bool scan_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Bytes of the line break at `offset`, CR LF being one, or 0. YAML 1.1 has five kinds. */
size_t scan_line_break(struct slice text, size_t offset);

/* Behind spaces, tabs, line breaks and comments. */
size_t scan_space(struct slice text, size_t offset);

/* Behind spaces and tabs of this line. */
size_t scan_blanks(struct slice text, size_t offset);

/* Start of the line that the offset is in, and its end: before the line break, or the text's end.
 */
size_t scan_line_start(struct slice text, size_t offset);
size_t scan_line_end(struct slice text, size_t offset);

/* A node's anchor and tag, which may stand in any order. */
struct node_properties {
	struct slice anchor; /* without the '&'; length 0 if none */
	bool tagged;
	size_t content; /* where the node itself starts, if it has any text */
};
struct node_properties scan_properties(struct slice text, size_t offset);

#endif
