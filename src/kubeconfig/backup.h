/*
 * Copies of kubeconfig files as they were before the last changes: FILE.bak, and older ones in
 * FILE.bak.1 and FILE.bak.2, beside the file (of a symlink: beside its target).
 */
#ifndef KUBECONFIG_BACKUP_H
#define KUBECONFIG_BACKUP_H

struct error;

/*
 * To be called before the file is replaced. Costs no copying where the file system has hard links:
 * the replaced file lives on under the backup's name. A file that does not exist has no backup.
 */
int backup_keep(const char *path, struct error *err);

#endif
