#include "escrow/store_vault_settings.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "core/url.h"
#include "escrow/store.h"
#include "platform/file.h"

static const char kubernetes_jwt_file[] = "/var/run/secrets/kubernetes.io/serviceaccount/token";

void vault_settings_done(struct vault_settings *settings)
{
	free(settings->address);
	free(settings->namespace_name);
	free(settings->tls_server_name);
	buffer_done(&settings->ca_pem);
	secret_done(&settings->client_certificate);
	secret_done(&settings->client_key);
	free(settings->login_mount);
	free(settings->role);
	secret_done(&settings->credential);
}

/* As bao(1) has it: BAO_NAME comes before VAULT_NAME. NULL where neither says anything. */
static const char *environment(const char *bao_name, const char *vault_name)
{
	const char *value = getenv(bao_name);
	if (string_is_empty(value))
		value = getenv(vault_name);
	return string_is_empty(value) ? NULL : value;
}

/* --- the server -------------------------------------------------------------------------- */

static bool is_this_machine(const char *host)
{
	return string_equal(host, "127.0.0.1") || string_equal(host, "::1") ||
	       string_equal(host, "localhost");
}

int vault_check_address(const char *address, struct error *err)
{
	struct url url;
	if (url_parse(address, &url) != 0 || url.has_user_info || strpbrk(url.rest, "?#") ||
	    !(string_equal(url.scheme, "https") || string_equal(url.scheme, "http"))) {
		error_set(err, ERROR_USAGE, "'%s' is not the address of a vault",
			  strchr(address, '@') ? "a URL with a password" : address);
		return error_hint(err, "it is of the form https://HOST:PORT");
	}
	if (string_equal(url.scheme, "http") && !is_this_machine(url.host)) {
		error_set(err, ERROR_USAGE,
			  "%s is not https: whoever is on the way would read the token", address);
		return error_hint(err, "http is for 127.0.0.1 and localhost only");
	}
	return 0;
}

static int read_address(const char *option, struct vault_settings *settings, struct error *err)
{
	const char *address = option ? option : environment("BAO_ADDR", "VAULT_ADDR");
	if (!address) {
		error_set(err, ERROR_USAGE, "the address of the vault is not given");
		return error_hint(err, "set VAULT_ADDR, or give --vault-address https://HOST:PORT");
	}
	if (vault_check_address(address, err) != 0 ||
	    string_copy(&settings->address, address, err) != 0)
		return -1;
	for (size_t length = strlen(settings->address);
	     length > 0 && settings->address[length - 1] == '/'; length--)
		settings->address[length - 1] = '\0';
	return 0;
}

static int read_server(const struct vault_options *options, struct vault_settings *settings,
		       struct error *err)
{
	const char *namespace_name = options->namespace_name
					     ? options->namespace_name
					     : environment("BAO_NAMESPACE", "VAULT_NAMESPACE");
	const char *ca_file =
		options->ca_file ? options->ca_file : environment("BAO_CACERT", "VAULT_CACERT");
	if (read_address(options->address, settings, err) != 0 ||
	    string_copy(&settings->namespace_name, namespace_name, err) != 0 ||
	    string_copy(&settings->tls_server_name,
			environment("BAO_TLS_SERVER_NAME", "VAULT_TLS_SERVER_NAME"), err) != 0)
		return -1;
	return ca_file ? file_read(ca_file, &settings->ca_pem, err) : 0;
}

/* --- who we are -------------------------------------------------------------------------- */

static int read_client_certificate(const struct vault_options *options,
				   struct vault_settings *settings, struct error *err)
{
	const char *certificate = options->client_certificate_file;
	const char *key = options->client_key_file;
	if (!certificate && !key) {
		certificate = environment("BAO_CLIENT_CERT", "VAULT_CLIENT_CERT");
		key = environment("BAO_CLIENT_KEY", "VAULT_CLIENT_KEY");
	}
	if (!certificate && !key)
		return 0;
	if (!certificate || !key)
		return error_set(err, ERROR_USAGE,
				 "a client certificate and its key must be given together");
	if (file_read(certificate, &settings->client_certificate.bytes, err) != 0)
		return -1;
	return file_read(key, &settings->client_key.bytes, err);
}

