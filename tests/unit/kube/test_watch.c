#include <errno.h>

#include "core/cleanup.h"
#include "kube/client.h"
#include "kube/object.h"
#include "kube/watch.h"
#include "kube/watch_events.h"
#include "kubeconfig/connection.h"
#include "platform/clock.h"
#include "platform/json.h"
#include "scripted_http.h"

#define EVENT(type, version, more)                                                        \
	"{\"type\":\"" type                                                               \
	"\",\"object\":{\"kind\":\"Secret\",\"metadata\":{\"resourceVersion\":\"" version \
	"\"}" more "}}\n"
#define FULL ",\"data\":{\"token\":\"x\"}"
#define GONE                                                                                       \
	"{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":410,\"reason\":\"Expired\"}" \
	"}\n"

struct seen {
	int looked;
	bool deleted;
	bool end_when_deleted;
};

static int look(void *context, const struct json *object, struct error *err)
{
	struct seen *seen = context;
	seen->looked++;
	seen->deleted = !object;
	if (seen->deleted && seen->end_when_deleted)
		return error_set(err, ERROR_FAILED, "it was deleted");
	return json_get_string(object, "data.token") ? 1 : 0;
}

static int watch(struct scripted_http *script, int64_t milliseconds, struct seen *seen,
		 struct error *err)
{
	struct kubeconfig_connection connection = {.server = (char[]){"https://s"},
						   .user_name = (char[]){"u"}};
	const struct kube_object object = {&kube_secrets, "ns", "name"};
	cleanup(kube_client_free_at) struct kube_client *client = NULL;
	assert_int_equal(kube_client_new(&connection, &script->http, &client, NULL), 0);
	const struct kube_watch options = {
		.object = &object,
		.resource_version = "5",
		.deadline_ms = clock_monotonic_ms() + milliseconds,
		.look = look,
		.context = seen,
	};
	return kube_watch_until(client, &options, err);
}

static void ends_when_the_object_is_as_wanted(void **state)
{
	(void)state;
	static const struct scripted_answer answers[] = {
		{.status = 200,
		 .body = EVENT("MODIFIED", "6", "") EVENT("UNKNOWN", "7", "")
			 EVENT("MODIFIED", "8", FULL) EVENT("MODIFIED", "9", FULL)}};
	struct scripted_http script = SCRIPTED_HTTP(answers);
	struct seen seen = {0};
	assert_int_equal(watch(&script, 60000, &seen, NULL), 0);
	assert_int_equal(seen.looked, 2);
	static const char url[] =
		"GET https://s/api/v1/namespaces/ns/secrets?fieldSelector=metadata.name%3Dname&"
		"watch=true&allowWatchBookmarks=true&resourceVersion=5&timeoutSeconds=6";
	assert_memory_equal(script.urls[0], url, strlen(url));
}

static void resumes_where_it_was(void **state)
{
	(void)state;
	static const struct scripted_answer answers[] = {
		/* Ended by the server, after a bookmark. */
		{.status = 200, .body = EVENT("MODIFIED", "6", "") EVENT("BOOKMARK", "17", FULL)},
		/* Broken in the middle of an event. */
		{.status = 200,
		 .body = EVENT("MODIFIED", "18", "") "{\"type\":\"MODI",
		 .after = HTTP_BROKEN},
		{.status = 0, .failure = HTTP_REFUSED},
		{.status = 503, .body = ""},
		{.status = 200, .body = EVENT("MODIFIED", "19", FULL)},
	};
	static const char *const versions[] = {"=5&", "=17&", "=18&", "=18&", "=18&"};
	struct scripted_http script = SCRIPTED_HTTP(answers);
	struct seen seen = {0};
	/* 503 without a Status is somebody else's answer, which may also pass. */
	struct error err = ERROR_INIT;
	int result = watch(&script, 60000, &seen, &err);
	if (result != 0)
		fail_msg("%s", err.message);
	assert_int_equal(seen.looked, 3);
	for (size_t i = 0; i < COUNT_OF(versions); i++) {
		char expected[64];
		snprintf(expected, sizeof(expected), "resourceVersion%s", versions[i]);
		if (!strstr(script.urls[i], expected))
			fail_msg("%s not in %s", expected, script.urls[i]);
	}
}

