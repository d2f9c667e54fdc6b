#include "platform/http_curl.h"

#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <threads.h>

#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/strings.h"
#include "platform/http_curl_parts.h"
#include "platform/wiping_memory.h"

struct http_curl {
	struct http http;
	CURLM *pool;
};

/* --- the library ------------------------------------------------------------------------- */

static void *openssl_malloc(size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return wiping_malloc(size);
}

static void *openssl_realloc(void *block, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return wiping_realloc(block, size);
}

static void openssl_free(void *block, const char *file, int line)
{
	(void)file;
	(void)line;
	wiping_free(block);
}

static void start_library(void)
{
	/* Refused only where OpenSSL has been used already: it then keeps its own allocator. */
	CRYPTO_set_mem_functions(openssl_malloc, openssl_realloc, openssl_free);
	curl_global_init_mem(CURL_GLOBAL_DEFAULT, wiping_malloc, wiping_free, wiping_realloc,
			     wiping_strdup, wiping_calloc);
}

/* --- the answer -------------------------------------------------------------------------- */

static bool is_success(int status)
{
	return status >= 200 && status < 300;
}

static size_t take_body(char *bytes, size_t one, size_t length, void *context)
{
	(void)one;
	struct http_curl_exchange *exchange = context;
	const struct http_request *request = exchange->request;
	if (request->on_piece && is_success(exchange->response->status)) {
		int answer = request->on_piece(request->context, bytes, length, exchange->err);
		exchange->stopped_by_caller = answer > 0;
		exchange->failed_by_caller = answer < 0;
		return answer == 0 ? length : CURL_WRITEFUNC_ERROR;
	}
	if (!request->response_body)
		return length;
	buffer_append(request->response_body, bytes, length);
	if (request->response_body->state == BUFFER_OK)
		return length;
	exchange->too_long = true;
	return CURL_WRITEFUNC_ERROR;
}

/* The value of the header, without the white space around it, if it has that name. */
static bool header_is(const char *line, size_t length, const char *name, char *value, size_t size)
{
	size_t name_length = strlen(name);
	if (length <= name_length || line[name_length] != ':' ||
	    strncasecmp(line, name, name_length) != 0)
		return false;
	line += name_length + 1;
	length -= name_length + 1;
	while (length > 0 && strchr(" \t", *line)) {
		line++;
		length--;
	}
	while (length > 0 && strchr(" \t\r\n", line[length - 1]))
		length--;
	if (length >= size)
		length = size - 1;
	memcpy(value, line, length);
	value[length] = '\0';
	return true;
}

static void take_request_id(struct http_response *response, const char *line, size_t length)
{
	static const char *const names[] = {"Audit-Id", "X-Amzn-RequestId", "X-Amz-Request-Id",
					    "X-Request-Id"};
	for (size_t i = 0; response->request_id[0] == '\0' && i < sizeof(names) / sizeof(names[0]);
	     i++)
		header_is(line, length, names[i], response->request_id,
			  sizeof(response->request_id));
}

static size_t take_header(char *line, size_t one, size_t length, void *context)
{
	(void)one;
	struct http_curl_exchange *exchange = context;
	struct http_response *response = exchange->response;
	char value[64];
	uint64_t seconds;
	long status = 0;
	if (length > 5 && strncmp(line, "HTTP/", 5) == 0) {
		/* A new answer: that of the proxy, or an interim one, came before it. */
		*response = (struct http_response){.retry_after = -1};
		curl_easy_getinfo(exchange->easy, CURLINFO_RESPONSE_CODE, &status);
		response->status = (int)status;
		return length;
	}
	take_request_id(response, line, length);
	header_is(line, length, "Content-Type", response->content_type,
		  sizeof(response->content_type));
	if (header_is(line, length, "Retry-After", value, sizeof(value)) &&
	    string_to_u64(value, INT32_MAX, &seconds) == 0)
		response->retry_after = (int64_t)seconds;
	if (header_is(line, length, "Date", value, sizeof(value))) {
		time_t date = curl_getdate(value, NULL);
		response->date = date > 0 ? (int64_t)date : 0;
	}
	return length;
}

/* --- the exchange ------------------------------------------------------------------------ */

static int drive(CURLM *pool, CURL *easy, CURLcode *ret_code, struct error *err)
{
	for (;;) {
		int running = 0;
		CURLMcode result = curl_multi_perform(pool, &running);
		int left;
		CURLMsg *message;
		while (result == CURLM_OK && (message = curl_multi_info_read(pool, &left)))
			if (message->msg == CURLMSG_DONE && message->easy_handle == easy) {
				*ret_code = message->data.result;
				return 0;
			}
		if (result == CURLM_OK)
			result = curl_multi_poll(pool, NULL, 0, 1000, NULL);
		if (result != CURLM_OK)
			return error_set(err, ERROR_FAILED, "HTTP cannot go on: %s",
					 curl_multi_strerror(result));
	}
}

static int exchange_run(CURLM *pool, struct http_curl_exchange *exchange, struct error *err)
{
	CURLcode code = CURLE_OK;
	curl_off_t connected = 0;
	curl_easy_setopt(exchange->easy, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(exchange->easy, CURLOPT_WRITEDATA, exchange);
	curl_easy_setopt(exchange->easy, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(exchange->easy, CURLOPT_HEADERDATA, exchange);
	if (http_curl_set_up(exchange, err) != 0)
		return -1;
	if (curl_multi_add_handle(pool, exchange->easy) != CURLM_OK)
		return error_no_memory(err);
	int result = drive(pool, exchange->easy, &code, err);
	curl_multi_remove_handle(pool, exchange->easy);
	if (result != 0)
		return -1;
	curl_easy_getinfo(exchange->easy, CURLINFO_CONNECT_TIME_T, &connected);
	exchange->response->connect_time_ms = connected / 1000;
	if (code == CURLE_OK || exchange->stopped_by_caller)
		return 0;
	return http_curl_fail(exchange, code, err);
}

static int perform(struct http *http, const struct http_request *request,
		   struct http_response *response, struct error *err)
{
	struct http_curl *curl = (struct http_curl *)http;
	*response = (struct http_response){.failure = HTTP_FAILED, .retry_after = -1};
	struct http_curl_exchange exchange = {
		.request = request,
		.response = response,
		.err = err,
		.easy = curl_easy_init(),
	};
	int result =
		exchange.easy ? exchange_run(curl->pool, &exchange, err) : error_no_memory(err);
	curl_easy_cleanup(exchange.easy);
	curl_slist_free_all(exchange.headers);
	curl_slist_free_all(exchange.connect_to);
	if (result == 0)
		response->failure = HTTP_ANSWERED;
	else if (err) {
		err->http_status = response->status;
		snprintf(err->request_id, sizeof(err->request_id), "%s", response->request_id);
	}
	return result;
}

static void free_curl(struct http *http)
{
	struct http_curl *curl = (struct http_curl *)http;
	curl_multi_cleanup(curl->pool);
	free(curl);
}

struct http *http_curl_new(struct error *err)
{
	static once_flag once = ONCE_FLAG_INIT;
	call_once(&once, start_library);
	struct http_curl *curl = calloc(1, sizeof(*curl));
	if (!curl) {
		error_no_memory(err);
		return NULL;
	}
	curl->http = (struct http){.perform = perform, .free = free_curl};
	curl->pool = curl_multi_init();
	if (!curl->pool) {
		free(curl);
		error_set(err, ERROR_FAILED, "libcurl could not be initialised");
		return NULL;
	}
	return &curl->http;
}
