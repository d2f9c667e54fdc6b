#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/command.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/json_writer.h"
#include "core/strings.h"
#include "core/table.h"
#include "core/time.h"
#include "kubeconfig/context_summary.h"
#include "kubeconfig/kubeconfig.h"
#include "kubeconfig/redact.h"
#include "platform/clock.h"

enum {
	OUTPUT_LIMIT = 256 * 1024 * 1024,
	CELL_LIMIT = 64 * 1024,
	NAMES_MAX = 256,
	CUT_AT = 40,
	COLUMNS = 9,
	COLUMNS_WIDE = 12,
};

struct contexts_settings {
	const char *kubeconfig;
	const char *output;
};

static const struct command_option contexts_options[] = {
	{.name = "output",
	 .letter = 'o',
	 .type = OPTION_CHOICE,
	 .choices = "table|wide|json|name",
	 .fallback = "table",
	 .offset = offsetof(struct contexts_settings, output),
	 .help = "how to print them"},
	COMMAND_OPTION_KUBECONFIG(struct contexts_settings, kubeconfig),
	COMMAND_OPTIONS_END,
};

/* What prints one context in a format. */
struct listing {
	const struct kubeconfig *config;
	int64_t now;
	bool wide;
	struct table table;
	struct buffer out;
	struct json_writer json;
};

/* --- table -------------------------------------------------------------------------------- */

static void add_cell(struct listing *listing, struct buffer *cell)
{
	table_add(&listing->table, (struct slice){buffer_string(cell), cell->length});
	buffer_truncate(cell, 0);
}

static void add_reference(struct listing *listing, struct slice name, bool exists)
{
	cleanup(buffer_done) struct buffer cell = BUFFER_INIT(CELL_LIMIT);
	buffer_append(&cell, name.bytes, name.length);
	if (name.length > 0 && !exists)
		buffer_append_string(&cell, " (missing)");
	add_cell(listing, &cell);
}

static void append_expiry(const struct listing *listing, const struct auth *auth,
			  struct buffer *cell)
{
	char span[TIME_SPAN_SIZE];
	char date[TIME_RFC3339_SIZE];
	if (auth->expiry == AUTH_EXPIRY_UNKNOWN)
		buffer_append_string(cell, "unknown");
	if (auth->expiry != AUTH_EXPIRY_KNOWN)
		return;
	bool expired = auth->expires <= listing->now;
	int64_t distance;
	if (__builtin_sub_overflow(auth->expires, listing->now, &distance) || distance == INT64_MIN)
		distance = expired ? -INT64_MAX : INT64_MAX;
	time_format_span(expired ? -distance : distance, span);
	buffer_append_format(cell, expired ? "expired %s ago" : "in %s", span);
	if (listing->wide && time_format_rfc3339(auth->expires, date) == 0)
		buffer_append_format(cell, " (%s)", date);
}

static void append_path(const char *path, struct buffer *cell)
{
	const char *home = getenv("HOME");
	size_t length = home ? strlen(home) : 0;
	if (length > 1 && strncmp(path, home, length) == 0 && path[length] == '/') {
		buffer_append_char(cell, '~');
		path += length;
	}
	buffer_append_string(cell, path);
}

static const char *trust_name(enum context_trust trust)
{
	switch (trust) {
	case CONTEXT_TRUST_DATA:
		return "data";
	case CONTEXT_TRUST_FILE:
		return "file";
	case CONTEXT_TRUST_NONE:
		return "insecure";
	case CONTEXT_TRUST_SYSTEM:
	default:
		return "system";
	}
}

static void add_row(struct listing *listing, const struct context_summary *context)
{
	cleanup(buffer_done) struct buffer cell = BUFFER_INIT(CELL_LIMIT);
	struct table *table = &listing->table;
	table_add_string(table, context->is_current ? "*" : " ");
	table_add(table, context->name);
	add_reference(listing, context->cluster, context->has_cluster);
	add_reference(listing, context->user, context->has_user);
	table_add(table, context->namespace_name);
	redact_append_url(&cell, context->server);
	add_cell(listing, &cell);
	table_add(table,
		  (struct slice){buffer_string(&context->auth.ways), context->auth.ways.length});
	append_expiry(listing, &context->auth, &cell);
	add_cell(listing, &cell);
	append_path(context->path, &cell);
	add_cell(listing, &cell);
	if (!listing->wide)
		return;
	table_add_string(table, context->has_cluster ? trust_name(context->trust) : "");
	redact_append_url(&cell, context->proxy_url);
	add_cell(listing, &cell);
	table_add(table, context->impersonates);
}

