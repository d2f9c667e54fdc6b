#include "kube/break_glass.h"

#include <string.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "platform/json.h"

static const char purpose[] = "Break-glass access for the day IAM is down; see eksbreakglass(1).";

struct kube_object break_glass_service_account(const struct break_glass *names)
{
	return (struct kube_object){&kube_service_accounts, names->namespace_name,
				    names->service_account};
}

struct kube_object break_glass_binding(const struct break_glass *names)
{
	return (struct kube_object){&kube_cluster_role_bindings, NULL, names->binding};
}

struct kube_object break_glass_secret(const struct break_glass *names)
{
	return (struct kube_object){&kube_secrets, names->namespace_name, names->secret};
}

/* --- names ------------------------------------------------------------------------------- */

/* RFC 1123, as in k8s.io/apimachinery/pkg/util/validation: a label, or labels joined by dots. */
static bool is_dns_name(const char *name, size_t longest, bool with_dots)
{
	size_t length = strlen(name);
	if (length == 0 || length > longest)
		return false;
	for (size_t i = 0; i < length; i++) {
		char c = name[i];
		bool is_edge =
			i == 0 || i + 1 == length || name[i - 1] == '.' || name[i + 1] == '.';
		bool is_inner = c == '-' || (with_dots && c == '.');
		if (!string_is_digit(c) && (c < 'a' || c > 'z') && (!is_inner || is_edge))
			return false;
	}
	return true;
}

/* RBAC objects: anything that is one segment of a path. */
static bool is_path_segment(const char *name)
{
	return *name != '\0' && !strpbrk(name, "/%") && !string_equal(name, ".") &&
	       !string_equal(name, "..") && strlen(name) <= 253;
}

static int check_name(bool is_valid, const char *option, const char *name, struct error *err)
{
	if (is_valid)
		return 0;
	return error_set(err, ERROR_USAGE, "'%s' cannot be the name that --%s takes", name, option);
}

int break_glass_check_names(const struct break_glass *names, struct error *err)
{
	if (check_name(is_dns_name(names->namespace_name, 63, false), "namespace",
		       names->namespace_name, err) != 0 ||
	    check_name(is_dns_name(names->service_account, 253, true), "service-account",
		       names->service_account, err) != 0 ||
	    check_name(is_path_segment(names->binding), "binding", names->binding, err) != 0 ||
	    check_name(is_path_segment(names->cluster_role), "cluster-role", names->cluster_role,
		       err) != 0)
		return -1;
	return check_name(is_dns_name(names->secret, 253, true), "secret", names->secret, err);
}

/* --- objects ----------------------------------------------------------------------------- */

static struct json *new_object(const struct kube_object *object, struct error *err)
{
	cleanup(json_free_at) struct json *json = json_new_object(err);
	if (!json || json_put_string(json, "apiVersion", object->resource->api_version, err) != 0 ||
	    json_put_string(json, "kind", object->resource->kind, err) != 0 ||
	    json_put_string(json, "metadata.name", object->name, err) != 0 ||
	    json_put_string(json, "metadata.namespace", object->namespace_name, err) != 0 ||
	    json_put_member(json, "metadata.labels", "app.kubernetes.io/managed-by",
			    kube_field_manager, err) != 0 ||
	    json_put_member(json, "metadata.annotations", "kubernetes.io/description", purpose,
			    err) != 0)
		return NULL;
	return TAKE_PTR(json);
}

struct json *break_glass_service_account_object(const struct break_glass *names, struct error *err)
{
	const struct kube_object object = break_glass_service_account(names);
	cleanup(json_free_at) struct json *json = new_object(&object, err);
	/* No pod is meant to run under it; one that does shall not get a token by itself. */
	if (!json || json_put_bool(json, "automountServiceAccountToken", false, err) != 0)
		return NULL;
	return TAKE_PTR(json);
}

struct json *break_glass_binding_object(const struct break_glass *names, struct error *err)
{
	const struct kube_object object = break_glass_binding(names);
	cleanup(json_free_at) struct json *json = new_object(&object, err);
	cleanup(json_free_at) struct json *subjects = json_new_array(err);
	cleanup(json_free_at) struct json *subject = json_new_object(err);
	if (!json || !subjects || !subject ||
	    json_put_string(json, "roleRef.apiGroup", "rbac.authorization.k8s.io", err) != 0 ||
	    json_put_string(json, "roleRef.kind", "ClusterRole", err) != 0 ||
	    json_put_string(json, "roleRef.name", names->cluster_role, err) != 0 ||
	    json_put_string(subject, "kind", "ServiceAccount", err) != 0 ||
	    json_put_string(subject, "name", names->service_account, err) != 0 ||
	    json_put_string(subject, "namespace", names->namespace_name, err) != 0 ||
	    json_add(subjects, TAKE_PTR(subject), err) != 0 ||
	    json_put(json, "subjects", TAKE_PTR(subjects), err) != 0)
		return NULL;
	return TAKE_PTR(json);
}

struct json *break_glass_secret_object(const struct break_glass *names, struct error *err)
{
	const struct kube_object object = break_glass_secret(names);
	cleanup(json_free_at) struct json *json = new_object(&object, err);
	if (!json ||
	    json_put_member(json, "metadata.annotations", "kubernetes.io/service-account.name",
			    names->service_account, err) != 0 ||
	    json_put_string(json, "type", "kubernetes.io/service-account-token", err) != 0)
		return NULL;
	return TAKE_PTR(json);
}
