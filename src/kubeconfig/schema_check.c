#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/secret.h"
#include "core/strings.h"
#include "kubeconfig/base64_data.h"
#include "kubeconfig/mapping.h"
#include "kubeconfig/schema.h"

/* Where in the kubeconfig we are; innermost first. */
struct path {
	const struct path *outer;
	const char *name; /* NULL: an item of the list outside */
	size_t index;
};

struct check {
	const struct document *document;
	struct error *err;
};

enum { PATH_SIZE = 256 };

static void format_path(const struct path *path, char target[PATH_SIZE])
{
	if (!path) {
		target[0] = '\0';
		return;
	}
	format_path(path->outer, target);
	size_t used = strlen(target);
	if (path->name)
		snprintf(target + used, PATH_SIZE - used, "%s%s", used > 0 ? "." : "", path->name);
	else
		snprintf(target + used, PATH_SIZE - used, "[%zu]", path->index);
}

static const char *const scalar_names[] = {
	[SCALAR_STRING] = "a string",  [SCALAR_NULL] = "null",     [SCALAR_BOOLEAN] = "a boolean",
	[SCALAR_INTEGER] = "a number", [SCALAR_REAL] = "a number",
};

static const char *describe(const struct document *document, node_t node, struct scalar *scalar)
{
	switch (node_kind(document, node_resolve(document, node))) {
	case YAML_KIND_MAPPING:
		return "a mapping";
	case YAML_KIND_SEQUENCE:
		return "a list";
	case YAML_KIND_SCALAR:
	case YAML_KIND_ALIAS:
	case YAML_KIND_END:
	case YAML_KIND_DOCUMENT_END:
		break;
	}
	return node_scalar(document, node, scalar) == 0 ? scalar_names[scalar->type] : "no value";
}

static int refuse(const struct check *check, node_t node, const struct path *path,
		  const char *wanted)
{
	char place[DOCUMENT_PLACE_SIZE];
	char where[PATH_SIZE];
	struct scalar scalar = {.type = SCALAR_STRING};
	const char *found = describe(check->document, node, &scalar);
	format_path(path, where);
	error_set(check->err, ERROR_FAILED, "%s: %s%smust be %s, and is %s",
		  document_place(check->document, node_start(check->document, node), place), where,
		  path ? " " : "a kubeconfig ", wanted, found);
	if (scalar.type != SCALAR_STRING && string_equal(wanted, scalar_names[SCALAR_STRING]))
		error_hint(check->err,
			   "put it in quotes: YAML 1.1 reads yes, no, on, off, y, n and "
			   "what looks like a number as something else");
	return -1;
}

static bool is_null(const struct document *document, node_t node)
{
	struct scalar scalar;
	return node_scalar(document, node, &scalar) == 0 && scalar.type == SCALAR_NULL;
}

static bool is_kind(const struct document *document, node_t node, enum yaml_kind kind)
{
	return node_kind(document, node_resolve(document, node)) == kind;
}

static int check_scalar(const struct check *check, node_t node, enum scalar_type type,
			const struct path *path)
{
	struct scalar scalar;
	if (node_scalar(check->document, node, &scalar) == 0 && scalar.type == type)
		return 0;
	return refuse(check, node, path, scalar_names[type]);
}

static int check_data(const struct check *check, node_t node, const struct path *path)
{
	if (check_scalar(check, node, SCALAR_STRING, path) != 0)
		return -1;
	if (base64_data_is_valid(node_text(check->document, node)))
		return 0;
	char place[DOCUMENT_PLACE_SIZE];
	char where[PATH_SIZE];
	format_path(path, where);
	return error_set(check->err, ERROR_FAILED, "%s: %s is not valid base64",
			 document_place(check->document, node_start(check->document, node), place),
			 where);
}

static int check_value(const struct check *check, node_t node, const struct schema_field *field,
		       const struct path *path);

/* The value that counts for each field of a struct, in the table's order. */
struct collected {
	const struct schema_field *fields;
	node_t values[24];
};

static bool collect(const struct document *document, const struct mapping_entry *entry,
		    void *closure)
{
	struct collected *collected = closure;
	const struct schema_field *field =
		schema_find(collected->fields, node_text(document, entry->key));
	if (field)
		collected->values[field - collected->fields] = entry->value;
	return true;
}

static int check_struct(const struct check *check, node_t node, const struct schema_field *fields,
			const struct path *path)
{
	if (!is_kind(check->document, node, YAML_KIND_MAPPING))
		return refuse(check, node, path, "a mapping");
	struct collected collected = {.fields = fields};
	for (size_t i = 0; fields[i].name; i++)
		collected.values[i] = NODE_NONE;
	mapping_each(check->document, node, collect, &collected);
	for (size_t i = 0; fields[i].name; i++) {
		struct path inner = {.outer = path, .name = fields[i].name};
		if (collected.values[i] != NODE_NONE &&
		    check_value(check, collected.values[i], &fields[i], &inner) != 0)
			return -1;
	}
	return 0;
}

static int check_list(const struct check *check, node_t node, const struct schema_field *item,
		      const struct path *path)
{
	const struct document *document = check->document;
	if (!is_kind(document, node, YAML_KIND_SEQUENCE))
		return refuse(check, node, path, "a list");
	node_t list = node_resolve(document, node);
	struct path inner = {.outer = path};
	for (node_t child = node_first(document, list); child != NODE_NONE;
	     child = node_next(document, list, child), inner.index++)
		if (check_value(check, child, item, &inner) != 0)
			return -1;
	return 0;
}

