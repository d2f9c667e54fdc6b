/* Findings about exec stanzas: those that kubectl refuses, cannot run, or that could be faster. */
#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "kubeconfig/iam_stanza.h"
#include "kubeconfig/lint_parts.h"
#include "kubeconfig/mapping.h"
#include "kubeconfig/text.h"
#include "platform/process.h"

#define GROUP "client.authentication.k8s.io/"

/* A stanza that is looked at. */
struct subject {
	struct lint *lint;
	const struct lint_file *file;
	node_t exec;
	char name[LINT_SHOWN_SIZE]; /* of its user */
};

static int64_t offset_of(const struct subject *at, const char *key)
{
	return lint_offset(at->file, at->exec, key);
}

static void check_version(const struct subject *at)
{
	struct slice version = lint_text(at->file, at->exec, "apiVersion");
	struct slice mode = lint_text(at->file, at->exec, "interactiveMode");
	char shown[LINT_SHOWN_SIZE];
	bool old = slice_is(version, GROUP "v1alpha1");
	if (slice_is(version, GROUP "v1beta1")) {
		lint_find(at->lint, at->file, offset_of(at, "apiVersion"), LINT_WARNING, "old-exec",
			  "the exec stanza of user '%s' is of v1beta1, which v1 has replaced",
			  at->name);
		lint_advise(at->lint, "where the plugin knows v1: apiVersion " GROUP "v1, and "
				      "interactiveMode IfAvailable");
	} else if (!slice_is(version, GROUP "v1")) {
		lint_find(at->lint, at->file, offset_of(at, "apiVersion"), LINT_ERROR,
			  old ? "old-exec" : "bad-exec-version",
			  "the exec stanza of user '%s' has the apiVersion '%s', which kubectl %s",
			  at->name, lint_show(version, shown),
			  old ? "has not known since 1.24" : "does not know");
		lint_advise(at->lint, "use " GROUP "v1 and a plugin that knows it");
	} else if (mode.length == 0) {
		lint_find(at->lint, at->file, offset_of(at, "interactiveMode"), LINT_ERROR,
			  "no-interactive-mode",
			  "the exec stanza of user '%s' has no interactiveMode, which v1 demands",
			  at->name);
		lint_advise(at->lint, "set interactiveMode: IfAvailable");
	}
	if (mode.length > 0 && !slice_is(mode, "Never") && !slice_is(mode, "IfAvailable") &&
	    !slice_is(mode, "Always")) {
		lint_find(at->lint, at->file, offset_of(at, "interactiveMode"), LINT_ERROR,
			  "bad-interactive-mode",
			  "interactiveMode of user '%s' is none of Never, IfAvailable and Always",
			  at->name);
		lint_advise(at->lint, "set interactiveMode: IfAvailable");
	}
}

static void check_command(const struct subject *at)
{
	struct slice text = lint_text(at->file, at->exec, "command");
	char shown[LINT_SHOWN_SIZE];
	cleanup_free char *command = NULL;
	cleanup_free char *path = NULL;
	lint_show(text, shown);
	if (text.length == 0) {
		lint_find(at->lint, at->file, offset_of(at, "command"), LINT_ERROR, "no-command",
			  "the exec stanza of user '%s' has no command", at->name);
		lint_advise(at->lint, "set the program that kubectl is to run");
		return;
	}
	if (text_take(at->file->document, mapping_get(at->file->document, at->exec, "command"),
		      &command, NULL) != 0 ||
	    !command)
		return;
	bool resolved = strchr(command, '/') != NULL;
	if (resolved)
		path = lint_reference(at->lint, at->file, at->exec, "command");
	if (resolved ? path && process_is_there(path) : process_is_there(command))
		return;
	lint_find(at->lint, at->file, offset_of(at, "command"),
		  resolved ? LINT_ERROR : LINT_WARNING, "missing-command",
		  "the command '%s' of user '%s' %s", shown, at->name,
		  resolved ? "is no program that can be run" : "is not on the PATH");
	struct slice hint = lint_text(at->file, at->exec, "installHint");
	if (hint.length > 0)
		lint_advise(at->lint, "the stanza says: %s", lint_show(hint, shown));
	else
		lint_advise(at->lint,
			    resolved ? "relative paths are meant from the directory of the "
				       "kubeconfig"
				     : "install it, or write its whole path");
}

static void check_environment(const struct subject *at)
{
	const struct document *document = at->file->document;
	node_t list = mapping_get(document, at->exec, "env");
	if (list == NODE_NONE)
		return;
	list = node_resolve(document, list);
	for (node_t item = node_first(document, list); item != NODE_NONE;
	     item = node_next(document, list, item)) {
		if (lint_text(at->file, item, "name").length > 0)
			continue;
		lint_find(at->lint, at->file, (int64_t)node_start(document, item), LINT_ERROR,
			  "no-variable-name", "a variable in the env of user '%s' has no name",
			  at->name);
		lint_advise(at->lint, "give it one, or remove it; kubectl refuses it");
	}
}

static void append_option(struct buffer *out, const char *name, struct slice value)
{
	char shown[LINT_SHOWN_SIZE];
	if (value.length > 0)
		buffer_append_format(out, " %s %s", name, lint_show(value, shown));
}

static void check_replaceable(const struct subject *at)
{
	struct iam_stanza stanza;
	cleanup(buffer_done) struct buffer command = BUFFER_INIT(8 * LINT_SHOWN_SIZE);
	/* A role has to be assumed first, for which there is no option. */
	if (!iam_stanza_read(at->file->document, at->exec, &stanza) || stanza.role.length > 0)
		return;
	append_option(&command, "--cluster-name", stanza.cluster_name);
	append_option(&command, "--cluster-id", stanza.cluster_id);
	append_option(&command, "--region", stanza.region);
	append_option(&command, "--profile", stanza.profile);
	lint_find(at->lint, at->file, offset_of(at, "command"), LINT_NOTE, "replaceable",
		  "user '%s' gets its token from %s; eksbreakglass makes the same one, faster",
		  at->name, stanza.program);
	lint_advise(at->lint, "command eksbreakglass with args: token%s", buffer_string(&command));
}

void lint_exec(struct lint *lint, const struct lint_file *file, const struct lint_entry *entry,
	       node_t exec)
{
	struct subject at = {.lint = lint, .file = file, .exec = exec};
	lint_show(entry->name, at.name);
	check_version(&at);
	check_command(&at);
	check_environment(&at);
	check_replaceable(&at);
}
