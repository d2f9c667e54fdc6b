/* The person at the terminal. */
#ifndef PLATFORM_TERMINAL_H
#define PLATFORM_TERMINAL_H

#include <stdbool.h>
#include <stdio.h>

struct buffer;
struct error;
struct secret;

/* True for a terminal where NO_COLOR is not set (no-color.org) and TERM is not "dumb". */
bool terminal_has_colour(FILE *stream);

/* True where somebody can be asked: the process has a controlling terminal. */
bool terminal_is_there(void);

/* A line on the terminal, label first: for what the person asked to see and must keep. ERROR_PERSON
 * without a terminal. */
int terminal_show_secret(const char *label, const struct secret *secret, struct error *err);

/*
 * Asks "QUESTION [y/N] " on the terminal. *ret_yes is false for anything but y or yes. Where there
 * is no terminal: ERROR_PERSON, with a hint to give --yes.
 */
int terminal_confirm(const char *question, bool *ret_yes, struct error *err);

/* Asks on the terminal; appends the line, without its newline. ERROR_PERSON without a terminal. */
int terminal_read_line(const char *prompt, struct buffer *line, struct error *err);

/*
 * As terminal_read_line, without echo. A signal that ends the process does so only when the echo is
 * on again.
 */
int terminal_read_secret(const char *prompt, struct secret *secret, struct error *err);

/*
 * As terminal_read_secret, for a text of several lines, newlines included: it ends where is_whole()
 * says so of the lines so far, or at the end of the input (Ctrl-D).
 */
int terminal_read_secret_text(const char *prompt, bool (*is_whole)(const char *text, size_t length),
			      struct secret *secret, struct error *err);

#endif
