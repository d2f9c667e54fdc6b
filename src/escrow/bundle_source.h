/* From a kubeconfig's context to stanzas that can be sealed: what is in files is taken in. */
#ifndef ESCROW_BUNDLE_SOURCE_H
#define ESCROW_BUNDLE_SOURCE_H

struct error;
struct kubeconfig_connection;
struct kubeconfig_stanzas;
struct secret;

/*
 * *ret borrows from `connection` and from `token`, which receives the content of a tokenFile.
 * Refused: what would be dead or unsafe on the day. That is exec plugins and auth providers, which
 * need programs and services; passwords; impersonation; an API server that is not verified.
 */
int bundle_source_stanzas(const struct kubeconfig_connection *connection, struct secret *token,
			  struct kubeconfig_stanzas *ret, struct error *err);

/* The ARN where the context or its cluster is named by one, as `aws eks update-kubeconfig` does;
 * else NULL. Borrowed. */
const char *bundle_source_cluster_arn(const struct kubeconfig_connection *connection);

#endif
