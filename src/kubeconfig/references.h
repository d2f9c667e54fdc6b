/*
 * References from a kubeconfig to files: relative ones are meant from the directory that the
 * kubeconfig is in (client-go's ResolveLocalPaths).
 */
#ifndef KUBECONFIG_REFERENCES_H
#define KUBECONFIG_REFERENCES_H

struct error;

/* An absolute, lexically cleaned path, from malloc. */
int reference_resolve(const char *kubeconfig_path, const char *reference, char **ret_path,
		      struct error *err);

#endif
