/* Reading a watch stream: however it is cut, the same events come out, or the same error. */
#include "core/error.h"
#include "fuzz.h"
#include "kube/watch_events.h"
#include "platform/json.h"

struct seen {
	unsigned events;
	unsigned last;
};

static int note_event(void *context, enum watch_event_type type, const struct json *object,
		      struct error *err)
{
	struct seen *seen = context;
	(void)err;
	fuzz_require(json_get_type(object) == JSON_TYPE_OBJECT);
	seen->events++;
	seen->last = (unsigned)type;
	return json_get_bool(object, "stop", false) ? 1 : 0;
}

static int take_all(const uint8_t *data, size_t size, size_t step, struct seen *seen,
		    struct error *err)
{
	struct watch_events events;
	int result = 0;
	watch_events_init(&events, note_event, seen);
	for (size_t at = 0; at < size && result == 0; at += step)
		result = watch_events_take(&events, (const char *)data + at,
					   step < size - at ? step : size - at, err);
	watch_events_done(&events);
	return result;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct seen whole = {0};
	struct seen cut = {0};
	struct error whole_error = ERROR_INIT;
	struct error cut_error = ERROR_INIT;
	int whole_result = take_all(data, size, size + 1, &whole, &whole_error);
	int cut_result = take_all(data, size, size > 0 ? 1 + data[0] % 7 : 1, &cut, &cut_error);
	fuzz_require(whole_result == cut_result);
	fuzz_require(whole.events == cut.events && whole.last == cut.last);
	fuzz_require(strcmp(whole_error.message, cut_error.message) == 0);
	return 0;
}
