/* Reading certificates: the walk over a text ends, and dates are such that can be written. */
#include "core/certificate.h"
#include "core/time.h"
#include "fuzz.h"

static void require_dates(const struct certificate_dates *dates)
{
	char text[TIME_RFC3339_SIZE];
	fuzz_require(time_format_rfc3339(dates->not_before, text) == 0);
	fuzz_require(time_format_rfc3339(dates->not_after, text) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice pem = {(const char *)data, size};
	struct certificate_dates dates;
	if (certificate_dates(pem, &dates))
		require_dates(&dates);
	size_t left = pem.length + 1;
	for (;;) {
		enum certificate_found found = certificate_next(&pem, &dates);
		if (found == CERTIFICATE_NONE)
			return 0;
		fuzz_require(pem.length < left);
		left = pem.length;
		if (found == CERTIFICATE_FOUND)
			require_dates(&dates);
	}
}
