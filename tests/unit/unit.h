/* What every unit test includes: cmocka, in the order its header wants, and libsodium started. */
#ifndef UNIT_H
#define UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/secret.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static inline int unit_start(void **state)
{
	(void)state;
	return secret_library_init(NULL);
}

/* Runs `static const struct CMUnitTest tests[]` of the file. */
#define UNIT_MAIN(tests)                                                                           \
	int main(void)                                                                             \
	{                                                                                          \
		return cmocka_run_group_tests(tests, unit_start, NULL);                            \
	}

#endif
