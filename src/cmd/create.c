#include <stdio.h>
#include <string.h>

#include "age/recipient.h"
#include "cmd/command.h"
#include "cmd/create_keep.h"
#include "cmd/create_make.h"
#include "cmd/envelope.h"
#include "cmd/progress.h"
#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/secret.h"
#include "core/strings.h"
#include "kube/break_glass.h"
#include "kube/client.h"
#include "kube/manifest.h"
#include "kubeconfig/connection.h"
#include "kubeconfig/kubeconfig.h"
#include "platform/http_curl.h"
#include "platform/json.h"

enum {
	NAME_SIZE = 512,
	TOKEN_MAX = 64 * 1024,
	OUTPUT_MAX = 4 * 1024 * 1024,
	TIMEOUT_MAX = 3600,
};

struct create_settings {
	const char *kubeconfig, *context;
	const char *namespace_name, *service_account, *binding, *cluster_role, *secret;
	bool adopt, force_conflicts;
	const char *dry_run, *output;
	const char *out, *seal, *new_context;
	bool merge;
	struct text_list recipients, recipients_files;
	int64_t timeout;
};

static const struct command_option create_options[] = {
	COMMAND_OPTION_KUBECONFIG(struct create_settings, kubeconfig),
	COMMAND_OPTION_CONTEXT(struct create_settings, context),
	{.name = "namespace",
	 .letter = 'n',
	 .type = OPTION_TEXT,
	 .argument = "NAME",
	 .fallback = BREAK_GLASS_NAMESPACE,
	 .offset = offsetof(struct create_settings, namespace_name),
	 .help = "namespace of the ServiceAccount and its Secret"},
	{.name = "service-account",
	 .type = OPTION_TEXT,
	 .argument = "NAME",
	 .fallback = BREAK_GLASS_SERVICE_ACCOUNT,
	 .offset = offsetof(struct create_settings, service_account),
	 .help = "the account to make"},
	{.name = "binding",
	 .type = OPTION_TEXT,
	 .argument = "NAME",
	 .fallback = BREAK_GLASS_BINDING,
	 .offset = offsetof(struct create_settings, binding),
	 .help = "the ClusterRoleBinding to make"},
	{.name = "cluster-role",
	 .type = OPTION_TEXT,
	 .argument = "NAME",
	 .fallback = BREAK_GLASS_CLUSTER_ROLE,
	 .offset = offsetof(struct create_settings, cluster_role),
	 .help = "the role that it gives to the account"},
	{.name = "secret",
	 .type = OPTION_TEXT,
	 .argument = "NAME",
	 .offset = offsetof(struct create_settings, secret),
	 .help = "Secret for the token instead of SERVICE-ACCOUNT-token"},
	{.name = "adopt",
	 .type = OPTION_FLAG,
	 .offset = offsetof(struct create_settings, adopt),
	 .help = "use a ServiceAccount that exists, and its automatic token Secret"},
	{.name = "force-conflicts",
	 .type = OPTION_FLAG,
	 .offset = offsetof(struct create_settings, force_conflicts),
	 .help = "take over objects of these names that are somebody else's"},
	{.name = "dry-run",
	 .type = OPTION_CHOICE,
	 .choices = "client|server",
	 .bare = "client",
	 .offset = offsetof(struct create_settings, dry_run),
	 .help = "print what would be made, or let the server check it"},
	{.name = "output",
	 .letter = 'o',
	 .type = OPTION_CHOICE,
	 .choices = "yaml|json|name",
	 .offset = offsetof(struct create_settings, output),
	 .help = "print the objects"},
	{.name = "out",
	 .type = OPTION_TEXT,
	 .completes = COMPLETE_FILE,
	 .argument = "FILE",
	 .offset = offsetof(struct create_settings, out),
	 .help = "write a kubeconfig of its own, '-' for standard output"},
	{.name = "seal",
	 .type = OPTION_TEXT,
	 .completes = COMPLETE_FILE,
	 .argument = "FILE",
	 .offset = offsetof(struct create_settings, seal),
	 .help = "write that kubeconfig sealed, '-' for standard output"},
	ENVELOPE_OPTION_RECIPIENT(struct create_settings, recipients),
	ENVELOPE_OPTION_RECIPIENTS_FILE(struct create_settings, recipients_files),
	{.name = "merge",
	 .type = OPTION_FLAG,
	 .offset = offsetof(struct create_settings, merge),
	 .help = "add the context to the kubeconfig also with --out or --seal"},
	{.name = "new-context",
	 .type = OPTION_TEXT,
	 .argument = "NAME",
	 .offset = offsetof(struct create_settings, new_context),
	 .help = "name of the new context instead of SERVICE-ACCOUNT@CLUSTER"},
	{.name = "timeout",
	 .type = OPTION_DURATION,
	 .argument = "DURATION",
	 .fallback = "60s",
	 .max = TIMEOUT_MAX,
	 .offset = offsetof(struct create_settings, timeout),
	 .help = "how long to wait for the token and its proof"},
	COMMAND_OPTIONS_END,
};

