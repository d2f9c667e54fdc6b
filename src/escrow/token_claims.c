#include "escrow/token_claims.h"

#include <stdbool.h>
#include <stdlib.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "core/secret.h"
#include "core/strings.h"
#include "platform/json.h"
#include "platform/jwt.h"

#define LEGACY "kubernetes.io/serviceaccount/"

static const char *text_of(const struct json *claims, const char *legacy, const char *bound)
{
	const struct json *member = json_get_member(claims, legacy);
	if (member)
		return json_get_string(member, NULL);
	return json_get_string(json_get_member(claims, "kubernetes.io"), bound);
}

static void move(struct token_claims *to, struct token_claims *from)
{
	*to = *from;
	*from = (struct token_claims){0};
}

int token_claims_read(const struct secret *token, struct token_claims *ret, struct error *err)
{
	cleanup(json_free_at) struct json *claims =
		jwt_claims((struct slice){secret_string(token), secret_length(token)});
	cleanup(token_claims_done) struct token_claims read = {0};
	const char *namespace_name = text_of(claims, LEGACY "namespace", "namespace");
	const char *name = text_of(claims, LEGACY "service-account.name", "serviceaccount.name");
	const char *uid = text_of(claims, LEGACY "service-account.uid", "serviceaccount.uid");
	const char *secret = text_of(claims, LEGACY "secret.name", "secret.name");
	bool complete =
		!string_is_empty(namespace_name) && !string_is_empty(name) && !string_is_empty(uid);
	if (complete &&
	    (string_copy(&read.namespace_name, namespace_name, err) != 0 ||
	     string_copy(&read.service_account, name, err) != 0 ||
	     string_copy(&read.uid, uid, err) != 0 || string_copy(&read.secret, secret, err) != 0))
		return -1;
	(void)json_get_integer(claims, "exp", &read.expires);
	move(ret, &read);
	return 0;
}

void token_claims_done(struct token_claims *claims)
{
	free(claims->namespace_name);
	free(claims->service_account);
	free(claims->uid);
	free(claims->secret);
	*claims = (struct token_claims){0};
}
