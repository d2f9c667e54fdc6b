/* Against a server of a few lines in a child process, over plain HTTP on loopback. */
#include <arpa/inet.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/secret.h"
#include "platform/http.h"
#include "platform/http_curl.h"
#include "unit.h"

enum { BODY_LIMIT = 4096 };

struct server {
	pid_t pid;
	char url[64];
};

static int listen_on_loopback(struct server *server)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, size), 0);
	assert_int_equal(listen(fd, 8), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
	snprintf(server->url, sizeof(server->url), "http://127.0.0.1:%u/x?y",
		 (unsigned)ntohs(address.sin_port));
	return fd;
}

/* Reads up to the end of the head; where `echo` is set, sends the head back as the body. */
static void serve_one(int fd, const char *answer, bool echo)
{
	char head[8192];
	size_t used = 0;
	while (used < sizeof(head) - 1) {
		ssize_t got = read(fd, head + used, sizeof(head) - 1 - used);
		if (got <= 0)
			break;
		used += (size_t)got;
		head[used] = '\0';
		if (strstr(head, "\r\n\r\n"))
			break;
	}
	if (write(fd, answer, strlen(answer)) < 0 || (echo && write(fd, head, used) < 0))
		_exit(1);
	close(fd);
}

/* Answers every connection with the same bytes, then closes it; "": closes it at once; NULL: stays
 * silent. */
static struct server serve(const char *answer, bool echo)
{
	struct server server;
	int listener = listen_on_loopback(&server);
	server.pid = fork();
	if (server.pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;) {
			int fd = accept(listener, NULL, NULL);
			if (fd >= 0 && answer && *answer)
				serve_one(fd, answer, echo);
			else if (answer)
				close(fd);
		}
	}
	close(listener);
	return server;
}

static void server_stop(struct server *server)
{
	kill(server->pid, SIGKILL);
	waitpid(server->pid, NULL, 0);
}

static int get(const struct http_request *request, struct http_response *response,
	       struct error *err)
{
	cleanup(http_free_at) struct http *http = http_curl_new(err);
	assert_non_null(http);
	return http_perform(http, request, response, err);
}

static void reads_the_answer_and_its_headers(void **state)
{
	(void)state;
	cleanup(server_stop) struct server server =
		serve("HTTP/1.1 503 Busy\r\nAudit-Id:  abc-1 \r\nRetry-After: 7\r\n"
		      "Content-Type: application/json\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\n"
		      "Content-Length: 4\r\n\r\nbody",
		      false);
	cleanup(secret_done) struct secret body = SECRET_INIT(BODY_LIMIT);
	struct http_response response;
	struct http_request request = {
		.method = "GET", .url = server.url, .response_body = &body.bytes};
	assert_int_equal(get(&request, &response, NULL), 0);
	assert_int_equal(response.failure, HTTP_ANSWERED);
	assert_int_equal(response.status, 503);
	assert_int_equal(response.retry_after, 7);
	assert_int_equal(response.date, 1767225600);
	assert_string_equal(response.request_id, "abc-1");
	assert_string_equal(response.content_type, "application/json");
	assert_string_equal(secret_string(&body), "body");
}

static void sends_what_it_is_given(void **state)
{
	(void)state;
	cleanup(server_stop) struct server server =
		serve("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", true);
	cleanup(secret_done) struct secret token = SECRET_INIT(64);
	cleanup(buffer_done) struct buffer body = BUFFER_INIT(BODY_LIMIT);
	assert_int_equal(secret_set(&token, "Bearer t0ken", 12, NULL), 0);
	const struct http_header headers[] = {{"Accept", "application/json"}, {"X-Empty", ""}};
	struct http_response response;
	struct http_request request = {
		.method = "PATCH",
		.url = server.url,
		.headers = headers,
		.header_count = COUNT_OF(headers),
		.authorization = &token,
		.body = "{}",
		.body_length = 2,
		.response_body = &body,
	};
	assert_int_equal(get(&request, &response, NULL), 0);
	static const char *const expected[] = {
		"PATCH /x?y HTTP/1.1\r\n",   "\r\nAccept: application/json\r\n",
		"\r\nX-Empty:\r\n",          "\r\nAuthorization: Bearer t0ken\r\n",
		"\r\nContent-Length: 2\r\n", "\r\nUser-Agent: eksbreakglass/",
	};
	for (size_t i = 0; i < COUNT_OF(expected); i++)
		if (!strstr(buffer_string(&body), expected[i]))
			fail_msg("%s is not in %s", expected[i], buffer_string(&body));
	assert_null(strstr(buffer_string(&body), "Expect"));
}

static void a_header_cannot_hold_a_line_break(void **state)
{
	(void)state;
	cleanup(secret_done) struct secret token = SECRET_INIT(64);
	assert_int_equal(secret_set(&token, "a\r\nX: y", 7, NULL), 0);
	struct http_response response;
	struct error err = ERROR_INIT;
	struct http_request request = {
		.method = "GET", .url = "http://127.0.0.1:1/", .authorization = &token};
	assert_int_equal(get(&request, &response, &err), -1);
	assert_non_null(strstr(err.message, "Authorization"));
	assert_null(strstr(err.message, "X: y"));
}

static void redirects_are_not_followed(void **state)
{
	(void)state;
	cleanup(server_stop) struct server server =
		serve("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n"
		      "Content-Length: 0\r\n\r\n",
		      false);
	struct http_response response;
	struct http_request request = {.method = "GET", .url = server.url};
	assert_int_equal(get(&request, &response, NULL), 0);
	assert_int_equal(response.status, 302);
}

