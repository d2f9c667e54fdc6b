/*
 * A folder of a key-value store, version 2 (https://openbao.org/api-docs/secret/kv/kv-v2/), as a
 * store; for store_vault*.c alone.
 *
 * The secret NAME has these members; with the vault's own program one gets at the file by
 *
 *	bao kv get -field=age_base64 MOUNT/FOLDER/NAME | base64 -d > NAME.age
 *	bao kv get -field=minisig MOUNT/FOLDER/NAME > NAME.age.minisig
 *
 *	age_base64  the sealed file, in base64 (RFC 4648 section 4)
 *	minisig     its signature file, as it is; missing where it has none
 *	sha256      of the sealed file, in lower-case hexadecimal
 *
 * The labels of the newest version (store_labels.h), its number and its sha256 are also the custom
 * metadata of the secret, where the policy allows to write them.
 */
#ifndef ESCROW_STORE_VAULT_H
#define ESCROW_STORE_VAULT_H

#include "escrow/store_kinds.h"
#include "escrow/store_vault_client.h"

struct vault_store {
	struct store store;
	struct vault_client client;
	char *mount;  /* without a slash at its end */
	char *folder; /* likewise; "" for the mount itself */
};

/* MOUNT/PATH in full from what follows "vault:". */
int vault_normalise_place(const char *place, char **ret_path, struct error *err);

/* Splits the path where the vault says that the mount ends, which must be a KV store, version 2. */
int vault_find_mount(struct vault_store *vault, const char *path, struct error *err);

/* store_functions.check */
void vault_check_dependencies(struct store *store);

/* Appends "MOUNT/KIND/FOLDER/NAME", escaped. */
void vault_append_secret_path(const struct vault_store *vault, const char *kind, const char *name,
			      struct buffer *out);

/* One version of a secret, as GET MOUNT/data/... tells it. */
struct vault_secret {
	uint64_t version; /* 0: there is no such secret */
	bool gone;        /* deleted or destroyed */
	struct store_item item;
};

#define VAULT_SECRET_INIT                             \
	{                                             \
		.version = 0, .item = STORE_ITEM_INIT \
	}

void vault_secret_done(struct vault_secret *secret);

/* version 0: the newest. That there is none, or no content any more, is no error here. */
int vault_read_secret(struct vault_store *vault, const char *name, uint64_t version,
		      struct vault_secret *ret_secret, struct error *err);

/* Writes the version after `replaces`. *ret_version is 0 where that is not the newest any more. */
int vault_write_secret(struct vault_store *vault, const char *name, const struct store_item *item,
		       uint64_t replaces, uint64_t *ret_version, struct error *err);

/* Writes the custom metadata, or notes that it may not. */
int vault_write_labels(struct vault_store *vault, const char *name, const struct store_item *item,
		       uint64_t version, struct error *err);

#endif
