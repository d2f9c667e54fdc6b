#include "aws/profile.h"

#include "aws/files.h"

static const char config[] = "[default]\n"
			     "region = from-default\n"
			     "[profile prod]\n"
			     "region = from-prod\n"
			     "output = json\n"
			     "services = local\n"
			     "[profile \"two words\"]\n"
			     "region = from-two-words\n"
			     "[profile too many words]\n"
			     "region = x\n"
			     "[bare]\n"
			     "region = x\n"
			     "[profile twice]\n"
			     "region = first\n"
			     "[profile \"twice\"]\n"
			     "region = second\n"
			     "[profile broken']\n"
			     "[profile lost]\n"
			     "services = nowhere\n"
			     "[services local]\n"
			     "sts =\n"
			     "  endpoint_url = https://sts.test\n"
			     "eks =\n"
			     "  endpoint_url = https://eks.test\n";

static const char credentials[] = "[prod]\n"
				  "region = from-credentials\n"
				  "[only there]\n"
				  "region = from-only-there\n";

static void chooses_the_profile_and_its_region(void **state)
{
	(void)state;
	static const struct {
		const char *option, *variables, *profile, *region;
	} cases[] = {
		{NULL, NULL, "default", "from-default"},
		{"two words", NULL, "two words", "from-two-words"},
		{"prod", NULL, "prod", "from-credentials"},
		{NULL, "AWS_PROFILE=prod", "prod", "from-credentials"},
		{NULL, "AWS_DEFAULT_PROFILE=prod", "prod", "from-credentials"},
		{NULL, "AWS_PROFILE=twice AWS_DEFAULT_PROFILE=prod", "twice", "second"},
		{"only there", "AWS_PROFILE=prod", "only there", "from-only-there"},
		{NULL, "AWS_PROFILE= AWS_DEFAULT_PROFILE=", "default", "from-default"},
		{NULL, "AWS_REGION=a AWS_DEFAULT_REGION=b", "default", "a"},
		{NULL, "AWS_DEFAULT_REGION=b", "default", "b"},
		{NULL, "AWS_REGION= AWS_DEFAULT_REGION=", "default", "from-default"},
		{"lost", NULL, "lost", NULL},
	};
	struct test_files test;
	begin_files(&test, config, credentials);
	load(&test);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		clear_environment();
		set_variables(cases[i].variables);
		struct aws_profile profile;
		struct error err = ERROR_INIT;
		if (aws_profile_choose(&profile, &test.files, cases[i].option, &err) != 0)
			fail_msg("case %zu: %s", i, err.message);
		assert_string_equal(profile.name, cases[i].profile);
		assert_int_equal(profile.by_option, cases[i].option != NULL);
		const char *region = aws_profile_region(&profile, NULL);
		if (region && cases[i].region)
			assert_string_equal(region, cases[i].region);
		else
			assert_ptr_equal(region, cases[i].region);
		assert_string_equal(aws_profile_region(&profile, "option"), "option");
	}
	end_files(&test);
}

static void a_named_profile_must_exist(void **state)
{
	(void)state;
	static const struct {
		const char *option, *variables, *origin, *hint;
	} cases[] = {
		{"prd", NULL, "'prd' (--profile)", "did you mean 'prod'?"},
		{NULL, "AWS_PROFILE=bare", "'bare' (AWS_PROFILE)", "list-profiles"},
		{NULL, "AWS_PROFILE=too", "'too' (AWS_PROFILE)", ""},
		{NULL, "AWS_DEFAULT_PROFILE=elsewhere", "(AWS_DEFAULT_PROFILE)", "list-profiles"},
	};
	struct test_files test;
	begin_files(&test, config, credentials);
	load(&test);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		clear_environment();
		set_variables(cases[i].variables);
		struct aws_profile profile;
		struct error err = ERROR_INIT;
		assert_int_equal(aws_profile_choose(&profile, &test.files, cases[i].option, &err),
				 -1);
		assert_non_null(strstr(err.message, cases[i].origin));
		assert_non_null(strstr(err.hint, cases[i].hint));
	}
	end_files(&test);
}

static void the_default_profile_need_not_exist(void **state)
{
	(void)state;
	struct test_files test;
	begin_files(&test, NULL, NULL);
	load(&test);
	struct aws_profile profile;
	assert_int_equal(aws_profile_choose(&profile, &test.files, NULL, NULL), 0);
	assert_null(aws_profile_get(&profile, "region"));
	assert_int_equal(aws_profile_choose(&profile, &test.files, "default", NULL), -1);
	end_files(&test);
}

