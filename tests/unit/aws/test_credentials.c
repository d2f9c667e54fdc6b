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

static const char config[] =
	"[default]\naws_access_key_id = CONFIG\naws_secret_access_key = config\n"
	"[profile both]\naws_access_key_id = CONFIG\naws_secret_access_key = config\n"
	"[profile old]\naws_access_key_id = OLD\naws_secret_access_key = s\n"
	"aws_session_token = new\naws_security_token = old\n"
	"[profile bare]\nregion = eu-west-1\n"
	"[profile half]\naws_access_key_id = HALF\n"
	"[profile empty]\naws_access_key_id =\naws_secret_access_key = s\n"
	"[profile nested]\naws_access_key_id =\n  a = b\naws_secret_access_key = s\n"
	"[profile lines]\naws_access_key_id = L\naws_secret_access_key = s\n  t\n"
	"[profile role]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = both\n"
	"aws_access_key_id = ROLE\naws_secret_access_key = s\n"
	"[profile web]\nrole_arn = arn:aws:iam::1:role/r\nweb_identity_token_file = /t\n"
	"[profile sso]\nsso_account_id = 1\nsso_role_name = r\n"
	"aws_access_key_id = SSO\naws_secret_access_key = s\n"
	"[profile login]\nlogin_session = arn\naws_access_key_id = L\naws_secret_access_key = s\n"
	"[profile process]\ncredential_process = /nonexistent/x\n"
	"aws_access_key_id = P\naws_secret_access_key = s\n"
	"[profile filefirst]\ncredential_process = /bin/x\nlogin_session = arn\n";

static const char credentials_text[] =
	"[both]\naws_access_key_id = FILE\naws_secret_access_key = file\n"
	"aws_session_token = token\n"
	"[filefirst]\naws_access_key_id = FIRST\naws_secret_access_key = s\n"
	"[broken]\naws_access_key_id = BROKEN\n";

static void the_first_that_applies_wins(void **state)
{
	(void)state;
	static const struct {
		const char *option, *variables, *id, *secret, *token, *provider;
	} cases[] = {
		{NULL, NULL, "CONFIG", "config", "", "config file"},
		{"both", NULL, "FILE", "file", "token", "credentials file"},
		{NULL, "AWS_PROFILE=both", "FILE", "file", "token", "credentials file"},
		{"old", NULL, "OLD", "s", "old", "config file"},
		{NULL, "AWS_ACCESS_KEY_ID=ENV AWS_SECRET_ACCESS_KEY=env", "ENV", "env", "",
		 "environment"},
		{NULL, "AWS_ACCESS_KEY_ID=ENV AWS_SECRET_ACCESS_KEY=env AWS_PROFILE=both", "ENV",
		 "env", "", "environment"},
		{NULL, "AWS_ACCESS_KEY_ID=ENV AWS_SECRET_ACCESS_KEY=env AWS_PROFILE=sso", "ENV",
		 "env", "", "environment"},
		{"both", "AWS_ACCESS_KEY_ID=ENV AWS_SECRET_ACCESS_KEY=env", "FILE", "file", "token",
		 "credentials file"},
		{NULL, "AWS_ACCESS_KEY_ID=ENV AWS_SECRET_ACCESS_KEY=env AWS_SESSION_TOKEN=t", "ENV",
		 "env", "t", "environment"},
		{NULL,
		 "AWS_ACCESS_KEY_ID=ENV AWS_SECRET_ACCESS_KEY=env AWS_SESSION_TOKEN=t "
		 "AWS_SECURITY_TOKEN=u",
		 "ENV", "env", "u", "environment"},
		{NULL, "AWS_ACCESS_KEY_ID= AWS_SECRET_ACCESS_KEY=env", "CONFIG", "config", "",
		 "config file"},
		{"both", "AWS_WEB_IDENTITY_TOKEN_FILE=/t", "FILE", "file", "token",
		 "credentials file"},
		{"filefirst", NULL, "FIRST", "s", "", "credentials file"},
	};
	struct test_files test;
	begin_files(&test, config, credentials_text);
	load(&test);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		clear_environment();
		set_variables(cases[i].variables);
		struct aws_profile profile;
		struct aws_credentials found = AWS_CREDENTIALS_INIT;
		struct error err = ERROR_INIT;
		assert_int_equal(aws_profile_choose(&profile, &test.files, cases[i].option, NULL),
				 0);
		if (aws_credentials_find(&found, &profile, &fixed, &err) != 0)
			fail_msg("case %zu: %s", i, err.message);
		assert_string_equal(found.access_key_id, cases[i].id);
		assert_string_equal(secret_string(&found.secret_access_key), cases[i].secret);
		assert_string_equal(secret_string(&found.session_token), cases[i].token);
		assert_string_equal(found.provider, cases[i].provider);
		assert_true(found.expiration == AWS_NEVER);
		aws_credentials_done(&found);
	}
	end_files(&test);
}

