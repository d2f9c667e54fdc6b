#include "kube/credential.h"

#include <string.h>

#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/encoding.h"
#include "core/error.h"
#include "kubeconfig/connection.h"
#include "platform/clock.h"
#include "platform/file.h"

enum { TOKEN_MAX = 64 * 1024 };

static const struct secret nothing = SECRET_INIT(0);

static bool has_plugin(const struct kube_credential *credential)
{
	return credential->identity == KUBE_EXEC_PLUGIN;
}

static bool has_token_file(const struct kube_credential *credential)
{
	return credential->identity == KUBE_TOKEN && credential->connection &&
	       credential->connection->token_file;
}

static enum kube_identity identify(const struct kubeconfig_connection *connection)
{
	if (connection->token_file || secret_length(&connection->token) > 0)
		return KUBE_TOKEN;
	if (connection->username)
		return KUBE_PASSWORD;
	if (secret_length(&connection->client_certificate_pem) > 0)
		return KUBE_CLIENT_CERTIFICATE;
	return connection->exec ? KUBE_EXEC_PLUGIN : KUBE_ANONYMOUS;
}

int kube_credential_init(struct kube_credential *credential,
			 const struct kubeconfig_connection *connection, struct error *err)
{
	*credential = (struct kube_credential){.connection = connection};
	secret_init(&credential->authorization, TOKEN_MAX);
	if (connection->auth_provider) {
		error_set(err, ERROR_FAILED,
			  "user %s has the auth-provider '%s', which no client runs since "
			  "Kubernetes 1.26",
			  connection->user_name, connection->auth_provider);
		return error_hint(err, "use an exec plugin in its place");
	}
	credential->identity = identify(connection);
	return 0;
}

static int set_authorization(struct kube_credential *credential, const char *scheme,
			     const char *value, size_t length, struct error *err)
{
	struct buffer *text = &credential->authorization.bytes;
	secret_done(&credential->authorization);
	buffer_append_string(text, scheme);
	buffer_append(text, value, length);
	return buffer_check(text, "the token", err);
}

int kube_credential_init_token(struct kube_credential *credential, const struct secret *token,
			       struct error *err)
{
	*credential = (struct kube_credential){.identity = KUBE_TOKEN, .is_ready = true};
	secret_init(&credential->authorization, TOKEN_MAX);
	return set_authorization(credential, "Bearer ", secret_string(token), secret_length(token),
				 err);
}

void kube_credential_done(struct kube_credential *credential)
{
	secret_done(&credential->authorization);
	exec_credential_done(&credential->plugin);
}

static int read_token_file(struct kube_credential *credential, struct error *err)
{
	cleanup(secret_done) struct secret token = SECRET_INIT(TOKEN_MAX);
	const char *path = credential->connection->token_file;
	if (file_read(path, &token.bytes, err) != 0)
		return error_wrap(err, "cannot read the token of user %s",
				  credential->connection->user_name);
	size_t length = secret_length(&token);
	const char *text = secret_string(&token);
	while (length > 0 && strchr(" \t\r\n", text[length - 1]))
		length--;
	while (length > 0 && strchr(" \t\r\n", *text)) {
		text++;
		length--;
	}
	if (length == 0)
		return error_set(err, ERROR_FAILED, "there is no token in %s", path);
	return set_authorization(credential, "Bearer ", text, length, err);
}

static int use_password(struct kube_credential *credential, struct error *err)
{
	cleanup(secret_done) struct secret plain = SECRET_INIT(TOKEN_MAX);
	cleanup(secret_done) struct secret encoded = SECRET_INIT(TOKEN_MAX);
	buffer_append_string(&plain.bytes, credential->connection->username);
	buffer_append_char(&plain.bytes, ':');
	buffer_append_string(&plain.bytes, secret_string(&credential->connection->password));
	encoding_base64(&encoded.bytes, secret_string(&plain), secret_length(&plain),
			BASE64_STANDARD);
	if (buffer_check(&plain.bytes, "the password", err) != 0 ||
	    buffer_check(&encoded.bytes, "the password", err) != 0)
		return -1;
	return set_authorization(credential, "Basic ", secret_string(&encoded),
				 secret_length(&encoded), err);
}

static int run_plugin(struct kube_credential *credential, struct error *err)
{
	struct exec_credential fresh = {0};
	if (exec_plugin_run(credential->connection, &fresh, err) != 0)
		return -1;
	exec_credential_done(&credential->plugin);
	credential->plugin = fresh;
	secret_done(&credential->authorization);
	if (secret_length(&fresh.token) == 0)
		return 0;
	return set_authorization(credential, "Bearer ", secret_string(&fresh.token),
				 secret_length(&fresh.token), err);
}

int kube_credential_ensure(struct kube_credential *credential, struct error *err)
{
	int64_t expires = credential->plugin.expires;
	int result = 0;
	if (credential->is_ready && (expires == 0 || clock_now(&clock_system) < expires))
		return 0;
	if (has_plugin(credential))
		result = run_plugin(credential, err);
	else if (has_token_file(credential))
		result = read_token_file(credential, err);
	else if (credential->identity == KUBE_PASSWORD)
		result = use_password(credential, err);
	else if (credential->identity == KUBE_TOKEN)
		result = set_authorization(credential, "Bearer ",
					   secret_string(&credential->connection->token),
					   secret_length(&credential->connection->token), err);
	credential->is_ready = result == 0;
	return result;
}

bool kube_credential_renew(struct kube_credential *credential)
{
	if (!has_plugin(credential) && !has_token_file(credential))
		return false;
	credential->is_ready = false;
	return true;
}

const struct secret *kube_credential_certificate(const struct kube_credential *credential)
{
	if (has_plugin(credential))
		return &credential->plugin.client_certificate_pem;
	return credential->connection ? &credential->connection->client_certificate_pem : &nothing;
}

const struct secret *kube_credential_key(const struct kube_credential *credential)
{
	if (has_plugin(credential))
		return &credential->plugin.client_key_pem;
	return credential->connection ? &credential->connection->client_key_pem : &nothing;
}
