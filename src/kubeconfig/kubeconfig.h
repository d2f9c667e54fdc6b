/*
 * The merged view of the kubeconfig files that a command works on, as client-go's
 * ClientConfigLoadingRules makes it: --kubeconfig, else the files of $KUBECONFIG, else
 * ~/.kube/config; the first file that has an entry wins it whole.
 */
#ifndef KUBECONFIG_KUBECONFIG_H
#define KUBECONFIG_KUBECONFIG_H

#include <stdbool.h>

struct buffer;
struct error;
struct kubeconfig;
struct secret;

/*
 * explicit_path: of --kubeconfig, or NULL. Errors name file, line and column. The texts are held in
 * struct secret.
 */
int kubeconfig_load(const char *explicit_path, struct kubeconfig **ret_config, struct error *err);

/* As above, but --kubeconfig may name a file that does not exist: for who is to make it. */
int kubeconfig_load_any(const char *explicit_path, struct kubeconfig **ret_config,
			struct error *err);

/*
 * A kubeconfig that is not in a file: JSON or YAML, taken over (`text` is empty afterwards, also on
 * failure). `name` stands for the file in errors.
 */
int kubeconfig_parse(const char *name, struct secret *text, struct kubeconfig **ret_config,
		     struct error *err);

void kubeconfig_free(struct kubeconfig *config);
void kubeconfig_free_at(struct kubeconfig **at); /* for cleanup() */

/* Borrowed; "" if there is none. */
const char *kubeconfig_current_context(const struct kubeconfig *config);

/* Sets the error for a context that does not exist, with a near name as the hint; returns -1. */
int kubeconfig_refuse_context(const struct kubeconfig *config, const char *name, struct error *err);

/*
 * Appends, as JSON text, the value of the top-level extension of that name; *ret_found says whether
 * there is one. Of several files the first that has it counts.
 */
int kubeconfig_extension(const struct kubeconfig *config, const char *name, bool *ret_found,
			 struct buffer *out, struct error *err);

/*
 * -1 where an entry refers to a file, a plugin or an auth provider: such a kubeconfig is not usable
 * elsewhere. Reads none of these.
 */
int kubeconfig_check_self_contained(const struct kubeconfig *config, struct error *err);

#endif
