/*
 * Providers that are recognised and not supported. Each stands at its place in the chain and ends
 * the search: going on would sign as somebody else than the profile says.
 */
#include <stddef.h>

#include "aws/credential_provider.h"
#include "aws/profile.h"
#include "core/error.h"
#include "platform/environment.h"

struct unsupported {
	const char *variables[3]; /* each of these asks for it */
	const char *keys[3];      /* and each of these in the profile */
	const char *unless;       /* but not where the profile has this one; or NULL */
	const char *needs;
};

static int refuse(const char *by, const char *needs, const struct aws_profile *profile,
		  struct error *err)
{
	error_set(err, ERROR_FAILED, "%s needs %s, which is not supported", by, needs);
	return error_hint(err,
			  "put credentials into the environment: eval \"$(aws configure "
			  "export-credentials --profile %s --format env)\"",
			  profile->name);
}

static int find(const struct aws_credential_provider *self,
		const struct aws_credential_search *search, struct aws_credentials *credentials,
		bool *ret_found, struct error *err)
{
	(void)credentials;
	(void)ret_found;
	const struct unsupported *detail = self->detail;
	const struct aws_profile *profile = search->profile;
	for (size_t i = 0; detail->variables[i] && !profile->by_option; i++)
		if (environment_get(detail->variables[i]))
			return refuse(detail->variables[i], detail->needs, profile, err);
	if (detail->unless && aws_profile_get(profile, detail->unless))
		return 0;
	for (size_t i = 0; detail->keys[i]; i++)
		if (aws_profile_get(profile, detail->keys[i])) {
			refuse(detail->keys[i], detail->needs, profile, err);
			return error_wrap(err, "profile '%s'", profile->name);
		}
	return 0;
}

const struct aws_credential_provider aws_provider_assume_role = {
	.name = "assume role",
	.find = find,
	.detail = &(const struct unsupported){.keys = {"role_arn"},
					      .unless = "web_identity_token_file",
					      .needs = "AssumeRole of STS"},
};

const struct aws_credential_provider aws_provider_web_identity = {
	.name = "web identity",
	.find = find,
	.detail = &(const struct unsupported){.variables = {"AWS_WEB_IDENTITY_TOKEN_FILE"},
					      .keys = {"web_identity_token_file"},
					      .needs = "AssumeRoleWithWebIdentity of STS"},
};

const struct aws_credential_provider aws_provider_sso = {
	.name = "SSO",
	.find = find,
	.detail = &(const struct unsupported){.keys = {"sso_account_id", "sso_role_name"},
					      .needs = "IAM Identity Center"},
};

const struct aws_credential_provider aws_provider_login = {
	.name = "login",
	.find = find,
	.detail = &(const struct unsupported){.keys = {"login_session"},
					      .needs = "the sign-in service of 'aws login'"},
};

const struct aws_credential_provider aws_provider_container = {
	.name = "container",
	.find = find,
	.detail =
		&(const struct unsupported){.variables = {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
							  "AWS_CONTAINER_CREDENTIALS_FULL_URI"},
					    .needs = "the container's credential service"},
};
