/*
 * The context that was current before, for "config use -": kept in ~/.kube/kubectx, where kubectx
 * keeps it too, so that the two agree.
 */
#ifndef KUBECONFIG_PREVIOUS_H
#define KUBECONFIG_PREVIOUS_H

struct error;

/* *ret_name is from malloc. That there is none is an error. */
int previous_read(char **ret_name, struct error *err);

/* Best effort: a switch must not fail because this is not kept. */
void previous_write(const char *name);

#endif
