/* Which values of a kubeconfig are secret. */
#ifndef KUBECONFIG_SECRET_FIELDS_H
#define KUBECONFIG_SECRET_FIELDS_H

#include "kubeconfig/config_file.h"

/*
 * Calls `visit` for each value that must not be shown: a user's token, password and client key,
 * what auth providers, exec environments and arguments of exec plugins hold, URLs with a password.
 * In doubt a value is taken for a secret (kubeconfig/redact.h). Empty values are passed over.
 */
typedef void (*secret_field_visit)(const struct document *document, node_t value, void *closure);
void secret_fields_each(const struct config_file *file, secret_field_visit visit, void *closure);

bool config_file_has_secrets(const struct config_file *file);

#endif
