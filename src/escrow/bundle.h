/*
 * The sealed bundle: an age file whose plaintext is a complete kubeconfig, so that age(1) and
 * kubectl(1) alone can use it.
 *
 * The plaintext is compact JSON with sorted keys, padded with spaces to a multiple of BUNDLE_BLOCK
 * bytes: the size of the file then tells the number of recipients and nothing about the content.
 * What the bundle is for stands in the kubeconfig's own top-level "extensions", under the name
 * "eksbreakglass/v1"; kubectl keeps and ignores it.
 */
#ifndef ESCROW_BUNDLE_H
#define ESCROW_BUNDLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct age_recipients;
struct buffer;
struct error;
struct kubeconfig_stanzas;

enum {
	BUNDLE_BLOCK = 4096,
	BUNDLE_PLAINTEXT_MAX = 1024 * 1024,
	/* Plaintext, header of AGE_RECIPIENTS_MAX recipients, tags; also when armored. */
	BUNDLE_SEALED_MAX = 2 * 1024 * 1024,
};

/*
 * What the stanzas do not say. Server, digest of the CA certificates, and namespace, name, UID and
 * Secret of the ServiceAccount are taken from the stanzas and from the token's claims.
 */
struct bundle_metadata {
	int64_t issued;          /* when this bundle is made; seconds since 1970 */
	int64_t rotate_by;       /* when it is to be replaced; 0: not said */
	const char *cluster_arn; /* or NULL */
};

/*
 * Appends the sealed bundle to `out` (limit: at least BUNDLE_SEALED_MAX). Needs no identity: only
 * the recipients can open it. The stanzas must hold a server and a token or a client certificate
 * with its key. Nothing is appended on failure.
 */
int bundle_seal(const struct kubeconfig_stanzas *stanzas, const struct bundle_metadata *metadata,
		const struct age_recipients *recipients, struct buffer *out, struct error *err);

/*
 * Writes a sealed bundle to `path` (0600, atomically), reads it back and compares. An existing file
 * is an error unless `replace`, with err->errnum EEXIST. "-" is standard output.
 */
int bundle_save(const struct buffer *sealed, const char *path, bool replace, struct error *err);

#endif
