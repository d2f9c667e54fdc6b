/* Scalars of a document as C values. */
#ifndef KUBECONFIG_TEXT_H
#define KUBECONFIG_TEXT_H

#include "kubeconfig/document.h"

struct error;

/*
 * A copy from malloc; NULL where the node is NODE_NONE or its text empty. Text that holds NUL is an
 * error. Not for secrets.
 */
int text_take(const struct document *document, node_t node, char **ret_text, struct error *err);

/* False where the node is NODE_NONE. */
bool text_flag(const struct document *document, node_t node);

#endif
