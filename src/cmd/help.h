/* Help texts, made from the command tables. */
#ifndef CMD_HELP_H
#define CMD_HELP_H

#include <stdio.h>

struct command_row;

void help_overview(const char *program, FILE *stream);
void help_command(const char *program, const struct command_row *row, FILE *stream);

#endif