/* What cannot be had is an error: the keys that the same profile has as well are somebody else. */
static void never_falls_through_to_another_identity(void **state)
{
	(void)state;
	static const struct {
		const char *option, *variables, *message;
	} cases[] = {
		{"role", NULL, "profile 'role': role_arn needs AssumeRole"},
		{"web", NULL, "profile 'web': web_identity_token_file needs"},
		{"sso", NULL, "profile 'sso': sso_account_id needs IAM Identity Center"},
		{"login", NULL, "profile 'login': login_session needs"},
		{"process", NULL,
		 "credential_process of profile 'process': cannot run /nonexistent/x"},
		{NULL, "AWS_WEB_IDENTITY_TOKEN_FILE=/t", "AWS_WEB_IDENTITY_TOKEN_FILE needs"},
		{NULL, "AWS_PROFILE=bare AWS_CONTAINER_CREDENTIALS_FULL_URI=http://localhost/",
		 "AWS_CONTAINER_CREDENTIALS_FULL_URI needs"},
		{NULL, "AWS_ACCESS_KEY_ID=ENV", "AWS_SECRET_ACCESS_KEY is not"},
		{NULL, "AWS_ACCESS_KEY_ID=E AWS_SECRET_ACCESS_KEY=s AWS_CREDENTIAL_EXPIRATION=soon",
		 "AWS_CREDENTIAL_EXPIRATION is not a time: 'soon'"},
		{"half", NULL, "[profile half] in "},
		{"empty", NULL, "has no access key id"},
		{"nested", NULL, "has no access key id"},
		{"lines", NULL, "has a line break or control bytes"},
		{"broken", NULL, "has no secret access key"},
		{"bare", NULL, "there are no AWS credentials: profile 'bare' has none"},
	};
	struct test_files test;
	begin_files(&test, config, credentials_text);
	load(&test);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		clear_environment();
		set_variables(cases[i].variables);
		struct aws_profile profile;
		struct aws_credentials found = AWS_CREDENTIALS_INIT;
		struct error err = ERROR_INIT;
		assert_int_equal(aws_profile_choose(&profile, &test.files, cases[i].option, NULL),
				 0);
		assert_int_equal(aws_credentials_find(&found, &profile, &fixed, &err), -1);
		if (!strstr(err.message, cases[i].message))
			fail_msg("case %zu: %s", i, err.message);
		assert_null(found.access_key_id);
		aws_credentials_done(&found);
	}
	end_files(&test);
}

static void knows_when_they_expire(void **state)
{
	(void)state;
	static const struct {
		const char *expiration;
		int64_t seconds;
		bool expired;
	} cases[] = {
		{"2026-01-01T00:00:01Z", NOW + 1, false},
		{"2026-01-01T02:00:00+01:00", NOW + 3600, false},
		{"2026-01-01T00:00:00Z", 0, true},
		{"2025-12-31T23:59:59Z", 0, true},
	};
	struct test_files test;
	begin_files(&test, NULL, NULL);
	load(&test);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		clear_environment();
		set_variables("AWS_ACCESS_KEY_ID=ENV AWS_SECRET_ACCESS_KEY=env");
		setenv("AWS_CREDENTIAL_EXPIRATION", cases[i].expiration, 1);
		struct aws_profile profile;
		struct aws_credentials found = AWS_CREDENTIALS_INIT;
		struct error err = ERROR_INIT;
		assert_int_equal(aws_profile_choose(&profile, &test.files, NULL, NULL), 0);
		int result = aws_credentials_find(&found, &profile, &fixed, &err);
		assert_int_equal(result, cases[i].expired ? -1 : 0);
		if (cases[i].expired)
			assert_non_null(strstr(err.message, "it is 2026-01-01T00:00:00Z"));
		else
			assert_int_equal(found.expiration, cases[i].seconds);
		aws_credentials_done(&found);
	}
	end_files(&test);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(the_first_that_applies_wins),
	cmocka_unit_test(never_falls_through_to_another_identity),
	cmocka_unit_test(knows_when_they_expire),
};

UNIT_MAIN(tests)
