/*
 * In which ways a user of a kubeconfig authenticates, and until when: what may be shown of it, and
 * no secret.
 */
#ifndef KUBECONFIG_AUTH_H
#define KUBECONFIG_AUTH_H

#include <stdbool.h>
#include <stdint.h>

#include "core/buffer.h"
#include "kubeconfig/document.h"

struct error;

enum auth_expiry {
	AUTH_EXPIRY_NONE,    /* it has no end, or is got anew on use */
	AUTH_EXPIRY_KNOWN,   /* of the token or certificate that ends first */
	AUTH_EXPIRY_UNKNOWN, /* a file that should tell cannot be read: see `problem` */
};

struct auth {
	/* "client certificate", "token", "token file", "basic", "exec COMMAND", "auth provider
	   NAME", joined by " + " where there are several; "" where there is none. */
	struct buffer ways;
	enum auth_expiry expiry;
	int64_t expires; /* seconds since 1970 */
	char *problem;
};

/*
 * path: of the kubeconfig that the user is in; files that the user refers to are read. user: the
 * body of its entry, or NODE_NONE.
 */
int auth_describe(const struct document *document, const char *path, node_t user, struct auth *ret,
		  struct error *err);
void auth_done(struct auth *auth);

#endif
