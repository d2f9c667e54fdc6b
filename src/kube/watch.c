#include "kube/watch.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "core/url.h"
#include "kube/client.h"
#include "kube/object.h"
#include "kube/status.h"
#include "kube/watch_events.h"
#include "platform/clock.h"
#include "platform/json.h"

enum {
	PATH_MAX_LENGTH = 8192,
	PAUSE_FIRST_MS = 100,
	PAUSE_MAX_MS = 2000,
	GRACE_MS = 2000, /* for the server's own end of a watch to arrive */
};

struct progress {
	const struct kube_watch *watch;
	char *resource_version;
	bool found;     /* look() said so */
	bool forgotten; /* 410 */
	bool heard;     /* anything, since the watch was opened */
};

static int64_t left(const struct kube_watch *watch)
{
	int64_t milliseconds = watch->deadline_ms - clock_monotonic_ms();
	return milliseconds > 0 ? milliseconds : 0;
}

static int remember(struct progress *progress, const struct json *object, struct error *err)
{
	const char *version = json_get_string(object, "metadata.resourceVersion");
	char *copy = NULL;
	if (string_is_empty(version))
		return 0;
	if (string_copy(&copy, version, err) != 0)
		return -1;
	free(progress->resource_version);
	progress->resource_version = copy;
	return 0;
}

static int look(struct progress *progress, const struct json *object, struct error *err)
{
	int answer = progress->watch->look(progress->watch->context, object, err);
	progress->found = answer > 0;
	return answer;
}

static int take_error(struct progress *progress, const struct json *status, struct error *err)
{
	int64_t code = 0;
	json_get_integer(status, "code", &code);
	if (code == 410 || kube_status_has_reason(status, "Expired") ||
	    kube_status_has_reason(status, "Gone")) {
		progress->forgotten = true;
		return 1;
	}
	const char *message = json_get_string(status, "message");
	return error_set(err, ERROR_FAILED, "the server ended the watch: %s",
			 message ? message : "it gives no reason");
}

static int take_event(void *context, enum watch_event_type type, const struct json *object,
		      struct error *err)
{
	struct progress *progress = context;
	progress->heard = true;
	if (type == WATCH_ERROR)
		return take_error(progress, object, err);
	if (remember(progress, object, err) != 0)
		return -1;
	if (type == WATCH_BOOKMARK)
		return 0;
	return look(progress, type == WATCH_DELETED ? NULL : object, err);
}

static int take_piece(void *context, const char *bytes, size_t length, struct error *err)
{
	return watch_events_take(context, bytes, length, err);
}

static void append_selector(const struct kube_watch *watch, struct buffer *path)
{
	kube_object_path(watch->object, true, path);
	buffer_append_string(path, "?fieldSelector=metadata.name%3D");
	url_append_escaped(path, watch->object->name);
}

static int list(struct kube_client *client, struct progress *progress, const char *what,
		struct error *err)
{
	cleanup(buffer_done) struct buffer path = BUFFER_INIT(PATH_MAX_LENGTH);
	cleanup(json_free_at) struct json *found = NULL;
	append_selector(progress->watch, &path);
	if (buffer_check(&path, "the path", err) != 0)
		return -1;
	const struct kube_call call = {
		.what = what,
		.method = "GET",
		.path = buffer_string(&path),
		.timeout_ms = left(progress->watch) + GRACE_MS,
	};
	if (kube_call(client, &call, &found, err) != 0 || remember(progress, found, err) != 0)
		return -1;
	progress->forgotten = false;
	progress->heard = true;
	return look(progress, json_item(json_get(found, "items"), 0), err) < 0 ? -1 : 0;
}

static int watch_once(struct kube_client *client, struct progress *progress, const char *what,
		      struct error *err)
{
	cleanup(buffer_done) struct buffer path = BUFFER_INIT(PATH_MAX_LENGTH);
	cleanup(watch_events_done) struct watch_events events;
	watch_events_init(&events, take_event, progress);
	append_selector(progress->watch, &path);
	buffer_append_string(&path, "&watch=true&allowWatchBookmarks=true&resourceVersion=");
	url_append_escaped(&path, progress->resource_version);
	int64_t seconds = left(progress->watch) / 1000 + 1;
	buffer_append_format(&path, "&timeoutSeconds=%lld", (long long)seconds);
	if (buffer_check(&path, "the path", err) != 0)
		return -1;
	const struct kube_call call = {
		.what = what,
		.method = "GET",
		.path = buffer_string(&path),
		.timeout_ms = left(progress->watch) + GRACE_MS,
		.on_piece = take_piece,
		.context = &events,
	};
	progress->heard = false;
	if (kube_call(client, &call, NULL, err) == 0)
		return 0;
	if (err->http_status == 410) {
		progress->forgotten = true;
		return 0;
	}
	return -1;
}

/* Whether the next try may succeed: the server was away, or the connection broke. */
static bool is_passing(const struct http_response *last)
{
	switch (last->failure) {
	case HTTP_REFUSED:
	case HTTP_UNREACHABLE:
	case HTTP_TIMED_OUT:
	case HTTP_BROKEN:
		return true;
	case HTTP_ANSWERED:
		return last->status == 429 || last->status >= 500;
	default:
		return false;
	}
}

static void pause_for(const struct kube_watch *watch, int64_t milliseconds)
{
	if (milliseconds > left(watch))
		milliseconds = left(watch);
	const struct timespec pause = {.tv_sec = milliseconds / 1000,
				       .tv_nsec = milliseconds % 1000 * 1000000};
	nanosleep(&pause, NULL);
}

static int run(struct kube_client *client, struct progress *progress, struct error *err)
{
	char text[KUBE_OBJECT_TEXT_SIZE];
	char what[KUBE_OBJECT_TEXT_SIZE + 32];
	int64_t pause = PAUSE_FIRST_MS;
	snprintf(what, sizeof(what), "watch %s", kube_object_text(progress->watch->object, text));
	while (left(progress->watch) > 0) {
		error_clear(err);
		int result = progress->forgotten ? list(client, progress, what, err)
						 : watch_once(client, progress, what, err);
		if (progress->found)
			return 0;
		if (result != 0 && !is_passing(kube_client_last_response(client)))
			return -1;
		/* Else a server that ends each watch at once would be asked without a pause. */
		pause = progress->heard ? PAUSE_FIRST_MS : pause * 2;
		if (result != 0 || !progress->forgotten)
			pause_for(progress->watch, pause < PAUSE_MAX_MS ? pause : PAUSE_MAX_MS);
	}
	if (err->code == ERROR_NONE)
		error_set(err, ERROR_FAILED, "cannot %s: the time limit has passed", what);
	err->errnum = ETIMEDOUT;
	return -1;
}

int kube_watch_until(struct kube_client *client, const struct kube_watch *watch, struct error *err)
{
	struct error own = ERROR_INIT;
	struct progress progress = {.watch = watch};
	if (string_copy(&progress.resource_version, watch->resource_version, err) != 0)
		return -1;
	int result = run(client, &progress, &own);
	free(progress.resource_version);
	if (result != 0 && err)
		*err = own;
	return result;
}
