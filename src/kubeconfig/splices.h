/*
 * Replacements of pieces of a text, collected in any order and applied in one pass; what they put
 * in may be secret.
 */
#ifndef KUBECONFIG_SPLICES_H
#define KUBECONFIG_SPLICES_H

#include <stddef.h>

#include "core/secret.h"
#include "core/slice.h"

struct error;

struct splice {
	size_t start, end;   /* in the old text */
	size_t text, length; /* in `inserted` */
	size_t order;
};

struct splices {
	struct splice *items;
	size_t count, capacity;
	struct secret inserted;
	size_t used; /* bytes of `inserted` that belong to an item */
};

void splices_init(struct splices *splices);
void splices_done(struct splices *splices);

/*
 * Bytes [start, end) become what is appended to the buffer until splices_end(). Insertions at one
 * place come in the order in which they were begun.
 */
struct buffer *splices_begin(struct splices *splices);
int splices_end(struct splices *splices, size_t start, size_t end, struct error *err);

int splices_add(struct splices *splices, size_t start, size_t end, struct slice text,
		struct error *err);

/* Sorts them by place. */
void splices_sort(struct splices *splices);

/*
 * ret_text is empty before. Splices that overlap are a mistake of the caller's and are reported as
 * an error.
 */
int splices_apply(struct splices *splices, struct slice old, struct secret *ret_text,
		  struct error *err);

#endif
