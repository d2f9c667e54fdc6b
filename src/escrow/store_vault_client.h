/*
 * Requests to the HTTP API of HashiCorp Vault (https://developer.hashicorp.com/vault/api-docs) and
 * OpenBao (https://openbao.org/api-docs/), which is the same here; for store_vault*.c alone.
 *
 * A request that fails for reasons that pass by themselves (429, 412, 5xx, a connection that
 * breaks) is repeated a few times; writes as well: a write carries the version it is to replace, so
 * that it cannot take effect twice. Nothing follows a redirect.
 */
#ifndef ESCROW_STORE_VAULT_CLIENT_H
#define ESCROW_STORE_VAULT_CLIENT_H

#include "core/secret.h"
#include "escrow/store_vault_settings.h"

struct buffer;
struct error;
struct http;
struct json;

enum {
	VAULT_BODY_MAX = 8 * 1024 * 1024,
	VAULT_ATTEMPTS = 4,
	VAULT_FIRST_PAUSE_MS = 250,         /* doubled each time */
	VAULT_LONGEST_PAUSE_MS = 30 * 1000, /* where the server says how long */
};

struct vault_client {
	struct http *http;
	struct vault_settings settings;
	struct secret authorization; /* the header's value; empty before the login */
	bool token_is_ours;          /* made by our login: to be revoked */
	void (*pause)(int64_t milliseconds);
};

struct vault_answer {
	int status;        /* 2xx, 400, 403, 404 or 405 */
	struct json *json; /* NULL where there is no body */
};

#define VAULT_ANSWER_INIT    \
	{                    \
		.json = NULL \
	}

void vault_answer_done(struct vault_answer *answer);
static inline bool vault_answer_is_success(const struct vault_answer *answer)
{
	return answer->status >= 200 && answer->status < 300;
}

/*
 * `path` follows "/v1/" and is escaped; body: JSON, or NULL. What the server understood and denied
 * is an answer; all else that is not a success is an error.
 */
int vault_call(struct vault_client *client, const char *method, const char *path,
	       const struct secret *body, struct vault_answer *ret_answer, struct error *err);

/*
 * -1, with the error for an answer that is no success. `what` was tried: "read secret/data/x".
 * `denied` is the hint where the token is good and its policies are not; NULL: a general one.
 */
int vault_refused(struct vault_client *client, const struct vault_answer *answer, const char *what,
		  const char *denied, struct error *err);

/* The "errors" of an answer, in one line. Always NUL-terminated; "" where there are none. */
void vault_answer_errors(const struct vault_answer *answer, char *target, size_t size);

/* Appends a path with each segment escaped. */
void vault_append_path(struct buffer *out, const char *path);

/* Logs in as the settings say; afterwards .authorization is set. */
int vault_log_in(struct vault_client *client, struct error *err);
/* Revokes the token if the login made it; a failure has no consequence but its lease. */
void vault_log_out(struct vault_client *client);

#endif
