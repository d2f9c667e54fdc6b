/*
 * How a Vault or OpenBao server is reached and who we are to it, out of options, environment and
 * files; for store_vault*.c alone.
 */
#ifndef ESCROW_STORE_VAULT_SETTINGS_H
#define ESCROW_STORE_VAULT_SETTINGS_H

#include "core/buffer.h"
#include "core/secret.h"

struct error;
struct vault_options;

enum {
	VAULT_FILE_MAX = 1024 * 1024, /* certificates and keys */
	VAULT_CREDENTIAL_MAX = 64 * 1024,
};

enum vault_login {
	VAULT_LOGIN_TOKEN,
	VAULT_LOGIN_APPROLE,
	VAULT_LOGIN_KUBERNETES,
	VAULT_LOGIN_CERT
};

struct vault_settings {
	char *address; /* "https://HOST:PORT", perhaps with a path, without a slash at its end */
	char *namespace_name;  /* NULL: none */
	char *tls_server_name; /* NULL: the address's */
	struct buffer ca_pem;  /* empty: the system's authorities */
	struct secret client_certificate, client_key;
	enum vault_login login;
	char *login_mount;
	char *role; /* kubernetes: the role; cert: the role's name, or NULL; approle: its id */
	struct secret credential; /* token, secret id or JWT; none for cert */
};

int vault_settings_read(const struct vault_options *options, struct vault_settings *ret_settings,
			struct error *err);
void vault_settings_done(struct vault_settings *settings);

/* Whether a token may be sent to that URL: https, or http to this very machine; as
 * "https://HOST:PORT
 * [/PATH]". */
int vault_check_address(const char *address, struct error *err);

#endif
