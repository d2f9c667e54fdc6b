#include "aws/sts_token_inspect.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "aws/credentials.h"
#include "aws/endpoint.h"
#include "aws/partitions.h"
#include "aws/sts_token.h"
#include "core/cleanup.h"
#include "core/encoding.h"
#include "core/error.h"
#include "core/strings.h"
#include "core/time.h"

enum {
	EXPIRES_MAX = 900,
	CLOCK_TOLERANCE = 5 * 60,
};

static const char cluster_header[] = "x-k8s-aws-id";
static const char global_host[] = "sts.amazonaws.com";
static const char global_region[] = "us-east-1";

/* In lower case, since that is how a verifier compares; the first eight are in each of our own. */
enum parameter {
	ACTION,
	VERSION,
	ALGORITHM,
	CREDENTIAL,
	DATE,
	EXPIRES,
	SIGNED_HEADERS,
	SIGNATURE,
	SECURITY_TOKEN,
	PARAMETER_COUNT,
};

static const char *const parameter_names[PARAMETER_COUNT] = {
	[ACTION] = "action",
	[VERSION] = "version",
	[ALGORITHM] = "x-amz-algorithm",
	[CREDENTIAL] = "x-amz-credential",
	[DATE] = "x-amz-date",
	[EXPIRES] = "x-amz-expires",
	[SIGNED_HEADERS] = "x-amz-signedheaders",
	[SIGNATURE] = "x-amz-signature",
	[SECURITY_TOKEN] = "x-amz-security-token",
};

struct inspection {
	struct sts_token_facts *facts;
	struct secret url; /* its parts end with a NUL each as they are taken */
	const char *values[PARAMETER_COUNT];
};

