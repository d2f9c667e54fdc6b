/* What a provider of the credential chain is made of; for credentials_*.c alone. */
#ifndef AWS_CREDENTIAL_PROVIDER_H
#define AWS_CREDENTIAL_PROVIDER_H

#include <stdbool.h>

#include "aws/credentials.h"

struct aws_credential_search {
	const struct aws_profile *profile;
	const struct clock *clock;
};

struct aws_credential_provider {
	const char *name; /* "environment" */
	/*
	 * *ret_found is false where nothing asks for this provider; -1 where something does and it
	 * cannot be had. `credentials` is filled only where it is found.
	 */
	int (*find)(const struct aws_credential_provider *self,
		    const struct aws_credential_search *search, struct aws_credentials *credentials,
		    bool *ret_found, struct error *err);
	const void *detail; /* for find() alone */
};

extern const struct aws_credential_provider aws_provider_environment;
extern const struct aws_credential_provider aws_provider_assume_role;
extern const struct aws_credential_provider aws_provider_web_identity;
extern const struct aws_credential_provider aws_provider_sso;
extern const struct aws_credential_provider aws_provider_shared_file;
extern const struct aws_credential_provider aws_provider_login;
extern const struct aws_credential_provider aws_provider_process;
extern const struct aws_credential_provider aws_provider_config_file;
extern const struct aws_credential_provider aws_provider_container;

/*
 * Sets the three parts, checked: key id and secret must be there, token may be NULL, and none may
 * hold control bytes. `origin` is for the errors: where they came from.
 */
int aws_credentials_set(struct aws_credentials *credentials, const char *access_key_id,
			const char *secret_access_key, const char *session_token,
			const char *origin, struct error *err);

#endif
