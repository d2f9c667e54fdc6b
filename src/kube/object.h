/* Single objects of the API: where they are, and reading, applying, changing and deleting them. */
#ifndef KUBE_OBJECT_H
#define KUBE_OBJECT_H

#include <stdbool.h>

struct buffer;
struct error;
struct json;
struct kube_client;

struct kube_resource {
	const char *api_version; /* "v1" */
	const char *kind;        /* "ServiceAccount" */
	const char *base;        /* "/api/v1" */
	const char *plural;      /* "serviceaccounts" */
	bool is_namespaced;
};

extern const struct kube_resource kube_namespaces;
extern const struct kube_resource kube_service_accounts;
extern const struct kube_resource kube_secrets;
extern const struct kube_resource kube_cluster_roles;
extern const struct kube_resource kube_cluster_role_bindings;

/* Borrowed. namespace_name: NULL where the resource has none. */
struct kube_object {
	const struct kube_resource *resource;
	const char *namespace_name;
	const char *name;
};

enum { KUBE_OBJECT_TEXT_SIZE = 640 };

/* "ServiceAccount kube-system/super-admin", for messages. Returns `target`. */
const char *kube_object_text(const struct kube_object *object, char target[KUBE_OBJECT_TEXT_SIZE]);

/* Appends the object's path; with `collection` that of all of its kind in its namespace. */
void kube_object_path(const struct kube_object *object, bool collection, struct buffer *out);

/* *ret_found is NULL, and 0 returned, where there is none. */
int kube_find(struct kube_client *client, const struct kube_object *object, struct json **ret_found,
	      struct error *err);

struct kube_apply_options {
	bool force;   /* take over fields that another manager owns */
	bool dry_run; /* on the server: checked and answered, not kept */
};

/* The field manager of all that this program writes. */
extern const char kube_field_manager[];

/*
 * Server-side apply. *ret_applied is the whole object as it is then. A field of another manager is
 * a conflict: err->http_status 409.
 */
int kube_apply(struct kube_client *client, const struct kube_object *object,
	       const struct json *wanted, const struct kube_apply_options *options,
	       struct json **ret_applied, struct error *err);

/* JSON merge patch (RFC 7396). Put metadata.resourceVersion into it to change just what was read.
 */
int kube_merge(struct kube_client *client, const struct kube_object *object,
	       const struct json *patch, bool dry_run, struct json **ret_merged, struct error *err);

/* Only the very object that was read, by its UID; no error where it is gone already. */
int kube_delete(struct kube_client *client, const struct kube_object *object, const char *uid,
		bool dry_run, struct error *err);

#endif
