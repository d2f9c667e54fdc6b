/*
 * How a client shows who it is: the credential of a kubeconfig's user, got when it is first needed
 * and again when it has run out.
 */
#ifndef KUBE_CREDENTIAL_H
#define KUBE_CREDENTIAL_H

#include <stdbool.h>

#include "core/secret.h"
#include "kube/exec_plugin.h"
#include "kube/status.h"

struct error;
struct kubeconfig_connection;

struct kube_credential {
	const struct kubeconfig_connection *connection; /* borrowed; NULL: a token alone */
	enum kube_identity identity;
	bool is_ready;
	struct secret authorization;   /* the header's value; empty where there is none */
	struct exec_credential plugin; /* its certificate and key, and when it expires */
};

/*
 * As the user of the connection. Where there are several credentials client-go's precedence
 * counts: an exec plugin runs only where there is no other.
 */
int kube_credential_init(struct kube_credential *credential,
			 const struct kubeconfig_connection *connection, struct error *err);
int kube_credential_init_token(struct kube_credential *credential, const struct secret *token,
			       struct error *err);
void kube_credential_done(struct kube_credential *credential);

/* Before each request: reads the token file, or runs the plugin, where that is due. */
int kube_credential_ensure(struct kube_credential *credential, struct error *err);

/*
 * After the server has refused it. True where the next kube_credential_ensure may give another: a
 * plugin's, or that of a token file, which somebody may keep fresh.
 */
bool kube_credential_renew(struct kube_credential *credential);

/* Borrowed; empty where there is none. */
const struct secret *kube_credential_certificate(const struct kube_credential *credential);
const struct secret *kube_credential_key(const struct kube_credential *credential);

#endif
