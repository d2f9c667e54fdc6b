/* From what a person types to the name of a context. */
#ifndef KUBECONFIG_MATCH_H
#define KUBECONFIG_MATCH_H

struct error;
struct kubeconfig;

/*
 * The context of that name, else the only one that begins with it, else the only one that has it
 * in it. *ret_name is from malloc. Errors list what else it could be.
 */
int match_context(const struct kubeconfig *config, const char *typed, char **ret_name,
		  struct error *err);

#endif
