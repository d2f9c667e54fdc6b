/* Where `create` puts the credential that it has made and proved. */
#ifndef CMD_CREATE_KEEP_H
#define CMD_CREATE_KEEP_H

#include <stdbool.h>

struct age_recipients;
struct error;
struct kubeconfig;
struct kubeconfig_connection;
struct progress;
struct secret;

/* All borrowed. */
struct create_keep {
	const struct kubeconfig_connection *connection; /* that the account was made over */
	const char *kubeconfig_path;                    /* of --kubeconfig, or NULL */
	const char *new_context;                        /* name of the new context and user */
	const char *out;                                /* a file of its own, or NULL */
	const char *seal;                               /* a sealed file, or NULL */
	bool merge;                                     /* into the kubeconfig files */
	const struct age_recipients *recipients;
};

/* Before anything is made: whether all of it can be kept as asked. */
int create_keep_check(const struct create_keep *keep, const struct kubeconfig *config,
		      struct error *err);

/* *ret_changed becomes true where something was written. */
int create_keep(const struct create_keep *keep, const struct secret *token,
		const struct progress *progress, bool *ret_changed, struct error *err);

#endif
