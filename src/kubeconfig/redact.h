/*
 * What of a kubeconfig must not be shown: values by the names of their keys, passwords in URLs, and
 * arguments of programs that hold secrets. In doubt a value is taken for a secret.
 */
#ifndef KUBECONFIG_REDACT_H
#define KUBECONFIG_REDACT_H

#include <stdbool.h>

#include "core/slice.h"

struct buffer;

/* What stands in the place of a secret, as kubectl writes it. */
#define REDACTED "REDACTED"
#define REDACTED_DATA "DATA+OMITTED"

/*
 * Names that end in token, password, secret, key, credential or the like, in any spelling:
 * "client-secret", "AWS_SESSION_TOKEN", "apiKey".
 */
bool redact_is_secret_name(struct slice name);

/* False for variables whose values are known to be harmless, such as AWS_PROFILE. */
bool redact_is_secret_variable(struct slice name);

/*
 * How many bytes at the end of an argument of a program are a secret: of "--token=...", or of the
 * argument after "--token". *awaited is false before the first argument, and kept between them.
 */
size_t redact_argument(struct slice argument, bool *awaited);

/* Appends the URL with the password in its user information replaced. */
void redact_append_url(struct buffer *out, struct slice url);

#endif
