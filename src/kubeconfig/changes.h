/*
 * What users change in their kubeconfig files, whichever of the files it stands in. All of these
 * only collect: update_commit() makes the changes. Texts are borrowed until then.
 */
#ifndef KUBECONFIG_CHANGES_H
#define KUBECONFIG_CHANGES_H

#include "kubeconfig/emit.h"
#include "kubeconfig/update.h"

/*
 * Makes `name` the current context, in the file where client-go sets it; the context need not
 * exist. "" clears it, in every file that sets one.
 */
int change_current_context(struct update *update, const char *name, struct error *err);

/* Clears current-context in every file that sets it to `name`. */
int change_forget_current(struct update *update, const char *name, struct error *err);

/*
 * Gives an entry another name, in every file that has one of the old name, together with what
 * refers to it: current-context, or the contexts. The old name must exist and the new one must not.
 */
int change_name(struct update *update, enum section section, const char *old_name,
		const char *new_name, struct error *err);

/* Takes an entry out of every file that has it. It must exist. */
int change_remove(struct update *update, enum section section, const char *name, struct error *err);

/* Adds an entry whose list item the value is, where client-go puts new ones. */
int change_add(struct update *update, enum section section, struct value item, struct error *err);

/*
 * What an edit to a file needs before its first entry: apiVersion and kind, where the file has no
 * content yet. Harmless elsewhere.
 */
int change_begin_file(struct update *update, uint32_t file, struct error *err);

#endif