/* The first reason stays: a verifier stops there. */
static void refuse(struct sts_token_facts *facts, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void refuse(struct sts_token_facts *facts, const char *format, ...)
{
	if (facts->refusal[0] != '\0')
		return;
	va_list args;
	va_start(args, format);
	vsnprintf(facts->refusal, sizeof(facts->refusal), format, args);
	va_end(args);
}

/* --- the query --------------------------------------------------------------------------- */

static int hex_value(char c)
{
	if (string_is_digit(c))
		return c - '0';
	c = string_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* In place, as Go's url.ParseQuery does it: %XX, and + for a space. */
static int unescape(char *text)
{
	char *to = text;
	for (const char *c = text; *c; c++) {
		if (*c == '%') {
			int high = hex_value(c[1]);
			int low = high < 0 ? -1 : hex_value(c[2]);
			if (low < 0)
				return -1;
			*to++ = (char)(high * 16 + low);
			c += 2;
		} else {
			*to++ = (char)(*c == '+' ? ' ' : *c);
		}
	}
	*to = '\0';
	return 0;
}

static size_t find_parameter(char *name)
{
	for (char *c = name; *c; c++)
		*c = string_lower(*c);
	size_t index = 0;
	while (index < PARAMETER_COUNT && !string_equal(name, parameter_names[index]))
		index++;
	return index;
}

static void take_parameter(struct inspection *inspection, char *text)
{
	char *value = strchr(text, '=');
	if (value)
		*value++ = '\0';
	else
		value = text + strlen(text);
	if (strchr(text, ';') || strchr(value, ';') || unescape(text) != 0 ||
	    unescape(value) != 0) {
		refuse(inspection->facts, "a parameter of its URL is malformed");
		return;
	}
	size_t index = find_parameter(text);
	if (index == PARAMETER_COUNT)
		refuse(inspection->facts, "its URL has a parameter that none may have: %.40s",
		       text);
	else if (inspection->values[index])
		refuse(inspection->facts, "its URL has the parameter %s twice", text);
	else
		inspection->values[index] = value;
}

static void take_query(struct inspection *inspection, char *query)
{
	query[strcspn(query, "#")] = '\0';
	for (char *next = query; next;) {
		char *parameter = next;
		next = strchr(parameter, '&');
		if (next)
			*next++ = '\0';
		if (*parameter)
			take_parameter(inspection, parameter);
	}
}

/* --- what the parameters say ------------------------------------------------------------- */

/* KEYID/DATE/REGION/SERVICE/aws4_request */
static int take_credential(struct inspection *inspection, struct error *err)
{
	const char *value = inspection->values[CREDENTIAL];
	if (!value)
		return 0;
	size_t id_length = strcspn(value, "/");
	const char *date = value + id_length + (value[id_length] ? 1 : 0);
	size_t date_length = strcspn(date, "/");
	const char *region = date + date_length + (date[date_length] ? 1 : 0);
	if (string_format(&inspection->facts->access_key_id, err, "%.*s", (int)id_length, value) !=
	    0)
		return -1;
	return string_format(&inspection->facts->region, err, "%.*s", (int)strcspn(region, "/"),
			     region);
}

static bool signs_cluster(const char *headers)
{
	size_t wanted = sizeof(cluster_header) - 1;
	for (const char *name = headers; name;) {
		size_t length = strcspn(name, ";");
		if (length == wanted && strncasecmp(name, cluster_header, wanted) == 0)
			return true;
		name = name[length] ? name + length + 1 : NULL;
	}
	return false;
}

static void check_expires(struct inspection *inspection)
{
	uint64_t expires = 0;
	inspection->facts->expires = -1;
	if (!inspection->values[EXPIRES] ||
	    string_to_u64(inspection->values[EXPIRES], EXPIRES_MAX, &expires) != 0)
		refuse(inspection->facts, "its X-Amz-Expires is not a number from 0 to %d",
		       EXPIRES_MAX);
	else
		inspection->facts->expires = (int64_t)expires;
}

static void check_date(struct inspection *inspection, int64_t now)
{
	struct sts_token_facts *facts = inspection->facts;
	const char *date = inspection->values[DATE];
	facts->is_dated = date && time_parse_iso_basic(date, &facts->signed_at) == 0;
	if (!facts->is_dated)
		refuse(facts, "it has no X-Amz-Date of the form YYYYMMDDThhmmssZ");
	else if (now > facts->signed_at + STS_TOKEN_DATE_LIFETIME)
		refuse(facts, "it was signed more than %d minutes ago",
		       STS_TOKEN_DATE_LIFETIME / 60);
}

/* In the order of the verifier's own checks. */
static int check_parameters(struct inspection *inspection, int64_t now, struct error *err)
{
	struct sts_token_facts *facts = inspection->facts;
	const char *const *values = inspection->values;
	if (!string_equal(values[ACTION], "GetCallerIdentity"))
		refuse(facts, "its URL does not ask for GetCallerIdentity");
	if (!values[SIGNED_HEADERS] || !signs_cluster(values[SIGNED_HEADERS]))
		refuse(facts, "it does not sign the header %s, which names the cluster",
		       cluster_header);
	check_expires(inspection);
	check_date(inspection, now);
	facts->has_usual_parameters = true;
	for (size_t i = 0; i < SECURITY_TOKEN; i++)
		facts->has_usual_parameters = facts->has_usual_parameters && values[i];
	if (take_credential(inspection, err) != 0 ||
	    string_copy(&facts->signed_headers, values[SIGNED_HEADERS], err) != 0)
		return -1;
	const char *token = values[SECURITY_TOKEN] ? values[SECURITY_TOKEN] : "";
	const char *signature = values[SIGNATURE] ? values[SIGNATURE] : "";
	if (secret_set(&facts->session_token, token, strlen(token), err) != 0)
		return -1;
	return secret_set(&facts->signature, signature, strlen(signature), err);
}

/* --- the host ---------------------------------------------------------------------------- */

/* "sts.REGION.SUFFIX" or "sts-fips.REGION.SUFFIX" of a partition; *ret_region is malloc'd. */
static int match_host(const char *host, const struct aws_partition **ret_partition,
		      char **ret_region, struct error *err)
{
	bool fips = string_has_prefix(host, "sts-fips.");
	const char *region = strchr(host, '.');
	const char *suffix = region ? strchr(++region, '.') : NULL;
	if (!suffix || (!fips && !string_has_prefix(host, "sts.")))
		return 0;
	cleanup_free char *name = NULL;
	if (string_format(&name, err, "%.*s", (int)(suffix - region), region) != 0)
		return -1;
	const struct aws_partition *partition = aws_partition_of(name);
	if (aws_region_is_valid(name) && (string_equal(suffix + 1, partition->dns_suffix) ||
					  string_equal(suffix + 1, partition->dual_stack_suffix))) {
		*ret_partition = partition;
		*ret_region = TAKE_PTR(name);
	}
	return 0;
}

static int check_host(struct inspection *inspection, char **ret_region, struct error *err)
{
	struct sts_token_facts *facts = inspection->facts;
	if (string_equal(facts->host, global_host)) {
		facts->partition = &aws_partitions[0];
		return string_copy(ret_region, global_region, err);
	}
	if (match_host(facts->host, &facts->partition, ret_region, err) != 0)
		return -1;
	if (!facts->partition)
		refuse(facts, "%.100s is no endpoint of STS", facts->host);
	else
		facts->is_dual_stack =
			string_has_suffix(facts->host, facts->partition->dual_stack_suffix);
	return 0;
}

/* What passes the verifier and cannot pass STS. */
static void doubt(struct sts_token_facts *facts, const char *host_region, int64_t now)
{
	if (facts->is_dated && facts->signed_at > now + CLOCK_TOLERANCE)
		snprintf(facts->doubt, sizeof(facts->doubt),
			 "it is signed %" PRId64 " minutes in the future: a clock is wrong",
			 (facts->signed_at - now) / 60);
	else if (host_region && facts->region && !string_equal(host_region, facts->region))
		snprintf(facts->doubt, sizeof(facts->doubt),
			 "it is signed for %.60s, and its host wants %.60s", facts->region,
			 host_region);
	else if (!facts->has_usual_parameters)
		snprintf(facts->doubt, sizeof(facts->doubt), "its URL lacks a parameter");
}

/* --- the whole --------------------------------------------------------------------------- */

static bool is_text(const struct secret *url)
{
	const char *bytes = secret_string(url);
	for (size_t i = 0; i < secret_length(url); i++)
		if ((unsigned char)bytes[i] < 0x20 || bytes[i] == 0x7f)
			return false;
	return secret_length(url) > 0;
}

static int inspect_url(struct inspection *inspection, int64_t now, struct error *err)
{
	static const char scheme[] = "https://";
	struct sts_token_facts *facts = inspection->facts;
	char *url = inspection->url.bytes.data;
	if (!is_text(&inspection->url) || strncasecmp(url, scheme, strlen(scheme)) != 0) {
		refuse(facts, "what it holds is no https URL");
		return 0;
	}
	char *host = url + strlen(scheme);
	char *path = host + strcspn(host, "/?#");
	char *query = strchr(path, '?');
	if (string_format(&facts->host, err, "%.*s", (int)(path - host), host) != 0)
		return -1;
	cleanup_free char *host_region = NULL;
	if (check_host(inspection, &host_region, err) != 0)
		return -1;
	if (!string_has_prefix(path, "/?"))
		refuse(facts, "the path of its URL is not just /");
	if (query)
		take_query(inspection, query + 1);
	if (check_parameters(inspection, now, err) != 0)
		return -1;
	doubt(facts, host_region, now);
	return 0;
}

static int inspect(struct inspection *inspection, const struct secret *token, int64_t now,
		   struct error *err)
{
	const char *text = secret_string(token);
	size_t length = secret_length(token), prefix = strlen(STS_TOKEN_PREFIX);
	if (length > STS_TOKEN_LIMIT)
		refuse(inspection->facts, "it has %zu bytes, and verifiers take at most %d", length,
		       STS_TOKEN_LIMIT);
	if (!string_has_prefix(text, STS_TOKEN_PREFIX)) {
		refuse(inspection->facts, "it does not begin with " STS_TOKEN_PREFIX);
		return 0;
	}
	struct error cause = ERROR_INIT;
	if (encoding_base64_decode(&inspection->url.bytes, text + prefix, length - prefix,
				   BASE64_URL_UNPADDED, "it", &cause) != 0) {
		refuse(inspection->facts,
		       "what follows the prefix is no base64url without padding");
		return 0;
	}
	return inspect_url(inspection, now, err);
}

int sts_token_inspect(const struct secret *token, int64_t now, struct sts_token_facts *ret_facts,
		      struct error *err)
{
	cleanup(sts_token_facts_done) struct sts_token_facts facts = {
		.expires = -1,
		.session_token = SECRET_INIT(STS_TOKEN_INSPECT_LIMIT),
		.signature = SECRET_INIT(STS_TOKEN_INSPECT_LIMIT),
	};
	struct inspection inspection = {.facts = &facts,
					.url = SECRET_INIT(STS_TOKEN_INSPECT_LIMIT)};
	int result = inspect(&inspection, token, now, err);
	secret_done(&inspection.url);
	if (result != 0)
		return -1;
	*ret_facts = facts;
	facts = (struct sts_token_facts){0};
	return 0;
}

void sts_token_facts_done(struct sts_token_facts *facts)
{
	free(facts->host);
	free(facts->access_key_id);
	free(facts->region);
	free(facts->signed_headers);
	secret_done(&facts->session_token);
	secret_done(&facts->signature);
	*facts = (struct sts_token_facts){0};
}

int sts_token_check_signature(const struct sts_token_facts *facts,
			      const struct aws_credentials *credentials, const char *cluster,
			      bool *ret_matches, struct error *err)
{
	cleanup_free char *text = NULL;
	if (string_format(&text, err, "https://%s/", facts->host) != 0)
		return -1;
	const struct aws_endpoint endpoint = {.url = text,
					      .path = strrchr(text, '/'),
					      .host = facts->host,
					      .region = facts->region};
	/* The session token that was signed is the one in the URL. Borrowed, not ended here. */
	struct aws_credentials signer = *credentials;
	signer.session_token = facts->session_token;
	const struct sts_token_request request = {.endpoint = &endpoint,
						  .credentials = &signer,
						  .cluster = cluster,
						  .now = facts->signed_at};
	cleanup(secret_done) struct secret url = SECRET_INIT(2 * STS_TOKEN_INSPECT_LIMIT);
	if (sts_token_presign(&request, (unsigned)facts->expires, &url, err) != 0)
		return -1;
	static const char last[] = "&X-Amz-Signature=";
	const char *made = strstr(secret_string(&url), last);
	cleanup(secret_done) struct secret expected = SECRET_INIT(STS_TOKEN_INSPECT_LIMIT);
	made = made ? made + strlen(last) : "";
	if (secret_set(&expected, made, strlen(made), err) != 0)
		return -1;
	*ret_matches = secret_equal(&expected, &facts->signature);
	return 0;
}
