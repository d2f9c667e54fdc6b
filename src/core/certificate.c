#include "core/certificate.h"

#include <stdio.h>
#include <string.h>

#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/der.h"
#include "core/encoding.h"
#include "core/strings.h"
#include "core/time.h"

enum { CERTIFICATE_LIMIT = 1024 * 1024 };

/*
 * RFC 5280 section 4.1.2.5: YYMMDDHHMMSSZ, where 50 is 1950 and 49 is 2049, or YYYYMMDDHHMMSSZ; no
 * fractions, always with seconds, always Z.
 */
static bool take_time(struct slice *input, int64_t *ret_seconds)
{
	unsigned tag;
	struct slice text;
	char date[sizeof("YYYYMMDDHHMMSSZ")];
	if (!der_next(input, &tag, &text) || (tag != DER_UTC_TIME && tag != DER_GENERALIZED_TIME))
		return false;
	size_t century = tag == DER_UTC_TIME ? 2 : 0;
	if (text.length != sizeof(date) - 1 - century || text.bytes[text.length - 1] != 'Z')
		return false;
	if (century > 0)
		memcpy(date, text.bytes[0] >= '5' ? "19" : "20", century);
	memcpy(date + century, text.bytes, text.length);
	char rfc3339[TIME_RFC3339_SIZE];
	snprintf(rfc3339, sizeof(rfc3339), "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", date, date + 4,
		 date + 6, date + 8, date + 10, date + 12);
	return time_parse_rfc3339(rfc3339, ret_seconds) == 0;
}

bool certificate_dates(struct slice der, struct certificate_dates *ret)
{
	struct slice certificate, body, skipped, validity;
	struct certificate_dates dates;
	if (!der_take(&der, DER_SEQUENCE, &certificate) || der.length > 0 ||
	    !der_take(&certificate, DER_SEQUENCE, &body))
		return false;
	der_take(&body, DER_CONTEXT_0, &skipped); /* the version, which a v1 certificate lacks */
	if (!der_take(&body, DER_INTEGER, &skipped) ||  /* serial number */
	    !der_take(&body, DER_SEQUENCE, &skipped) || /* signature algorithm */
	    !der_take(&body, DER_SEQUENCE, &skipped) || /* issuer */
	    !der_take(&body, DER_SEQUENCE, &validity))
		return false;
	if (!take_time(&validity, &dates.not_before) || !take_time(&validity, &dates.not_after) ||
	    validity.length > 0)
		return false;
	*ret = dates;
	return true;
}

static const char *find(struct slice text, const char *needle)
{
	return text.length > 0 ? memmem(text.bytes, text.length, needle, strlen(needle)) : NULL;
}

static struct slice behind(struct slice text, const char *place)
{
	return (struct slice){place, text.length - (size_t)(place - text.bytes)};
}

static bool decode_dates(struct slice base64, struct certificate_dates *ret)
{
	cleanup(buffer_done) struct buffer compact = BUFFER_INIT(CERTIFICATE_LIMIT);
	cleanup(buffer_done) struct buffer der = BUFFER_INIT(CERTIFICATE_LIMIT);
	for (size_t i = 0; i < base64.length; i++)
		if (!strchr(" \t\r\n", base64.bytes[i]) || base64.bytes[i] == '\0')
			buffer_append_char(&compact, base64.bytes[i]);
	if (buffer_check(&compact, "a certificate", NULL) != 0 ||
	    encoding_base64_decode(&der, buffer_string(&compact), compact.length, BASE64_STANDARD,
				   "a certificate", NULL) != 0)
		return false;
	return certificate_dates((struct slice){buffer_string(&der), der.length}, ret);
}

enum certificate_found certificate_next(struct slice *pem, struct certificate_dates *ret)
{
	static const char begin[] = "-----BEGIN CERTIFICATE-----";
	static const char end[] = "-----END CERTIFICATE-----";
	const char *start = find(*pem, begin);
	if (!start)
		return CERTIFICATE_NONE;
	struct slice rest = behind(*pem, start + sizeof(begin) - 1);
	const char *stop = find(rest, end);
	if (!stop) {
		*pem = (struct slice){rest.bytes + rest.length, 0};
		return CERTIFICATE_MALFORMED;
	}
	*pem = behind(*pem, stop + sizeof(end) - 1);
	struct slice base64 = {rest.bytes, (size_t)(stop - rest.bytes)};
	return decode_dates(base64, ret) ? CERTIFICATE_FOUND : CERTIFICATE_MALFORMED;
}
