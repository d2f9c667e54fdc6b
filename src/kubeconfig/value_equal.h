/* Whether a node means the same as a value: aliases followed, order and style of members aside. */
#ifndef KUBECONFIG_VALUE_EQUAL_H
#define KUBECONFIG_VALUE_EQUAL_H

#include "kubeconfig/emit.h"

/* False also where memory is out. */
bool value_equal(const struct document *document, node_t node, struct value value);

#endif
