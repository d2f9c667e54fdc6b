/*
 * Which files make up the user's kubeconfig (client-go's PathOptions.GetLoadingPrecedence):
 * --kubeconfig alone, else the entries of $KUBECONFIG without repetitions, else ~/.kube/config.
 */
#ifndef KUBECONFIG_PATHS_H
#define KUBECONFIG_PATHS_H

#include <stdbool.h>
#include <stddef.h>

struct error;

struct kubeconfig_paths {
	char **items; /* entries of $KUBECONFIG may be "": they stand for no file */
	size_t count;
	bool explicit_path;
};

int kubeconfig_paths(const char *explicit_path, struct kubeconfig_paths *ret, struct error *err);
void kubeconfig_paths_done(struct kubeconfig_paths *paths);

#endif
