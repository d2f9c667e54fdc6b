/*
 * A change of the user's kubeconfig files from end to end: lock, read, edit, check, replace.
 *
 *	struct update *update;
 *	update_begin(explicit_path, &options, &update, err);
 *	... look at update_config(), edit by update_edit(update, file, ...) ...
 *	update_commit(update, err);
 *	... tell what happened by update_changes() ...
 *	update_free(update);
 *
 * Files are numbered as in struct kubeconfig. Each file is replaced in one step; several are
 * replaced one after the other, and an error in between says which are done.
 */
#ifndef KUBECONFIG_UPDATE_H
#define KUBECONFIG_UPDATE_H

#include <stdbool.h>
#include <stdint.h>

#include "kubeconfig/merged.h"
#include "kubeconfig/write.h"

struct edit;
struct error;
struct update;

int update_begin(const char *explicit_path, const struct kubeconfig_write_options *options,
		 struct update **ret_update, struct error *err);
/* Releases the locks. */
void update_free(struct update *update);
void update_free_at(struct update **at); /* for cleanup() */

/* The files as they are, read under the locks. */
const struct kubeconfig *update_config(const struct update *update);

/* Where client-go puts what is new. */
uint32_t update_default_file(const struct update *update);

/* The changes to make to a file; owned by the update. */
int update_edit(struct update *update, uint32_t file, struct edit **ret_edit, struct error *err);

/*
 * Makes all the changes; with dry_run it stops before the first write. Nothing is written before
 * all files have passed their checks.
 */
int update_commit(struct update *update, struct error *err);

/* What became, or would become, of a file. */
struct update_change {
	const struct config_file *before, *after;
	bool readable_by_others; /* and it holds secrets */
};

/* False for a file that stays as it is. After update_commit(). */
bool update_change(const struct update *update, uint32_t file, struct update_change *ret_change);

#endif
