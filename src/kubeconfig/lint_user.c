/* Findings about users: ways to authenticate that do not work, together or any more. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/certificate.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "kubeconfig/base64_data.h"
#include "kubeconfig/lint_parts.h"
#include "kubeconfig/mapping.h"
#include "platform/file.h"
#include "platform/jwt.h"

enum { CREDENTIAL_LIMIT = 4 * 1024 * 1024 };

/* A user that is looked at. */
struct subject {
	struct lint *lint;
	const struct lint_file *file;
	node_t body;
	char name[LINT_SHOWN_SIZE];
};

static bool has(const struct subject *at, const char *key)
{
	return lint_text(at->file, at->body, key).length > 0;
}

static bool has_node(const struct subject *at, const char *key)
{
	return mapping_get(at->file->document, at->body, key) != NODE_NONE;
}

/* `format` has one %s, for the user's name. */
static void find(const struct subject *at, const char *key, enum lint_severity severity,
		 const char *rule, const char *format, const char *advice)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	lint_find(at->lint, at->file, lint_offset(at->file, at->body, key), severity, rule, format,
		  at->name);
#pragma GCC diagnostic pop
	lint_advise(at->lint, "%s", advice);
}

/* Reads what a member refers to; false, with a finding, where that cannot be done. */
static bool read_reference(const struct subject *at, const char *key, enum lint_severity severity,
			   struct secret *content)
{
	cleanup_free char *path = lint_reference(at->lint, at->file, at->body, key);
	struct error err = ERROR_INIT;
	if (!path)
		return false;
	if (file_read(path, &content->bytes, &err) == 0)
		return true;
	lint_find(at->lint, at->file, lint_offset(at->file, at->body, key), severity,
		  "missing-path", "the %s of user '%s' cannot be read: %s", key, at->name,
		  err.message);
	lint_advise(at->lint, "relative paths are meant from the directory of the kubeconfig");
	return false;
}

/* A private file that a member refers to, and that others can read. */
static void check_mode(const struct subject *at, const char *key)
{
	cleanup_free char *path = lint_reference(at->lint, at->file, at->body, key);
	struct stat status;
	if (!path || stat(path, &status) != 0 || (status.st_mode & 0077) == 0)
		return;
	lint_find(at->lint, at->file, lint_offset(at->file, at->body, key),
		  (status.st_mode & 0007) != 0 ? LINT_ERROR : LINT_WARNING, "readable-by-others",
		  "mode %04o lets others at %s", status.st_mode & 07777U, path);
	lint_advise(at->lint, "chmod 600 %s", path);
}

/* --- certificates ------------------------------------------------------------------------- */

static void check_certificate_dates(const struct subject *at, const char *key, struct slice pem)
{
	struct certificate_dates dates;
	char what[LINT_SHOWN_SIZE + 64];
	if (certificate_next(&pem, &dates) != CERTIFICATE_FOUND) {
		find(at, key, LINT_ERROR, "bad-certificate",
		     "the client certificate of user '%s' is no PEM certificate",
		     "put the certificate there that belongs to the key");
		return;
	}
	snprintf(what, sizeof(what), "the client certificate of user '%s'", at->name);
	lint_expiry(at->lint, at->file, lint_offset(at->file, at->body, key), dates.not_after,
		    what);
}

/* kubectl refuses the two together, whatever is in them. */
static void check_twins(const struct subject *at, const char *path, const char *data)
{
	if (!has(at, path) || !has(at, data))
		return;
	lint_find(at->lint, at->file, lint_offset(at->file, at->body, path), LINT_ERROR,
		  "data-and-path", "user '%s' has %s and %s: kubectl refuses both together",
		  at->name, path, data);
	lint_advise(at->lint, "remove one of the two");
}

static void check_certificate(const struct subject *at)
{
	cleanup(secret_done) struct secret pem = SECRET_INIT(CREDENTIAL_LIMIT);
	struct slice data = lint_text(at->file, at->body, "client-certificate-data");
	const char *field = data.length > 0 ? "client-certificate-data" : "client-certificate";
	check_twins(at, "client-certificate", "client-certificate-data");
	if (!has(at, field))
		return;
	if (data.length > 0 ? base64_data_decode(&pem.bytes, data, "data", NULL) == 0
			    : read_reference(at, field, LINT_ERROR, &pem))
		check_certificate_dates(at, field,
					(struct slice){secret_string(&pem), secret_length(&pem)});
}

/* Without a certificate kubectl does not look at the key. */
static void check_key(const struct subject *at)
{
	bool certificate = has(at, "client-certificate-data") || has(at, "client-certificate");
	bool key_data = has(at, "client-key-data"), key = key_data || has(at, "client-key");
	check_twins(at, "client-key", "client-key-data");
	if (certificate && !key)
		find(at,
		     has(at, "client-certificate") ? "client-certificate"
						   : "client-certificate-data",
		     LINT_ERROR, "no-client-key",
		     "user '%s' has a client certificate and no key to it",
		     "set client-key or client-key-data; kubectl refuses one without the other");
	if (key && !certificate)
		find(at, key_data ? "client-key-data" : "client-key", LINT_WARNING,
		     "no-client-certificate", "user '%s' has a client key and no certificate to it",
		     "set client-certificate or client-certificate-data");
	if (certificate && !key_data) {
		cleanup(secret_done) struct secret ignored = SECRET_INIT(CREDENTIAL_LIMIT);
		read_reference(at, "client-key", LINT_ERROR, &ignored);
		check_mode(at, "client-key");
	}
}

