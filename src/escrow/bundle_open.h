/* Opening a sealed bundle: nothing comes out that is not complete and in agreement with itself. */
#ifndef ESCROW_BUNDLE_OPEN_H
#define ESCROW_BUNDLE_OPEN_H

#include "core/secret.h"
#include "escrow/bundle_info.h"

struct age_identities;

struct opened_bundle {
	struct secret kubeconfig; /* as it is to be written, without padding */
	struct bundle_info info;
	char *context_name, *user_name;
};

#define OPENED_BUNDLE_INIT                                      \
	{                                                       \
		.kubeconfig = SECRET_INIT(BUNDLE_PLAINTEXT_MAX) \
	}

/*
 * -1 where the file cannot be opened (see age_decrypt), where what it holds is not a bundle, and
 * where the kubeconfig in it is not the one that its metadata describe.
 */
int bundle_open(const struct age_identities *identities, const struct buffer *sealed,
		struct opened_bundle *ret_opened, struct error *err);

/* The part of it after the opening. A plaintext proves nothing about who made it: whoever knows the
 * recipients can seal for them. */
int bundle_examine(const struct secret *plaintext, struct opened_bundle *ret_opened,
		   struct error *err);

void opened_bundle_done(struct opened_bundle *opened);

#endif
