#include <stdio.h>
#include <string.h>

#include "core/error.h"
#include "core/strings.h"
#include "kube/break_glass.h"
#include "platform/json.h"

static const char *name_of(const struct json *object)
{
	return json_get_string(object, "metadata.name");
}

static const char *annotation(const struct json *object, const char *name)
{
	return json_get_string(json_get_member(json_get(object, "metadata.annotations"), name),
			       NULL);
}

static const char *label(const struct json *object, const char *name)
{
	return json_get_string(json_get_member(json_get(object, "metadata.labels"), name), NULL);
}

static bool is_ours(const struct json *object)
{
	const struct json *managers = json_get(object, "metadata.managedFields");
	for (size_t i = 0; i < json_count(managers); i++)
		if (string_equal(json_get_string(json_item(managers, i), "manager"),
				 kube_field_manager))
			return true;
	return false;
}

/* Who made it; NULL where the object does not tell, such as one without any field of its own. */
static const char *maker_of(const struct json *object)
{
	const struct json *managers = json_get(object, "metadata.managedFields");
	return json_get_string(json_item(managers, 0), "manager");
}

static int check_owners(const struct json *object, const char *kind, bool force, struct error *err)
{
	const struct json *owner = json_item(json_get(object, "metadata.ownerReferences"), 0);
	const char *owner_kind = json_get_string(owner, "kind");
	const char *owner_name = json_get_string(owner, "name");
	if (!owner || force)
		return 0;
	error_set(err, ERROR_FAILED,
		  "%s %s belongs to %s %s, which would change or delete it as it likes", kind,
		  name_of(object), owner_kind ? owner_kind : "another object",
		  owner_name ? owner_name : "");
	return error_hint(err, "choose another name; --force-conflicts takes it nevertheless");
}

static int check_not_ending(const struct json *object, const char *kind, struct error *err)
{
	if (!json_get_string(object, "metadata.deletionTimestamp"))
		return 0;
	error_set(err, ERROR_FAILED, "%s %s is being deleted", kind, name_of(object));
	return error_hint(err, "wait until it is gone, or choose another name");
}

/* --- the ServiceAccount ------------------------------------------------------------------ */

static int decide_service_account(const struct break_glass_found *found,
				  const struct break_glass_policy *policy,
				  struct break_glass_plan *plan, struct error *err)
{
	const struct json *object = found->service_account;
	plan->force_service_account = policy->force || policy->adopt;
	if (!object)
		return 0;
	if (check_not_ending(object, "ServiceAccount", err) != 0 ||
	    check_owners(object, "ServiceAccount", policy->force, err) != 0)
		return -1;
	if (is_ours(object) || policy->force || policy->adopt)
		return 0;
	const char *maker = maker_of(object);
	error_set(err, ERROR_FAILED, "ServiceAccount %s exists and was not made by %s%s%s%s",
		  name_of(object), kube_field_manager, maker ? " (but by " : "", maker ? maker : "",
		  maker ? ")" : "");
	if (found->listed_count > 0)
		return error_hint(err,
				  "--adopt takes it as it is, with its token Secret %s; or choose "
				  "another name (--service-account)",
				  name_of(found->listed[0]));
	return error_hint(err, "--adopt takes it as it is; or choose another name "
			       "(--service-account)");
}

/* --- the binding ------------------------------------------------------------------------- */

static bool is_subject(const struct json *subject, const struct break_glass *names)
{
	return string_equal(json_get_string(subject, "kind"), "ServiceAccount") &&
	       string_equal(json_get_string(subject, "name"), names->service_account) &&
	       string_equal(json_get_string(subject, "namespace"), names->namespace_name);
}

static int decide_role(const struct break_glass *names, const struct json *object,
		       const struct break_glass_policy *policy, struct break_glass_plan *plan,
		       struct error *err)
{
	const char *kind = json_get_string(object, "roleRef.kind");
	const char *name = json_get_string(object, "roleRef.name");
	if (string_equal(kind, "ClusterRole") && string_equal(name, names->cluster_role))
		return 0;
	if (policy->force) {
		plan->replace_binding = true;
		return 0;
	}
	error_set(err, ERROR_FAILED, "ClusterRoleBinding %s binds to %s %s, not to ClusterRole %s",
		  names->binding, kind ? kind : "a role", name ? name : "", names->cluster_role);
	return error_hint(err, "choose another name (--binding); --force-conflicts deletes it and "
			       "makes it anew, for its role cannot be changed");
}