/* Without the white space that editors and `echo` leave at the end. */
static int read_credential_file(const char *path, struct secret *credential, struct error *err)
{
	if (file_read(path, &credential->bytes, err) != 0)
		return -1;
	size_t length = secret_length(credential);
	while (length > 0 && strchr(" \t\r\n", secret_string(credential)[length - 1]))
		length--;
	buffer_truncate(&credential->bytes, length);
	return length > 0 ? 0 : error_set(err, ERROR_FAILED, "%s is empty", path);
}

static int no_token(struct error *err)
{
	error_set(err, ERROR_FAILED, "there is no token for the vault");
	return error_hint(err, "log in with 'bao login' or 'vault login', set VAULT_TOKEN, or give "
			       "--vault-token-file or another --vault-login");
}

static int read_token(const char *file, struct secret *credential, struct error *err)
{
	if (file)
		return read_credential_file(file, credential, err);
	const char *token = environment("BAO_TOKEN", "VAULT_TOKEN");
	if (token)
		return secret_set(credential, token, strlen(token), err);
	const char *home = getenv("HOME");
	cleanup_free char *path = NULL;
	if (string_is_empty(home))
		return no_token(err);
	if (string_format(&path, err, "%s/.vault-token", home) != 0)
		return -1;
	if (read_credential_file(path, credential, err) != 0)
		return err && err->errnum == ENOENT ? no_token(err) : -1;
	return 0;
}

static int read_approle(const struct vault_options *options, struct vault_settings *settings,
			struct error *err)
{
	if (!options->role_id || !options->secret_id_file)
		return error_set(err, ERROR_USAGE,
				 "login by approle needs --vault-role-id and "
				 "--vault-secret-id-file");
	if (string_copy(&settings->role, options->role_id, err) != 0)
		return -1;
	return read_credential_file(options->secret_id_file, &settings->credential, err);
}

static int read_kubernetes(const struct vault_options *options, struct vault_settings *settings,
			   struct error *err)
{
	if (!options->role)
		return error_set(err, ERROR_USAGE, "login by kubernetes needs --vault-role");
	if (string_copy(&settings->role, options->role, err) != 0)
		return -1;
	return read_credential_file(options->jwt_file ? options->jwt_file : kubernetes_jwt_file,
				    &settings->credential, err);
}

static int read_cert(const struct vault_options *options, struct vault_settings *settings,
		     struct error *err)
{
	if (secret_length(&settings->client_certificate) == 0)
		return error_set(err, ERROR_USAGE,
				 "login by cert needs --vault-client-cert and --vault-client-key");
	return string_copy(&settings->role, options->role, err);
}

static int read_login(const struct vault_options *options, struct vault_settings *settings,
		      struct error *err)
{
	const char *login = options->login ? options->login : "token";
	const char *mount = options->login_mount ? options->login_mount : login;
	if (string_copy(&settings->login_mount, mount, err) != 0)
		return -1;
	if (string_equal(login, "token")) {
		settings->login = VAULT_LOGIN_TOKEN;
		return read_token(options->token_file, &settings->credential, err);
	}
	if (string_equal(login, "approle")) {
		settings->login = VAULT_LOGIN_APPROLE;
		return read_approle(options, settings, err);
	}
	if (string_equal(login, "kubernetes")) {
		settings->login = VAULT_LOGIN_KUBERNETES;
		return read_kubernetes(options, settings, err);
	}
	if (string_equal(login, "cert")) {
		settings->login = VAULT_LOGIN_CERT;
		return read_cert(options, settings, err);
	}
	return error_set(err, ERROR_USAGE, "there is no login by '%s'", login);
}

int vault_settings_read(const struct vault_options *options, struct vault_settings *ret_settings,
			struct error *err)
{
	struct vault_settings settings = {
		.ca_pem = BUFFER_INIT(VAULT_FILE_MAX),
		.client_certificate = SECRET_INIT(VAULT_FILE_MAX),
		.client_key = SECRET_INIT(VAULT_FILE_MAX),
		.credential = SECRET_INIT(VAULT_CREDENTIAL_MAX),
	};
	if (read_server(options, &settings, err) != 0 ||
	    read_client_certificate(options, &settings, err) != 0 ||
	    read_login(options, &settings, err) != 0) {
		vault_settings_done(&settings);
		return -1;
	}
	*ret_settings = settings;
	return 0;
}
