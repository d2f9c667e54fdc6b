/* What a change does to a file, as a unified diff; secret values are shown as REDACTED. */
#ifndef KUBECONFIG_DIFF_H
#define KUBECONFIG_DIFF_H

#include "kubeconfig/update.h"

struct buffer;
struct error;

int diff_append(const struct update_change *change, struct buffer *out, struct error *err);

#endif
