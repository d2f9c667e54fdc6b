#include "kubeconfig/view_fields.h"

#include <stdlib.h>

#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/encoding.h"
#include "core/error.h"
#include "core/secret.h"
#include "core/strings.h"
#include "kubeconfig/mapping.h"
#include "kubeconfig/node_json.h"
#include "kubeconfig/redact.h"
#include "kubeconfig/references.h"
#include "kubeconfig/text.h"
#include "platform/file.h"

enum {
	REFERENCED_FILE_LIMIT = 4 * 1024 * 1024,
	URL_LIMIT = 1024 * 1024,
};

static const char *const data_twins[][2] = {
	{"certificate-authority", "certificate-authority-data"},
	{"client-certificate", "client-certificate-data"},
	{"client-key", "client-key-data"},
};

static const char *data_twin(const char *path_field)
{
	for (size_t i = 0; i < sizeof(data_twins) / sizeof(data_twins[0]); i++)
		if (string_equal(data_twins[i][0], path_field))
			return data_twins[i][1];
	return NULL;
}

static void write_list(struct view *view, node_t node, const struct schema_field *fields)
{
	const struct document *document = view->file->document;
	node_t list = node_resolve(document, node);
	json_array_begin(&view->json);
	for (node_t item = node_first(document, list); item != NODE_NONE;
	     item = node_next(document, list, item))
		view_struct(view, item, fields);
	json_array_end(&view->json);
}

static void write_hidden_map(struct view *view, node_t node)
{
	const struct document *document = view->file->document;
	cleanup(mapping_members_done) struct mapping_members members = {0};
	if (mapping_members(document, node, MAPPING_BY_KEY, &members, view->err) != 0) {
		view->status = -1;
		return;
	}
	json_object_begin(&view->json);
	for (size_t i = 0; i < members.count; i++) {
		struct slice key = mapping_member_key(&members.items[i]);
		json_key_bytes(&view->json, key.bytes, key.length);
		json_write_string(&view->json, REDACTED);
	}
	json_object_end(&view->json);
}

static void write_hidden_url(struct view *view, node_t node)
{
	cleanup(buffer_done) struct buffer shown = BUFFER_INIT(URL_LIMIT);
	redact_append_url(&shown, node_text(view->file->document, node));
	json_write_string_bytes(&view->json, buffer_string(&shown), shown.length);
}

static void write_hidden_arguments(struct view *view, node_t node)
{
	const struct document *document = view->file->document;
	node_t list = node_resolve(document, node);
	bool awaited = false;
	json_array_begin(&view->json);
	for (node_t item = node_first(document, list); item != NODE_NONE;
	     item = node_next(document, list, item)) {
		cleanup(buffer_done) struct buffer shown = BUFFER_INIT(URL_LIMIT);
		struct slice text = node_text(document, item);
		size_t hidden = redact_argument(text, &awaited);
		buffer_append(&shown, text.bytes, text.length - hidden);
		buffer_append_string(&shown, hidden > 0 ? REDACTED : "");
		json_write_string_bytes(&view->json, buffer_string(&shown), shown.length);
	}
	json_array_end(&view->json);
}

static void write_hidden(struct view *view, node_t value, const struct schema_field *field)
{
	switch (field->type) {
	case SCHEMA_DATA:
		json_write_string(&view->json, REDACTED_DATA);
		break;
	case SCHEMA_STRING_MAP:
		write_hidden_map(view, value);
		break;
	case SCHEMA_URL:
		write_hidden_url(view, value);
		break;
	case SCHEMA_ARGUMENTS:
		write_hidden_arguments(view, value);
		break;
	case SCHEMA_ANY:
	case SCHEMA_STRING:
	case SCHEMA_PATH:
	case SCHEMA_BOOLEAN:
	case SCHEMA_STRUCT:
	case SCHEMA_LIST:
	case SCHEMA_STRINGS:
	case SCHEMA_STRINGS_MAP:
		json_write_string(&view->json, REDACTED);
		break;
	}
}

