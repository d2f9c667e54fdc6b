/* The person at the terminal. */
#ifndef PLATFORM_TERMINAL_H
#define PLATFORM_TERMINAL_H

#include <stdbool.h>
#include <stdio.h>

struct error;
struct secret;

/* True for a terminal where NO_COLOR is not set (no-color.org) and TERM is not "dumb". */
bool terminal_has_colour(FILE *stream);

/*
 * Asks "QUESTION [y/N] " on the terminal. *ret_yes is false for anything but y or yes. Where there
 * is no terminal: ERROR_PERSON, with a hint to give --yes.
 */
int terminal_confirm(const char *question, bool *ret_yes, struct error *err);

/* Asks on the terminal without echo; the line without its newline. ERROR_PERSON without a terminal.
 */
int terminal_read_secret(const char *prompt, struct secret *secret, struct error *err);

#endif
