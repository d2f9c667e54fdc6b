#include "kube/manifest.h"

#include <string.h>

#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "platform/json.h"
#include "platform/json_yaml.h"

static struct json *showable(const struct json *object, struct error *err)
{
	struct json *copy = json_clone(object, err);
	json_remove(copy, "metadata.managedFields");
	if (string_equal(json_get_string(copy, "kind"), "Secret")) {
		json_remove(copy, "data");
		json_remove(copy, "stringData");
	}
	return copy;
}

/* As kubectl -o name: "kind.group/name", the core group without ".group". */
static void write_name(const struct json *object, struct buffer *out)
{
	const char *kind = json_get_string(object, "kind");
	const char *version = json_get_string(object, "apiVersion");
	const char *slash = version ? strchr(version, '/') : NULL;
	for (; kind && *kind; kind++)
		buffer_append_char(out, string_lower(*kind));
	if (slash) {
		buffer_append_char(out, '.');
		buffer_append(out, version, (size_t)(slash - version));
	}
	const char *name = json_get_string(object, "metadata.name");
	buffer_append_char(out, '/');
	buffer_append_string(out, name ? name : "");
	buffer_append_char(out, '\n');
}

static int write_yaml(struct json *const *objects, size_t count, struct buffer *out,
		      struct error *err)
{
	for (size_t i = 0; i < count; i++) {
		cleanup(json_free_at) struct json *object = showable(objects[i], err);
		buffer_append_string(out, i > 0 ? "---\n" : "");
		if (!object || json_write_yaml(object, out, err) != 0)
			return -1;
	}
	return 0;
}

static int write_json(struct json *const *objects, size_t count, struct buffer *out,
		      struct error *err)
{
	cleanup(json_free_at) struct json *list = json_new_object(err);
	cleanup(json_free_at) struct json *items = json_new_array(err);
	if (!list || !items)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (json_add(items, showable(objects[i], err), err) != 0)
			return -1;
	if (json_put_string(list, "apiVersion", "v1", err) != 0 ||
	    json_put_string(list, "kind", "List", err) != 0 ||
	    json_put(list, "items", TAKE_PTR(items), err) != 0 ||
	    json_write(list, JSON_STYLE_PRETTY, out, err) != 0)
		return -1;
	buffer_append_char(out, '\n');
	return 0;
}

int kube_manifest_write(struct json *const *objects, size_t count, enum kube_manifest_format format,
			struct buffer *out, struct error *err)
{
	int result = 0;
	if (format == KUBE_MANIFEST_YAML)
		result = write_yaml(objects, count, out, err);
	else if (format == KUBE_MANIFEST_JSON)
		result = write_json(objects, count, out, err);
	else
		for (size_t i = 0; i < count; i++)
			write_name(objects[i], out);
	return result == 0 ? buffer_check(out, "the output", err) : -1;
}
