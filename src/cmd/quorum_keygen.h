/* The part of keygen that makes a quorum. */
#ifndef CMD_QUORUM_KEYGEN_H
#define CMD_QUORUM_KEYGEN_H

#include <stdbool.h>

#include "cmd/command.h"

struct error;

/* Makes a quorum of the custodians (each "NAME=RECIPIENT"), writes its files into the new directory
 * and reports them: for people on standard error, or as JSON on standard output. */
int quorum_keygen(const struct text_list *custodians, unsigned threshold, const char *directory,
		  bool as_json, struct error *err);

#endif
