/*
 * Which bytes of a kubeconfig's text must not be shown. More careful than what kubectl would use of
 * the file: values under a key of which a later one counts, stanzas in the wrong place, comments,
 * and what follows the first document are looked through as well.
 */
#ifndef KUBECONFIG_SECRET_SPANS_H
#define KUBECONFIG_SECRET_SPANS_H

#include <stddef.h>

#include "core/diff.h"
#include "kubeconfig/document.h"

struct error;

struct secret_spans {
	struct diff_mask *items; /* sorted by start; may overlap */
	size_t count, capacity;
};

/* document: NULL, or one that passed schema_check(). */
int secret_spans_find(const struct document *document, struct secret_spans *ret, struct error *err);
void secret_spans_done(struct secret_spans *spans);

#endif
