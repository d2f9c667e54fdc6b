/*
 * What a sealed bundle is for: the content of the kubeconfig's extension "eksbreakglass/v1", a JSON
 * object of texts with sorted keys.
 *
 *	arn           of the cluster
 *	ca_sha256     of the bytes of certificate-authority-data
 *	expires       when the token does; RFC 3339, as the other times
 *	issued        when the bundle was made
 *	rotate_by     when it is to be replaced
 *	sa, sa_uid    NAMESPACE/NAME and UID of the ServiceAccount
 *	secret        name of the Secret that holds the token
 *	server        URL of the API server
 *	token_sha256  of the token's bytes
 *
 * issued and server are always there, the others where they apply; unknown keys are left alone.
 */
#ifndef ESCROW_BUNDLE_INFO_H
#define ESCROW_BUNDLE_INFO_H

#include <stddef.h>
#include <stdint.h>

#include "escrow/bundle.h"
#include "platform/digest.h"

/* Texts are owned; NULL, "" or 0 where something is not said. */
struct bundle_info {
	char *cluster_arn;
	char *server;
	char *service_account; /* NAMESPACE/NAME */
	char *service_account_uid;
	char *secret;
	char ca_sha256[DIGEST_SHA256_HEX_SIZE];
	char token_sha256[DIGEST_SHA256_HEX_SIZE];
	int64_t issued, rotate_by, expires; /* seconds since 1970 */
};

extern const char bundle_extension_name[];

int bundle_info_describe(const struct kubeconfig_stanzas *stanzas,
			 const struct bundle_metadata *metadata, struct bundle_info *ret_info,
			 struct error *err);

/* Appends the JSON text. */
int bundle_info_write(const struct bundle_info *info, struct buffer *out, struct error *err);

int bundle_info_parse(const char *text, size_t length, struct bundle_info *ret_info,
		      struct error *err);

void bundle_info_done(struct bundle_info *info);

#endif
