/* Objects for people and for kubectl apply -f -. */
#ifndef KUBE_MANIFEST_H
#define KUBE_MANIFEST_H

#include <stddef.h>

struct buffer;
struct error;
struct json;

enum kube_manifest_format {
	KUBE_MANIFEST_NAME, /* "serviceaccount/NAME", one a line */
	KUBE_MANIFEST_YAML, /* documents between "---" */
	KUBE_MANIFEST_JSON, /* one List */
};

/* Appends them, without managed fields and without the content of Secrets. */
int kube_manifest_write(struct json *const *objects, size_t count, enum kube_manifest_format format,
			struct buffer *out, struct error *err);

#endif
