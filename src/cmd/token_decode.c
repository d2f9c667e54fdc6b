#include "cmd/token_decode.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "aws/credentials.h"
#include "aws/partitions.h"
#include "aws/profile.h"
#include "aws/sts_token.h"
#include "aws/sts_token_inspect.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/json_writer.h"
#include "core/strings.h"
#include "core/time.h"
#include "platform/clock.h"
#include "platform/file.h"
#include "platform/json.h"

enum signature_state { SIGNATURE_UNKNOWN, SIGNATURE_MATCHES, SIGNATURE_DIFFERS };

struct report {
	const struct token_decode *decode;
	struct sts_token_facts facts;
	enum signature_state signature;
	int64_t now;
};

/* --- reading ----------------------------------------------------------------------------- */

/* An ExecCredential carries the token in status.token. */
static int unwrap(struct secret *token, struct error *err)
{
	if (secret_string(token)[0] != '{')
		return 0;
	cleanup(json_free_at) struct json *credential = NULL;
	const char *text = NULL;
	if (json_parse(secret_string(token), secret_length(token), "standard input", &credential,
		       err) != 0 ||
	    json_need_string(credential, "status.token", "the ExecCredential", &text, err) != 0)
		return -1;
	return secret_set(token, text, strlen(text), err);
}

static int read_token(struct secret *token, struct error *err)
{
	if (file_read("-", &token->bytes, err) != 0 || unwrap(token, err) != 0)
		return -1;
	const char *text = secret_string(token);
	size_t length = secret_length(token);
	for (size_t space; (space = string_space_before(text, length)) > 0;)
		length -= space;
	buffer_truncate(&token->bytes, length);
	if (length == 0)
		return error_set(err, ERROR_USAGE, "there is no token on standard input");
	return 0;
}

/* --- the signature ----------------------------------------------------------------------- */

/* Tells only where the key of the token is at hand, and quietly nothing where it is not. */
static int compare_signature(struct report *report, struct error *err)
{
	const struct sts_token_facts *facts = &report->facts;
	if (!report->decode->cluster || !facts->has_usual_parameters || facts->expires < 0 ||
	    !facts->is_dated)
		return 0;
	cleanup(aws_files_done) struct aws_files files = AWS_FILES_INIT;
	cleanup(aws_credentials_done) struct aws_credentials credentials = AWS_CREDENTIALS_INIT;
	struct aws_profile profile;
	if (aws_files_load(&files, err) != 0 ||
	    aws_profile_choose(&profile, &files, report->decode->profile, err) != 0)
		return -1;
	if (aws_credentials_find(&credentials, &profile, &clock_system, NULL) != 0 ||
	    !string_equal(credentials.access_key_id, facts->access_key_id))
		return 0;
	bool matches = false;
	if (sts_token_check_signature(facts, &credentials, report->decode->cluster, &matches,
				      err) != 0)
		return -1;
	report->signature = matches ? SIGNATURE_MATCHES : SIGNATURE_DIFFERS;
	return 0;
}

/* Why it will be refused, or "". */
static const char *problem(const struct report *report)
{
	if (report->facts.refusal[0] != '\0')
		return report->facts.refusal;
	if (report->signature == SIGNATURE_DIFFERS)
		return "its signature is not that of these credentials for this cluster";
	return report->facts.doubt;
}

/* --- printing ---------------------------------------------------------------------------- */

static void print_line(const char *name, const char *value)
{
	char escaped[512] = "-";
	if (value)
		string_escape(escaped, sizeof(escaped), value, strlen(value));
	printf("%-16s%s\n", name, escaped);
}

static void print_times(const struct report *report)
{
	const struct sts_token_facts *facts = &report->facts;
	char signed_at[TIME_RFC3339_SIZE], until[TIME_RFC3339_SIZE];
	if (!facts->is_dated || time_format_rfc3339(facts->signed_at, signed_at) != 0 ||
	    time_format_rfc3339(facts->signed_at + STS_TOKEN_DATE_LIFETIME, until) != 0)
		return;
	int64_t left = facts->signed_at + STS_TOKEN_DATE_LIFETIME - report->now;
	printf("%-16s%s\n", "signed at", signed_at);
	if (left >= 0)
		printf("%-16s%s (%" PRId64 " min %" PRId64 " s left)\n", "good until", until,
		       left / 60, left % 60);
	else
		printf("%-16s%s (over)\n", "good until", until);
}

