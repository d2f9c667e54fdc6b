/*
 * The plugin's side of kubectl's exec credential protocol: what the client asks in
 * KUBERNETES_EXEC_INFO, and the ExecCredential that answers it.
 * https://kubernetes.io/docs/reference/config-api/client-authentication.v1/ and .v1beta1/
 */
#ifndef KUBE_EXEC_PROVIDER_H
#define KUBE_EXEC_PROVIDER_H

#include <stdint.h>

struct error;
struct secret;

struct exec_request {
	const char *api_version; /* to answer with: never NULL */
	/* From spec.cluster, which clients send where the kubeconfig has provideClusterInfo. */
	char *cluster_name; /* config.clusterName or config.clusterID; or NULL */
	char *server;       /* or NULL */
	/* One line for the person, "" where all is well: what was wrong with the request. */
	char note[256];
};

/*
 * text: the value of KUBERNETES_EXEC_INFO, NULL where it is not set. What cannot be read is noted
 * and answered with v1beta1, as all clients since 1.10 know it. v1alpha1, which clients since 1.24
 * do not, is an error that says where to change it.
 */
int exec_request_read(struct exec_request *ret_request, const char *text, struct error *err);
void exec_request_done(struct exec_request *request);

/*
 * Turns the token into the answer that carries it, compact and with a newline; in place, because
 * locked memory is costly. The token's limit must leave EXEC_CREDENTIAL_ROOM bytes for the rest.
 */
enum { EXEC_CREDENTIAL_ROOM = 256 };
int exec_credential_wrap(struct secret *token, const char *api_version, int64_t expiration,
			 struct error *err);

#endif
