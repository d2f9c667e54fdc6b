/* The exec stanza of a user, for struct kubeconfig_connection. */
#ifndef KUBECONFIG_CONNECTION_EXEC_H
#define KUBECONFIG_CONNECTION_EXEC_H

#include "kubeconfig/connection.h"
#include "kubeconfig/document.h"

int connection_exec_new(const struct document *document, const char *path, node_t node,
			struct kubeconfig_exec **ret_exec, struct error *err);

/* What the cluster's entry holds for the plugin. cluster: its body, or NODE_NONE. */
int connection_exec_cluster_config(const struct document *document, node_t cluster,
				   struct kubeconfig_exec *exec, struct error *err);

void connection_exec_free(struct kubeconfig_exec *exec);

#endif
