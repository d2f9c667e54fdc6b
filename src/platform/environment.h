/* Environment variables, and the paths that people write with them. */
#ifndef PLATFORM_ENVIRONMENT_H
#define PLATFORM_ENVIRONMENT_H

struct error;

/* NULL where the variable is not set or is empty. */
const char *environment_get(const char *name);

/*
 * A copy of the path with $NAME and ${NAME} replaced where they are set, and then a leading "~" or
 * "~/" by the home directory: $HOME, else what the user database has. From malloc.
 */
int environment_expand_path(const char *path, char **ret_path, struct error *err);

#endif
