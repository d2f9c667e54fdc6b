/* Entries of the merged view as JSON, field by field. */
#ifndef KUBECONFIG_VIEW_FIELDS_H
#define KUBECONFIG_VIEW_FIELDS_H

#include "core/json_writer.h"
#include "kubeconfig/config_file.h"
#include "kubeconfig/schema.h"
#include "kubeconfig/view.h"

struct view {
	const struct kubeconfig *config;
	const struct kubeconfig_view_options *options;
	const struct config_file *file; /* that the entry at hand is in */
	struct json_writer json;
	int status; /* -1: err is set, and nothing more is to be written */
	struct error *err;
};

/* The known fields of a mapping that are not empty. */
void view_struct(struct view *view, node_t node, const struct schema_field *fields);

/* What kubectl leaves out: "", false, [] and {}. */
bool view_is_empty(const struct document *document, node_t value);

#endif
