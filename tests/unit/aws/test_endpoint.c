#include "aws/endpoint.h"

#include "aws/files.h"

static const char config[] = "[profile fips]\n"
			     "use_fips_endpoint = True\n"
			     "[profile dual]\n"
			     "use_dualstack_endpoint = true\n"
			     "[profile legacy]\n"
			     "sts_regional_endpoints = legacy\n"
			     "[profile custom]\n"
			     "endpoint_url = http://localhost:4566\n"
			     "[profile service]\n"
			     "endpoint_url = http://wrong.test\n"
			     "services = local\n"
			     "[profile ignore]\n"
			     "endpoint_url = http://localhost:4566\n"
			     "ignore_configured_endpoint_urls = true\n"
			     "[services local]\n"
			     "sts =\n"
			     "  endpoint_url = https://sts.test/path\n";

static void chooses_what_botocore_chooses(void **state)
{
	(void)state;
	static const struct {
		const char *profile, *variables, *region, *url, *host, *signed_for;
	} cases[] = {
		{NULL, NULL, "eu-west-1", "https://sts.eu-west-1.amazonaws.com/",
		 "sts.eu-west-1.amazonaws.com", "eu-west-1"},
		{NULL, NULL, NULL, "https://sts.amazonaws.com/", "sts.amazonaws.com", "us-east-1"},
		{NULL, NULL, "aws-global", "https://sts.amazonaws.com/", "sts.amazonaws.com",
		 "us-east-1"},
		{NULL, NULL, "cn-north-1", "https://sts.cn-north-1.amazonaws.com.cn/",
		 "sts.cn-north-1.amazonaws.com.cn", "cn-north-1"},
		{NULL, NULL, "us-isob-east-1", "https://sts.us-isob-east-1.sc2s.sgov.gov/",
		 "sts.us-isob-east-1.sc2s.sgov.gov", "us-isob-east-1"},
		/* FIPS */
		{"fips", NULL, "eu-west-1", "https://sts-fips.eu-west-1.amazonaws.com/",
		 "sts-fips.eu-west-1.amazonaws.com", "eu-west-1"},
		{NULL, "AWS_USE_FIPS_ENDPOINT=TRUE", "us-gov-west-1",
		 "https://sts.us-gov-west-1.amazonaws.com/", "sts.us-gov-west-1.amazonaws.com",
		 "us-gov-west-1"},
		{NULL, "AWS_USE_FIPS_ENDPOINT=yes", "us-east-1",
		 "https://sts.us-east-1.amazonaws.com/", "sts.us-east-1.amazonaws.com",
		 "us-east-1"},
		{NULL, NULL, "fips-us-east-1", "https://sts-fips.us-east-1.amazonaws.com/",
		 "sts-fips.us-east-1.amazonaws.com", "us-east-1"},
		{NULL, NULL, "us-east-1-fips", "https://sts-fips.us-east-1.amazonaws.com/",
		 "sts-fips.us-east-1.amazonaws.com", "us-east-1"},
		{"fips", "AWS_USE_FIPS_ENDPOINT=false", "eu-west-1",
		 "https://sts.eu-west-1.amazonaws.com/", "sts.eu-west-1.amazonaws.com",
		 "eu-west-1"},
		/* Dual-stack */
		{"dual", NULL, "eu-west-1", "https://sts.eu-west-1.api.aws/",
		 "sts.eu-west-1.api.aws", "eu-west-1"},
		{"dual", "AWS_USE_FIPS_ENDPOINT=true", "us-gov-east-1",
		 "https://sts-fips.us-gov-east-1.api.aws/", "sts-fips.us-gov-east-1.api.aws",
		 "us-gov-east-1"},
		{NULL, "AWS_USE_DUALSTACK_ENDPOINT=true", "cn-north-1",
		 "https://sts.cn-north-1.api.amazonwebservices.com.cn/",
		 "sts.cn-north-1.api.amazonwebservices.com.cn", "cn-north-1"},
		/* Legacy */
		{"legacy", NULL, "eu-west-1", "https://sts.amazonaws.com/", "sts.amazonaws.com",
		 "us-east-1"},
		{"legacy", NULL, "eu-south-1", "https://sts.eu-south-1.amazonaws.com/",
		 "sts.eu-south-1.amazonaws.com", "eu-south-1"},
		{"legacy", "AWS_STS_REGIONAL_ENDPOINTS=regional", "eu-west-1",
		 "https://sts.eu-west-1.amazonaws.com/", "sts.eu-west-1.amazonaws.com",
		 "eu-west-1"},
		{"legacy", "AWS_USE_FIPS_ENDPOINT=true", "us-east-1",
		 "https://sts-fips.us-east-1.amazonaws.com/", "sts-fips.us-east-1.amazonaws.com",
		 "us-east-1"},
		/* Configured */
		{"custom", NULL, "eu-west-1", "http://localhost:4566/", "localhost:4566",
		 "eu-west-1"},
		{"custom", "AWS_ENDPOINT_URL=https://A.Test:443/", "eu-west-1",
		 "https://A.Test:443/", "a.test", "eu-west-1"},
		{"custom", "AWS_ENDPOINT_URL=https://a.test AWS_ENDPOINT_URL_STS=http://b.test:80",
		 "eu-west-1", "http://b.test:80/", "b.test", "eu-west-1"},
		{"custom", "AWS_ENDPOINT_URL_STS=https://b.test:80/x/y", "eu-west-1",
		 "https://b.test:80/x/y", "b.test:80", "eu-west-1"},
		{"custom", "AWS_ENDPOINT_URL_STS=http://[::1]:443/", "eu-west-1",
		 "http://[::1]:443/", "[::1]:443", "eu-west-1"},
		{"custom", "AWS_USE_FIPS_ENDPOINT=true AWS_USE_DUALSTACK_ENDPOINT=true",
		 "eu-west-1", "http://localhost:4566/", "localhost:4566", "eu-west-1"},
		{"service", NULL, "eu-west-1", "https://sts.test/path", "sts.test", "eu-west-1"},
		{"service", "AWS_ENDPOINT_URL=http://c.test", "eu-west-1", "http://c.test/",
		 "c.test", "eu-west-1"},
		{"ignore", NULL, "eu-west-1", "https://sts.eu-west-1.amazonaws.com/",
		 "sts.eu-west-1.amazonaws.com", "eu-west-1"},
		{"custom",
		 "AWS_ENDPOINT_URL_STS=http://b.test AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true",
		 "eu-west-1", "https://sts.eu-west-1.amazonaws.com/", "sts.eu-west-1.amazonaws.com",
		 "eu-west-1"},
	};
	struct test_files test;
	begin_files(&test, config, NULL);
	load(&test);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		clear_environment();
		set_variables(cases[i].variables);
		struct aws_profile profile;
		struct aws_endpoint endpoint;
		struct error err = ERROR_INIT;
		assert_int_equal(aws_profile_choose(&profile, &test.files, cases[i].profile, NULL),
				 0);
		if (aws_endpoint_sts(&endpoint, &profile, cases[i].region, &err) != 0)
			fail_msg("case %zu: %s", i, err.message);
		assert_string_equal(endpoint.url, cases[i].url);
		assert_string_equal(endpoint.host, cases[i].host);
		assert_string_equal(endpoint.region, cases[i].signed_for);
		const char *path = strchr(strstr(cases[i].url, "://") + 3, '/');
		assert_string_equal(endpoint.path, path);
		aws_endpoint_done(&endpoint);
	}
	end_files(&test);
}

