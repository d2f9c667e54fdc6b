#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "aws/credentials.h"
#include "aws/endpoint.h"
#include "aws/profile.h"
#include "aws/sts_token.h"
#include "cmd/command.h"
#include "cmd/token_decode.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/secret.h"
#include "core/strings.h"
#include "kube/exec_provider.h"
#include "platform/clock.h"
#include "platform/file.h"

struct token_settings {
	const char *cluster_name;
	const char *cluster_id;
	const char *region;
	const char *profile;
	bool token_only;
	bool decode;
	const char *output;
};

static const struct command_option token_options[] = {
	{.name = "cluster-name",
	 .type = OPTION_TEXT,
	 .argument = "NAME",
	 .offset = offsetof(struct token_settings, cluster_name),
	 .help = "name of the EKS cluster that the token is for"},
	{.name = "cluster-id",
	 .letter = 'i',
	 .type = OPTION_TEXT,
	 .argument = "ID",
	 .offset = offsetof(struct token_settings, cluster_id),
	 .help = "id of a local cluster on Outposts, or of aws-iam-authenticator"},
	{.name = "region",
	 .type = OPTION_TEXT,
	 .argument = "REGION",
	 .offset = offsetof(struct token_settings, region),
	 .help = "AWS region to sign for"},
	{.name = "profile",
	 .type = OPTION_TEXT,
	 .completes = COMPLETE_PROFILE,
	 .argument = "NAME",
	 .offset = offsetof(struct token_settings, profile),
	 .help = "AWS profile to use, even where the environment has credentials"},
	{.name = "token-only",
	 .type = OPTION_FLAG,
	 .offset = offsetof(struct token_settings, token_only),
	 .help = "print the bare token instead of an ExecCredential"},
	{.name = "decode",
	 .type = OPTION_FLAG,
	 .offset = offsetof(struct token_settings, decode),
	 .help = "explain the token on standard input instead"},
	{.name = "output",
	 .letter = 'o',
	 .type = OPTION_CHOICE,
	 .choices = "json|text",
	 .offset = offsetof(struct token_settings, output),
	 .help = "an ExecCredential is always json; --decode prints text unless asked"},
	COMMAND_OPTIONS_END,
};

/* The text may quote what came from outside. */
static void note(const struct command_call *call, const char *text)
{
	char escaped[1024];
	string_escape(escaped, sizeof(escaped), text, strlen(text));
	fprintf(stderr, "%s: %s\n", call->program, escaped);
}

static int choose_cluster(const struct token_settings *settings, const struct exec_request *request,
			  const char **ret_cluster, struct error *err)
{
	if (settings->cluster_name && settings->cluster_id)
		return error_set(err, ERROR_USAGE,
				 "--cluster-name and --cluster-id are both given; a token is for "
				 "one cluster");
	const char *cluster =
		settings->cluster_name ? settings->cluster_name : settings->cluster_id;
	if (!cluster)
		cluster = request->cluster_name;
	if (!cluster)
		return error_set(err, ERROR_USAGE, "--cluster-name is missing");
	*ret_cluster = cluster;
	return 0;
}

static int create_token(const struct command_call *call, const char *cluster, struct secret *token,
			int64_t *ret_expiration, struct error *err)
{
	const struct token_settings *settings = call->settings;
	cleanup(aws_files_done) struct aws_files files = AWS_FILES_INIT;
	cleanup(aws_credentials_done) struct aws_credentials credentials = AWS_CREDENTIALS_INIT;
	cleanup(aws_endpoint_done) struct aws_endpoint endpoint = {0};
	struct aws_profile profile;
	if (aws_files_load(&files, err) != 0 ||
	    aws_profile_choose(&profile, &files, settings->profile, err) != 0)
		return -1;
	const char *region = aws_profile_region(&profile, settings->region);
	if (aws_credentials_find(&credentials, &profile, &clock_system, err) != 0 ||
	    aws_endpoint_sts(&endpoint, &profile, region, err) != 0)
		return -1;
	if (!region)
		note(call, "no region is configured, so the token is for the global endpoint of "
			   "STS; --region or AWS_REGION names one");
	const struct sts_token_request request = {
		.endpoint = &endpoint,
		.credentials = &credentials,
		.cluster = cluster,
		.now = clock_now(&clock_system),
	};
	return sts_token_create(&request, token, ret_expiration, err);
}

static int print_token(const struct command_call *call, const struct exec_request *request,
		       struct secret *token, int64_t expiration, struct error *err)
{
	const struct token_settings *settings = call->settings;
	if (isatty(STDOUT_FILENO))
		note(call, "warning: whoever sees this token can use it until it expires");
	if (settings->token_only)
		buffer_append_char(&token->bytes, '\n');
	else if (exec_credential_wrap(token, request->api_version, expiration, err) != 0)
		return -1;
	if (buffer_check(&token->bytes, "the token", err) != 0)
		return -1;
	return file_write_fd(STDOUT_FILENO, "standard output", secret_string(token),
			     secret_length(token), err);
}

static int create_and_print(const struct command_call *call, struct error *err)
{
	const struct token_settings *settings = call->settings;
	cleanup(exec_request_done) struct exec_request request = {0};
	const char *cluster = NULL;
	if (exec_request_read(&request, getenv("KUBERNETES_EXEC_INFO"), err) != 0)
		return -1;
	if (request.note[0] != '\0')
		note(call, request.note);
	if (string_equal(settings->output, "text"))
		return error_set(err, ERROR_USAGE, "clients read an ExecCredential as json only");
	if (choose_cluster(settings, &request, &cluster, err) != 0)
		return -1;
	cleanup(secret_done) struct secret token =
		SECRET_INIT(STS_TOKEN_LIMIT + EXEC_CREDENTIAL_ROOM);
	(void)buffer_reserve(&token.bytes, STS_TOKEN_USUAL + EXEC_CREDENTIAL_ROOM);
	int64_t expiration = 0;
	if (create_token(call, cluster, &token, &expiration, err) != 0)
		return -1;
	return print_token(call, &request, &token, expiration, err);
}

static int token_run(const struct command_call *call, struct error *err)
{
	const struct token_settings *settings = call->settings;
	if (!settings->decode)
		return create_and_print(call, err);
	if (settings->token_only)
		return error_set(err, ERROR_USAGE, "--token-only and --decode exclude each other");
	const struct token_decode decode = {
		.cluster = settings->cluster_name ? settings->cluster_name : settings->cluster_id,
		.profile = settings->profile,
		.json = string_equal(settings->output, "json"),
	};
	return token_decode_run(&decode, err);
}

const struct command cmd_token = {
	.usage = "--cluster-name NAME [OPTION]...",
	.description =
		"Prints a bearer token for an EKS cluster as an ExecCredential: kubectl runs this "
		"as\n"
		"the exec credential plugin of a kubeconfig user. The token is signed here, "
		"without\n"
		"a network call; it is good for 14 minutes, or until the AWS credentials expire.\n"
		"\n"
		"Credentials come from the environment, ~/.aws/credentials and ~/.aws/config, as "
		"the\n"
		"AWS CLI finds them. The region is --region, else AWS_REGION, AWS_DEFAULT_REGION "
		"or\n"
		"that of the profile.",
	.examples =
		"PROGRAM token --cluster-name prod --region eu-west-1\n"
		"PROGRAM token --cluster-name prod --profile admin --token-only\n"
		"PROGRAM token --cluster-name prod | PROGRAM token --decode --cluster-name prod\n",
	.options = token_options,
	.settings_size = sizeof(struct token_settings),
	.run = token_run,
};
