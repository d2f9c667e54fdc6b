/*
 * The stream of a watch: JSON objects {"type": ..., "object": ...}, one a line
 * (https://kubernetes.io/docs/reference/using-api/api-concepts/, "Efficient detection of changes").
 */
#ifndef KUBE_WATCH_EVENTS_H
#define KUBE_WATCH_EVENTS_H

#include <stddef.h>

#include "core/secret.h"

struct error;
struct json;

enum { WATCH_EVENT_MAX = 4 * 1024 * 1024 };

enum watch_event_type {
	WATCH_ADDED,
	WATCH_MODIFIED,
	WATCH_DELETED,
	WATCH_BOOKMARK, /* only object.metadata.resourceVersion counts */
	WATCH_ERROR,    /* the object is a Status */
};

/* 0 to go on, 1 to end the stream as a success, -1 with err set to end it as a failure. */
typedef int watch_event_function(void *context, enum watch_event_type type,
				 const struct json *object, struct error *err);

struct watch_events {
	struct secret line; /* what has come of a line that is not whole yet */
	watch_event_function *on_event;
	void *context;
};

void watch_events_init(struct watch_events *events, watch_event_function *on_event, void *context);
void watch_events_done(struct watch_events *events);

/*
 * Takes the next piece of the stream, cut anywhere; returns what on_event returned last. An event
 * of a type unknown to us is left out, a line that is no event is an error.
 */
int watch_events_take(struct watch_events *events, const char *bytes, size_t length,
		      struct error *err);

#endif
