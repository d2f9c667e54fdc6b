/*
 * Where STS is: the choice that botocore makes (args.py, configprovider.py and the rule set
 * botocore/data/sts/2011-06-15/endpoint-rule-set-1.json), from the region, AWS_ENDPOINT_URL_STS,
 * AWS_ENDPOINT_URL, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS, AWS_STS_REGIONAL_ENDPOINTS,
 * AWS_USE_FIPS_ENDPOINT, AWS_USE_DUALSTACK_ENDPOINT, and the keys of the profile that stand behind
 * these variables.
 */
#ifndef AWS_ENDPOINT_H
#define AWS_ENDPOINT_H

struct aws_profile;
struct error;

struct aws_endpoint {
	char *url;        /* up to the query: "https://sts.eu-west-1.amazonaws.com/" */
	const char *path; /* where the path begins in it */
	char *host;       /* as in the Host header: lower case, no default port */
	char *region;     /* that signatures are made for */
};

/* region may be NULL: then the endpoint that serves the whole partition "aws". */
int aws_endpoint_sts(struct aws_endpoint *ret_endpoint, const struct aws_profile *profile,
		     const char *region, struct error *err);
void aws_endpoint_done(struct aws_endpoint *endpoint);

#endif
