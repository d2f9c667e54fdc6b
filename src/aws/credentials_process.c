/*
 * credential_process of the profile: a program that prints credentials.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
 */
#include <string.h>

#include "aws/credential_provider.h"
#include "aws/credentials_json.h"
#include "aws/profile.h"
#include "aws/shell_words.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "platform/json.h"
#include "platform/process.h"

enum {
	OUTPUT_LIMIT = 1024 * 1024,
	/* A person may have to find the MFA device. */
	TIMEOUT_MS = 5 * 60 * 1000,
};

static int run(const struct shell_words *words, struct secret *output, struct error *err)
{
	/* What it says on standard error goes to the person, who may have to answer it. */
	const struct process_call call = {
		.argv = words->words,
		.input = PROCESS_INPUT_INHERITED,
		.timeout_ms = TIMEOUT_MS,
		.output = &output->bytes,
	};
	struct process_result result;
	if (process_run(&call, &result, err) != 0)
		return -1;
	if (result.signal != 0)
		return error_set(err, ERROR_FAILED, "%s was ended by signal %d", call.argv[0],
				 result.signal);
	if (result.exit_code != 0)
		return error_set(err, ERROR_FAILED, "%s ended with exit code %d", call.argv[0],
				 result.exit_code);
	return 0;
}

static int parse(struct aws_credentials *credentials, const char *program,
		 const struct secret *output, struct error *err)
{
	cleanup(json_free_at) struct json *object = NULL;
	if (json_parse(secret_string(output), secret_length(output), "what it printed", &object,
		       err) != 0)
		return error_wrap(err, "%s", program);
	int64_t version = 0;
	if (json_get_integer(object, "Version", &version) != 0 || version != 1)
		return error_set(err, ERROR_FAILED,
				 "%s printed no credentials of Version 1, the only one there is",
				 program);
	return aws_credentials_from_json(credentials, object, "SessionToken", program, err);
}

static int find_by(struct aws_credentials *credentials, const char *command, struct error *err)
{
	cleanup(shell_words_done) struct shell_words words = {0};
	cleanup(secret_done) struct secret output = SECRET_INIT(OUTPUT_LIMIT);
	if (shell_words_split(&words, command, err) != 0)
		return -1;
	if (words.count == 0)
		return error_set(err, ERROR_FAILED, "it is empty");
	if (run(&words, &output, err) != 0)
		return -1;
	return parse(credentials, words.words[0], &output, err);
}

static int find(const struct aws_credential_provider *self,
		const struct aws_credential_search *search, struct aws_credentials *credentials,
		bool *ret_found, struct error *err)
{
	(void)self;
	const char *command = aws_profile_get(search->profile, "credential_process");
	if (!command)
		return 0;
	if (find_by(credentials, command, err) != 0)
		return error_wrap(err, "credential_process of profile '%s'", search->profile->name);
	*ret_found = true;
	return 0;
}

const struct aws_credential_provider aws_provider_process = {
	.name = "process",
	.find = find,
};