struct creation {
	const struct create_settings *settings;
	struct progress progress;
	char secret_name[NAME_SIZE];
	char context_name[NAME_SIZE];
	struct age_recipients recipients;
	struct kubeconfig *config;
	struct kubeconfig_connection connection;
	struct kube_client *client;
	struct create_make make;
	struct create_keep keep;
};

static void creation_done(struct creation *creation)
{
	create_make_done(&creation->make);
	kube_client_free(creation->client);
	kubeconfig_connection_done(&creation->connection);
	kubeconfig_free(creation->config);
	age_recipients_done(&creation->recipients);
}

/* --- before anything is made ------------------------------------------------------------- */

static int check_settings(const struct create_settings *settings, struct error *err)
{
	size_t recipients = settings->recipients.count + settings->recipients_files.count;
	if (recipients > 0 && !settings->seal)
		return error_set(err, ERROR_USAGE, "recipients are given, and --seal FILE is not");
	bool out_prints = string_equal(settings->out, "-");
	bool seal_prints = string_equal(settings->seal, "-");
	if ((settings->output && (out_prints || seal_prints)) || (out_prints && seal_prints))
		return error_set(err, ERROR_USAGE,
				 "only one of --output, --out - and --seal - can have standard "
				 "output");
	if (envelope_count_stdin(&settings->recipients_files, NULL) > 1)
		return error_set(err, ERROR_USAGE, "standard input can be read only once");
	return 0;
}

static int choose_names(struct creation *creation, struct error *err)
{
	const struct create_settings *settings = creation->settings;
	snprintf(creation->secret_name, sizeof(creation->secret_name), "%s-token",
		 settings->service_account);
	struct break_glass *names = &creation->make.names;
	*names = (struct break_glass){
		.namespace_name = settings->namespace_name,
		.service_account = settings->service_account,
		.binding = settings->binding,
		.cluster_role = settings->cluster_role,
		.secret = settings->secret ? settings->secret : creation->secret_name,
	};
	return break_glass_check_names(names, err);
}

static int connect_to_cluster(struct creation *creation, struct error *err)
{
	const struct create_settings *settings = creation->settings;
	if (kubeconfig_load(settings->kubeconfig, &creation->config, err) != 0 ||
	    kubeconfig_connection(creation->config, settings->context, &creation->connection,
				  err) != 0)
		return -1;
	struct http *http = http_curl_new(err);
	return http ? kube_client_new(&creation->connection, http, &creation->client, err) : -1;
}

static int prepare_keeping(struct creation *creation, struct error *err)
{
	const struct create_settings *settings = creation->settings;
	snprintf(creation->context_name, sizeof(creation->context_name), "%s@%s",
		 settings->service_account, creation->connection.cluster_name);
	creation->keep = (struct create_keep){
		.connection = &creation->connection,
		.kubeconfig_path = settings->kubeconfig,
		.new_context =
			settings->new_context ? settings->new_context : creation->context_name,
		.out = settings->out,
		.seal = settings->seal,
		.merge = settings->merge || (!settings->out && !settings->seal),
		.recipients = &creation->recipients,
	};
	return create_keep_check(&creation->keep, creation->config, err);
}

static void prepare_making(struct creation *creation)
{
	const struct create_settings *settings = creation->settings;
	struct create_make *make = &creation->make;
	make->connection = &creation->connection;
	make->client = creation->client;
	make->progress = &creation->progress;
	make->policy.force = settings->force_conflicts;
	make->policy.adopt = settings->adopt;
	make->dry_run = settings->dry_run;
	make->timeout_ms = settings->timeout * 1000;
}

