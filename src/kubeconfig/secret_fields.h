/* Which values of a kubeconfig are secret. */
#ifndef KUBECONFIG_SECRET_FIELDS_H
#define KUBECONFIG_SECRET_FIELDS_H

#include "kubeconfig/config_file.h"

/*
 * Calls `visit` for each value that must not be shown: a user's token, password and client key, and
 * what auth providers and exec environments hold (but for variables that are known to be harmless).
 * Empty values are passed over.
 */
typedef void (*secret_field_visit)(const struct document *document, node_t value, void *closure);
void secret_fields_each(const struct config_file *file, secret_field_visit visit, void *closure);

bool config_file_has_secrets(const struct config_file *file);

#endif
