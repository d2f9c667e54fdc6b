#include "aws/credentials.h"

#include <stdlib.h>
#include <string.h>

#include "aws/credential_provider.h"
#include "aws/profile.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "core/time.h"
#include "platform/clock.h"

static const struct aws_credential_provider *const chain[] = {
	&aws_provider_environment, &aws_provider_assume_role, &aws_provider_web_identity,
	&aws_provider_sso,         &aws_provider_shared_file, &aws_provider_login,
	&aws_provider_process,     &aws_provider_config_file, &aws_provider_container,
};

void aws_credentials_done(struct aws_credentials *credentials)
{
	free(credentials->access_key_id);
	secret_done(&credentials->secret_access_key);
	secret_done(&credentials->session_token);
	*credentials = (struct aws_credentials)AWS_CREDENTIALS_INIT;
}

static bool has_control_bytes(const char *text)
{
	for (const char *c = text; *c; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			return true;
	return false;
}

static int check_part(const char *value, const char *what, size_t limit, const char *origin,
		      struct error *err)
{
	if (string_is_empty(value))
		return error_set(err, ERROR_FAILED, "%s has no %s", origin, what);
	if (has_control_bytes(value))
		return error_set(err, ERROR_FAILED,
				 "the %s in %s has a line break or control bytes", what, origin);
	if (strlen(value) > limit)
		return error_set(err, ERROR_FAILED, "the %s in %s is longer than %zu bytes", what,
				 origin, limit);
	return 0;
}

int aws_credentials_set(struct aws_credentials *credentials, const char *access_key_id,
			const char *secret_access_key, const char *session_token,
			const char *origin, struct error *err)
{
	bool has_token = !string_is_empty(session_token);
	if (check_part(access_key_id, "access key id", AWS_KEY_LIMIT, origin, err) != 0 ||
	    check_part(secret_access_key, "secret access key", AWS_KEY_LIMIT, origin, err) != 0 ||
	    (has_token &&
	     check_part(session_token, "session token", AWS_SESSION_TOKEN_LIMIT, origin, err) != 0))
		return -1;
	if (string_copy(&credentials->access_key_id, access_key_id, err) != 0 ||
	    secret_set(&credentials->secret_access_key, secret_access_key,
		       strlen(secret_access_key), err) != 0)
		return -1;
	return has_token ? secret_set(&credentials->session_token, session_token,
				      strlen(session_token), err)
			 : 0;
}

static int check_expiration(const struct aws_credentials *credentials, const struct clock *clock,
			    struct error *err)
{
	int64_t now = clock_now(clock);
	if (credentials->expiration > now)
		return 0;
	char ended[TIME_RFC3339_SIZE] = "?", today[TIME_RFC3339_SIZE] = "?";
	(void)time_format_rfc3339(credentials->expiration, ended);
	(void)time_format_rfc3339(now, today);
	error_set(err, ERROR_FAILED, "the AWS credentials (%s) expired at %s, and it is %s",
		  credentials->provider, ended, today);
	return error_hint(err, "renew them, and check this machine's clock");
}

static int not_found(const struct aws_profile *profile, struct error *err)
{
	error_set(err, ERROR_FAILED,
		  "there are no AWS credentials: %sprofile '%s' has none in %s or %s",
		  profile->by_option ? "" : "AWS_ACCESS_KEY_ID is not set, and ", profile->name,
		  profile->files->credentials_path, profile->files->config_path);
	return error_hint(err, "name a profile with --profile or AWS_PROFILE, or set "
			       "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; the role of an EC2 "
			       "instance is not asked for");
}

int aws_credentials_find(struct aws_credentials *credentials, const struct aws_profile *profile,
			 const struct clock *clock, struct error *err)
{
	const struct aws_credential_search search = {.profile = profile, .clock = clock};
	for (size_t i = 0; i < sizeof(chain) / sizeof(chain[0]); i++) {
		cleanup(aws_credentials_done) struct aws_credentials found = AWS_CREDENTIALS_INIT;
		bool is_found = false;
		if (chain[i]->find(chain[i], &search, &found, &is_found, err) != 0)
			return -1;
		if (!is_found)
			continue;
		found.provider = chain[i]->name;
		if (check_expiration(&found, clock, err) != 0)
			return -1;
		struct aws_credentials before = *credentials;
		*credentials = found;
		found = before;
		return 0;
	}
	return not_found(profile, err);
}
