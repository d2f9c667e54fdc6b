/*
 * Finding the AWS credentials to sign with: an ordered chain of providers, each of which says
 * "found", "not for me", or "meant for me, and broken". The last ends the search, so that a profile
 * whose credentials cannot be had is never answered with those of somebody else.
 *
 * The order is botocore's (credentials.py, create_credential_resolver), which AWS CLI v2 shares.
 */
#ifndef AWS_CREDENTIALS_H
#define AWS_CREDENTIALS_H

#include <stdint.h>

#include "core/secret.h"

struct aws_profile;
struct clock;
struct error;

/* Limits of what is taken from outside; AWS's own are far below. */
enum { AWS_KEY_LIMIT = 1024, AWS_SESSION_TOKEN_LIMIT = 16384 };

static const int64_t AWS_NEVER = INT64_MAX;

struct aws_credentials {
	char *access_key_id;
	struct secret secret_access_key;
	struct secret session_token; /* empty for long-term keys */
	int64_t expiration;          /* in seconds since 1970, or AWS_NEVER where it is not known */
	const char *provider;        /* its name */
};

#define AWS_CREDENTIALS_INIT                                                                    \
	{                                                                                       \
		.secret_access_key = SECRET_INIT(AWS_KEY_LIMIT),                                \
		.session_token = SECRET_INIT(AWS_SESSION_TOKEN_LIMIT), .expiration = AWS_NEVER, \
	}

void aws_credentials_done(struct aws_credentials *credentials);

/*
 * Credentials of the profile, or of the environment where the profile was not named on the command
 * line. `credentials` must be initialised, and is filled only on success. Credentials whose time is
 * over are an error.
 */
int aws_credentials_find(struct aws_credentials *credentials, const struct aws_profile *profile,
			 const struct clock *clock, struct error *err);

#endif
