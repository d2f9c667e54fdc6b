/*
 * From when until when a certificate holds: what an offline program wants to know of one, without a
 * library for the rest. Nothing is verified.
 */
#ifndef CORE_CERTIFICATE_H
#define CORE_CERTIFICATE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/slice.h"

struct certificate_dates {
	int64_t not_before, not_after; /* seconds since 1970; the certificate holds in both */
};

/* der: one certificate (RFC 5280 section 4.1) and nothing behind it. */
bool certificate_dates(struct slice der, struct certificate_dates *ret);

enum certificate_found {
	CERTIFICATE_FOUND,
	CERTIFICATE_NONE,      /* no more of them */
	CERTIFICATE_MALFORMED, /* what is marked as a certificate is none */
};

/*
 * The next "CERTIFICATE" of a PEM text (RFC 7468), of which there may be many and other things
 * between. *pem becomes what follows it, but for CERTIFICATE_NONE.
 */
enum certificate_found certificate_next(struct slice *pem, struct certificate_dates *ret);

#endif
