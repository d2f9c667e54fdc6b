/*
 * Credentials in the JSON that AWS's services, tools and caches agree on: AccessKeyId,
 * SecretAccessKey, the session token, Expiration.
 */
#ifndef AWS_CREDENTIALS_JSON_H
#define AWS_CREDENTIALS_JSON_H

#include <stdint.h>

struct aws_credentials;
struct error;
struct json;

/* token_key: "SessionToken" or "Token". `origin` is for the errors: where the object came from. */
int aws_credentials_from_json(struct aws_credentials *credentials, const struct json *object,
			      const char *token_key, const char *origin, struct error *err);

/* As AWS's tools write times: RFC 3339, also with "UTC" for "Z". */
int aws_time_parse(const char *text, int64_t *ret_seconds);

#endif
