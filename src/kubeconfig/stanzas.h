/*
 * A cluster, a user and a context that belong together: what this program writes into kubeconfig
 * files and into sealed ones.
 */
#ifndef KUBECONFIG_STANZAS_H
#define KUBECONFIG_STANZAS_H

#include <stdbool.h>
#include <stddef.h>

struct buffer;
struct error;
struct secret;

/* All borrowed; NULL where a field is not to be written. */
struct kubeconfig_stanzas {
	const char *cluster_name;
	const char *server;
	const char *tls_server_name;
	const char *proxy_url;
	const char *ca_pem; /* written as certificate-authority-data */
	size_t ca_pem_length;

	const char *user_name;
	const struct secret *token;
	const struct secret *client_certificate_pem; /* written as client-certificate-data */
	const struct secret *client_key_pem;         /* written as client-key-data */

	const char *context_name;
	const char *namespace_name;
	bool set_current_context;
};

/*
 * A complete kubeconfig as compact JSON with sorted keys, appended to `out`, which is a struct
 * secret's buffer where the stanzas hold a token. `extensions`: the value of a top-level
 * "extensions" key, itself JSON text, or NULL.
 */
int kubeconfig_stanzas_to_json(const struct kubeconfig_stanzas *stanzas, const char *extensions,
			       struct buffer *out, struct error *err);

#endif
