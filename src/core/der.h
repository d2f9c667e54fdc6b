/*
 * A reader of DER (ITU-T X.690), as far as it takes to walk through a certificate: elements with
 * one-byte tags and definite lengths in their shortest form; anything else is refused.
 */
#ifndef CORE_DER_H
#define CORE_DER_H

#include <stdbool.h>

#include "core/slice.h"

enum der_tag {
	DER_INTEGER = 0x02,
	DER_UTC_TIME = 0x17,
	DER_GENERALIZED_TIME = 0x18,
	DER_SEQUENCE = 0x30,
	DER_CONTEXT_0 = 0xa0, /* [0], constructed */
};

/* Takes one element off the front of *input: its tag and content, which stays borrowed. */
bool der_next(struct slice *input, unsigned *ret_tag, struct slice *ret_content);

/* As der_next, for an element that must be of the tag. */
bool der_take(struct slice *input, enum der_tag tag, struct slice *ret_content);

#endif
