/* The two AWS files of a test, and an environment without anything of the caller's. */
#ifndef UNIT_AWS_FILES_H
#define UNIT_AWS_FILES_H

#include <stdlib.h>
#include <unistd.h>

#include "aws/profile.h"
#include "core/error.h"
#include "unit.h"

struct test_files {
	char directory[64];
	char config[128];
	char credentials[128];
	struct aws_files files;
};

static inline void write_text(const char *path, const char *text)
{
	FILE *stream = fopen(path, "we");
	assert_non_null(stream);
	fputs(text, stream);
	assert_int_equal(fclose(stream), 0);
}

/* Variables of the last test must not reach this one. */
static inline void clear_environment(void)
{
	clearenv();
	setenv("HOME", "/nonexistent", 1);
}

/* config and credentials: the text of the file, or NULL for none. */
static inline void begin_files(struct test_files *test, const char *config, const char *credentials)
{
	*test = (struct test_files){.directory = "/tmp/eksbreakglass-unit.XXXXXX",
				    .files = AWS_FILES_INIT};
	assert_non_null(mkdtemp(test->directory));
	snprintf(test->config, sizeof(test->config), "%s/config", test->directory);
	snprintf(test->credentials, sizeof(test->credentials), "%s/credentials", test->directory);
	if (config)
		write_text(test->config, config);
	if (credentials)
		write_text(test->credentials, credentials);
	clear_environment();
	setenv("AWS_CONFIG_FILE", test->config, 1);
	setenv("AWS_SHARED_CREDENTIALS_FILE", test->credentials, 1);
}

static inline void end_files(struct test_files *test)
{
	aws_files_done(&test->files);
	unlink(test->config);
	unlink(test->credentials);
	rmdir(test->directory);
	clear_environment();
}

/* "NAME=VALUE NAME=VALUE" */
static inline void set_variables(const char *pairs)
{
	char text[512], *rest = NULL;
	snprintf(text, sizeof(text), "%s", pairs ? pairs : "");
	for (char *pair = strtok_r(text, " ", &rest); pair; pair = strtok_r(NULL, " ", &rest)) {
		char *equals = strchr(pair, '=');
		assert_non_null(equals);
		*equals = '\0';
		setenv(pair, equals + 1, 1);
	}
}

static inline void load(struct test_files *test)
{
	struct error err = ERROR_INIT;
	if (aws_files_load(&test->files, &err) != 0)
		fail_msg("%s", err.message);
}

#endif
