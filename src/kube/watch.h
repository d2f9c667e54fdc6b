/* Waiting for something to become true of one object, by watch and not by asking again and again.
 */
#ifndef KUBE_WATCH_H
#define KUBE_WATCH_H

#include <stdint.h>

struct error;
struct json;
struct kube_client;
struct kube_object;

/*
 * Looks at the object as it is now; NULL: it has been deleted. 1: that is it, 0: go on waiting,
 * -1 with err set: it will not come.
 */
typedef int kube_watch_function(void *context, const struct json *object, struct error *err);

struct kube_watch {
	const struct kube_object *object;
	const char *resource_version; /* look at what happens after this one */
	int64_t deadline_ms;          /* on clock_monotonic_ms() */
	kube_watch_function *look;
	void *context;
};

/*
 * A watch that the server ends, or that breaks, is resumed where it was; where the server has
 * forgotten that point (410 Gone) the object is listed and the watch goes on from there. -1 with
 * err->errnum ETIMEDOUT at the deadline.
 */
int kube_watch_until(struct kube_client *client, const struct kube_watch *watch, struct error *err);

#endif