/* [profile default] is the same profile as [default]: the later one counts. */
static void default_may_be_written_both_ways(void **state)
{
	(void)state;
	static const struct {
		const char *config, *region;
	} cases[] = {
		{"[profile default]\nregion = a\n", "a"},
		{"[default]\nregion = a\n[profile default]\nregion = b\n", "b"},
		{"[profile default]\nregion = b\n[default]\nregion = a\n", "a"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct test_files test;
		begin_files(&test, cases[i].config, NULL);
		load(&test);
		struct aws_profile profile;
		assert_int_equal(aws_profile_choose(&profile, &test.files, NULL, NULL), 0);
		assert_string_equal(aws_profile_get(&profile, "region"), cases[i].region);
		end_files(&test);
	}
}

static void keys_of_the_credentials_file_override(void **state)
{
	(void)state;
	struct test_files test;
	begin_files(&test, config, credentials);
	load(&test);
	struct aws_profile profile;
	assert_int_equal(aws_profile_choose(&profile, &test.files, "prod", NULL), 0);
	assert_string_equal(aws_profile_get(&profile, "region"), "from-credentials");
	assert_string_equal(aws_profile_get(&profile, "output"), "json");
	assert_null(aws_profile_get(&profile, "role_arn"));
	end_files(&test);
}

static void finds_the_settings_of_a_service(void **state)
{
	(void)state;
	struct test_files test;
	begin_files(&test, config, credentials);
	load(&test);
	struct aws_profile profile;
	const char *url = "before";
	assert_int_equal(aws_profile_choose(&profile, &test.files, "prod", NULL), 0);
	assert_int_equal(aws_profile_get_service(&profile, "sts", "endpoint_url", &url, NULL), 0);
	assert_string_equal(url, "https://sts.test");
	assert_int_equal(aws_profile_get_service(&profile, "s3", "endpoint_url", &url, NULL), 0);
	assert_null(url);
	assert_int_equal(aws_profile_choose(&profile, &test.files, "twice", NULL), 0);
	assert_int_equal(aws_profile_get_service(&profile, "sts", "endpoint_url", &url, NULL), 0);
	assert_null(url);
	struct error err = ERROR_INIT;
	assert_int_equal(aws_profile_choose(&profile, &test.files, "lost", NULL), 0);
	assert_int_equal(aws_profile_get_service(&profile, "sts", "endpoint_url", &url, &err), -1);
	assert_non_null(strstr(err.message, "names services = nowhere"));
	end_files(&test);
}

static void collect(const char *name, void *context)
{
	char *names = context;
	size_t used = strlen(names);
	snprintf(names + used, 256 - used, "%s|", name);
}

static void names_every_profile_once(void **state)
{
	(void)state;
	struct test_files test;
	begin_files(&test, config, credentials);
	load(&test);
	char names[256] = "";
	aws_files_each_profile(&test.files, collect, names);
	assert_string_equal(names, "prod|only there|default|two words|twice|lost|");
	end_files(&test);
}

static void paths_may_name_variables_and_the_home(void **state)
{
	(void)state;
	struct test_files test;
	begin_files(&test, "[default]\nregion = here\n", NULL);
	static const char *const spellings[] = {"~/config", "$PLACE/config", "${PLACE}/config",
						"$HOME/config"};
	for (size_t i = 0; i < COUNT_OF(spellings); i++) {
		setenv("HOME", test.directory, 1);
		setenv("PLACE", test.directory, 1);
		setenv("AWS_CONFIG_FILE", spellings[i], 1);
		load(&test);
		assert_string_equal(test.files.config_path, test.config);
		assert_int_equal(test.files.config.section_count, 1);
		aws_files_done(&test.files);
	}
	setenv("AWS_CONFIG_FILE", "$NOT_SET/${NOR_THIS}/$/${/config", 1);
	load(&test);
	assert_string_equal(test.files.config_path, "$NOT_SET/${NOR_THIS}/$/${/config");
	end_files(&test);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(chooses_the_profile_and_its_region),
	cmocka_unit_test(a_named_profile_must_exist),
	cmocka_unit_test(the_default_profile_need_not_exist),
	cmocka_unit_test(default_may_be_written_both_ways),
	cmocka_unit_test(keys_of_the_credentials_file_override),
	cmocka_unit_test(finds_the_settings_of_a_service),
	cmocka_unit_test(names_every_profile_once),
	cmocka_unit_test(paths_may_name_variables_and_the_home),
};

UNIT_MAIN(tests)
