#include "kubeconfig/connection.h"

#include <stdlib.h>
#include <string.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "kubeconfig/base64_data.h"
#include "kubeconfig/connection_exec.h"
#include "kubeconfig/mapping.h"
#include "kubeconfig/merged.h"
#include "kubeconfig/references.h"
#include "kubeconfig/text.h"
#include "platform/file.h"

enum {
	PEM_LIMIT = 4 * 1024 * 1024,
	TOKEN_LIMIT = 1024 * 1024,
};

void kubeconfig_connection_done(struct kubeconfig_connection *connection)
{
	char *texts[] = {
		connection->context_name,     connection->cluster_name, connection->user_name,
		connection->namespace_name,   connection->server,       connection->tls_server_name,
		connection->proxy_url,        connection->token_file,   connection->username,
		connection->impersonate_user, connection->auth_provider};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		free(texts[i]);
	buffer_done(&connection->ca_pem);
	secret_done(&connection->client_certificate_pem);
	secret_done(&connection->client_key_pem);
	secret_done(&connection->token);
	secret_done(&connection->password);
	connection_exec_free(connection->exec);
	*connection = (struct kubeconfig_connection){0};
}

/* An entry's body and where it is. */
struct body {
	const struct config_file *file;
	const struct document *document;
	node_t node;
};

static int take_text(const struct body *body, const char *key, char **ret, struct error *err)
{
	return text_take(body->document, mapping_get(body->document, body->node, key), ret, err);
}

static int take_path(const struct body *body, const char *key, char **ret, struct error *err)
{
	cleanup_free char *reference = NULL;
	if (take_text(body, key, &reference, err) != 0)
		return -1;
	return reference ? reference_resolve(body->file->path, reference, ret, err) : 0;
}

static int take_secret(const struct body *body, const char *key, struct secret *secret,
		       struct error *err)
{
	node_t node = mapping_get(body->document, body->node, key);
	if (node == NODE_NONE)
		return 0;
	struct slice text = node_text(body->document, node);
	return text.length > 0 ? secret_set(secret, text.bytes, text.length, err) : 0;
}

static bool take_flag(const struct body *body, const char *key)
{
	return text_flag(body->document, mapping_get(body->document, body->node, key));
}

/* What KEY-data holds, else the content of the file that KEY names. */
static int take_pem(const struct body *body, const char *key, const char *data_key,
		    struct buffer *pem, struct error *err)
{
	node_t data = mapping_get(body->document, body->node, data_key);
	if (data != NODE_NONE && node_text(body->document, data).length > 0)
		return base64_data_decode(pem, node_text(body->document, data), data_key, err);
	cleanup_free char *path = NULL;
	if (take_path(body, key, &path, err) != 0)
		return -1;
	if (path && file_read(path, pem, err) != 0)
		return error_wrap(err, "%s of %s", key, body->file->path);
	return 0;
}

static int take_cluster(const struct body *body, struct kubeconfig_connection *connection,
			struct error *err)
{
	if (take_text(body, "server", &connection->server, err) != 0 ||
	    take_text(body, "tls-server-name", &connection->tls_server_name, err) != 0 ||
	    take_text(body, "proxy-url", &connection->proxy_url, err) != 0 ||
	    take_pem(body, "certificate-authority", "certificate-authority-data",
		     &connection->ca_pem, err) != 0)
		return -1;
	connection->insecure_skip_tls_verify = take_flag(body, "insecure-skip-tls-verify");
	if (connection->server)
		return 0;
	error_set(err, ERROR_FAILED, "cluster '%s' in %s has no server", connection->cluster_name,
		  body->file->path);
	return error_hint(err, "its entry needs 'server: https://...'");
}

static int take_exec(const struct body *user, const struct body *cluster,
		     struct kubeconfig_connection *connection, struct error *err)
{
	node_t exec = mapping_get(user->document, user->node, "exec");
	if (exec == NODE_NONE)
		return 0;
	if (connection_exec_new(user->document, user->file->path, exec, &connection->exec, err) !=
	    0)
		return error_wrap(err, "user '%s' in %s", connection->user_name, user->file->path);
	return connection_exec_cluster_config(cluster->document, cluster->node, connection->exec,
					      err);
}

