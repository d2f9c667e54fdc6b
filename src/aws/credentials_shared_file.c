/* Keys of [NAME] in ~/.aws/credentials. */
#include <stddef.h>

#include "aws/credential_provider.h"
#include "aws/credentials_section.h"
#include "aws/profile.h"

static int find(const struct aws_credential_provider *self,
		const struct aws_credential_search *search, struct aws_credentials *credentials,
		bool *ret_found, struct error *err)
{
	(void)self;
	const struct aws_profile *profile = search->profile;
	return aws_credentials_from_section(credentials, &profile->files->credentials,
					    profile->in_credentials,
					    profile->files->credentials_path, ret_found, err);
}

const struct aws_credential_provider aws_provider_shared_file = {
	.name = "credentials file",
	.find = find,
};