static void lists_again_where_the_server_has_forgotten(void **state)
{
	(void)state;
	static const struct {
		struct scripted_answer answers[3];
		size_t asked;
		const char *last;
	} cases[] = {
		/* Said in the stream; the list shows nothing new. */
		{{{.status = 200, .body = GONE},
		  {.status = 200,
		   .body = "{\"metadata\":{\"resourceVersion\":\"40\"},\"items\":[{}]}"},
		  {.status = 200, .body = EVENT("MODIFIED", "41", FULL)}},
		 3,
		 "resourceVersion=40&"},
		/* Said at once; the list shows that all is done. */
		{{{.status = 410, .body = "{\"kind\":\"Status\",\"reason\":\"Gone\"}"},
		  {.status = 200,
		   .body = "{\"metadata\":{\"resourceVersion\":\"40\"},\"items\":[{\"data\":"
			   "{\"token\":\"x\"}}]}"}},
		 2,
		 "secrets?fieldSelector=metadata.name%3Dname"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct scripted_http script = SCRIPTED_HTTP(cases[i].answers);
		struct seen seen = {0};
		assert_int_equal(watch(&script, 60000, &seen, NULL), 0);
		assert_int_equal(script.asked, cases[i].asked);
		assert_non_null(strstr(script.urls[script.asked - 1], cases[i].last));
	}
}

static void what_cannot_pass_ends_it(void **state)
{
	(void)state;
	static const struct {
		struct scripted_answer answer;
		const char *why;
	} cases[] = {
		{{.status = 403, .body = "{\"kind\":\"Status\",\"message\":\"no\"}"}, "no (403"},
		{{.status = 0, .failure = HTTP_TLS_FAILED}, "it failed"},
		{{.status = 200, .body = "not json\n"}, "not JSON"},
		{{.status = 200, .body = "{\"type\":\"ADDED\"}\n"}, "no object"},
		{{.status = 200, .body = "{\"object\":{}}\n"}, "no type"},
		{{.status = 200,
		  .body = "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":500,"
			  "\"message\":\"etcd is away\"}}\n"},
		 "etcd is away"},
		{{.status = 200, .body = EVENT("DELETED", "6", FULL)}, "it was deleted"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct scripted_answer answers[] = {cases[i].answer};
		struct scripted_http script = SCRIPTED_HTTP(answers);
		struct seen seen = {.end_when_deleted = true};
		struct error err = ERROR_INIT;
		assert_int_equal(watch(&script, 60000, &seen, &err), -1);
		if (!strstr(err.message, cases[i].why))
			fail_msg("%s", err.message);
		assert_int_equal(err.errnum, 0);
	}
}

static void the_deadline_ends_it(void **state)
{
	(void)state;
	static const struct scripted_answer answers[] = {
		{.status = 200, .body = EVENT("DELETED", "6", "") EVENT("ADDED", "7", "")},
		{.status = 0, .failure = HTTP_TIMED_OUT},
	};
	struct scripted_http script = SCRIPTED_HTTP(answers);
	struct seen seen = {0};
	struct error err = ERROR_INIT;
	assert_int_equal(watch(&script, 150, &seen, &err), -1);
	assert_int_equal(err.errnum, ETIMEDOUT);
	assert_int_equal(seen.looked, 2);
	assert_int_equal(watch(&script, 0, &seen, &err), -1);
	assert_int_equal(err.errnum, ETIMEDOUT);
	assert_non_null(strstr(err.message, "watch Secret ns/name: the time limit has passed"));
}

static int count_event(void *context, enum watch_event_type type, const struct json *object,
		       struct error *err)
{
	(void)type;
	(void)object;
	(void)err;
	++*(int *)context;
	return 0;
}

static void the_cut_of_a_stream_does_not_matter(void **state)
{
	(void)state;
	static const char stream[] = "\n" EVENT("ADDED", "1", "") "\n" EVENT("BOOKMARK", "2", "")
		EVENT("DELETED", "3", "");
	size_t length = sizeof(stream) - 1;
	for (size_t step = 1; step <= length; step++) {
		int count = 0;
		cleanup(watch_events_done) struct watch_events events;
		watch_events_init(&events, count_event, &count);
		for (size_t at = 0; at < length; at += step)
			assert_int_equal(watch_events_take(&events, stream + at,
							   step < length - at ? step : length - at,
							   NULL),
					 0);
		assert_int_equal(count, 3);
	}
}

static void an_endless_event_is_refused(void **state)
{
	(void)state;
	char piece[65536];
	memset(piece, ' ', sizeof(piece));
	int count = 0;
	cleanup(watch_events_done) struct watch_events events;
	watch_events_init(&events, count_event, &count);
	size_t taken = 0;
	while (watch_events_take(&events, piece, sizeof(piece), NULL) == 0)
		taken += sizeof(piece);
	assert_int_equal(taken, WATCH_EVENT_MAX);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(ends_when_the_object_is_as_wanted),
	cmocka_unit_test(resumes_where_it_was),
	cmocka_unit_test(lists_again_where_the_server_has_forgotten),
	cmocka_unit_test(what_cannot_pass_ends_it),
	cmocka_unit_test(the_deadline_ends_it),
	cmocka_unit_test(the_cut_of_a_stream_does_not_matter),
	cmocka_unit_test(an_endless_event_is_refused),
};
UNIT_MAIN(tests)
