/* From a program's argv to a command's run, and from its error to the exit code. */
#ifndef CMD_DISPATCH_H
#define CMD_DISPATCH_H

#include "cmd/command.h"

/*
 * The whole program, but for exit(): hardens the process, finds the command, reads its options,
 * runs it, prints its error, checks that standard output took everything. Returns the exit code.
 *
 * Commands whose row belongs to the other program are handed over by exec where self is the offline
 * one; the online one is not meant to be called by hand and does not hand anything back.
 */
int dispatch(enum command_program self, int argc, char **argv);

/*
 * The row whose name (or alias) the first words spell, the longest name first; NULL if none.
 * *ret_words is the number of words the name has.
 */
const struct command_row *dispatch_find(size_t argc, char *const *argv, size_t *ret_words);

#endif
