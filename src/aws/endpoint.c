#include "aws/endpoint.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/partitions.h"
#include "aws/profile.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "core/url.h"
#include "platform/environment.h"

static const char global_region[] = "aws-global";
static const char global_host[] = "sts.amazonaws.com";
static const char global_signing_region[] = "us-east-1";

struct choice {
	char region[64];
	bool has_region; /* one was named */
	bool fips;
	bool dual_stack;
};

void aws_endpoint_done(struct aws_endpoint *endpoint)
{
	free(endpoint->url);
	free(endpoint->host);
	free(endpoint->region);
	*endpoint = (struct aws_endpoint){0};
}

/* Regions that had the global endpoint as their default before regional ones became it. */
static bool is_legacy_region(const char *region)
{
	static const char *const names[] = {
		"ap-northeast-1", "ap-south-1",   "ap-southeast-1", "ap-southeast-2",
		"aws-global",     "ca-central-1", "eu-central-1",   "eu-north-1",
		"eu-west-1",      "eu-west-2",    "eu-west-3",      "sa-east-1",
		"us-east-1",      "us-east-2",    "us-west-1",      "us-west-2",
	};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (string_equal(region, names[i]))
			return true;
	return false;
}

/* Drops each `part` from the text. */
static bool cut(char *text, const char *part)
{
	bool found = false;
	for (char *at; (at = strstr(text, part));) {
		found = true;
		memmove(at, at + strlen(part), strlen(at + strlen(part)) + 1);
	}
	return found;
}

static int choose_variant(struct choice *ret_choice, const struct aws_profile *profile,
			  const char *region, struct error *err)
{
	struct choice choice = {
		.has_region = region != NULL,
		.fips = aws_profile_switch(profile, "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"),
		.dual_stack = aws_profile_switch(profile, "AWS_USE_DUALSTACK_ENDPOINT",
						 "use_dualstack_endpoint"),
	};
	if (!region)
		region = global_region;
	if (!aws_region_is_valid(region)) {
		error_set(err, ERROR_FAILED, "'%s' is not the name of a region", region);
		return error_hint(err, "regions are named like eu-west-1");
	}
	snprintf(choice.region, sizeof(choice.region), "%s", region);
	/* The old way to ask for FIPS: fips-us-east-1 and us-east-1-fips. */
	bool before = cut(choice.region, "fips-");
	bool after = cut(choice.region, "-fips");
	choice.fips = choice.fips || before || after;
	*ret_choice = choice;
	return 0;
}

static int needs_region(const char *what, struct error *err)
{
	error_set(err, ERROR_FAILED, "%s needs a region, and none is configured", what);
	return error_hint(err, "give --region, or set AWS_REGION");
}

/* --- endpoints of AWS's own -------------------------------------------------------------- */

static int wants_legacy(const struct aws_profile *profile, bool *ret_legacy, struct error *err)
{
	const char *value = aws_profile_setting(profile, "AWS_STS_REGIONAL_ENDPOINTS",
						"sts_regional_endpoints");
	*ret_legacy = string_equal(value, "legacy");
	if (value && !*ret_legacy && !string_equal(value, "regional"))
		return error_set(err, ERROR_FAILED,
				 "AWS_STS_REGIONAL_ENDPOINTS or sts_regional_endpoints is '%s', "
				 "neither legacy nor regional",
				 value);
	return 0;
}

static int choose_host(const struct aws_profile *profile, const struct choice *choice,
		       char **ret_host, const char **ret_region, struct error *err)
{
	bool legacy = false;
	if (wants_legacy(profile, &legacy, err) != 0)
		return -1;
	bool variant = choice->fips || choice->dual_stack;
	bool global = string_equal(choice->region, global_region);
	*ret_region = choice->region;
	if (!variant && (global || (legacy && is_legacy_region(choice->region)))) {
		*ret_region = global_signing_region;
		return string_copy(ret_host, global_host, err);
	}
	if (global)
		return needs_region("the FIPS or dual-stack endpoint of STS that is asked for",
				    err);
	const struct aws_partition *partition = aws_partition_of(choice->region);
	/* GovCloud's ordinary endpoints are FIPS ones. */
	bool named_fips =
		choice->fips && (choice->dual_stack || !string_equal(partition->id, "aws-us-gov"));
	return string_format(
		ret_host, err, "sts%s.%s.%s", named_fips ? "-fips" : "", choice->region,
		choice->dual_stack ? partition->dual_stack_suffix : partition->dns_suffix);
}

