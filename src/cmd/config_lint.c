#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/command.h"
#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/json_writer.h"
#include "core/strings.h"
#include "kubeconfig/lint.h"
#include "platform/clock.h"
#include "platform/terminal.h"

enum { OUTPUT_LIMIT = 256 * 1024 * 1024, SEVERITIES = LINT_ERROR + 1 };

struct lint_settings {
	const char *kubeconfig;
	const char *output;
	const char *severity;
	int64_t expires_within;
};

static const struct command_option lint_command_options[] = {
	{.name = "severity",
	 .type = OPTION_CHOICE,
	 .choices = "note|warning|error",
	 .fallback = "note",
	 .offset = offsetof(struct lint_settings, severity),
	 .help = "least severity to report"},
	{.name = "expires-within",
	 .type = OPTION_DURATION,
	 .argument = "DURATION",
	 .fallback = "30d",
	 .max = 3650 * 86400,
	 .offset = offsetof(struct lint_settings, expires_within),
	 .help = "warn of tokens and certificates that expire within it"},
	{.name = "output",
	 .letter = 'o',
	 .type = OPTION_CHOICE,
	 .choices = "text|json",
	 .fallback = "text",
	 .offset = offsetof(struct lint_settings, output),
	 .help = "how to print what is found"},
	COMMAND_OPTION_KUBECONFIG(struct lint_settings, kubeconfig),
	COMMAND_OPTIONS_END,
};

/* Paths and messages are escaped once more: a path is not the program's own text. */
static void print_escaped(const char *text)
{
	char escaped[4096];
	string_escape(escaped, sizeof(escaped), text, strlen(text));
	fputs(escaped, stdout);
}

static void print_text(const struct lint_finding *finding, bool colour)
{
	static const char *const colours[SEVERITIES] = {
		[LINT_NOTE] = "\x1b[36m", [LINT_WARNING] = "\x1b[33m", [LINT_ERROR] = "\x1b[31m"};
	print_escaped(finding->path);
	if (finding->line > 0)
		printf(":%zu:%zu", finding->line, finding->column);
	printf(": %s%s%s: ", colour ? colours[finding->severity] : "",
	       lint_severity_name(finding->severity), colour ? "\x1b[0m" : "");
	print_escaped(finding->message);
	printf(" [%s]\n", finding->rule);
	if (finding->advice) {
		fputs("  ", stdout);
		print_escaped(finding->advice);
		putchar('\n');
	}
}

static void write_object(struct json_writer *json, const struct lint_finding *finding)
{
	json_object_begin(json);
	json_member_string(json, "file", finding->path);
	if (finding->line > 0) {
		json_member_integer(json, "line", (int64_t)finding->line);
		json_member_integer(json, "column", (int64_t)finding->column);
	}
	json_member_string(json, "severity", lint_severity_name(finding->severity));
	json_member_string(json, "rule", finding->rule);
	json_member_string(json, "message", finding->message);
	json_member_optional(json, "advice", finding->advice);
	json_object_end(json);
}

static int print_json(const struct lint_report *report, enum lint_severity least, struct error *err)
{
	cleanup(buffer_done) struct buffer out = BUFFER_INIT(OUTPUT_LIMIT);
	struct json_writer json = JSON_WRITER_INIT(&out, JSON_STYLE_PRETTY);
	json_array_begin(&json);
	for (size_t i = 0; i < report->count; i++)
		if (report->items[i].severity >= least)
			write_object(&json, &report->items[i]);
	json_array_end(&json);
	if (buffer_check(&out, "the report", err) != 0)
		return -1;
	puts(buffer_string(&out));
	return 0;
}

static const char *plural(size_t count)
{
	return count == 1 ? "" : "s";
}

static int conclude(const struct lint_report *report, enum lint_severity least, struct error *err)
{
	size_t counts[SEVERITIES] = {0}, all = 0;
	for (size_t i = 0; i < report->count; i++)
		if (report->items[i].severity >= least) {
			counts[report->items[i].severity]++;
			all++;
		}
	if (all == 0)
		return 0;
	return error_set(err, ERROR_PROBLEMS, "found %zu error%s, %zu warning%s and %zu note%s",
			 counts[LINT_ERROR], plural(counts[LINT_ERROR]), counts[LINT_WARNING],
			 plural(counts[LINT_WARNING]), counts[LINT_NOTE],
			 plural(counts[LINT_NOTE]));
}

static int lint_run(const struct command_call *call, struct error *err)
{
	const struct lint_settings *settings = call->settings;
	const struct lint_options options = {
		.explicit_path = settings->kubeconfig,
		.now = clock_now(&clock_system),
		.expires_within = settings->expires_within,
	};
	cleanup(lint_report_done) struct lint_report report = {0};
	enum lint_severity least = LINT_NOTE;
	while (!string_equal(lint_severity_name(least), settings->severity))
		least++;
	if (kubeconfig_lint(&options, &report, err) != 0)
		return -1;
	if (string_equal(settings->output, "json")) {
		if (print_json(&report, least, err) != 0)
			return -1;
	} else {
		bool colour = terminal_has_colour(stdout);
		for (size_t i = 0; i < report.count; i++)
			if (report.items[i].severity >= least)
				print_text(&report.items[i], colour);
	}
	return conclude(&report, least, err);
}

const struct command cmd_config_lint = {
	.usage = "[OPTION]...",
	.description =
		"Looks through the kubeconfig files for what bites now or will bite later:\n"
		"what kubectl refuses, references that lead nowhere, entries that another file\n"
		"hides, credentials that expire or that others can read, clusters that are not\n"
		"verified, exec stanzas that no longer work or could be faster. Nothing is\n"
		"changed, and nothing is asked of a cluster.\n"
		"\n"
		"Exit code 3: something was found.",
	.examples = "PROGRAM config lint\n"
		    "PROGRAM config lint --severity error --kubeconfig ci.kubeconfig\n"
		    "PROGRAM config lint -o json | jq -r '.[].rule' | sort | uniq -c\n",
	.options = lint_command_options,
	.settings_size = sizeof(struct lint_settings),
	.run = lint_run,
};