/* --- tokens ------------------------------------------------------------------------------- */

static void check_token_text(const struct subject *at, const char *key, struct slice token)
{
	static const char iam[] = "k8s-aws-v1.";
	char what[LINT_SHOWN_SIZE + 64];
	int64_t expires;
	while (token.length > 0 && token.bytes[token.length - 1] != '\0' &&
	       strchr(" \t\r\n", token.bytes[token.length - 1]))
		token.length--;
	if (token.length == 0)
		find(at, key, LINT_ERROR, "empty-token", "the token file of user '%s' is empty",
		     "whoever writes it has not, or has failed");
	if (token.length > sizeof(iam) && memcmp(token.bytes, iam, sizeof(iam) - 1) == 0)
		find(at, key, LINT_ERROR, "stored-iam-token",
		     "user '%s' has an IAM token, which lives for 15 minutes at most",
		     "let an exec stanza get it on use: eksbreakglass token --cluster-name NAME");
	if (jwt_expiry(token, &expires) != 0)
		return;
	snprintf(what, sizeof(what), "the token of user '%s'", at->name);
	lint_expiry(at->lint, at->file, lint_offset(at->file, at->body, key), expires, what);
}

static void check_token(const struct subject *at)
{
	cleanup(secret_done) struct secret content = SECRET_INIT(CREDENTIAL_LIMIT);
	if (has(at, "tokenFile")) {
		if (read_reference(at, "tokenFile", has(at, "token") ? LINT_WARNING : LINT_ERROR,
				   &content))
			check_token_text(
				at, "tokenFile",
				(struct slice){secret_string(&content), secret_length(&content)});
		check_mode(at, "tokenFile");
		if (has(at, "token"))
			find(at, "token", LINT_NOTE, "unused-token",
			     "the token of user '%s' is not used as long as tokenFile can be read",
			     "remove one of the two");
	} else if (has(at, "token")) {
		check_token_text(at, "token", lint_text(at->file, at->body, "token"));
	}
}

/* --- other ways, and several at once ------------------------------------------------------ */

static void check_provider(const struct subject *at)
{
	node_t provider = mapping_get(at->file->document, at->body, "auth-provider");
	struct slice name = lint_text(at->file, provider, "name");
	char shown[LINT_SHOWN_SIZE];
	if (provider == NODE_NONE || slice_is(name, "oidc"))
		return;
	lint_find(at->lint, at->file, lint_offset(at->file, at->body, "auth-provider"), LINT_ERROR,
		  "auth-provider", "kubectl has no auth provider '%s' (any more)",
		  lint_show(name, shown));
	lint_advise(at->lint, "use the exec plugin of that provider; 1.26 took the built-in ones "
			      "out");
}

static void check_combination(const struct subject *at)
{
	bool token = has(at, "token") || has(at, "tokenFile");
	bool basic = has(at, "username") || has(at, "password");
	bool exec = has_node(at, "exec"), provider = has_node(at, "auth-provider");
	bool certificate = has(at, "client-certificate") || has(at, "client-certificate-data");
	if (token && basic)
		find(at, "username", LINT_ERROR, "token-and-password",
		     "user '%s' has a token and a password: kubectl refuses the two together",
		     "remove one of them");
	else if (basic)
		find(at, has(at, "username") ? "username" : "password", LINT_WARNING, "password",
		     "user '%s' has a password: API servers have taken none since 1.19",
		     "use another way to authenticate");
	if (exec && provider)
		find(at, "auth-provider", LINT_ERROR, "exec-and-provider",
		     "user '%s' has exec and auth-provider: kubectl refuses the two together",
		     "remove auth-provider");
	if (exec && token)
		find(at, "exec", LINT_WARNING, "unused-exec",
		     "the exec plugin of user '%s' is not used: there is a token",
		     "remove one of the two");
	if (!token && !basic && !exec && !provider && !certificate)
		find(at, "user", LINT_WARNING, "no-credentials",
		     "user '%s' has no way to authenticate",
		     "kubectl asks for a password then, or asks as nobody");
}

static void check_impersonation(const struct subject *at)
{
	static const char *const keys[] = {"as-uid", "as-groups", "as-user-extra"};
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]) && !has(at, "as"); i++) {
		node_t value = mapping_get(at->file->document, at->body, keys[i]);
		node_t node = value == NODE_NONE ? value : node_resolve(at->file->document, value);
		if (node == NODE_NONE || (node_first(at->file->document, node) == NODE_NONE &&
					  node_text(at->file->document, node).length == 0))
			continue;
		lint_find(at->lint, at->file, lint_offset(at->file, at->body, keys[i]), LINT_ERROR,
			  "no-as", "user '%s' has %s and no 'as': kubectl refuses that", at->name,
			  keys[i]);
		lint_advise(at->lint, "set 'as', the user to impersonate");
	}
}

void lint_user(struct lint *lint, const struct lint_file *file, const struct lint_entry *entry)
{
	struct subject at = {
		.lint = lint, .file = file, .body = node_resolve(file->document, entry->body)};
	lint_show(entry->name, at.name);
	check_certificate(&at);
	check_key(&at);
	check_token(&at);
	check_provider(&at);
	check_combination(&at);
	check_impersonation(&at);
	node_t exec = mapping_get(file->document, at.body, "exec");
	if (exec != NODE_NONE)
		lint_exec(lint, file, entry, node_resolve(file->document, exec));
}
