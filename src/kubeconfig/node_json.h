/* A node as JSON: what kubectl makes of it, aliases and merge keys expanded. */
#ifndef KUBECONFIG_NODE_JSON_H
#define KUBECONFIG_NODE_JSON_H

#include "core/json_writer.h"
#include "kubeconfig/document.h"

/* The document must have passed schema_check(). Failures stick in the writer's buffer. */
void node_to_json(const struct document *document, node_t node, struct json_writer *json);

#endif
