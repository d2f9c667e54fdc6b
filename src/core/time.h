/*
 * Points in time as seconds since 1970-01-01T00:00:00Z, without time zones or the C library's
 * shared state.
 */
#ifndef CORE_TIME_H
#define CORE_TIME_H

#include <stddef.h>
#include <stdint.h>

enum {
	TIME_RFC3339_SIZE = sizeof("YYYY-MM-DDThh:mm:ssZ"),
	TIME_ISO_BASIC_SIZE = sizeof("YYYYMMDDThhmmssZ"),
	TIME_SPAN_SIZE = 24,
};

/* Years 0000 to 9999; -1 outside. */
int time_format_rfc3339(int64_t seconds, char target[TIME_RFC3339_SIZE]);
/* ISO 8601 basic format, as in AWS Signature Version 4. */
int time_format_iso_basic(int64_t seconds, char target[TIME_ISO_BASIC_SIZE]);

/* A length of time in one unit that fits it, rounded down: "90s", "45m", "30h", "12d", "3y". */
void time_format_span(int64_t seconds, char target[TIME_SPAN_SIZE]);

/*
 * RFC 3339 date-time: upper-case T and Z or +hh:mm; fractions are read and dropped. The whole text
 * must match; -1 otherwise.
 */
int time_parse_rfc3339(const char *text, int64_t *ret_seconds);
/* The inverse of time_format_iso_basic(). */
int time_parse_iso_basic(const char *text, int64_t *ret_seconds);

#endif