static void print_text(const struct report *report)
{
	const struct sts_token_facts *facts = &report->facts;
	static const char *const signatures[] = {
		[SIGNATURE_UNKNOWN] = "not checked: that takes --cluster-name and the same key",
		[SIGNATURE_MATCHES] = "right for this cluster",
		[SIGNATURE_DIFFERS] = "wrong for this cluster, or made with another secret",
	};
	print_line("endpoint", facts->host);
	print_line("partition", facts->partition ? facts->partition->id : NULL);
	print_line("region", facts->region);
	print_line("access key id", facts->access_key_id);
	print_line("session token", secret_length(&facts->session_token) > 0 ? "yes" : "no");
	print_line("signed headers", facts->signed_headers);
	print_times(report);
	print_line("signature", signatures[report->signature]);
	print_line("verdict",
		   problem(report)[0] != '\0'
			   ? "it will be refused"
			   : (facts->is_dual_stack
				      ? "its form is right, but for aws-iam-authenticator up "
					"to 0.6, which knows no dual-stack endpoints"
				      : "its form is right; STS decides about the signature"));
}

static void write_time(struct json_writer *json, const char *name, bool known, int64_t seconds)
{
	char text[TIME_RFC3339_SIZE];
	json_key(json, name);
	if (known && time_format_rfc3339(seconds, text) == 0)
		json_write_string(json, text);
	else
		json_write_null(json);
}

static int print_json(const struct report *report, struct error *err)
{
	const struct sts_token_facts *facts = &report->facts;
	cleanup(buffer_done) struct buffer out = BUFFER_INIT(65536);
	struct json_writer json = JSON_WRITER_INIT(&out, JSON_STYLE_PRETTY);
	const char *why = problem(report);
	json_object_begin(&json);
	json_member_string(&json, "endpoint", facts->host);
	json_member_string(&json, "partition", facts->partition ? facts->partition->id : NULL);
	json_member_string(&json, "region", facts->region);
	json_member_string(&json, "accessKeyID", facts->access_key_id);
	json_member_boolean(&json, "hasSessionToken", secret_length(&facts->session_token) > 0);
	json_member_string(&json, "signedHeaders", facts->signed_headers);
	write_time(&json, "signedAt", facts->is_dated, facts->signed_at);
	write_time(&json, "goodUntil", facts->is_dated, facts->signed_at + STS_TOKEN_DATE_LIFETIME);
	json_key(&json, "signatureMatches");
	if (report->signature == SIGNATURE_UNKNOWN)
		json_write_null(&json);
	else
		json_write_boolean(&json, report->signature == SIGNATURE_MATCHES);
	json_member_string(&json, "problem", why[0] ? why : NULL);
	json_object_end(&json);
	buffer_append_char(&out, '\n');
	if (buffer_check(&out, "the report", err) != 0)
		return -1;
	fputs(buffer_string(&out), stdout);
	return 0;
}

static int report_all(struct report *report, struct error *err)
{
	if (compare_signature(report, err) != 0)
		return -1;
	if (!report->decode->json)
		print_text(report);
	else if (print_json(report, err) != 0)
		return -1;
	const char *why = problem(report);
	return why[0] ? error_set(err, ERROR_PROBLEMS, "the token will be refused: %s", why) : 0;
}

int token_decode_run(const struct token_decode *decode, struct error *err)
{
	cleanup(secret_done) struct secret token = SECRET_INIT(STS_TOKEN_INSPECT_LIMIT);
	struct report report = {.decode = decode, .now = clock_now(&clock_system)};
	if (read_token(&token, err) != 0 ||
	    sts_token_inspect(&token, report.now, &report.facts, err) != 0)
		return -1;
	int result = report_all(&report, err);
	sts_token_facts_done(&report.facts);
	return result;
}