static void refuses_what_cannot_be(void **state)
{
	(void)state;
	static const struct {
		const char *variables, *region, *message;
	} cases[] = {
		{NULL, "eu_west_1", "'eu_west_1' is not the name of a region"},
		{NULL, "x.evil.example/", "is not the name of a region"},
		{"AWS_STS_REGIONAL_ENDPOINTS=global", "eu-west-1", "neither legacy nor regional"},
		{"AWS_USE_FIPS_ENDPOINT=true", NULL, "needs a region"},
		{"AWS_USE_DUALSTACK_ENDPOINT=true", "aws-global", "needs a region"},
		{"AWS_ENDPOINT_URL=http://a.test", NULL, "needs a region"},
		{"AWS_ENDPOINT_URL=a.test", "eu-west-1", "is not a plain URL"},
		{"AWS_ENDPOINT_URL=ftp://a.test", "eu-west-1", "is not a plain URL"},
		{"AWS_ENDPOINT_URL=https://", "eu-west-1", "is not a plain URL"},
		{"AWS_ENDPOINT_URL=https://user:word@a.test", "eu-west-1", "is not a plain URL"},
		{"AWS_ENDPOINT_URL=https://a.test/?x=y", "eu-west-1", "is not a plain URL"},
		{"AWS_ENDPOINT_URL=https://a.test/x/../y", "eu-west-1", "is not a plain URL"},
		{"AWS_ENDPOINT_URL=https://a.test//", "eu-west-1", "is not a plain URL"},
		{"AWS_ENDPOINT_URL=https://a.test/%20", "eu-west-1", "is not a plain URL"},
	};
	struct test_files test;
	begin_files(&test, NULL, NULL);
	load(&test);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		clear_environment();
		set_variables(cases[i].variables);
		struct aws_profile profile;
		struct aws_endpoint endpoint;
		struct error err = ERROR_INIT;
		assert_int_equal(aws_profile_choose(&profile, &test.files, NULL, NULL), 0);
		assert_int_equal(aws_endpoint_sts(&endpoint, &profile, cases[i].region, &err), -1);
		if (!strstr(err.message, cases[i].message))
			fail_msg("case %zu: %s", i, err.message);
	}
	end_files(&test);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(chooses_what_botocore_chooses),
	cmocka_unit_test(refuses_what_cannot_be),
};

UNIT_MAIN(tests)
