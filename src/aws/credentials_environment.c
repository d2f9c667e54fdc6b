/* AWS_ACCESS_KEY_ID and its companions. A profile named on the command line comes before them. */
#include <stddef.h>

#include "aws/credential_provider.h"
#include "aws/profile.h"
#include "core/error.h"
#include "core/time.h"
#include "platform/environment.h"

static int find(const struct aws_credential_provider *self,
		const struct aws_credential_search *search, struct aws_credentials *credentials,
		bool *ret_found, struct error *err)
{
	(void)self;
	const char *access_key_id = environment_get("AWS_ACCESS_KEY_ID");
	if (!access_key_id || search->profile->by_option)
		return 0;
	const char *secret = environment_get("AWS_SECRET_ACCESS_KEY");
	if (!secret)
		return error_set(err, ERROR_FAILED,
				 "AWS_ACCESS_KEY_ID is set, and AWS_SECRET_ACCESS_KEY is not");
	/* The older name first: botocore does, and both may be there. */
	const char *token = environment_get("AWS_SECURITY_TOKEN");
	if (!token)
		token = environment_get("AWS_SESSION_TOKEN");
	const char *expiration = environment_get("AWS_CREDENTIAL_EXPIRATION");
	if (expiration && time_parse_rfc3339(expiration, &credentials->expiration) != 0) {
		error_set(err, ERROR_FAILED, "AWS_CREDENTIAL_EXPIRATION is not a time: '%s'",
			  expiration);
		return error_hint(err, "it must look like 2026-01-31T12:00:00Z; without it the "
				       "credentials are taken as they are");
	}
	if (aws_credentials_set(credentials, access_key_id, secret, token, "the environment",
				err) != 0)
		return -1;
	*ret_found = true;
	return 0;
}

const struct aws_credential_provider aws_provider_environment = {
	.name = "environment",
	.find = find,
};
