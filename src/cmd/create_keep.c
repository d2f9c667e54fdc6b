#include "cmd/create_keep.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "age/recipient.h"
#include "cmd/progress.h"
#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/secret.h"
#include "core/strings.h"
#include "escrow/bundle.h"
#include "escrow/bundle_source.h"
#include "kubeconfig/connection.h"
#include "kubeconfig/kubeconfig.h"
#include "kubeconfig/stanzas.h"
#include "kubeconfig/write.h"
#include "platform/clock.h"
#include "platform/file.h"

/* --- before ------------------------------------------------------------------------------ */

/* A context of that name that is not the break-glass one of this cluster is not overwritten. */
static int check_context(const struct create_keep *keep, const struct kubeconfig *config,
			 struct error *err)
{
	cleanup(kubeconfig_connection_done) struct kubeconfig_connection existing = {0};
	if (kubeconfig_connection(config, keep->new_context, &existing, NULL) != 0)
		return 0;
	const char *why = NULL;
	if (!string_equal(existing.server, keep->connection->server))
		why = "is for another cluster";
	else if (existing.exec || existing.token_file || existing.username ||
		 secret_length(&existing.client_certificate_pem) > 0)
		why = "has a user with another kind of credential";
	else if (!string_equal(existing.user_name, keep->new_context))
		why = "has a user of another name";
	if (!why)
		return 0;
	error_set(err, ERROR_FAILED, "context %s is in the kubeconfig already and %s",
		  keep->new_context, why);
	return error_hint(err, "give the new one another name (--new-context)");
}

int create_keep_check(const struct create_keep *keep, const struct kubeconfig *config,
		      struct error *err)
{
	if (keep->seal && !string_equal(keep->seal, "-") && access(keep->seal, F_OK) == 0) {
		error_errno(err, EEXIST, "cannot seal into %s", keep->seal);
		return error_hint(err, "choose another name, or remove that file first");
	}
	return keep->merge ? check_context(keep, config, err) : 0;
}

/* --- after ------------------------------------------------------------------------------- */

static struct kubeconfig_stanzas stanzas_of(const struct create_keep *keep,
					    const struct secret *token)
{
	const struct kubeconfig_connection *connection = keep->connection;
	return (struct kubeconfig_stanzas){
		.cluster_name = connection->cluster_name,
		.server = connection->server,
		.tls_server_name = connection->tls_server_name,
		.proxy_url = connection->proxy_url,
		.ca_pem = connection->ca_pem.length > 0 ? connection->ca_pem.data : NULL,
		.ca_pem_length = connection->ca_pem.length,
		.user_name = keep->new_context,
		.token = token,
		.context_name = keep->new_context,
		.set_current_context = true,
	};
}

static int merge(const struct create_keep *keep, const struct secret *token,
		 const struct progress *progress, bool *changed, struct error *err)
{
	struct kubeconfig_stanzas stanzas = stanzas_of(keep, token);
	const struct kubeconfig_write_options options = {.dry_run = false};
	struct kubeconfig_write_result result;
	/* The cluster's entry is the one that was just used, and stays as the user wrote it. */
	stanzas.server = stanzas.tls_server_name = stanzas.proxy_url = stanzas.ca_pem = NULL;
	stanzas.ca_pem_length = 0;
	stanzas.set_current_context = false;
	if (kubeconfig_merge_stanzas(keep->kubeconfig_path, &stanzas, &options, &result, err) != 0)
		return -1;
	progress_step(progress, "%s: context %s %s", result.path, keep->new_context,
		      result.changed ? "written" : "is as it was");
	if (result.changed)
		*changed = true;
	kubeconfig_write_result_done(&result);
	return 0;
}

static bool has_content(const char *path, const struct secret *content)
{
	cleanup(secret_done) struct secret existing = SECRET_INIT(secret_length(content));
	return !string_equal(path, "-") && file_read(path, &existing.bytes, NULL) == 0 &&
	       secret_equal(&existing, content);
}

static int write_out(const struct create_keep *keep, const struct secret *token,
		     const struct progress *progress, bool *changed, struct error *err)
{
	const struct kubeconfig_stanzas stanzas = stanzas_of(keep, token);
	cleanup(secret_done) struct secret text = SECRET_INIT(BUNDLE_PLAINTEXT_MAX);
	if (kubeconfig_stanzas_to_json(&stanzas, NULL, &text.bytes, err) != 0)
		return -1;
	buffer_append_char(&text.bytes, '\n');
	if (buffer_check(&text.bytes, "the kubeconfig", err) != 0)
		return -1;
	if (has_content(keep->out, &text)) {
		progress_step(progress, "%s: is as it was", keep->out);
		return 0;
	}
	if (file_write_output(keep->out, secret_string(&text), secret_length(&text), 0600,
			      FILE_CREATE, err) != 0)
		return -1;
	progress_step(progress, "%s: written, holds the token",
		      string_equal(keep->out, "-") ? "standard output" : keep->out);
	*changed = true;
	return 0;
}

static int seal(const struct create_keep *keep, const struct secret *token,
		const struct progress *progress, bool *changed, struct error *err)
{
	const struct kubeconfig_stanzas stanzas = stanzas_of(keep, token);
	const struct bundle_metadata metadata = {
		.issued = clock_now(&clock_system),
		.cluster_arn = bundle_source_cluster_arn(keep->connection),
	};
	cleanup(buffer_done) struct buffer sealed = BUFFER_INIT(BUNDLE_SEALED_MAX);
	if (bundle_seal(&stanzas, &metadata, keep->recipients, &sealed, err) != 0 ||
	    bundle_save(&sealed, keep->seal, false, err) != 0)
		return -1;
	progress_step(progress, "%s: sealed for %zu recipient%s",
		      string_equal(keep->seal, "-") ? "standard output" : keep->seal,
		      keep->recipients->count, keep->recipients->count == 1 ? "" : "s");
	*changed = true;
	return 0;
}

int create_keep(const struct create_keep *keep, const struct secret *token,
		const struct progress *progress, bool *ret_changed, struct error *err)
{
	if (keep->seal && seal(keep, token, progress, ret_changed, err) != 0)
		return -1;
	if (keep->out && write_out(keep, token, progress, ret_changed, err) != 0)
		return -1;
	return keep->merge ? merge(keep, token, progress, ret_changed, err) : 0;
}