static void add_head(struct listing *listing)
{
	static const char *const heads[COLUMNS_WIDE] = {
		"CURRENT", "NAME",    "CLUSTER", "USER", "NAMESPACE", "SERVER",
		"AUTH",    "EXPIRES", "FILE",    "CA",   "PROXY",     "AS",
	};
	for (size_t i = 0; i < listing->table.column_count; i++)
		table_add_string(&listing->table, heads[i]);
}

/* --- JSON --------------------------------------------------------------------------------- */

/* null where there is none. */
static void member(struct listing *listing, const char *key, struct slice text)
{
	json_key(&listing->json, key);
	if (text.length > 0)
		json_write_string_bytes(&listing->json, text.bytes, text.length);
	else
		json_write_null(&listing->json);
}

static void url_member(struct listing *listing, const char *key, struct slice url)
{
	cleanup(buffer_done) struct buffer shown = BUFFER_INIT(CELL_LIMIT);
	redact_append_url(&shown, url);
	member(listing, key, (struct slice){buffer_string(&shown), shown.length});
}

static void expiry_members(struct listing *listing, const struct auth *auth)
{
	char date[TIME_RFC3339_SIZE] = "";
	if (auth->expiry == AUTH_EXPIRY_KNOWN)
		time_format_rfc3339(auth->expires, date);
	member(listing, "expires", slice_of(date));
	json_key(&listing->json, "expired");
	if (auth->expiry == AUTH_EXPIRY_UNKNOWN)
		json_write_null(&listing->json);
	else
		json_write_boolean(&listing->json, auth->expiry == AUTH_EXPIRY_KNOWN &&
							   auth->expires <= listing->now);
	member(listing, "problem", slice_of(auth->problem));
}

static void write_object(struct listing *listing, const struct context_summary *context)
{
	struct json_writer *json = &listing->json;
	json_object_begin(json);
	json_key(json, "name");
	json_write_string_bytes(json, context->name.bytes, context->name.length);
	json_member_boolean(json, "current", context->is_current);
	member(listing, "cluster", context->cluster);
	json_member_boolean(json, "clusterExists", context->has_cluster);
	member(listing, "user", context->user);
	json_member_boolean(json, "userExists", context->has_user);
	member(listing, "namespace", context->namespace_name);
	url_member(listing, "server", context->server);
	member(listing, "ca", slice_of(context->has_cluster ? trust_name(context->trust) : NULL));
	url_member(listing, "proxyURL", context->proxy_url);
	member(listing, "auth",
	       (struct slice){buffer_string(&context->auth.ways), context->auth.ways.length});
	member(listing, "as", context->impersonates);
	expiry_members(listing, &context->auth);
	json_member_string(json, "file", context->path);
	json_object_end(json);
}

/* --- which, and in which format ----------------------------------------------------------- */

static bool matches(struct slice name, const char *pattern)
{
	char text[1024];
	if (slice_is(name, pattern))
		return true;
	if (name.length >= sizeof(text) || memchr(name.bytes, '\0', name.length))
		return false;
	memcpy(text, name.bytes, name.length);
	text[name.length] = '\0';
	return fnmatch(pattern, text, 0) == 0;
}

/* Marks in *found which of the patterns have met a context. */
static bool is_wanted(const struct command_call *call, struct slice name, bool *found)
{
	bool wanted = call->argument_count == 0;
	for (size_t i = 0; i < call->argument_count; i++)
		if (matches(name, call->arguments[i]))
			wanted = found[i] = true;
	return wanted;
}

static void print_name(struct listing *listing, struct slice name)
{
	char escaped[4096];
	string_escape(escaped, sizeof(escaped), name.bytes, name.length);
	buffer_append_string(&listing->out, escaped);
	buffer_append_char(&listing->out, '\n');
}

