#include "aws/credentials_section.h"

#include "aws/credential_provider.h"
#include "aws/ini.h"
#include "core/cleanup.h"
#include "core/strings.h"

int aws_credentials_from_section(struct aws_credentials *credentials, const struct ini *ini,
				 const struct ini_section *section, const char *path,
				 bool *ret_found, struct error *err)
{
	const char *access_key_id = section ? ini_get(ini, section, "aws_access_key_id") : NULL;
	if (!access_key_id)
		return 0;
	const char *secret = ini_get(ini, section, "aws_secret_access_key");
	/* The older name first, as in the environment. */
	const char *token = ini_get(ini, section, "aws_security_token");
	if (!token)
		token = ini_get(ini, section, "aws_session_token");
	cleanup_free char *origin = NULL;
	if (string_format(&origin, err, "[%s] in %s", section->name, path) != 0 ||
	    aws_credentials_set(credentials, access_key_id, secret, token, origin, err) != 0)
		return -1;
	*ret_found = true;
	return 0;
}
