/*
 * What every fuzz target includes. A target defines LLVMFuzzerTestOneInput and looks for more than
 * crashes: fuzz_require() states what must hold for every input.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/secret.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	return secret_library_init(NULL);
}

static inline void fuzz_require_at(int holds, const char *what, int line)
{
	if (holds)
		return;
	fprintf(stderr, "line %d: this does not hold: %s\n", line, what);
	abort();
}

#define fuzz_require(condition) fuzz_require_at((condition) ? 1 : 0, #condition, __LINE__)

#endif
