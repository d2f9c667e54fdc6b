/*
 * Completion candidates, asked for by the scripts in completions/: the command tables are their
 * only source, so they cannot drift.
 *
 * `eksbreakglass __complete WORD...` takes the words after the program's name, the last one being
 * completed (it may be ""), and prints one candidate a line, "TEXT<TAB>DESCRIPTION"; a line ":file"
 * asks the shell for file names.
 */
#ifndef CMD_COMPLETE_H
#define CMD_COMPLETE_H

#include "cmd/command.h"

int complete_run(enum command_program self, size_t argc, char **argv, struct error *err);

#endif
