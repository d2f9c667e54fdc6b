/*
 * The two files that AWS's tools share, the profile that is meant, and what it says.
 *
 * Files: AWS_CONFIG_FILE or ~/.aws/config, AWS_SHARED_CREDENTIALS_FILE or ~/.aws/credentials. In
 * the first a profile is [default] or [profile NAME], in the second [NAME]; a key in the second
 * overrides the same key in the first (botocore session.py, full_config).
 */
#ifndef AWS_PROFILE_H
#define AWS_PROFILE_H

#include <stdbool.h>

#include "aws/ini.h"

struct error;

struct aws_files {
	struct ini config;
	struct ini credentials;
	char *config_path;
	char *credentials_path;
};

#define AWS_FILES_INIT                                      \
	{                                                   \
		.config = INI_INIT, .credentials = INI_INIT \
	}

/* A file that does not exist is as one that is empty. */
int aws_files_load(struct aws_files *files, struct error *err);
void aws_files_done(struct aws_files *files);

/* Calls `visit` for the name of each profile, those in both files once. */
void aws_files_each_profile(const struct aws_files *files,
			    void (*visit)(const char *name, void *context), void *context);

/* Borrows from `files` and from where its name came from. */
struct aws_profile {
	const struct aws_files *files;
	const char *name;
	bool by_option; /* named on the command line: then the environment's credentials do not
			   count */
	const struct ini_section *in_config;      /* or NULL */
	const struct ini_section *in_credentials; /* or NULL */
};

/*
 * The profile that is meant: `option` (may be NULL), else AWS_PROFILE, else AWS_DEFAULT_PROFILE,
 * else "default", which need not exist. A profile that was named and is in neither file is an
 * error.
 */
int aws_profile_choose(struct aws_profile *ret_profile, const struct aws_files *files,
		       const char *option, struct error *err);

/* NULL where neither file has the key. Keys are in lower case. */
const char *aws_profile_get(const struct aws_profile *profile, const char *key);

/*
 * A setting of one service: key under `service` in the [services] section that the profile names
 * by `services`. *ret_value is NULL where there is none.
 */
int aws_profile_get_service(const struct aws_profile *profile, const char *service, const char *key,
			    const char **ret_value, struct error *err);

/* The variable, else the profile's key; NULL where neither has anything. */
const char *aws_profile_setting(const struct aws_profile *profile, const char *variable,
				const char *key);

/* As above, true for "true" in any case and for nothing else. */
bool aws_profile_switch(const struct aws_profile *profile, const char *variable, const char *key);

/* `option` (may be NULL), else AWS_REGION, AWS_DEFAULT_REGION, the profile's region; or NULL. */
const char *aws_profile_region(const struct aws_profile *profile, const char *option);

#endif