static void a_body_over_the_limit_is_an_error(void **state)
{
	(void)state;
	cleanup(server_stop) struct server server =
		serve("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n0123456789", false);
	static const struct {
		size_t limit;
		int expected;
	} cases[] = {{10, 0}, {9, -1}, {0, -1}};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		cleanup(buffer_done) struct buffer body = BUFFER_INIT(cases[i].limit);
		struct http_response response;
		struct error err = ERROR_INIT;
		struct http_request request = {
			.method = "GET", .url = server.url, .response_body = &body};
		assert_int_equal(get(&request, &response, &err), cases[i].expected);
		assert_int_equal(response.failure,
				 cases[i].expected ? HTTP_STOPPED : HTTP_ANSWERED);
	}
}

struct pieces {
	size_t length;
	int answer;
};

static int take_piece(void *context, const char *bytes, size_t length, struct error *err)
{
	struct pieces *pieces = context;
	(void)bytes;
	pieces->length += length;
	if (pieces->answer < 0)
		error_set(err, ERROR_PROBLEMS, "said the reader");
	return pieces->answer;
}

static void a_stream_ends_as_its_reader_says(void **state)
{
	(void)state;
	static const struct {
		const char *answer;
		int reader, expected;
		size_t seen;
	} cases[] = {
		{"HTTP/1.1 200 OK\r\n\r\nabc", 0, 0, 3},
		{"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", 1, 0, 3},
		{"HTTP/1.1 200 OK\r\n\r\nabc", -1, -1, 3},
		/* Not a 2xx: the body is an explanation and goes where explanations go. */
		{"HTTP/1.1 410 Gone\r\n\r\nabc", -1, 0, 0},
		/* Cut short. */
		{"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", 0, -1, 3},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		cleanup(server_stop) struct server server = serve(cases[i].answer, false);
		cleanup(buffer_done) struct buffer body = BUFFER_INIT(BODY_LIMIT);
		struct pieces pieces = {.answer = cases[i].reader};
		struct http_response response;
		struct error err = ERROR_INIT;
		struct http_request request = {.method = "GET",
					       .url = server.url,
					       .response_body = &body,
					       .on_piece = take_piece,
					       .context = &pieces};
		assert_int_equal(get(&request, &response, &err), cases[i].expected);
		assert_int_equal(pieces.length, cases[i].seen);
		assert_int_equal(body.length, response.status == 410 ? 3 : 0);
		if (cases[i].reader < 0 && cases[i].expected < 0) {
			assert_int_equal(err.code, ERROR_PROBLEMS);
			assert_string_equal(err.message, "said the reader");
		}
	}
}

static void each_way_to_fail_has_its_name(void **state)
{
	(void)state;
	cleanup(server_stop) struct server silent = serve(NULL, false);
	cleanup(server_stop) struct server closing = serve("", false);
	cleanup(server_stop) struct server proxy = serve("HTTP/1.1 407 No\r\n\r\n", false);
	struct server closed;
	close(listen_on_loopback(&closed));
	char https[sizeof(closing.url) + 1];
	snprintf(https, sizeof(https), "https%s", strchr(closing.url, ':'));
	const struct {
		const char *url, *proxy;
		enum http_failure failure;
		const char *said;
	} cases[] = {
		{closed.url, NULL, HTTP_REFUSED, "connection refused"},
		{silent.url, NULL, HTTP_TIMED_OUT, "time limit"},
		{closing.url, NULL, HTTP_BROKEN, "get an answer"},
		{https, NULL, HTTP_TLS_FAILED, "SSL"},
		{"http://no-such-host.invalid/", NULL, HTTP_NO_NAME, "no-such-host.invalid"},
		{"http://no-such-host.invalid/", proxy.url, HTTP_PROXY_FAILED, "407"},
		{"http://no-such-host.invalid/", "http://user:hunter2@no-such-proxy.invalid:1",
		 HTTP_NO_NAME, "no-such-proxy.invalid"},
		{"http://no-such-host.invalid/", "ftp://user:hunter2@proxy:1", HTTP_FAILED,
		 "proxy's URL"},
		{"ftp://127.0.0.1/", NULL, HTTP_FAILED, "https://HOST:PORT/PATH"},
		{"http://user:hunter2@127.0.0.1/", NULL, HTTP_FAILED, "a URL with a password"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct http_response response;
		struct error err = ERROR_INIT;
		struct http_request request = {.method = "GET",
					       .url = cases[i].url,
					       .proxy = cases[i].proxy,
					       .timeout_ms = 500};
		assert_int_equal(get(&request, &response, &err), -1);
		if (response.failure != cases[i].failure || !strstr(err.message, cases[i].said))
			fail_msg("%s: %d, %s", cases[i].url, response.failure, err.message);
		assert_null(strstr(err.message, "hunter2"));
	}
}

static void a_pool_copes_with_connections_closed_meanwhile(void **state)
{
	(void)state;
	cleanup(server_stop) struct server server =
		serve("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", false);
	cleanup(http_free_at) struct http *http = http_curl_new(NULL);
	struct http_request request = {.method = "GET", .url = server.url};
	struct http_response response;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(http_perform(http, &request, &response, NULL), 0);
		assert_int_equal(response.status, 200);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(reads_the_answer_and_its_headers),
	cmocka_unit_test(sends_what_it_is_given),
	cmocka_unit_test(a_header_cannot_hold_a_line_break),
	cmocka_unit_test(redirects_are_not_followed),
	cmocka_unit_test(a_body_over_the_limit_is_an_error),
	cmocka_unit_test(a_stream_ends_as_its_reader_says),
	cmocka_unit_test(each_way_to_fail_has_its_name),
	cmocka_unit_test(a_pool_copes_with_connections_closed_meanwhile),
};
UNIT_MAIN(tests)
