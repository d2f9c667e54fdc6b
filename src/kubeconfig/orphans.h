/* Clusters and users that only certain contexts use. */
#ifndef KUBECONFIG_ORPHANS_H
#define KUBECONFIG_ORPHANS_H

#include "kubeconfig/merged.h"

struct orphan {
	enum section section;
	char *name; /* owned */
};

struct orphans {
	struct orphan *items;
	size_t count;
};

/* What nothing would refer to if the contexts were gone. In all files, shadowed contexts too. */
int orphans_of(const struct kubeconfig *config, char *const *contexts, size_t count,
	       struct orphans *ret, struct error *err);
void orphans_done(struct orphans *orphans);

#endif
