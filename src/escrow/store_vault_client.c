#include "escrow/store_vault_client.h"

#include <stdio.h>
#include <string.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "core/url.h"
#include "platform/http.h"
#include "platform/json.h"

enum { URL_LIMIT = 8 * 1024 };

void vault_answer_done(struct vault_answer *answer)
{
	json_free(answer->json);
	answer->json = NULL;
}

void vault_append_path(struct buffer *out, const char *path)
{
	while (*path) {
		char segment[256];
		size_t length = strcspn(path, "/");
		size_t piece = length < sizeof(segment) ? length : sizeof(segment) - 1;
		memcpy(segment, path, piece);
		segment[piece] = '\0';
		url_append_escaped(out, segment);
		path += piece;
		if (*path == '/') {
			buffer_append_char(out, '/');
			path++;
		}
	}
}

/* Where the vault lists several reasons, its text has line breaks and tabs. */
static void put_on_one_line(char *text)
{
	char *end = text;
	for (const char *c = text; *c; c++) {
		bool is_space = strchr(" \n\r\t", *c) != NULL;
		if (!is_space)
			*end++ = *c;
		else if (end > text && end[-1] != ' ')
			*end++ = ' ';
	}
	if (end > text && end[-1] == ' ')
		end--;
	*end = '\0';
}

void vault_answer_errors(const struct vault_answer *answer, char *target, size_t size)
{
	const struct json *errors = json_get(answer->json, "errors");
	size_t used = 0;
	target[0] = '\0';
	for (size_t i = 0; i < json_count(errors); i++) {
		const char *text = json_get_string(json_item(errors, i), NULL);
		if (!text || used >= size)
			continue;
		int written =
			snprintf(target + used, size - used, "%s%s", used > 0 ? "; " : "", text);
		used += written > 0 ? (size_t)written : 0;
	}
	put_on_one_line(target);
}

/* --- one request ------------------------------------------------------------------------- */

static int perform(struct vault_client *client, const char *method, const char *path,
		   const struct secret *body, struct http_response *response,
		   struct vault_answer *answer, struct error *err)
{
	const struct vault_settings *settings = &client->settings;
	cleanup(secret_done) struct secret text = SECRET_INIT(VAULT_BODY_MAX);
	cleanup(buffer_done) struct buffer url = BUFFER_INIT(URL_LIMIT);
	*response = (struct http_response){.failure = HTTP_FAILED};
	buffer_append_format(&url, "%s/v1/%s", settings->address, path);
	if (buffer_check(&url, "the URL", err) != 0)
		return -1;
	const struct http_header headers[] = {
		/* Agents in front of a vault may want it, as a guard against forged requests. */
		{"X-Vault-Request", "true"},
		{"Content-Type", string_equal(method, "PATCH") ? "application/merge-patch+json"
							       : "application/json"},
		{"X-Vault-Namespace", settings->namespace_name},
	};
	const struct http_tls tls = {
		.ca_pem = &settings->ca_pem,
		.client_certificate_pem = &settings->client_certificate,
		.client_key_pem = &settings->client_key,
		.server_name = settings->tls_server_name,
	};
	const struct http_request request = {
		.method = method,
		.url = buffer_string(&url),
		.headers = headers,
		.header_count = settings->namespace_name ? 3 : 2,
		.authorization = &client->authorization,
		.body = body ? secret_string(body) : NULL,
		.body_length = body ? secret_length(body) : 0,
		.tls = &tls,
		.response_body = &text.bytes,
	};
	if (http_perform(client->http, &request, response, err) != 0)
		return -1;
	answer->status = response->status;
	if (secret_length(&text) == 0 || !strstr(response->content_type, "json"))
		return 0;
	int result = json_parse(secret_string(&text), secret_length(&text), "the vault's answer",
				&answer->json, err);
	/* What stands before a vault has error pages of its own: then the status says enough. */
	return vault_answer_is_success(answer) ? result : 0;
}

/* --- what goes wrong --------------------------------------------------------------------- */

static int fail_sealed(struct vault_client *client, const struct vault_answer *status,
		       struct error *err)
{
	int64_t needed = 0;
	int64_t given = 0;
	json_get_integer(status->json, "t", &needed);
	json_get_integer(status->json, "progress", &given);
	error_set(err, ERROR_FAILED, "the vault at %s is sealed", client->settings.address);
	return error_hint(err,
			  "%lld more of its key holders must run 'bao operator unseal' or 'vault "
			  "operator unseal'; or take the copy from another store",
			  (long long)(needed - given));
}

/* 503 has several reasons; the server says which without a login. */
static int fail_unavailable(struct vault_client *client, struct error *err)
{
	cleanup(vault_answer_done) struct vault_answer status = VAULT_ANSWER_INIT;
	struct http_response response;
	if (perform(client, "GET", "sys/seal-status", NULL, &response, &status, NULL) == 0 &&
	    status.status == 200) {
		if (!json_get_bool(status.json, "initialized", true))
			return error_set(err, ERROR_FAILED, "the vault at %s is not initialised",
					 client->settings.address);
		if (json_get_bool(status.json, "sealed", false))
			return fail_sealed(client, &status, err);
	}
	error_set(err, ERROR_FAILED, "the vault at %s is not available (503)",
		  client->settings.address);
	return error_hint(err, "it has no active node, or is in maintenance; 'bao status' on its "
			       "machines tells; or take the copy from another store");
}

