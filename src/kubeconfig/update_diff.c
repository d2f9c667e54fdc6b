#include "kubeconfig/update_diff.h"

#include "core/cleanup.h"
#include "core/diff.h"
#include "kubeconfig/secret_spans.h"
#include "kubeconfig/update.h"

static int diff_file(const struct update_change *change, bool colour, struct buffer *out,
		     struct error *err)
{
	cleanup(secret_spans_done) struct secret_spans old_secrets = {0};
	cleanup(secret_spans_done) struct secret_spans new_secrets = {0};
	const struct config_file *before = change->before, *after = change->after;
	if (secret_spans_find(before->document, &old_secrets, err) != 0 ||
	    secret_spans_find(after->document, &new_secrets, err) != 0)
		return -1;
	struct diff_text old = {
		.name = before->exists ? before->path : "/dev/null",
		.masks = old_secrets.items,
		.mask_count = old_secrets.count,
	};
	struct diff_text new = {
		.name = after->path,
		.text = document_text(after->document),
		.masks = new_secrets.items,
		.mask_count = new_secrets.count,
	};
	if (before->document)
		old.text = document_text(before->document);
	return diff_unified(&old, &new, colour, out, err);
}

int update_diff(const struct update *update, bool colour, struct buffer *out, struct error *err)
{
	struct update_change change;
	for (uint32_t i = 0; i < update_config(update)->file_count; i++)
		if (update_change(update, i, &change) && diff_file(&change, colour, out, err) != 0)
			return -1;
	return 0;
}