/* A secret, as far as the name of its key or of the variable beside it tells. */
static bool is_hidden(const struct view *view, node_t parent, const struct schema_field *field)
{
	const struct document *document = view->file->document;
	if (view->options->raw)
		return false;
	if (field->type == SCHEMA_DATA || field->type == SCHEMA_URL ||
	    field->type == SCHEMA_ARGUMENTS)
		return true;
	if (!field->secret || !string_equal(field->name, "value"))
		return field->secret;
	node_t name = mapping_get(document, parent, "name");
	return name == NODE_NONE || redact_is_secret_variable(node_text(document, name));
}

static void write_value(struct view *view, node_t parent, node_t value,
			const struct schema_field *field)
{
	if (is_hidden(view, parent, field))
		write_hidden(view, value, field);
	else if (field->type == SCHEMA_STRUCT)
		view_struct(view, value, field->fields);
	else if (field->type == SCHEMA_LIST)
		write_list(view, value, field->fields);
	else
		node_to_json(view->file->document, value, &view->json);
}

bool view_is_empty(const struct document *document, node_t value)
{
	struct scalar scalar;
	value = node_resolve(document, value);
	if (node_kind(document, value) != YAML_KIND_SCALAR)
		return node_first(document, value) == NODE_NONE;
	if (node_scalar(document, value, &scalar) == 0 && scalar.type == SCALAR_BOOLEAN)
		return !scalar.boolean;
	return node_text(document, value).length == 0;
}

/* The content of the file that a field names, as the -data field beside it. */
static void embed(struct view *view, node_t value, const char *data_field)
{
	cleanup(secret_done) struct secret content = SECRET_INIT(REFERENCED_FILE_LIMIT);
	cleanup(secret_done) struct secret encoded = SECRET_INIT(2 * REFERENCED_FILE_LIMIT);
	cleanup_free char *reference = NULL;
	cleanup_free char *path = NULL;
	if (text_take(view->file->document, value, &reference, view->err) != 0 ||
	    reference_resolve(view->file->path, reference, &path, view->err) != 0 ||
	    file_read(path, &content.bytes, view->err) != 0) {
		view->status = -1;
		return;
	}
	json_key(&view->json, data_field);
	if (!view->options->raw) {
		json_write_string(&view->json, REDACTED_DATA);
		return;
	}
	encoding_base64(&encoded.bytes, secret_string(&content), secret_length(&content),
			BASE64_STANDARD);
	json_write_string(&view->json, secret_string(&encoded));
}

static void write_absolute(struct view *view, node_t value, const char *field)
{
	cleanup_free char *reference = NULL;
	cleanup_free char *path = NULL;
	if (text_take(view->file->document, value, &reference, view->err) != 0 ||
	    reference_resolve(view->file->path, reference, &path, view->err) != 0)
		view->status = -1;
	else
		json_member_string(&view->json, field, path);
}

static void write_flat_path(struct view *view, node_t node, node_t value, const char *field)
{
	const struct document *document = view->file->document;
	const char *twin = data_twin(field);
	if (!twin) {
		write_absolute(view, value, field);
		return;
	}
	node_t data = mapping_get(document, node, twin);
	if (data == NODE_NONE || view_is_empty(document, data))
		embed(view, value, twin);
}

void view_struct(struct view *view, node_t node, const struct schema_field *fields)
{
	const struct document *document = view->file->document;
	json_object_begin(&view->json);
	for (const struct schema_field *field = fields; field->name && view->status == 0; field++) {
		node_t value = mapping_get(document, node, field->name);
		if (value == NODE_NONE || view_is_empty(document, value))
			continue;
		if (view->options->flatten && field->type == SCHEMA_PATH) {
			write_flat_path(view, node, value, field->name);
			continue;
		}
		json_key(&view->json, field->name);
		write_value(view, node, value, field);
	}
	json_object_end(&view->json);
}
