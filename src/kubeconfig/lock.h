/*
 * Locks on kubeconfig files by client-go's protocol (tools/clientcmd/loader.go, lockFile): whoever
 * can make FILE.lock with O_CREAT|O_EXCL has the lock, and removes it afterwards. client-go gives
 * up where the lock is taken; we wait. Signals that would end the process are held back while a
 * lock is held, so that none stays behind; one that comes while waiting ends the waiting.
 */
#ifndef KUBECONFIG_LOCK_H
#define KUBECONFIG_LOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;
struct lock_set;

/*
 * Locks all the files, in an order that is the same for every process; of names that mean the same
 * file one is enough. For a symlink its target is locked as well, since other processes may know
 * the file by that name. A file whose directory does not exist or may not be written is passed
 * over: see lock_set_has().
 *
 * Waits for at most timeout_ms milliseconds in all. An error then names the lock, who made it as
 * far as that can be told, since when, and how to remove it if it is stale.
 */
int lock_set_take(char *const *paths, size_t count, int64_t timeout_ms, struct lock_set **ret_locks,
		  struct error *err);
void lock_set_release(struct lock_set *locks);
void lock_set_release_at(struct lock_set **at); /* for cleanup() */

/* Whether the file that was given at this place in `paths` is locked. */
bool lock_set_has(const struct lock_set *locks, size_t index);

#endif
