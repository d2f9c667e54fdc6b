#include "kube/watch_events.h"

#include <string.h>

#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "platform/json.h"

void watch_events_init(struct watch_events *events, watch_event_function *on_event, void *context)
{
	*events = (struct watch_events){.on_event = on_event, .context = context};
	secret_init(&events->line, WATCH_EVENT_MAX);
}

void watch_events_done(struct watch_events *events)
{
	secret_done(&events->line);
}

static int take_line(struct watch_events *events, struct error *err)
{
	static const char *const types[] = {
		[WATCH_ADDED] = "ADDED",     [WATCH_MODIFIED] = "MODIFIED",
		[WATCH_DELETED] = "DELETED", [WATCH_BOOKMARK] = "BOOKMARK",
		[WATCH_ERROR] = "ERROR",
	};
	if (secret_length(&events->line) == 0)
		return 0;
	cleanup(json_free_at) struct json *event = NULL;
	if (json_parse(secret_string(&events->line), secret_length(&events->line), "a watch event",
		       &event, err) != 0)
		return -1;
	const char *type = NULL;
	if (json_need_string(event, "type", "a watch event", &type, err) != 0)
		return -1;
	const struct json *object = json_get(event, "object");
	if (json_get_type(object) != JSON_TYPE_OBJECT)
		return error_set(err, ERROR_FAILED, "a watch event has no object");
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (string_equal(type, types[i]))
			return events->on_event(events->context, (enum watch_event_type)i, object,
						err);
	return 0;
}

int watch_events_take(struct watch_events *events, const char *bytes, size_t length,
		      struct error *err)
{
	while (length > 0) {
		const char *newline = memchr(bytes, '\n', length);
		size_t part = newline ? (size_t)(newline - bytes) : length;
		buffer_append(&events->line.bytes, bytes, part);
		if (buffer_check(&events->line.bytes, "a watch event", err) != 0)
			return -1;
		if (!newline)
			return 0;
		int answer = take_line(events, err);
		buffer_truncate(&events->line.bytes, 0);
		if (answer != 0)
			return answer;
		bytes += part + 1;
		length -= part + 1;
	}
	return 0;
}
