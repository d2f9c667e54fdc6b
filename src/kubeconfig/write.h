/*
 * Writing entries into the user's kubeconfig files.
 *
 * The files are locked first (FILE.lock, client-go's protocol: its writers stay out while we hold
 * it and we wait for theirs), then read, then edited in place: what is not part of the change keeps
 * every byte. The new text is parsed again and must mean what was intended, or nothing is written.
 * The file is replaced in one step; where nothing would differ nothing is written.
 */
#ifndef KUBECONFIG_WRITE_H
#define KUBECONFIG_WRITE_H

#include <stdbool.h>
#include <stdint.h>

struct error;
struct kubeconfig_stanzas;

enum { KUBECONFIG_LOCK_TIMEOUT_MS = 10000 };

struct kubeconfig_write_options {
	bool dry_run;            /* everything but the write; no lock is taken */
	bool no_backup;          /* else the file as it was is kept as FILE.bak */
	int64_t lock_timeout_ms; /* 0: KUBECONFIG_LOCK_TIMEOUT_MS; negative: do not wait */
};

struct kubeconfig_write_result {
	char *path;   /* the file that holds the context afterwards */
	bool changed; /* with dry_run: would be */
};

void kubeconfig_write_result_done(struct kubeconfig_write_result *result);

/*
 * Adds or replaces the cluster, the user and the context that the stanzas name (those whose name is
 * not NULL), and current-context where the stanzas ask for it. Fields of existing entries that the
 * stanzas do not know stay, but for a user's: its other ways to authenticate are taken out.
 *
 * An entry that exists is changed in the file that holds it (of several, the first, as client-go
 * reads them). New ones go where client-go puts them: explicit_path (of --kubeconfig, or NULL),
 * else the first file of $KUBECONFIG that exists, else its last, else ~/.kube/config, made with
 * mode 0600 and its directory with 0700.
 *
 * A lock that stays longer than the time limit, and text that cannot be changed in place without
 * touching something else, are errors that name the file, and line and column.
 */
int kubeconfig_merge_stanzas(const char *explicit_path, const struct kubeconfig_stanzas *stanzas,
			     const struct kubeconfig_write_options *options,
			     struct kubeconfig_write_result *ret, struct error *err);

#endif