static int print_context(struct listing *listing, uint32_t number, const char *format,
			 struct error *err)
{
	struct slice name = kubeconfig_context_name(listing->config, number);
	if (string_equal(format, "name")) {
		print_name(listing, name);
		return 0;
	}
	struct context_summary context;
	if (context_summary(listing->config, number, &context, err) != 0)
		return -1;
	if (string_equal(format, "json"))
		write_object(listing, &context);
	else
		add_row(listing, &context);
	context_summary_done(&context);
	return 0;
}

static int compare_names(const void *a, const void *b, void *closure)
{
	const struct listing *listing = closure;
	return slice_compare(kubeconfig_context_name(listing->config, *(const uint32_t *)a),
			     kubeconfig_context_name(listing->config, *(const uint32_t *)b));
}

static int print_wanted(struct listing *listing, const struct command_call *call, struct error *err)
{
	const struct contexts_settings *settings = call->settings;
	uint32_t count = kubeconfig_context_count(listing->config);
	bool found[NAMES_MAX] = {false};
	cleanup_free uint32_t *order = calloc((size_t)count + 1, sizeof(*order));
	if (!order)
		return error_no_memory(err);
	for (uint32_t i = 0; i < count; i++)
		order[i] = i;
	qsort_r(order, count, sizeof(*order), compare_names, listing);
	for (uint32_t i = 0; i < count; i++)
		if (is_wanted(call, kubeconfig_context_name(listing->config, order[i]), found) &&
		    print_context(listing, order[i], settings->output, err) != 0)
			return -1;
	for (size_t i = 0; i < call->argument_count; i++)
		if (!found[i])
			return kubeconfig_refuse_context(listing->config, call->arguments[i], err);
	return 0;
}

static int print_contexts(struct listing *listing, const struct command_call *call,
			  struct error *err)
{
	const struct contexts_settings *settings = call->settings;
	bool json = string_equal(settings->output, "json");
	bool name = string_equal(settings->output, "name");
	if (json)
		json_array_begin(&listing->json);
	else if (!name)
		add_head(listing);
	if (print_wanted(listing, call, err) != 0)
		return -1;
	if (json) {
		json_array_end(&listing->json);
		buffer_append_char(&listing->out, '\n');
	}
	if (!json && !name && table_print(&listing->table, &listing->out, err) != 0)
		return -1;
	if (buffer_check(&listing->out, "the list of contexts", err) != 0)
		return -1;
	fwrite(buffer_string(&listing->out), 1, listing->out.length, stdout);
	return 0;
}

static int contexts_run(const struct command_call *call, struct error *err)
{
	const struct contexts_settings *settings = call->settings;
	bool wide = string_equal(settings->output, "wide");
	cleanup(kubeconfig_free_at) struct kubeconfig *config = NULL;
	if (kubeconfig_load(settings->kubeconfig, &config, err) != 0)
		return -1;
	struct listing listing = {
		.config = config,
		.now = clock_now(&clock_system),
		.wide = wide,
		.table = TABLE_INIT(wide ? COLUMNS_WIDE : COLUMNS,
				    !wide && isatty(STDOUT_FILENO) ? CUT_AT : 0),
		.out = BUFFER_INIT(OUTPUT_LIMIT),
	};
	listing.json = (struct json_writer)JSON_WRITER_INIT(&listing.out, JSON_STYLE_PRETTY);
	int status = print_contexts(&listing, call, err);
	table_done(&listing.table);
	buffer_done(&listing.out);
	return status;
}

const struct command cmd_config_contexts = {
	.usage = "[OPTION]... [NAME]...",
	.description =
		"Lists the contexts of the kubeconfig, merged as kubectl merges it: which is\n"
		"the current one, how its user authenticates and until when, and in which\n"
		"file it is. A NAME may be a pattern with *, ? and [...].\n"
		"\n"
		"Expiry is that of the stored token or client certificate, whichever ends\n"
		"first; nothing is asked of the cluster. Exec plugins get credentials on use\n"
		"and have no expiry here. No secret is printed.",
	.examples = "PROGRAM config contexts\n"
		    "PROGRAM config contexts 'prod-*' -o wide\n"
		    "PROGRAM config contexts -o name\n"
		    "PROGRAM config contexts -o json | jq '.[] | select(.expired)'\n",
	.options = contexts_options,
	.settings_size = sizeof(struct contexts_settings),
	.arguments_max = NAMES_MAX,
	.completes = COMPLETE_CONTEXT,
	.run = contexts_run,
};