/* --- an endpoint that was configured ----------------------------------------------------- */

static int find_configured(const struct aws_profile *profile, const char **ret_url,
			   struct error *err)
{
	*ret_url = NULL;
	if (aws_profile_switch(profile, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
			       "ignore_configured_endpoint_urls"))
		return 0;
	const char *url = environment_get("AWS_ENDPOINT_URL_STS");
	if (!url)
		url = environment_get("AWS_ENDPOINT_URL");
	if (!url && aws_profile_get_service(profile, "sts", "endpoint_url", &url, err) != 0)
		return -1;
	if (string_is_empty(url))
		url = aws_profile_get(profile, "endpoint_url");
	*ret_url = string_is_empty(url) ? NULL : url;
	return 0;
}

/* What needs neither escaping nor normalising to be signed. */
static bool is_plain_path(const char *path)
{
	for (const char *c = path; *c; c++)
		if (!string_is_alnum(*c) && !strchr("-._~/", *c))
			return false;
	return !strstr(path, "//") && !strstr(path, "/.");
}

static int not_plain(const char *url, struct error *err)
{
	error_set(err, ERROR_FAILED, "the endpoint configured for STS is not a plain URL: %s", url);
	return error_hint(err, "it must look like https://HOST, https://HOST:PORT or "
			       "https://HOST/PATH");
}

static int set_configured(struct aws_endpoint *endpoint, const char *text, struct error *err)
{
	struct url url;
	if (url_parse(text, &url) != 0)
		return not_plain(text, err);
	bool secure = string_equal(url.scheme, "https");
	if ((!secure && !string_equal(url.scheme, "http")) || url.has_user_info ||
	    !is_plain_path(url.rest))
		return not_plain(text, err);
	/* The Host header leaves the scheme's own port out. */
	char port[8] = "";
	if (url.port != (secure ? 443 : 80))
		snprintf(port, sizeof(port), ":%u", (unsigned)url.port);
	if (string_format(&endpoint->host, err, url.host_is_ipv6 ? "[%s]%s" : "%s%s", url.host,
			  port) != 0 ||
	    string_format(&endpoint->url, err, "%s%s", text, *url.rest ? "" : "/") != 0)
		return -1;
	endpoint->path = endpoint->url + (url.rest - text);
	return 0;
}

/* It counts as it is: whether it is a FIPS or dual-stack one is for whoever configured it to know.
 */
static int use_configured(struct aws_endpoint *endpoint, const struct choice *choice,
			  const char *url, struct error *err)
{
	if (!choice->has_region)
		return needs_region("the endpoint that is configured for STS", err);
	if (string_copy(&endpoint->region, choice->region, err) != 0)
		return -1;
	return set_configured(endpoint, url, err);
}

static int use_own(struct aws_endpoint *endpoint, const struct choice *choice,
		   const struct aws_profile *profile, struct error *err)
{
	const char *region = NULL;
	if (choose_host(profile, choice, &endpoint->host, &region, err) != 0 ||
	    string_copy(&endpoint->region, region, err) != 0 ||
	    string_format(&endpoint->url, err, "https://%s/", endpoint->host) != 0)
		return -1;
	endpoint->path = endpoint->url + strlen("https://") + strlen(endpoint->host);
	return 0;
}

int aws_endpoint_sts(struct aws_endpoint *ret_endpoint, const struct aws_profile *profile,
		     const char *region, struct error *err)
{
	struct choice choice = {0};
	const char *url = NULL;
	if (choose_variant(&choice, profile, region, err) != 0 ||
	    find_configured(profile, &url, err) != 0)
		return -1;
	cleanup(aws_endpoint_done) struct aws_endpoint endpoint = {0};
	if ((url ? use_configured(&endpoint, &choice, url, err)
		 : use_own(&endpoint, &choice, profile, err)) != 0)
		return -1;
	*ret_endpoint = endpoint;
	endpoint = (struct aws_endpoint){0};
	return 0;
}