struct map_check {
	const struct check *check;
	const struct schema_field *item;
	const struct path *path;
	int status;
};

static bool check_map_entry(const struct document *document, const struct mapping_entry *entry,
			    void *closure)
{
	(void)document;
	struct map_check *map = closure;
	struct path inner = {.outer = map->path, .name = "(entry)"};
	map->status = check_value(map->check, entry->value, map->item, &inner);
	return map->status == 0;
}

static int check_map(const struct check *check, node_t node, const struct schema_field *item,
		     const struct path *path)
{
	if (!is_kind(check->document, node, YAML_KIND_MAPPING))
		return refuse(check, node, path, "a mapping");
	struct map_check map = {check, item, path, 0};
	mapping_each(check->document, node, check_map_entry, &map);
	return map.status;
}

static int check_value(const struct check *check, node_t node, const struct schema_field *field,
		       const struct path *path)
{
	static const struct schema_field text = {.type = SCHEMA_STRING};
	static const struct schema_field texts = {.type = SCHEMA_STRINGS};
	if (is_null(check->document, node))
		return 0;
	struct schema_field item = {.type = SCHEMA_STRUCT, .fields = field->fields};
	switch (field->type) {
	case SCHEMA_STRING:
	case SCHEMA_PATH:
	case SCHEMA_URL:
		return check_scalar(check, node, SCALAR_STRING, path);
	case SCHEMA_BOOLEAN:
		return check_scalar(check, node, SCALAR_BOOLEAN, path);
	case SCHEMA_DATA:
		return check_data(check, node, path);
	case SCHEMA_STRUCT:
		return check_struct(check, node, field->fields, path);
	case SCHEMA_LIST:
		return check_list(check, node, &item, path);
	case SCHEMA_STRINGS:
	case SCHEMA_ARGUMENTS:
		return check_list(check, node, &text, path);
	case SCHEMA_STRING_MAP:
		return check_map(check, node, &text, path);
	case SCHEMA_STRINGS_MAP:
		return check_map(check, node, &texts, path);
	case SCHEMA_ANY:
		break;
	}
	return 0;
}

/* --- what holds for every YAML text that is to become JSON --------------------------------- */

static int refuse_node(const struct check *check, node_t node, const char *problem)
{
	char place[DOCUMENT_PLACE_SIZE];
	return error_set(check->err, ERROR_FAILED, "%s: %s",
			 document_place(check->document, node_start(check->document, node), place),
			 problem);
}

static int check_merge(const struct check *check, node_t value)
{
	const struct document *document = check->document;
	value = node_resolve(document, value);
	bool good = node_kind(document, value) == YAML_KIND_MAPPING;
	if (node_kind(document, value) == YAML_KIND_SEQUENCE) {
		good = true;
		for (node_t item = node_first(document, value); item != NODE_NONE;
		     item = node_next(document, value, item))
			good = good && is_kind(document, item, YAML_KIND_MAPPING);
	}
	return good ? 0 : refuse_node(check, value, "'<<' takes a mapping or a list of mappings");
}

static int check_key(const struct check *check, node_t key)
{
	struct scalar scalar;
	if (node_scalar(check->document, key, &scalar) != 0)
		return refuse_node(check, key, "a key of a mapping must be a plain value");
	if (scalar.type == SCALAR_NULL)
		return refuse_node(check, key, "a key of a mapping is missing");
	return 0;
}

static int check_any_scalar(const struct check *check, node_t node)
{
	struct scalar scalar;
	if (node_scalar(check->document, node, &scalar) != 0)
		return refuse_node(check, node, "the value does not fit its tag");
	if (scalar.type == SCALAR_REAL && !isfinite(scalar.real))
		return refuse_node(check, node, "JSON has no such number");
	return 0;
}

static int check_node(const struct check *check, node_t node)
{
	const struct document *document = check->document;
	if (node_kind(document, node) == YAML_KIND_SCALAR)
		return check_any_scalar(check, node);
	if (node_kind(document, node) != YAML_KIND_MAPPING)
		return 0;
	for (node_t key = node_first(document, node); key != NODE_NONE;) {
		node_t value = node_next(document, node, key);
		int status = mapping_is_merge_key(document, key) ? check_merge(check, value)
								 : check_key(check, key);
		if (status != 0)
			return -1;
		key = node_next(document, node, value);
	}
	return 0;
}

static int check_identity(const struct check *check, const char *key, const char *expected)
{
	const struct document *document = check->document;
	node_t value = mapping_get(document, document_root(document), key);
	if (value == NODE_NONE || node_text(document, value).length == 0 ||
	    slice_is(node_text(document, value), expected))
		return 0;
	char place[DOCUMENT_PLACE_SIZE];
	return error_set(check->err, ERROR_FAILED, "%s: %s is not %s, so this is no kubeconfig",
			 document_place(document, node_start(document, value), place), key,
			 expected);
}

int schema_check(const struct document *document, struct error *err)
{
	struct check check = {document, err};
	node_t count = (node_t)document_node_count(document);
	for (node_t node = 0; node < count; node++)
		if (check_node(&check, node) != 0)
			return -1;
	node_t root = document_root(document);
	if (root == NODE_NONE || is_null(document, root))
		return 0;
	if (check_struct(&check, root, schema_config, NULL) != 0)
		return -1;
	if (check_identity(&check, "kind", "Config") != 0)
		return -1;
	return check_identity(&check, "apiVersion", "v1");
}
