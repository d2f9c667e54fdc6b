/* What one context of the merged view amounts to, for listings; no secret is in it. */
#ifndef KUBECONFIG_CONTEXT_SUMMARY_H
#define KUBECONFIG_CONTEXT_SUMMARY_H

#include <stdbool.h>
#include <stdint.h>

#include "core/slice.h"
#include "kubeconfig/auth.h"

struct error;
struct kubeconfig;

enum context_trust {
	CONTEXT_TRUST_SYSTEM, /* the system's certificate authorities */
	CONTEXT_TRUST_DATA,
	CONTEXT_TRUST_FILE,
	CONTEXT_TRUST_NONE, /* insecure-skip-tls-verify */
};

/* Slices are borrowed from the kubeconfig; length 0 where it says nothing. */
struct context_summary {
	struct slice name;
	bool is_current;
	const char *path; /* of the file that it is in */
	struct slice cluster, user, namespace_name;
	bool has_cluster, has_user; /* the entries that it names exist */
	struct slice server;
	struct slice proxy_url;
	enum context_trust trust;
	struct slice impersonates;
	struct auth auth;
};

uint32_t kubeconfig_context_count(const struct kubeconfig *config);
/* number: from 0, in the order of the files. */
struct slice kubeconfig_context_name(const struct kubeconfig *config, uint32_t number);
struct slice kubeconfig_context_cluster(const struct kubeconfig *config, uint32_t number);

/* Reads the files that the user of the context refers to. */
int context_summary(const struct kubeconfig *config, uint32_t number, struct context_summary *ret,
		    struct error *err);
void context_summary_done(struct context_summary *summary);

#endif
