/*
 * Stores: where sealed files are kept, each under a name, in versions. What a store holds can be
 * taken out and opened without this program; store_directory.c and store_vault.c say how.
 *
 *	dir:PATH              a directory that exists: a disk, a stick, a mounted share
 *	vault:[MOUNT/]PATH    the folder PATH of a key-value store, version 2, of HashiCorp Vault or
 *	                      OpenBao; MOUNT is "secret" where PATH has no slash in it
 *
 * Nothing is overwritten unseen: a new version is stored beside the old ones, and what somebody
 * else stored meanwhile is an error. Whatever is stored is read back and compared.
 *
 * Errors name the store.
 */
#ifndef ESCROW_STORE_H
#define ESCROW_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buffer.h"
#include "escrow/bundle.h"
#include "escrow/store_labels.h"
#include "platform/digest.h"

struct error;
struct http;

enum {
	STORE_SIGNATURE_MAX = 64 * 1024,
	STORE_NAME_MAX = 128,
	STORE_VERSIONS_MAX = 1000, /* of one name */
	STORE_NAMES_MAX = 1000,    /* of one store */
};

/* A sealed file and, where it has one, its detached signature. */
struct store_item {
	struct buffer sealed;
	struct buffer signature; /* empty: none */
};

#define STORE_ITEM_INIT                                       \
	{                                                     \
		.sealed = BUFFER_INIT(BUNDLE_SEALED_MAX),     \
		.signature = BUFFER_INIT(STORE_SIGNATURE_MAX) \
	}

void store_item_done(struct store_item *item);
bool store_item_equal(const struct store_item *a, const struct store_item *b);

/* -1 unless the item begins as an age file does: a store is no place for anything unsealed. `name`
 * is the file's, for the error. */
int store_item_check(const struct store_item *item, const char *name, struct error *err);

struct store_version {
	uint64_t number; /* from 1 */
	int64_t stored;  /* when; seconds since 1970; 0: not known */
	bool gone;       /* its content has been removed, its place in the history remains */
	char sha256[DIGEST_SHA256_HEX_SIZE]; /* of the sealed file; "": not known */
};

/* What a store knows under one name. */
struct store_entry {
	char *name;
	struct store_version *versions; /* ascending; at least one */
	size_t version_count;
	struct store_labels labels; /* of the newest */
};

struct store_entries {
	struct store_entry *items; /* by name */
	size_t count;
};

void store_entries_done(struct store_entries *entries);

struct store_put_result {
	uint64_t version;
	bool was_there; /* the newest version was this very item already */
};

struct store;

struct store_functions {
	int (*put)(struct store *store, const char *name, const struct store_item *item,
		   struct store_put_result *ret_result, struct error *err);
	int (*get)(struct store *store, const char *name, uint64_t version,
		   struct store_item *ret_item, uint64_t *ret_version, struct error *err);
	int (*list)(struct store *store, const char *name, struct store_entries *ret_entries,
		    struct error *err);
	int (*remove)(struct store *store, const char *name, uint64_t version, struct error *err);
	void (*check)(struct store *store); /* NULL: nothing to check */
	void (*free)(struct store *store);
};

/* What all kinds begin with. */
struct store {
	const struct store_functions *functions;
	char *spec;          /* as it was given, for messages */
	struct buffer notes; /* lines for the person at the terminal; the caller prints them */
};

/* How to reach a Vault or OpenBao server; members that are NULL come from the environment as for
 * its own command line (BAO_ADDR, VAULT_ADDR and so on), or have its defaults. All borrowed. */
struct vault_options {
	const char *address, *namespace_name;
	const char *ca_file;
	const char *login;       /* "token", "approle", "kubernetes" or "cert" */
	const char *login_mount; /* where the login method is mounted; NULL: as it is called */
	const char *role;        /* kubernetes, cert */
	const char *role_id;     /* approle */
	const char *token_file, *secret_id_file, *jwt_file;
	const char *client_certificate_file, *client_key_file;
};

struct store_options {
	struct http *http; /* for stores behind a network */
	struct vault_options vault;
	/* Waits before a request is repeated; NULL: really. */
	void (*pause)(int64_t milliseconds);
};

/* -1 unless `spec` names a kind of store. */
int store_check_spec(const char *spec, struct error *err);

/* Opens the store that `spec` names; that includes the login. Options are not needed any more
 * afterwards, but for .http, which must outlive the store. */
int store_open(const char *spec, const struct store_options *options, struct store **ret_store,
	       struct error *err);
void store_free(struct store *store);
void store_free_at(struct store **at);

/*
 * Stores the item as the newest version of `name`, unless that is this very item already. After a
 * failure in the middle, doing the same again completes it.
 */
int store_put(struct store *store, const char *name, const struct store_item *item,
	      struct store_put_result *ret_result, struct error *err);

/* version 0: the newest. ret_item must be empty; it is written on success only. */
int store_get(struct store *store, const char *name, uint64_t version, struct store_item *ret_item,
	      uint64_t *ret_version, struct error *err);

/* All names, or one; it is no error if there are none. */
int store_list(struct store *store, const char *name, struct store_entries *ret_entries,
	       struct error *err);

/* Removes the content of one version for good; the newest one is refused. */
int store_remove(struct store *store, const char *name, uint64_t version, struct error *err);

/* Adds to store->notes where the store itself would be out of reach when IAM is. */
void store_check(struct store *store);

/* Letters, digits and "._-+=@", the first one a letter or digit; not ending as a file of ours does.
 */
int store_check_name(const char *name, struct error *err);

/* "prod" from "/media/stick/prod.age". */
int store_name_from_path(const char *path, char **ret_name, struct error *err);

#endif