/* --- what is printed --------------------------------------------------------------------- */

static int print_objects(struct json *const *objects, const char *format, struct error *err)
{
	cleanup(buffer_done) struct buffer out = BUFFER_INIT(OUTPUT_MAX);
	enum kube_manifest_format wanted = string_equal(format, "json")   ? KUBE_MANIFEST_JSON
					   : string_equal(format, "name") ? KUBE_MANIFEST_NAME
									  : KUBE_MANIFEST_YAML;
	if (kube_manifest_write(objects, CREATE_OBJECTS, wanted, &out, err) != 0)
		return -1;
	fwrite(buffer_string(&out), 1, out.length, stdout);
	return 0;
}

static int print_wanted(const struct creation *creation, struct error *err)
{
	struct json *objects[CREATE_OBJECTS] = {
		break_glass_service_account_object(&creation->make.names, err),
		break_glass_binding_object(&creation->make.names, err),
		break_glass_secret_object(&creation->make.names, err),
	};
	int result = objects[0] && objects[1] && objects[2]
			     ? print_objects(objects, creation->settings->output, err)
			     : -1;
	for (size_t i = 0; i < CREATE_OBJECTS; i++)
		json_free(objects[i]);
	return result;
}

/* --- the command ------------------------------------------------------------------------- */

static int make_and_keep(struct creation *creation, struct error *err)
{
	struct create_make *make = &creation->make;
	cleanup(secret_done) struct secret token = SECRET_INIT(TOKEN_MAX);
	if (create_make(make, &token, err) != 0)
		return -1;
	if (make->dry_run)
		return 0;
	if (create_keep(&creation->keep, &token, &creation->progress, &make->changed, err) != 0)
		return -1;
	if (!make->changed)
		progress_step(&creation->progress, "nothing had to be changed");
	return 0;
}

static int create_in_cluster(struct creation *creation, struct error *err)
{
	const struct create_settings *settings = creation->settings;
	if ((settings->seal &&
	     envelope_recipients(&settings->recipients, &settings->recipients_files,
				 &creation->recipients, err) != 0) ||
	    connect_to_cluster(creation, err) != 0 || prepare_keeping(creation, err) != 0)
		return -1;
	prepare_making(creation);
	if (create_make_decide(&creation->make, err) != 0)
		return -1;
	if (make_and_keep(creation, err) != 0) {
		create_make_note_left(&creation->make);
		return -1;
	}
	return settings->output ? print_objects(creation->make.objects, settings->output, err) : 0;
}

static int create_run(const struct command_call *call, struct error *err)
{
	cleanup(creation_done) struct creation creation = {
		.settings = call->settings,
		.progress = progress_begin(),
	};
	if (check_settings(creation.settings, err) != 0 || choose_names(&creation, err) != 0)
		return -1;
	if (string_equal(creation.settings->dry_run, "client"))
		return print_wanted(&creation, err);
	return create_in_cluster(&creation, err);
}

const struct command cmd_create = {
	.usage = "[OPTION]...",
	.description =
		"Makes the break-glass account of a cluster: a ServiceAccount, a "
		"ClusterRoleBinding\n"
		"that gives it a role, and a Secret for a token that does not expire. Waits for\n"
		"the token, proves on a new connection what it opens, and adds a context with it\n"
		"to the kubeconfig.\n"
		"\n"
		"With --seal the token goes into an age file that only the recipients can open,\n"
		"and nowhere else: it never touches the disk as it is.\n"
		"\n"
		"What exists as wanted stays untouched; after a failure the same command goes on\n"
		"from there. What is somebody else's is refused before anything is changed.",
	.examples = "PROGRAM create --context prod --dry-run\n"
		    "PROGRAM create --context prod --seal prod.age -r age1...\n"
		    "PROGRAM create --context prod --out break-glass.kubeconfig\n"
		    "PROGRAM create --context old --adopt      # what a cluster before 1.24 made\n",
	.options = create_options,
	.settings_size = sizeof(struct create_settings),
	.run = create_run,
};
