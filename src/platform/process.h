/* This process and others. */
#ifndef PLATFORM_PROCESS_H
#define PLATFORM_PROCESS_H

struct error;

/* No core dumps, and not traceable by other processes of the user: secrets live here. */
int process_harden(struct error *err);

/*
 * Replaces this process by eksbreakglass-online with the given words as arguments (NULL-terminated,
 * without argv[0]). Looked for beside this executable, then in ../libexec/eksbreakglass from there,
 * then in the libexec directory of the build; the environment has no say. Returns only on failure.
 */
int process_exec_online(char *const *words, struct error *err);

#endif
