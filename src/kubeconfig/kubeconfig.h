/*
 * The merged view of the kubeconfig files that a command works on, as client-go's
 * ClientConfigLoadingRules makes it: --kubeconfig, else the files of $KUBECONFIG, else
 * ~/.kube/config; the first file that has an entry wins it whole.
 */
#ifndef KUBECONFIG_KUBECONFIG_H
#define KUBECONFIG_KUBECONFIG_H

struct error;
struct kubeconfig;

/*
 * explicit_path: of --kubeconfig, or NULL. Errors name file, line and column. The texts are held in
 * struct secret.
 */
int kubeconfig_load(const char *explicit_path, struct kubeconfig **ret_config, struct error *err);
void kubeconfig_free(struct kubeconfig *config);

/* Borrowed; "" if there is none. */
const char *kubeconfig_current_context(const struct kubeconfig *config);

#endif
