#include "kubeconfig/context_summary.h"

#include "kubeconfig/mapping.h"
#include "kubeconfig/merged.h"
#include "kubeconfig/text.h"

uint32_t kubeconfig_context_count(const struct kubeconfig *config)
{
	return config->sections[SECTION_CONTEXTS].count;
}

struct slice kubeconfig_context_name(const struct kubeconfig *config, uint32_t number)
{
	const struct merged_entry *entry = &config->sections[SECTION_CONTEXTS].entries[number];
	return config_entry_name(config->files[entry->file], SECTION_CONTEXTS, entry->number);
}

static struct slice field(const struct document *document, node_t mapping, const char *key)
{
	node_t value = mapping_get(document, mapping, key);
	return value == NODE_NONE ? (struct slice){"", 0} : node_text(document, value);
}

struct slice kubeconfig_context_cluster(const struct kubeconfig *config, uint32_t number)
{
	const struct merged_entry *at = &config->sections[SECTION_CONTEXTS].entries[number];
	const struct config_file *file = config->files[at->file];
	return field(file->document, file->sections[SECTION_CONTEXTS].entries[at->number].body,
		     "cluster");
}

static void summarise_cluster(const struct kubeconfig *config, struct context_summary *summary)
{
	struct found_entry found = kubeconfig_find(config, SECTION_CLUSTERS, summary->cluster);
	if (!found.file)
		return;
	const struct document *document = found.file->document;
	node_t body = found.entry->body;
	summary->has_cluster = true;
	summary->server = field(document, body, "server");
	summary->proxy_url = field(document, body, "proxy-url");
	if (text_flag(document, mapping_get(document, body, "insecure-skip-tls-verify")))
		summary->trust = CONTEXT_TRUST_NONE;
	else if (field(document, body, "certificate-authority-data").length > 0)
		summary->trust = CONTEXT_TRUST_DATA;
	else if (field(document, body, "certificate-authority").length > 0)
		summary->trust = CONTEXT_TRUST_FILE;
}

static int summarise_user(const struct kubeconfig *config, struct context_summary *summary,
			  struct error *err)
{
	struct found_entry found = kubeconfig_find(config, SECTION_USERS, summary->user);
	summary->has_user = found.file != NULL;
	if (!found.file)
		return auth_describe(NULL, NULL, NODE_NONE, &summary->auth, err);
	summary->impersonates = field(found.file->document, found.entry->body, "as");
	return auth_describe(found.file->document, found.file->path, found.entry->body,
			     &summary->auth, err);
}

int context_summary(const struct kubeconfig *config, uint32_t number, struct context_summary *ret,
		    struct error *err)
{
	const struct merged_entry *at = &config->sections[SECTION_CONTEXTS].entries[number];
	const struct config_file *file = config->files[at->file];
	node_t body = file->sections[SECTION_CONTEXTS].entries[at->number].body;
	struct slice name = kubeconfig_context_name(config, number);
	struct context_summary summary = {
		.name = name,
		.is_current = name.length > 0 && slice_is(name, config->current_context),
		.path = file->path,
		.cluster = field(file->document, body, "cluster"),
		.user = field(file->document, body, "user"),
		.namespace_name = field(file->document, body, "namespace"),
	};
	summarise_cluster(config, &summary);
	if (summarise_user(config, &summary, err) != 0)
		return -1;
	*ret = summary;
	return 0;
}

void context_summary_done(struct context_summary *summary)
{
	auth_done(&summary->auth);
}
