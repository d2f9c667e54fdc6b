/* Static keys in a section of an AWS file. */
#ifndef AWS_CREDENTIALS_SECTION_H
#define AWS_CREDENTIALS_SECTION_H

#include <stdbool.h>

struct aws_credentials;
struct error;
struct ini;
struct ini_section;

/* section may be NULL. Where it has no aws_access_key_id, nothing is found. */
int aws_credentials_from_section(struct aws_credentials *credentials, const struct ini *ini,
				 const struct ini_section *section, const char *path,
				 bool *ret_found, struct error *err);

#endif
