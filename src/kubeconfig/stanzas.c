#include "kubeconfig/stanzas.h"

#include "core/buffer.h"
#include "core/encoding.h"
#include "core/error.h"
#include "core/json_writer.h"
#include "core/secret.h"

static void write_cluster(const struct kubeconfig_stanzas *stanzas, struct json_writer *json,
			  struct buffer *ca)
{
	json_object_begin(json);
	json_key(json, "cluster");
	json_object_begin(json);
	if (stanzas->ca_pem) {
		encoding_base64(ca, stanzas->ca_pem, stanzas->ca_pem_length, BASE64_STANDARD);
		json_member_string(json, "certificate-authority-data", buffer_string(ca));
	}
	json_member_optional(json, "proxy-url", stanzas->proxy_url);
	json_member_optional(json, "server", stanzas->server);
	json_member_optional(json, "tls-server-name", stanzas->tls_server_name);
	json_object_end(json);
	json_member_string(json, "name", stanzas->cluster_name);
	json_object_end(json);
}

static void write_context(const struct kubeconfig_stanzas *stanzas, struct json_writer *json)
{
	json_object_begin(json);
	json_key(json, "context");
	json_object_begin(json);
	json_member_optional(json, "cluster", stanzas->cluster_name);
	json_member_optional(json, "namespace", stanzas->namespace_name);
	json_member_optional(json, "user", stanzas->user_name);
	json_object_end(json);
	json_member_string(json, "name", stanzas->context_name);
	json_object_end(json);
}

static void write_pem(struct json_writer *json, const char *key, const struct secret *pem,
		      struct buffer *base64)
{
	if (!pem)
		return;
	buffer_truncate(base64, 0);
	encoding_base64(base64, secret_string(pem), secret_length(pem), BASE64_STANDARD);
	json_member_string(json, key, buffer_string(base64));
}

static void write_user(const struct kubeconfig_stanzas *stanzas, struct json_writer *json,
		       struct buffer *pem)
{
	json_object_begin(json);
	json_member_string(json, "name", stanzas->user_name);
	json_key(json, "user");
	json_object_begin(json);
	write_pem(json, "client-certificate-data", stanzas->client_certificate_pem, pem);
	write_pem(json, "client-key-data", stanzas->client_key_pem, pem);
	if (stanzas->token)
		json_member_string(json, "token", secret_string(stanzas->token));
	json_object_end(json);
	json_object_end(json);
}

static void write_all(const struct kubeconfig_stanzas *stanzas, const char *extensions,
		      struct json_writer *json, struct buffer *ca, struct buffer *pem)
{
	json_object_begin(json);
	json_member_string(json, "apiVersion", "v1");
	json_key(json, "clusters");
	json_array_begin(json);
	if (stanzas->cluster_name)
		write_cluster(stanzas, json, ca);
	json_array_end(json);
	json_key(json, "contexts");
	json_array_begin(json);
	if (stanzas->context_name)
		write_context(stanzas, json);
	json_array_end(json);
	json_member_string(
		json, "current-context",
		stanzas->set_current_context && stanzas->context_name ? stanzas->context_name : "");
	if (extensions) {
		json_key(json, "extensions");
		json_write_raw(json, extensions);
	}
	json_member_string(json, "kind", "Config");
	json_key(json, "users");
	json_array_begin(json);
	if (stanzas->user_name)
		write_user(stanzas, json, pem);
	json_array_end(json);
	json_object_end(json);
}

int kubeconfig_stanzas_to_json(const struct kubeconfig_stanzas *stanzas, const char *extensions,
			       struct buffer *out, struct error *err)
{
	struct buffer ca = BUFFER_INIT(out->limit);
	struct secret pem = SECRET_INIT(out->limit);
	struct json_writer json = JSON_WRITER_INIT(out, JSON_STYLE_COMPACT);
	write_all(stanzas, extensions, &json, &ca, &pem.bytes);
	int status = buffer_check(&ca, "the certificate authority", err);
	if (status == 0)
		status = buffer_check(&pem.bytes, "the client certificate", err);
	if (status == 0)
		status = buffer_check(out, "the kubeconfig", err);
	buffer_done(&ca);
	secret_done(&pem);
	return status;
}
