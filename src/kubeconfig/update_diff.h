/* What an update changes, or would change: for people to read. */
#ifndef KUBECONFIG_UPDATE_DIFF_H
#define KUBECONFIG_UPDATE_DIFF_H

#include <stdbool.h>

struct buffer;
struct error;
struct update;

/*
 * Appends a unified difference of each file that changes, secrets masked; nothing where none does.
 * After update_commit(), with or without dry_run.
 */
int update_diff(const struct update *update, bool colour, struct buffer *out, struct error *err);

#endif
