#include "core/buffer.h"
#include "core/slice.h"
#include "kubeconfig/mapping.h"
#include "kubeconfig/merged.h"
#include "kubeconfig/node_json.h"

/* The value of the extension, or NODE_NONE. */
static node_t find(const struct document *document, struct slice name)
{
	node_t list = mapping_get(document, document_root(document), "extensions");
	if (list == NODE_NONE)
		return NODE_NONE;
	list = node_resolve(document, list);
	for (node_t item = node_first(document, list); item != NODE_NONE;
	     item = node_next(document, list, item)) {
		node_t own = mapping_get(document, item, "name");
		if (own != NODE_NONE && slice_equal(node_text(document, own), name))
			return mapping_get(document, item, "extension");
	}
	return NODE_NONE;
}

int kubeconfig_extension(const struct kubeconfig *config, const char *name, bool *ret_found,
			 struct buffer *out, struct error *err)
{
	bool found = false;
	for (uint32_t i = 0; i < config->file_count && !found; i++) {
		const struct document *document = config->files[i]->document;
		node_t value = document ? find(document, slice_of(name)) : NODE_NONE;
		if (value == NODE_NONE)
			continue;
		struct json_writer json = JSON_WRITER_INIT(out, JSON_STYLE_COMPACT);
		node_to_json(document, value, &json);
		if (buffer_check(out, "a kubeconfig extension", err) != 0)
			return -1;
		found = true;
	}
	*ret_found = found;
	return 0;
}
