/* The merged kubeconfig, as kubectl understands it: unknown keys are left out. */
#ifndef KUBECONFIG_VIEW_H
#define KUBECONFIG_VIEW_H

#include <stdbool.h>

#include "core/json_writer.h"

struct buffer;
struct error;
struct kubeconfig;

struct kubeconfig_view_options {
	bool raw;            /* show secrets; else they are REDACTED, and data DATA+OMITTED */
	bool minify;         /* only what the context needs */
	bool flatten;        /* files that are referred to become data; paths become absolute */
	const char *context; /* NULL: the current one */
};

/* Appends JSON with sorted keys; use a struct secret's buffer with `raw`. */
int kubeconfig_view(const struct kubeconfig *config, const struct kubeconfig_view_options *options,
		    enum json_style style, struct buffer *out, struct error *err);

/* Appends a JSON text as YAML in block style, with a line break at the end. */
int kubeconfig_json_to_yaml(const struct buffer *json, struct buffer *out, struct error *err);

#endif
