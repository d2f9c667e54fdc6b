/*
 * The "-data" fields: base64 as Go's encoding/base64 reads it, which passes over line breaks and
 * does not mind unused bits.
 */
#ifndef KUBECONFIG_BASE64_DATA_H
#define KUBECONFIG_BASE64_DATA_H

#include <stdbool.h>

#include "core/slice.h"

struct buffer;
struct error;

bool base64_data_is_valid(struct slice text);

/* Appends the bytes. `what` names the field in the error. */
int base64_data_decode(struct buffer *out, struct slice text, const char *what, struct error *err);

#endif