static int decide_subjects(const struct break_glass *names, const struct json *object,
			   const struct break_glass_policy *policy, struct error *err)
{
	const struct json *subjects = json_get(object, "subjects");
	const struct json *other = NULL;
	for (size_t i = 0; i < json_count(subjects) && !other; i++)
		if (!is_subject(json_item(subjects, i), names))
			other = json_item(subjects, i);
	if (!other || policy->force)
		return 0;
	const char *kind = json_get_string(other, "kind");
	const char *name = json_get_string(other, "name");
	error_set(err, ERROR_FAILED, "ClusterRoleBinding %s has other subjects, such as %s %s",
		  names->binding, kind ? kind : "", name ? name : "");
	return error_hint(err, "choose another name (--binding); --force-conflicts takes the role "
			       "from them");
}

static int decide_binding(const struct break_glass *names, const struct json *object,
			  const struct break_glass_policy *policy, struct break_glass_plan *plan,
			  struct error *err)
{
	plan->force_binding = policy->force;
	if (!object)
		return 0;
	if (check_not_ending(object, "ClusterRoleBinding", err) != 0 ||
	    check_owners(object, "ClusterRoleBinding", policy->force, err) != 0 ||
	    decide_role(names, object, policy, plan, err) != 0)
		return -1;
	return decide_subjects(names, object, policy, err);
}

/* --- the Secret -------------------------------------------------------------------------- */

static int check_secret(const struct break_glass *names, const struct json *object,
			const struct break_glass_policy *policy, struct error *err)
{
	const char *type = json_get_string(object, "type");
	const char *owner = annotation(object, "kubernetes.io/service-account.name");
	const char *invalid = label(object, "kubernetes.io/legacy-token-invalid-since");
	if (check_not_ending(object, "Secret", err) != 0 ||
	    check_owners(object, "Secret", policy->force, err) != 0)
		return -1;
	if (!string_equal(type, "kubernetes.io/service-account-token"))
		error_set(err, ERROR_FAILED, "Secret %s is of type %s and not a token",
			  name_of(object), type ? type : "Opaque");
	else if (!string_equal(owner, names->service_account))
		error_set(err, ERROR_FAILED, "Secret %s holds the token of ServiceAccount %s",
			  name_of(object), owner ? owner : "(none)");
	else if (!invalid)
		return 0;
	if (!invalid)
		return error_hint(err, "choose another name (--secret): what is in it is not "
				       "overwritten");
	error_set(err, ERROR_FAILED, "the token in Secret %s is marked invalid since %s",
		  name_of(object), invalid);
	return error_hint(err, "find out who put the label kubernetes.io/"
			       "legacy-token-invalid-since there; delete the Secret for a new "
			       "token");
}

/* Of a ServiceAccount that has been deleted since: its token is worthless, and on its way out. */
static bool is_of_former_account(const struct json *secret, const struct json *service_account)
{
	const char *uid = annotation(secret, "kubernetes.io/service-account.uid");
	return uid && !string_equal(uid, json_get_string(service_account, "metadata.uid"));
}

static bool is_listed(const struct break_glass_found *found, const char *name)
{
	for (size_t i = 0; i < found->listed_count; i++)
		if (string_equal(name_of(found->listed[i]), name))
			return true;
	return false;
}

static int decide_secret(const struct break_glass *names, const struct break_glass_found *found,
			 const struct break_glass_policy *policy, struct break_glass_plan *plan,
			 struct error *err)
{
	const struct json *object = break_glass_found_secret(found, names->secret);
	plan->secret = names->secret;
	if (!object && policy->adopt && found->listed_count > 1) {
		error_set(err, ERROR_FAILED, "ServiceAccount %s lists %zu token Secrets",
			  names->service_account, found->listed_count);
		return error_hint(err, "name the one to adopt: --secret %s",
				  name_of(found->listed[0]));
	}
	if (!object && policy->adopt && found->listed_count == 1) {
		object = found->listed[0];
		plan->secret = name_of(object);
	}
	if (is_listed(found, plan->secret))
		plan->unlist = plan->secret;
	else if (found->listed_count > 0)
		plan->left_over = name_of(found->listed[0]);
	if (!object)
		return 0;
	if (check_secret(names, object, policy, err) != 0)
		return -1;
	plan->replace_secret = is_of_former_account(object, found->service_account);
	return 0;
}

int break_glass_decide(const struct break_glass *names, const struct break_glass_found *found,
		       const struct break_glass_policy *policy, struct break_glass_plan *ret_plan,
		       struct error *err)
{
	struct break_glass_plan plan = {.replace_binding = false};
	if (decide_service_account(found, policy, &plan, err) != 0 ||
	    decide_binding(names, found->binding, policy, &plan, err) != 0 ||
	    decide_secret(names, found, policy, &plan, err) != 0)
		return -1;
	*ret_plan = plan;
	return 0;
}
