#include "kubeconfig/text.h"

#include <stdlib.h>
#include <string.h>

#include "core/error.h"

int text_take(const struct document *document, node_t node, char **ret_text, struct error *err)
{
	struct slice text = node == NODE_NONE ? (struct slice){"", 0} : node_text(document, node);
	char *copy = NULL;
	if (memchr(text.bytes, '\0', text.length)) {
		char place[DOCUMENT_PLACE_SIZE];
		return error_set(err, ERROR_FAILED, "%s: the value holds a NUL character",
				 document_place(document, node_start(document, node), place));
	}
	if (text.length > 0) {
		copy = strndup(text.bytes, text.length);
		if (!copy)
			return error_no_memory(err);
	}
	*ret_text = copy;
	return 0;
}

bool text_flag(const struct document *document, node_t node)
{
	struct scalar scalar;
	return node != NODE_NONE && node_scalar(document, node, &scalar) == 0 &&
	       scalar.type == SCALAR_BOOLEAN && scalar.boolean;
}