static int take_user(const struct body *body, struct kubeconfig_connection *connection,
		     struct error *err)
{
	if (take_pem(body, "client-certificate", "client-certificate-data",
		     &connection->client_certificate_pem.bytes, err) != 0 ||
	    take_pem(body, "client-key", "client-key-data", &connection->client_key_pem.bytes,
		     err) != 0 ||
	    take_secret(body, "token", &connection->token, err) != 0 ||
	    take_path(body, "tokenFile", &connection->token_file, err) != 0 ||
	    take_text(body, "username", &connection->username, err) != 0 ||
	    take_secret(body, "password", &connection->password, err) != 0 ||
	    take_text(body, "as", &connection->impersonate_user, err) != 0)
		return -1;
	node_t provider = mapping_get(body->document, body->node, "auth-provider");
	return text_take(body->document, mapping_get(body->document, provider, "name"),
			 &connection->auth_provider, err);
}

/* The entry that the context names under `key`. */
static int find_referenced(const struct kubeconfig *config, const struct body *context,
			   enum section section, struct body *ret, char **ret_name,
			   const char *context_name, struct error *err)
{
	const char *noun = section_noun(section);
	if (take_text(context, noun, ret_name, err) != 0)
		return -1;
	if (!*ret_name) {
		error_set(err, ERROR_FAILED, "context '%s' in %s names no %s", context_name,
			  context->file->path, noun);
		return -1;
	}
	struct found_entry found = kubeconfig_find(config, section, slice_of(*ret_name));
	if (!found.file) {
		kubeconfig_refuse_missing(config, section, *ret_name, err);
		error_wrap(err, "context '%s' in %s", context_name, context->file->path);
		return -1;
	}
	*ret = (struct body){found.file, found.file->document, found.entry->body};
	return 0;
}

static int choose_context(const struct kubeconfig *config, const char *name, char **ret_name,
			  struct body *ret, struct error *err)
{
	if (!name && string_is_empty(config->current_context)) {
		error_set(err, ERROR_FAILED,
			  "no context is given, and the kubeconfig has no "
			  "current-context");
		error_hint(err, "give --context NAME, or set one with 'eksbreakglass config use "
				"NAME'");
		return -1;
	}
	const char *chosen = name ? name : config->current_context;
	struct found_entry found = kubeconfig_find(config, SECTION_CONTEXTS, slice_of(chosen));
	if (!found.file) {
		kubeconfig_refuse_missing(config, SECTION_CONTEXTS, chosen, err);
		return -1;
	}
	*ret = (struct body){found.file, found.file->document, found.entry->body};
	return string_copy(ret_name, chosen, err);
}

int kubeconfig_connection(const struct kubeconfig *config, const char *context,
			  struct kubeconfig_connection *ret, struct error *err)
{
	cleanup(kubeconfig_connection_done) struct kubeconfig_connection connection = {
		.ca_pem = BUFFER_INIT(PEM_LIMIT),
		.client_certificate_pem = SECRET_INIT(PEM_LIMIT),
		.client_key_pem = SECRET_INIT(PEM_LIMIT),
		.token = SECRET_INIT(TOKEN_LIMIT),
		.password = SECRET_INIT(TOKEN_LIMIT),
	};
	struct body chosen = {0}, cluster = {0}, user = {0};
	if (choose_context(config, context, &connection.context_name, &chosen, err) != 0)
		return -1;
	const char *name = connection.context_name;
	if (find_referenced(config, &chosen, SECTION_CLUSTERS, &cluster, &connection.cluster_name,
			    name, err) != 0 ||
	    find_referenced(config, &chosen, SECTION_USERS, &user, &connection.user_name, name,
			    err) != 0 ||
	    take_text(&chosen, "namespace", &connection.namespace_name, err) != 0 ||
	    take_cluster(&cluster, &connection, err) != 0 ||
	    take_user(&user, &connection, err) != 0 ||
	    take_exec(&user, &cluster, &connection, err) != 0)
		return -1;
	*ret = connection;
	connection = (struct kubeconfig_connection){0};
	return 0;
}
