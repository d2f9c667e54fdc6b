#include "escrow/token_claims.h"

#include <stdbool.h>
#include <string.h>

#include "core/cleanup.h"
#include "core/encoding.h"
#include "core/error.h"
#include "core/secret.h"
#include "core/strings.h"
#include "platform/json.h"

enum { CLAIMS_MAX = 256 * 1024 };

#define LEGACY "kubernetes.io/serviceaccount/"

/* The middle one of the token's three parts, as JSON; NULL where it is not that. */
static struct json *parse_claims(const struct secret *token)
{
	cleanup(secret_done) struct secret text = SECRET_INIT(CLAIMS_MAX);
	const char *first = strchr(secret_string(token), '.');
	const char *second = first ? strchr(first + 1, '.') : NULL;
	struct json *claims = NULL;
	if (!second ||
	    encoding_base64_decode(&text.bytes, first + 1, (size_t)(second - first - 1),
				   BASE64_URL_UNPADDED, "the token", NULL) != 0 ||
	    json_parse(secret_string(&text), secret_length(&text), "the token", &claims, NULL) != 0)
		return NULL;
	return claims;
}

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
	cleanup(json_free_at) struct json *claims = parse_claims(token);
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
