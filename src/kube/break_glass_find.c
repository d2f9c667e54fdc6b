#include <string.h>

#include "core/error.h"
#include "core/strings.h"
#include "kube/break_glass.h"
#include "kube/client.h"
#include "platform/json.h"

static int check_namespace(struct kube_client *client, const struct break_glass *names,
			   struct error *err)
{
	const struct kube_object object = {&kube_namespaces, NULL, names->namespace_name};
	struct json *found = NULL;
	if (kube_find(client, &object, &found, err) != 0)
		return -1;
	const char *phase = json_get_string(found, "status.phase");
	int result = 0;
	if (!found) {
		result = error_set(err, ERROR_FAILED, "there is no namespace %s",
				   names->namespace_name);
		error_hint(err, "make it first, or name another (--namespace)");
	} else if (string_equal(phase, "Terminating")) {
		result = error_set(err, ERROR_FAILED, "the namespace %s is being deleted",
				   names->namespace_name);
		error_hint(err, "name another (--namespace)");
	}
	json_free(found);
	return result;
}

static bool has_star(const struct json *list)
{
	for (size_t i = 0; i < json_count(list); i++)
		if (string_equal(json_get_string(json_item(list, i), NULL), "*"))
			return true;
	return false;
}

static bool allows_all(const struct json *role)
{
	const struct json *rules = json_get(role, "rules");
	for (size_t i = 0; i < json_count(rules); i++) {
		const struct json *rule = json_item(rules, i);
		if (has_star(json_get(rule, "verbs")) && has_star(json_get(rule, "apiGroups")) &&
		    has_star(json_get(rule, "resources")) &&
		    json_count(json_get(rule, "resourceNames")) == 0)
			return true;
	}
	return false;
}

static int check_role(struct kube_client *client, const struct break_glass *names,
		      bool *ret_allows_all, struct error *err)
{
	const struct kube_object object = {&kube_cluster_roles, NULL, names->cluster_role};
	struct json *found = NULL;
	if (kube_find(client, &object, &found, err) != 0)
		return -1;
	if (!found) {
		error_set(err, ERROR_FAILED, "there is no ClusterRole %s", names->cluster_role);
		return error_hint(err, "a binding to it would give nothing; name another "
				       "(--cluster-role)");
	}
	*ret_allows_all = allows_all(found);
	json_free(found);
	return 0;
}

static bool is_token_of(const struct json *secret, const struct break_glass *names)
{
	const struct json *annotations = json_get(secret, "metadata.annotations");
	return string_equal(json_get_string(secret, "type"),
			    "kubernetes.io/service-account-token") &&
	       string_equal(json_get_string(json_get_member(annotations,
							    "kubernetes.io/service-account.name"),
					    NULL),
			    names->service_account);
}

/* .secrets also names Secrets that pods may mount, of any type. */
static int find_listed(struct kube_client *client, const struct break_glass *names,
		       struct break_glass_found *found, struct error *err)
{
	const struct json *list = json_get(found->service_account, "secrets");
	for (size_t i = 0; i < json_count(list); i++) {
		const char *name = json_get_string(json_item(list, i), "name");
		struct json *secret = NULL;
		if (string_is_empty(name) || found->listed_count == BREAK_GLASS_LISTED_MAX)
			continue;
		const struct kube_object object = {&kube_secrets, names->namespace_name, name};
		if (kube_find(client, &object, &secret, err) != 0)
			return -1;
		if (is_token_of(secret, names))
			found->listed[found->listed_count++] = secret;
		else
			json_free(secret);
	}
	return 0;
}

int break_glass_find(struct kube_client *client, const struct break_glass *names,
		     struct break_glass_found *ret, struct error *err)
{
	const struct kube_object service_account = break_glass_service_account(names);
	const struct kube_object binding = break_glass_binding(names);
	const struct kube_object secret = break_glass_secret(names);
	struct break_glass_found found = {.listed_count = 0};
	if (check_namespace(client, names, err) != 0 ||
	    check_role(client, names, &found.role_allows_all, err) != 0 ||
	    kube_find(client, &service_account, &found.service_account, err) != 0 ||
	    kube_find(client, &binding, &found.binding, err) != 0 ||
	    kube_find(client, &secret, &found.secret, err) != 0 ||
	    find_listed(client, names, &found, err) != 0) {
		break_glass_found_done(&found);
		return -1;
	}
	*ret = found;
	return 0;
}

const struct json *break_glass_found_secret(const struct break_glass_found *found, const char *name)
{
	if (string_equal(json_get_string(found->secret, "metadata.name"), name))
		return found->secret;
	for (size_t i = 0; i < found->listed_count; i++)
		if (string_equal(json_get_string(found->listed[i], "metadata.name"), name))
			return found->listed[i];
	return NULL;
}

void break_glass_found_done(struct break_glass_found *found)
{
	json_free(found->service_account);
	json_free(found->binding);
	json_free(found->secret);
	for (size_t i = 0; i < found->listed_count; i++)
		json_free(found->listed[i]);
	*found = (struct break_glass_found){.listed_count = 0};
}