static const char *reason_of(int status)
{
	switch (status) {
	case 412:
		return "has not caught up with the node that takes writes";
	case 429:
		return "limits the rate of requests, or is a standby that does not forward them";
	case 472:
		return "is a secondary for disaster recovery, which serves nobody";
	case 473:
		return "is a performance standby that does not forward requests";
	case 501:
		return "is not initialised";
	default:
		return NULL;
	}
}

/* An answer that vault_call does not hand out. */
static int fail_status(struct vault_client *client, const struct vault_answer *answer,
		       struct error *err)
{
	const char *address = client->settings.address;
	const char *reason = reason_of(answer->status);
	char said[512];
	vault_answer_errors(answer, said, sizeof(said));
	if (answer->status == 503)
		return fail_unavailable(client, err);
	if (answer->status >= 300 && answer->status < 400) {
		error_set(err, ERROR_FAILED,
			  "the vault at %s sends its clients elsewhere (%d), and a token does not "
			  "follow: it is a standby that does not forward requests",
			  address, answer->status);
		return error_hint(err,
				  "set VAULT_ADDR or --vault-address to the active node, or to "
				  "what balances between the nodes");
	}
	if (!reason)
		return error_set(err, ERROR_FAILED, "the vault at %s answered %d%s%s", address,
				 answer->status, *said ? ": " : "", said);
	error_set(err, ERROR_FAILED, "the vault at %s %s (%d)", address, reason, answer->status);
	return error_hint(err, answer->status == 429 || answer->status == 412
				       ? "try again in a minute; or name another node with "
					 "--vault-address"
				       : "name the active node with --vault-address");
}

static bool token_is_valid(struct vault_client *client)
{
	cleanup(vault_answer_done) struct vault_answer answer = VAULT_ANSWER_INIT;
	struct http_response response;
	/* The default policy lets every token ask this. */
	return perform(client, "GET", "auth/token/lookup-self", NULL, &response, &answer, NULL) ==
		       0 &&
	       answer.status == 200;
}

int vault_refused(struct vault_client *client, const struct vault_answer *answer, const char *what,
		  const char *denied, struct error *err)
{
	const char *address = client->settings.address;
	char said[512];
	vault_answer_errors(answer, said, sizeof(said));
	error_set(err, ERROR_FAILED, "the vault at %s does not let us %s%s%s (%d)", address, what,
		  *said ? ": " : "", said, answer->status);
	if (err)
		err->http_status = answer->status;
	if (answer->status != 403 || secret_length(&client->authorization) == 0)
		return -1;
	if (!token_is_valid(client))
		return error_hint(err, "the token is not valid: expired, revoked or of another "
				       "vault or namespace; log in again");
	if (denied)
		return error_hint(err, "%s", denied);
	return error_hint(err, "the token is valid, but none of its policies allows this; 'bao "
			       "token capabilities PATH' shows what they allow");
}

/* --- again ------------------------------------------------------------------------------- */

static bool is_handed_out(int status)
{
	return (status >= 200 && status < 300) || status == 400 || status == 403 || status == 404 ||
	       status == 405;
}

/* Not a 503, which is nearly always a sealed vault: that takes people, not patience. */
static bool may_pass(const struct http_response *response)
{
	int status = response->status;
	return response->failure == HTTP_BROKEN || status == 412 || status == 429 ||
	       status == 500 || status == 502 || status == 504;
}

static int64_t pause_before(unsigned attempt, const struct http_response *response)
{
	int64_t pause = (int64_t)VAULT_FIRST_PAUSE_MS << attempt;
	if (response->retry_after > 0 && response->retry_after * 1000 > pause)
		pause = response->retry_after * 1000;
	return pause < VAULT_LONGEST_PAUSE_MS ? pause : VAULT_LONGEST_PAUSE_MS;
}

int vault_call(struct vault_client *client, const char *method, const char *path,
	       const struct secret *body, struct vault_answer *ret_answer, struct error *err)
{
	for (unsigned attempt = 0;; attempt++) {
		cleanup(vault_answer_done) struct vault_answer answer = VAULT_ANSWER_INIT;
		struct http_response response;
		int result = perform(client, method, path, body, &response, &answer, err);
		if (result == 0 && is_handed_out(answer.status)) {
			*ret_answer = answer;
			answer.json = NULL;
			return 0;
		}
		if (attempt + 1 == VAULT_ATTEMPTS || !may_pass(&response))
			return result == 0 ? fail_status(client, &answer, err) : -1;
		error_clear(err);
		client->pause(pause_before(attempt, &response));
	}
}
