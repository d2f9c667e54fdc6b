#include "core/error.h"
#include "core/strings.h"
#include "kubeconfig/mapping.h"
#include "kubeconfig/merged.h"

static const char *const cluster_keys[] = {"certificate-authority", NULL};
static const char *const user_keys[] = {"client-certificate", "client-key", "tokenFile", "exec",
					"auth-provider",      NULL};

static int check_entry(const struct config_file *file, enum section section, uint32_t number,
		       const char *const *keys, struct error *err)
{
	node_t body = file->sections[section].entries[number].body;
	for (; body != NODE_NONE && *keys; keys++) {
		if (mapping_get(file->document, body, *keys) == NODE_NONE)
			continue;
		struct slice name = config_entry_name(file, section, number);
		char escaped[128];
		string_escape(escaped, sizeof(escaped), name.bytes, name.length);
		return error_set(err, ERROR_FAILED,
				 "%s '%s' has '%s', which needs something outside the kubeconfig",
				 section_noun(section), escaped, *keys);
	}
	return 0;
}

static int check_section(const struct config_file *file, enum section section,
			 const char *const *keys, struct error *err)
{
	for (uint32_t i = 0; i < file->sections[section].count; i++)
		if (check_entry(file, section, i, keys, err) != 0)
			return -1;
	return 0;
}

int kubeconfig_check_self_contained(const struct kubeconfig *config, struct error *err)
{
	for (uint32_t i = 0; i < config->file_count; i++)
		if (check_section(config->files[i], SECTION_CLUSTERS, cluster_keys, err) != 0 ||
		    check_section(config->files[i], SECTION_USERS, user_keys, err) != 0)
			return -1;
	return 0;
}
