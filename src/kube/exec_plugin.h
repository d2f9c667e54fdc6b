/*
 * Credentials from an exec plugin of the kubeconfig, run as client-go runs it.
 * Protocol: https://kubernetes.io/docs/reference/access-authn-authz/authentication/
 * ("client-go credential plugins"), k8s.io/client-go/plugin/pkg/client/auth/exec/exec.go.
 */
#ifndef KUBE_EXEC_PLUGIN_H
#define KUBE_EXEC_PLUGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/secret.h"

struct buffer;
struct error;
struct kubeconfig_connection;

enum {
	EXEC_PLUGIN_OUTPUT_MAX = 1024 * 1024,
	/* A person may have to find the MFA device; client-go would wait for ever. */
	EXEC_PLUGIN_TIMEOUT_MS = 5 * 60 * 1000,
};

/* A token, or a certificate and its key, or both. */
struct exec_credential {
	struct secret token;
	struct secret client_certificate_pem, client_key_pem;
	int64_t expires; /* seconds since 1970; 0: it does not say */
};

void exec_credential_done(struct exec_credential *credential);

/*
 * Runs connection->exec. On success the caller ends *ret with exec_credential_done(). Where the
 * program is missing, the hint is the kubeconfig's own installHint.
 */
int exec_plugin_run(const struct kubeconfig_connection *connection, struct exec_credential *ret,
		    struct error *err);

/* --- its two halves, apart for tests ------------------------------------------------------ */

/* Appends the value of KUBERNETES_EXEC_INFO. */
int exec_plugin_info(const struct kubeconfig_connection *connection, bool interactive,
		     struct buffer *out, struct error *err);

/* Reads an ExecCredential, which must be of `api_version`. Errors quote nothing of it. */
int exec_credential_parse(const char *text, size_t length, const char *api_version,
			  struct exec_credential *ret, struct error *err);

#endif
