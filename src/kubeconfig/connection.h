/*
 * All that a client needs to know to talk to the cluster of one context: a copy, resolved as
 * client-go resolves it on use (relative paths against the file that they stand in; data fields win
 * over the file fields beside them).
 */
#ifndef KUBECONFIG_CONNECTION_H
#define KUBECONFIG_CONNECTION_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buffer.h"
#include "core/secret.h"

struct error;
struct kubeconfig;

enum kubeconfig_interactive_mode {
	KUBECONFIG_INTERACTIVE_IF_AVAILABLE, /* also where v1beta1 leaves it out */
	KUBECONFIG_INTERACTIVE_NEVER,
	KUBECONFIG_INTERACTIVE_ALWAYS,
};

struct kubeconfig_exec {
	char *api_version;  /* "client.authentication.k8s.io/v1" or ".../v1beta1" */
	char *command;      /* resolved if it has a slash; else looked up in PATH by who runs it */
	char **arguments;   /* NULL-terminated */
	char **environment; /* NULL-terminated, "NAME=value" */
	char *install_hint; /* or NULL */
	enum kubeconfig_interactive_mode interactive_mode;
	bool provide_cluster_info;
	/* cluster.extensions["client.authentication.k8s.io/exec"], as JSON text; or NULL */
	char *cluster_config;
};

/* Strings are NULL, secrets empty, where the kubeconfig says nothing. */
struct kubeconfig_connection {
	char *context_name, *cluster_name, *user_name;
	char *namespace_name;

	char *server;
	char *tls_server_name;
	char *proxy_url;
	bool insecure_skip_tls_verify;
	struct buffer ca_pem; /* empty: the system's certificate authorities */

	struct secret client_certificate_pem;
	struct secret client_key_pem;
	struct secret token;
	char *token_file; /* read on use; client-go prefers it to token */
	char *username;
	struct secret password;
	char *impersonate_user;
	char *auth_provider; /* its name: gone from client-go, so an error for who connects */
	struct kubeconfig_exec *exec;
};

/*
 * context: NULL for the current one. On failure *ret is left alone; errors name the context, the
 * missing entry, or the file that cannot be read, and list near names as a hint.
 */
int kubeconfig_connection(const struct kubeconfig *config, const char *context,
			  struct kubeconfig_connection *ret, struct error *err);
void kubeconfig_connection_done(struct kubeconfig_connection *connection);

#endif
