/* Getting a token; each login method is one POST to auth/MOUNT/login. */
#include <string.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "escrow/store_vault_client.h"
#include "platform/json.h"

enum { AUTHORIZATION_MAX = VAULT_CREDENTIAL_MAX + 16 };

static int use_token(struct vault_client *client, const char *token, struct error *err)
{
	struct buffer *value = &client->authorization.bytes;
	buffer_append_string(value, "Bearer ");
	buffer_append_string(value, token);
	return buffer_check(value, "the vault's token", err);
}

/* Names of the members that carry the role and the credential; NULL: none. */
static void write_body(const struct vault_client *client, const char *role, const char *credential,
		       struct secret *body)
{
	const struct vault_settings *settings = &client->settings;
	struct json_writer json = JSON_WRITER_INIT(&body->bytes, JSON_STYLE_COMPACT);
	json_object_begin(&json);
	json_member_optional(&json, role, settings->role);
	if (credential)
		json_member_string(&json, credential, secret_string(&settings->credential));
	json_object_end(&json);
}

static int refuse_login(struct vault_client *client, const struct vault_answer *answer,
			struct error *err)
{
	const struct vault_settings *settings = &client->settings;
	cleanup_free char *what = NULL;
	if (string_format(&what, err, "log in at auth/%s", settings->login_mount) != 0)
		return -1;
	vault_refused(client, answer, what, NULL, err);
	return error_hint(err,
			  "check the role and its credential, that the method is mounted at "
			  "auth/%s (--vault-login-mount), and the namespace",
			  settings->login_mount);
}

static int log_in_by(struct vault_client *client, const char *role, const char *credential,
		     struct error *err)
{
	cleanup(vault_answer_done) struct vault_answer answer = VAULT_ANSWER_INIT;
	cleanup(secret_done) struct secret body = SECRET_INIT(2 * VAULT_CREDENTIAL_MAX);
	cleanup(buffer_done) struct buffer path = BUFFER_INIT(1024);
	write_body(client, role, credential, &body);
	buffer_append_string(&path, "auth/");
	vault_append_path(&path, client->settings.login_mount);
	buffer_append_string(&path, "/login");
	if (buffer_check(&body.bytes, "the login", err) != 0 ||
	    buffer_check(&path, "the path of the login method", err) != 0 ||
	    vault_call(client, "POST", buffer_string(&path), &body, &answer, err) != 0)
		return -1;
	if (!vault_answer_is_success(&answer))
		return refuse_login(client, &answer, err);
	const char *token = json_get_string(answer.json, "auth.client_token");
	if (string_is_empty(token)) {
		error_set(err, ERROR_FAILED, "the vault at %s let us in without a token",
			  client->settings.address);
		return error_hint(err, "logins that ask for a second factor are not supported: use "
				       "--vault-login token");
	}
	client->token_is_ours = true;
	return use_token(client, token, err);
}

int vault_log_in(struct vault_client *client, struct error *err)
{
	secret_init(&client->authorization, AUTHORIZATION_MAX);
	switch (client->settings.login) {
	case VAULT_LOGIN_APPROLE:
		return log_in_by(client, "role_id", "secret_id", err);
	case VAULT_LOGIN_KUBERNETES:
		return log_in_by(client, "role", "jwt", err);
	case VAULT_LOGIN_CERT:
		return log_in_by(client, "name", NULL, err);
	case VAULT_LOGIN_TOKEN:
	default:
		return use_token(client, secret_string(&client->settings.credential), err);
	}
}

void vault_log_out(struct vault_client *client)
{
	cleanup(vault_answer_done) struct vault_answer answer = VAULT_ANSWER_INIT;
	if (client->token_is_ours)
		vault_call(client, "POST", "auth/token/revoke-self", NULL, &answer, NULL);
}
