/*
 * Collects the shares of a quorum, from files and from the people at the terminal, and says on
 * standard error what has come and what was wrong with what did not.
 */
#ifndef CMD_SHARE_INPUT_H
#define CMD_SHARE_INPUT_H

#include <stdbool.h>

struct age_identities;
struct error;
struct quorum_recovery;

/* Adds the shares of a file, which may be a sealed one ("-": standard input). What cannot be used
 * is a warning: the others may be enough. */
void share_input_file(struct quorum_recovery *recovery, const struct age_identities *identities,
		      const char *path);

/*
 * Asks for one share at the terminal: its text or value, pasted, or the name of its file. Where the
 * input ends instead (Ctrl-D), *ret_given is false. -1 where there is no terminal, or was an
 * interruption (ERROR_PERSON).
 */
int share_input_ask(struct quorum_recovery *recovery, const struct age_identities *identities,
		    bool *ret_given, struct error *err);

#endif
