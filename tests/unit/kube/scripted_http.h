/* A struct http that gives prepared answers, one after the other, and keeps what it was asked. */
#ifndef SCRIPTED_HTTP_H
#define SCRIPTED_HTTP_H

#include "core/buffer.h"
#include "core/error.h"
#include "core/secret.h"
#include "platform/http.h"
#include "unit.h"

enum { SCRIPT_MAX = 16 };

struct scripted_answer {
	int status; /* 0: the exchange fails as `failure` says */
	const char *body;
	enum http_failure failure;
	int64_t retry_after;     /* 0: not said */
	enum http_failure after; /* of a stream: how it ends after the body; HTTP_ANSWERED: well */
};

struct scripted_http {
	struct http http;
	const struct scripted_answer *answers;
	size_t count;
	size_t asked;
	char urls[SCRIPT_MAX][512];
	char authorizations[SCRIPT_MAX][128];
	char headers[SCRIPT_MAX][256]; /* "Name: value\n" each */
	char bodies[SCRIPT_MAX][512];
	bool freed;
};

static inline int scripted_stream(const struct http_request *request,
				  const struct scripted_answer *answer,
				  struct http_response *response, struct error *err)
{
	/* Byte by byte: nothing may depend on how a stream is cut. */
	for (const char *c = answer->body; *c; c++) {
		int said = request->on_piece(request->context, c, 1, err);
		if (said > 0)
			return 0;
		if (said < 0) {
			response->failure = HTTP_STOPPED;
			return -1;
		}
	}
	response->failure = answer->after;
	return answer->after == HTTP_ANSWERED ? 0 : error_set(err, ERROR_FAILED, "it broke");
}

static inline int scripted_perform(struct http *http, const struct http_request *request,
				   struct http_response *response, struct error *err)
{
	struct scripted_http *script = (struct scripted_http *)http;
	if (script->asked >= script->count || script->asked >= SCRIPT_MAX)
		fail_msg("one request too many: %s", request->url);
	size_t i = script->asked++;
	const struct scripted_answer *answer = &script->answers[i];
	snprintf(script->urls[i], sizeof(script->urls[i]), "%s %s", request->method, request->url);
	snprintf(script->authorizations[i], sizeof(script->authorizations[i]), "%s",
		 secret_string(request->authorization));
	snprintf(script->bodies[i], sizeof(script->bodies[i]), "%.*s", (int)request->body_length,
		 request->body ? (const char *)request->body : "");
	for (size_t h = 0; h < request->header_count; h++) {
		size_t used = strlen(script->headers[i]);
		snprintf(script->headers[i] + used, sizeof(script->headers[i]) - used, "%s: %s\n",
			 request->headers[h].name, request->headers[h].value);
	}
	*response = (struct http_response){
		.status = answer->status,
		.failure = answer->status ? HTTP_ANSWERED : answer->failure,
		.retry_after = answer->retry_after ? answer->retry_after : -1,
	};
	snprintf(response->request_id, sizeof(response->request_id), "audit-%zu", i);
	if (answer->status == 0)
		return error_set(err, ERROR_FAILED, "it failed");
	if (request->on_piece && answer->status == 200)
		return scripted_stream(request, answer, response, err);
	buffer_append_string(request->response_body, answer->body);
	return 0;
}

static inline void scripted_free(struct http *http)
{
	((struct scripted_http *)http)->freed = true;
}

#define SCRIPTED_HTTP(answers_)                                                          \
	{                                                                                \
		.http = {.perform = scripted_perform, .free = scripted_free},            \
		.answers = (answers_), .count = sizeof(answers_) / sizeof((answers_)[0]) \
	}

#endif
