/*
 * What an API server says when it says no: a Status object (k8s.io/apimachinery, meta/v1/types.go),
 * or, where something else answered in its place, no such object.
 */
#ifndef KUBE_STATUS_H
#define KUBE_STATUS_H

#include <stdbool.h>

struct error;
struct json;

/* How the refused caller had shown who it is: for the hint at 401. */
enum kube_identity {
	KUBE_ANONYMOUS,
	KUBE_CLIENT_CERTIFICATE,
	KUBE_TOKEN,
	KUBE_PASSWORD,
	KUBE_EXEC_PLUGIN,
};

struct kube_refusal {
	int http_status;
	const struct json *status; /* the body, whatever it is; NULL if it is no JSON */
	const char *what;          /* that was tried: "create Secret a/b" */
	const char *user;          /* the kubeconfig's name for who asked; NULL: a token alone */
	enum kube_identity identity;
};

/* Returns -1. err->http_status is set only where it was a Kubernetes that answered. */
int kube_status_error(const struct kube_refusal *refusal, struct error *err);

/* Whether `object` is a Status with that reason, such as "Expired". */
bool kube_status_has_reason(const struct json *object, const char *reason);

#endif
