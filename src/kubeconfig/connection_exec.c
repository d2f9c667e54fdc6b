#include "kubeconfig/connection_exec.h"

#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "kubeconfig/mapping.h"
#include "kubeconfig/node_json.h"
#include "kubeconfig/references.h"
#include "kubeconfig/text.h"

enum { CLUSTER_CONFIG_LIMIT = 1024 * 1024 };

/* client-go: the extension of this name is handed to the plugin. */
static const char extension_name[] = "client.authentication.k8s.io/exec";

static void free_list(char **list)
{
	for (char **item = list; item && *item; item++)
		free(*item);
	free(list);
}

void connection_exec_free(struct kubeconfig_exec *exec)
{
	if (!exec)
		return;
	free(exec->api_version);
	free(exec->command);
	free_list(exec->arguments);
	free_list(exec->environment);
	free(exec->install_hint);
	free(exec->cluster_config);
	free(exec);
}

static void free_at(struct kubeconfig_exec **at)
{
	connection_exec_free(*at);
}

static int take_argument(const struct document *document, node_t item, char **ret,
			 struct error *err)
{
	if (text_take(document, item, ret, err) != 0)
		return -1;
	/* An empty argument is an argument. */
	return *ret ? 0 : string_copy(ret, "", err);
}

static int take_variable(const struct document *document, node_t item, char **ret,
			 struct error *err)
{
	cleanup_free char *name = NULL;
	cleanup_free char *value = NULL;
	if (text_take(document, mapping_get(document, item, "name"), &name, err) != 0 ||
	    text_take(document, mapping_get(document, item, "value"), &value, err) != 0)
		return -1;
	return string_format(ret, err, "%s=%s", name ? name : "", value ? value : "");
}

/* Always a list, so that who runs the command need not ask. */
static int take_list(const struct document *document, node_t node,
		     int (*take)(const struct document *, node_t, char **, struct error *),
		     char ***ret_list, struct error *err)
{
	node_t list = node == NODE_NONE ? NODE_NONE : node_resolve(document, node);
	size_t count = 0;
	for (node_t item = list == NODE_NONE ? NODE_NONE : node_first(document, list);
	     item != NODE_NONE; item = node_next(document, list, item))
		count++;
	char **items = calloc(count + 1, sizeof(*items));
	if (!items)
		return error_no_memory(err);
	*ret_list = items;
	node_t item = count > 0 ? node_first(document, list) : NODE_NONE;
	for (size_t i = 0; i < count; i++, item = node_next(document, list, item))
		if (take(document, item, &items[i], err) != 0)
			return -1;
	return 0;
}

static int take_command(const struct document *document, const char *path, node_t node,
			struct kubeconfig_exec *exec, struct error *err)
{
	cleanup_free char *command = NULL;
	if (text_take(document, mapping_get(document, node, "command"), &command, err) != 0)
		return -1;
	if (!command)
		return error_set(err, ERROR_FAILED, "its exec stanza has no command");
	if (strchr(command, '/'))
		return reference_resolve(path, command, &exec->command, err);
	exec->command = TAKE_PTR(command);
	return 0;
}

static int take_interactive_mode(const struct document *document, node_t node,
				 enum kubeconfig_interactive_mode *ret, struct error *err)
{
	static const char *const names[] = {
		[KUBECONFIG_INTERACTIVE_IF_AVAILABLE] = "IfAvailable",
		[KUBECONFIG_INTERACTIVE_NEVER] = "Never",
		[KUBECONFIG_INTERACTIVE_ALWAYS] = "Always",
	};
	node_t mode = mapping_get(document, node, "interactiveMode");
	struct slice text = mode == NODE_NONE ? (struct slice){"", 0} : node_text(document, mode);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (text.length == 0 || slice_is(text, names[i])) {
			*ret = (enum kubeconfig_interactive_mode)i;
			return 0;
		}
	return error_set(err, ERROR_FAILED,
			 "interactiveMode of its exec stanza is none of Never, IfAvailable, "
			 "Always");
}

int connection_exec_new(const struct document *document, const char *path, node_t node,
			struct kubeconfig_exec **ret_exec, struct error *err)
{
	cleanup(free_at) struct kubeconfig_exec *exec = calloc(1, sizeof(*exec));
	if (!exec)
		return error_no_memory(err);
	if (text_take(document, mapping_get(document, node, "apiVersion"), &exec->api_version,
		      err) != 0 ||
	    text_take(document, mapping_get(document, node, "installHint"), &exec->install_hint,
		      err) != 0 ||
	    take_command(document, path, node, exec, err) != 0 ||
	    take_list(document, mapping_get(document, node, "args"), take_argument,
		      &exec->arguments, err) != 0 ||
	    take_list(document, mapping_get(document, node, "env"), take_variable,
		      &exec->environment, err) != 0 ||
	    take_interactive_mode(document, node, &exec->interactive_mode, err) != 0)
		return -1;
	exec->provide_cluster_info =
		text_flag(document, mapping_get(document, node, "provideClusterInfo"));
	*ret_exec = TAKE_PTR(exec);
	return 0;
}

int connection_exec_cluster_config(const struct document *document, node_t cluster,
				   struct kubeconfig_exec *exec, struct error *err)
{
	node_t extensions = mapping_get(document, cluster, "extensions");
	if (extensions == NODE_NONE)
		return 0;
	node_t list = node_resolve(document, extensions);
	for (node_t item = node_first(document, list); item != NODE_NONE;
	     item = node_next(document, list, item)) {
		node_t name = mapping_get(document, item, "name");
		node_t value = mapping_get(document, item, "extension");
		if (name == NODE_NONE || value == NODE_NONE ||
		    !slice_is(node_text(document, name), extension_name))
			continue;
		struct buffer out = BUFFER_INIT(CLUSTER_CONFIG_LIMIT);
		struct json_writer json = JSON_WRITER_INIT(&out, JSON_STYLE_COMPACT);
		node_to_json(document, value, &json);
		int status = buffer_check(&out, "the exec extension of the cluster", err);
		if (status == 0)
			exec->cluster_config = buffer_take(&out);
		buffer_done(&out);
		return status;
	}
	return 0;
}
