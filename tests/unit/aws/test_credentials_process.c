
#include "aws/credentials.h"
#include "aws/files.h"
#include "platform/clock.h"

enum { NOW = 1767225600 }; /* 2026-01-01T00:00:00Z */

static int64_t fixed_now(const struct clock *clock)
{
	(void)clock;
	return NOW;
}

static const struct clock fixed = {.now = fixed_now};

#define KEYS "\"AccessKeyId\":\"AKID\",\"SecretAccessKey\":\"secret\""

/* The answer comes out of a file; the process is a real one. */
static int find_by(const char *command, const char *answer, struct aws_credentials *found,
		   struct error *err)
{
	struct test_files test;
	begin_files(&test, "", NULL);
	setenv("PATH", "/usr/bin:/bin", 1);
	char path[128], text[512];
	snprintf(path, sizeof(path), "%s/the answer", test.directory);
	write_text(path, answer ? answer : "");
	snprintf(text, sizeof(text), "[default]\ncredential_process = %s%s\n", command,
		 answer ? " the' 'answer" : "");
	write_text(test.config, text);
	load(&test);
	struct aws_profile profile;
	assert_int_equal(chdir(test.directory), 0);
	assert_int_equal(aws_profile_choose(&profile, &test.files, NULL, NULL), 0);
	int result = aws_credentials_find(found, &profile, &fixed, err);
	assert_int_equal(chdir("/"), 0);
	unlink(path);
	end_files(&test);
	return result;
}

static void takes_what_the_program_prints(void **state)
{
	(void)state;
	static const struct {
		const char *answer, *token;
		int64_t expiration;
	} cases[] = {
		{"{\"Version\":1," KEYS "}", "", AWS_NEVER},
		{"{\"Version\":1," KEYS ",\"SessionToken\":\"t\"}\n", "t", AWS_NEVER},
		{"{\"Version\":1," KEYS ",\"SessionToken\":null,\"Expiration\":null}", "",
		 AWS_NEVER},
		{"{\"Version\":1," KEYS ",\"Expiration\":\"2026-01-01T01:00:00Z\"}", "",
		 NOW + 3600},
		{"{\"Version\":1," KEYS ",\"Expiration\":\"2026-01-01T01:00:00UTC\"}", "",
		 NOW + 3600},
		{"{\"Version\":1," KEYS ",\"Expiration\":\"2026-01-01T01:00:00.5+00:30\"}", "",
		 NOW + 1800},
		{"{\"Version\":1," KEYS ",\"AccountId\":\"1\",\"Other\":[]}", "", AWS_NEVER},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct aws_credentials found = AWS_CREDENTIALS_INIT;
		struct error err = ERROR_INIT;
		if (find_by("cat", cases[i].answer, &found, &err) != 0)
			fail_msg("case %zu: %s", i, err.message);
		assert_string_equal(found.access_key_id, "AKID");
		assert_string_equal(secret_string(&found.secret_access_key), "secret");
		assert_string_equal(secret_string(&found.session_token), cases[i].token);
		assert_true(found.expiration == cases[i].expiration);
		assert_string_equal(found.provider, "process");
		aws_credentials_done(&found);
	}
}

static void says_what_is_wrong_with_it(void **state)
{
	(void)state;
	static const struct {
		const char *command, *answer, *message;
	} cases[] = {
		{"/bin/cat", "{\"Version\":2," KEYS "}", "/bin/cat printed no credentials"},
		{"/bin/cat", "{\"Version\":\"1\"," KEYS "}", "printed no credentials of Version 1"},
		{"/bin/cat", "{" KEYS "}", "printed no credentials of Version 1"},
		{"/bin/cat", "[]", "printed no credentials of Version 1"},
		{"/bin/cat", "not json", "what it printed"},
		{"/bin/cat", "", "what it printed"},
		{"/bin/cat", "{\"Version\":1,\"AccessKeyId\":\"AKID\"}",
		 "has no secret access key"},
		{"/bin/cat", "{\"Version\":1,\"SecretAccessKey\":\"s\"}", "has no access key id"},
		{"/bin/cat", "{\"Version\":1," KEYS ",\"Expiration\":\"soon\"}",
		 "Expiration is 'soon', which is no time"},
		{"/bin/cat", "{\"Version\":1," KEYS ",\"Expiration\":\"2025-12-31T23:59:59Z\"}",
		 "expired at 2025-12-31T23:59:59Z"},
		{"/bin/false", NULL, "/bin/false ended with exit code 1"},
		{"/bin/sh -c 'kill -9 $$'", NULL, "/bin/sh was ended by signal 9"},
		{"/bin/cat '", NULL, "a quote is not closed"},
		{"", NULL, "it is empty"},
		{"''", NULL, "cannot run "},
		{"no-such-program-here", NULL, "it is not in any directory of PATH"},
		/* No shell takes part: these are words like any other. */
		{"/bin/false || /bin/true", NULL, "/bin/false ended with exit code 1"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct aws_credentials found = AWS_CREDENTIALS_INIT;
		struct error err = ERROR_INIT;
		assert_int_equal(find_by(cases[i].command, cases[i].answer, &found, &err), -1);
		if (!strstr(err.message, cases[i].message))
			fail_msg("case %zu: %s", i, err.message);
		assert_null(strstr(err.message, "secret\""));
		assert_null(found.access_key_id);
		aws_credentials_done(&found);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(takes_what_the_program_prints),
	cmocka_unit_test(says_what_is_wrong_with_it),
};

UNIT_MAIN(tests)
