#include "aws/credentials_json.h"

#include <stdio.h>
#include <string.h>

#include "aws/credential_provider.h"
#include "core/error.h"
#include "core/strings.h"
#include "core/time.h"
#include "platform/json.h"

int aws_time_parse(const char *text, int64_t *ret_seconds)
{
	char copy[64];
	size_t length = strlen(text);
	if (!string_has_suffix(text, "UTC") || length >= sizeof(copy))
		return time_parse_rfc3339(text, ret_seconds);
	snprintf(copy, sizeof(copy), "%.*sZ", (int)(length - strlen("UTC")), text);
	return time_parse_rfc3339(copy, ret_seconds);
}

int aws_credentials_from_json(struct aws_credentials *credentials, const struct json *object,
			      const char *token_key, const char *origin, struct error *err)
{
	const char *expiration = json_get_string(object, "Expiration");
	if (expiration && aws_time_parse(expiration, &credentials->expiration) != 0)
		return error_set(err, ERROR_FAILED, "%s says Expiration is '%s', which is no time",
				 origin, expiration);
	return aws_credentials_set(credentials, json_get_string(object, "AccessKeyId"),
				   json_get_string(object, "SecretAccessKey"),
				   json_get_string(object, token_key), origin, err);
}
