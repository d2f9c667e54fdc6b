/* What the commands that use stores of sealed files share. */
#ifndef CMD_STORE_ACCESS_H
#define CMD_STORE_ACCESS_H

#include <stdio.h>

#include "cmd/command.h"
#include "escrow/store.h"

struct http;

#define STORE_VAULT_OFFSET(settings, member, field) \
	(offsetof(settings, member) + offsetof(struct vault_options, field))
#define STORE_VAULT_TEXT(settings, member, field, name_, argument_, help_)             \
	{                                                                              \
		.name = (name_), .type = OPTION_TEXT, .argument = (argument_),         \
		.offset = STORE_VAULT_OFFSET(settings, member, field), .help = (help_) \
	}
#define STORE_VAULT_FILE(settings, member, field, name_, help_)                            \
	{                                                                                  \
		.name = (name_), .type = OPTION_TEXT, .completes = COMPLETE_FILE,          \
		.argument = "FILE", .offset = STORE_VAULT_OFFSET(settings, member, field), \
		.help = (help_)                                                            \
	}

/* The options that fill the struct vault_options `member` of the settings. */
#define STORE_OPTIONS_VAULT(settings, member)                                                      \
	STORE_VAULT_TEXT(settings, member, address, "vault-address", "URL",                        \
			 "address of the vault instead of $VAULT_ADDR"),                           \
		STORE_VAULT_TEXT(settings, member, namespace_name, "vault-namespace", "NAMESPACE", \
				 "namespace instead of $VAULT_NAMESPACE"),                         \
		STORE_VAULT_FILE(settings, member, ca_file, "vault-ca-file",                       \
				 "certificate authority instead of $VAULT_CACERT"),                \
		{.name = "vault-login",                                                            \
		 .type = OPTION_CHOICE,                                                            \
		 .choices = "token|approle|kubernetes|cert",                                       \
		 .fallback = "token",                                                              \
		 .offset = STORE_VAULT_OFFSET(settings, member, login),                            \
		 .help = "how to log in"},                                                         \
		STORE_VAULT_TEXT(settings, member, login_mount, "vault-login-mount", "PATH",       \
				 "where that method is mounted, if not at its name"),              \
		STORE_VAULT_FILE(settings, member, token_file, "vault-token-file",                 \
				 "token: instead of $VAULT_TOKEN and ~/.vault-token"),             \
		STORE_VAULT_TEXT(settings, member, role_id, "vault-role-id", "ID",                 \
				 "approle: the role id"),                                          \
		STORE_VAULT_FILE(settings, member, secret_id_file, "vault-secret-id-file",         \
				 "approle: file with the secret id"),                              \
		STORE_VAULT_TEXT(settings, member, role, "vault-role", "NAME",                     \
				 "kubernetes, cert: the role"),                                    \
		STORE_VAULT_FILE(settings, member, jwt_file, "vault-jwt-file",                     \
				 "kubernetes: token to log in with, if not the pod's"),            \
		STORE_VAULT_FILE(settings, member, client_certificate_file, "vault-client-cert",   \
				 "client certificate instead of $VAULT_CLIENT_CERT"),              \
		STORE_VAULT_FILE(settings, member, client_key_file, "vault-client-key",            \
				 "its key instead of $VAULT_CLIENT_KEY")

int store_access_open(const char *spec, const struct vault_options *vault, struct http *http,
		      struct store **ret_store, struct error *err);

/* Prints the notes of the store to standard error, and forgets them. */
void store_access_print_notes(struct store *store);

struct store_access_push {
	const struct text_list *specs;
	const struct vault_options *vault;
	const char *program; /* for errors, of which each store can have its own */
	FILE *report;        /* one line for each store that has it */
};

/*
 * Puts the item into all the stores. Each gets its turn, whatever became of those before it; -1 if
 * one failed. Of several stores, the errors are printed to standard error as they occur, and *err
 * counts them.
 */
int store_access_push(const struct store_access_push *push, const char *name,
		      const struct store_item *item, struct error *err);

/* Reads FILE and, where there is one, FILE.minisig; they must look as what they are. */
int store_access_read_item(const char *path, struct store_item *ret_item, struct error *err);

#endif
