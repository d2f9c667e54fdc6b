#include "escrow/store_labels.h"

#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "core/slice.h"

const char *const store_label_names[STORE_LABEL_COUNT] = {
	[STORE_LABEL_CLUSTER] = "cluster",     [STORE_LABEL_SERVER] = "server",
	[STORE_LABEL_SERIAL] = "serial",       [STORE_LABEL_ISSUED] = "issued",
	[STORE_LABEL_ROTATE_BY] = "rotate_by",
};

/* Their keys in the trusted comment. */
static const char *const comment_keys[STORE_LABEL_COUNT] = {
	[STORE_LABEL_CLUSTER] = "arn",         [STORE_LABEL_SERVER] = "server",
	[STORE_LABEL_SERIAL] = "serial",       [STORE_LABEL_ISSUED] = "issued",
	[STORE_LABEL_ROTATE_BY] = "rotate_by",
};

void store_labels_done(struct store_labels *labels)
{
	for (size_t i = 0; i < STORE_LABEL_COUNT; i++)
		free(labels->values[i]);
	*labels = (struct store_labels){0};
}

/* What stands before the separator, which is taken away too; all that is left where there is none.
 */
static struct slice take_until(struct slice *rest, char separator)
{
	const char *end = rest->length > 0 ? memchr(rest->bytes, separator, rest->length) : NULL;
	struct slice piece = {rest->bytes, end ? (size_t)(end - rest->bytes) : rest->length};
	size_t taken = piece.length + (end ? 1 : 0);
	if (taken > 0)
		*rest = (struct slice){rest->bytes + taken, rest->length - taken};
	return piece;
}

static bool take_prefix(struct slice *rest, const char *prefix)
{
	size_t length = strlen(prefix);
	if (rest->length < length || memcmp(rest->bytes, prefix, length) != 0)
		return false;
	*rest = (struct slice){rest->bytes + length, rest->length - length};
	return true;
}

static bool is_printable(struct slice text)
{
	for (size_t i = 0; i < text.length; i++)
		if (text.bytes[i] <= ' ' || text.bytes[i] > '~')
			return false;
	return text.length > 0 && text.length <= STORE_LABEL_MAX;
}

static int take_word(struct slice word, struct store_labels *labels, struct error *err)
{
	struct slice key = take_until(&word, '=');
	for (size_t i = 0; i < STORE_LABEL_COUNT; i++) {
		if (!slice_is(key, comment_keys[i]) || labels->values[i] || !is_printable(word))
			continue;
		labels->values[i] = strndup(word.bytes, word.length);
		if (!labels->values[i])
			return error_no_memory(err);
	}
	return 0;
}

int store_labels_read(const char *signature, size_t length, struct store_labels *ret_labels,
		      struct error *err)
{
	struct slice rest = {signature, length};
	struct store_labels labels = {0};
	take_until(&rest, '\n');
	take_until(&rest, '\n');
	struct slice comment = take_until(&rest, '\n');
	if (comment.length > 0 && comment.bytes[comment.length - 1] == '\r')
		comment.length--;
	if (take_prefix(&comment, "trusted comment: ") && take_prefix(&comment, "eksbreakglass/1 "))
		while (comment.length > 0)
			if (take_word(take_until(&comment, ' '), &labels, err) != 0) {
				store_labels_done(&labels);
				return -1;
			}
	*ret_labels = labels;
	return 0;
}
