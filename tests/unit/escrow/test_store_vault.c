/* What needs no server: places, addresses, paths, and which answers are worth another try. */
#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "escrow/store_vault.h"
#include "platform/http.h"
#include "platform/json.h"
#include "unit.h"

static void places(void **state)
{
	(void)state;
	static const struct {
		const char *place, *path; /* NULL: refused */
	} cases[] = {
		{"eks", "secret/eks"},
		{"kv/eks", "kv/eks"},
		{"kv/", "kv"},
		{"kv/a/b/", "kv/a/b"},
		{"a b/c", "a b/c"},
		{"a/...", "a/..."},
		{"a/.hidden", "a/.hidden"},
		{"", NULL},
		{"/", NULL},
		{"/eks", NULL},
		{"a//b", NULL},
		{"a/../b", NULL},
		{"a/.", NULL},
		{"..", NULL},
		{"a/\n", NULL},
		{"a//", NULL},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		cleanup_free char *path = NULL;
		struct error err = ERROR_INIT;
		int result = vault_normalise_place(cases[i].place, &path, &err);
		if (result != (cases[i].path ? 0 : -1))
			fail_msg("'%s'", cases[i].place);
		if (cases[i].path)
			assert_string_equal(path, cases[i].path);
		else
			assert_int_equal(err.code, ERROR_USAGE);
	}
}

static void addresses(void **state)
{
	(void)state;
	static const struct {
		const char *address;
		int expected;
	} cases[] = {
		{"https://vault.example", 0},
		{"https://vault.example:8200/", 0},
		{"https://vault.example/behind/a/path", 0},
		{"HTTPS://vault.example", 0},
		{"http://127.0.0.1:8200", 0},
		{"http://localhost:8200", 0},
		{"http://[::1]:8200", 0},
		/* A token in clear text. */
		{"http://vault.example", -1},
		{"http://127.0.0.2:8200", -1},
		{"http://localhost.example:8200", -1},
		{"http://127.0.0.1.example", -1},
		{"http://127.0.0.1@vault.example", -1},
		{"https://user:hunter2@vault.example", -1},
		{"https://vault.example?x", -1},
		{"https://vault.example/#x", -1},
		{"unix:///run/vault.sock", -1},
		{"vault.example:8200", -1},
		{"", -1},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct error err = ERROR_INIT;
		if (vault_check_address(cases[i].address, &err) != cases[i].expected)
			fail_msg("'%s'", cases[i].address);
		assert_null(strstr(err.message, "hunter2"));
	}
}

static void paths_are_escaped_by_segment(void **state)
{
	(void)state;
	char longest[601];
	memset(longest, 'a', sizeof(longest) - 1);
	longest[300] = '/';
	longest[600] = '\0';
	const struct {
		const char *path, *escaped;
	} cases[] = {
		{"secret/data/prod", "secret/data/prod"},
		{"a b/%2f/\xc3\xa4?#&+=", "a%20b/%252f/%C3%A4%3F%23%26%2B%3D"},
		{"", ""},
		{longest, longest},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		cleanup(buffer_done) struct buffer out = BUFFER_INIT(4096);
		vault_append_path(&out, cases[i].path);
		assert_string_equal(buffer_string(&out), cases[i].escaped);
	}
}

/* --- a server that answers what it is told --------------------------------------------------- */

struct scripted {
	struct http http;
	int statuses[8]; /* the last one for good; -1: the connection breaks, -2: refused */
	int64_t retry_after;
	const char *body;
	size_t calls;
	char url[256];
	char content_type[64];
	char namespace_name[64];
	char authorization[64];
};

static const char *header(const struct http_request *request, const char *name)
{
	for (size_t i = 0; i < request->header_count; i++)
		if (string_equal(request->headers[i].name, name))
			return request->headers[i].value;
	return "";
}

static int answer(struct http *http, const struct http_request *request,
		  struct http_response *response, struct error *err)
{
	struct scripted *scripted = (struct scripted *)http;
	int status = scripted->statuses[scripted->calls];
	if (scripted->statuses[scripted->calls + 1] != 0)
		scripted->calls++;
	*response = (struct http_response){.retry_after = scripted->retry_after};
	snprintf(scripted->url, sizeof(scripted->url), "%s", request->url);
	snprintf(scripted->content_type, sizeof(scripted->content_type), "%s",
		 header(request, "Content-Type"));
	snprintf(scripted->namespace_name, sizeof(scripted->namespace_name), "%s",
		 header(request, "X-Vault-Namespace"));
	snprintf(scripted->authorization, sizeof(scripted->authorization), "%s",
		 secret_string(request->authorization));
	if (status < 0) {
		response->failure = status == -1 ? HTTP_BROKEN : HTTP_REFUSED;
		return error_set(err, ERROR_FAILED, "no answer");
	}
	response->status = status;
	snprintf(response->content_type, sizeof(response->content_type), "application/json");
	if (scripted->body)
		buffer_append_string(request->response_body, scripted->body);
	return 0;
}

static int64_t paused;

static void count_pause(int64_t milliseconds)
{
	paused += milliseconds;
}

static char address[] = "https://vault.example";

static void set_up(struct scripted *scripted, struct vault_client *client)
{
	scripted->http.perform = answer;
	*client = (struct vault_client){
		.http = &scripted->http,
		.settings = {.address = address},
		.authorization = SECRET_INIT(64),
		.pause = count_pause,
	};
	paused = 0;
}

static void what_passes_is_tried_again(void **state)
{
	(void)state;
	static const struct {
		int statuses[8];
		int64_t retry_after;
		int expected;
		size_t repeats; /* of the request itself */
		int64_t paused;
	} cases[] = {
		{{200}, -1, 0, 0, 0},
		{{204}, -1, 0, 0, 0},
		/* Understood and denied: for the caller to explain. */
		{{400}, -1, 0, 0, 0},
		{{403}, -1, 0, 0, 0},
		{{404}, -1, 0, 0, 0},
		{{429, 200}, -1, 0, 1, 250},
		{{500, 502, 504, 200}, -1, 0, 3, 250 + 500 + 1000},
		{{412, -1, 412, 200}, -1, 0, 3, 1750},
		{{500, 500, 500, 500, 200}, -1, -1, 3, 1750},
		/* The server says how long, within reason. */
		{{429, 200}, 3, 0, 1, 3000},
		{{429, 200}, 86400, 0, 1, VAULT_LONGEST_PAUSE_MS},
		/* Nobody is there; or it takes people. */
		{{-2, 200}, -1, -1, 0, 0},
		{{473, 200}, -1, -1, 0, 0},
		{{307, 200}, -1, -1, 0, 0},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct scripted scripted = {.retry_after = cases[i].retry_after, .body = "{}"};
		struct vault_client client;
		cleanup(vault_answer_done) struct vault_answer got = VAULT_ANSWER_INIT;
		set_up(&scripted, &client);
		memcpy(scripted.statuses, cases[i].statuses, sizeof(scripted.statuses));
		int result = vault_call(&client, "GET", "x", NULL, &got, NULL);
		if (result != cases[i].expected || paused != cases[i].paused)
			fail_msg("case %zu: %d, paused %lld", i, result, (long long)paused);
		if (result == 0)
			assert_int_equal(got.status, cases[i].statuses[cases[i].repeats]);
	}
}

static void requests_say_who_and_where(void **state)
{
	(void)state;
	struct scripted scripted = {.statuses = {204}};
	struct vault_client client;
	cleanup(vault_answer_done) struct vault_answer got = VAULT_ANSWER_INIT;
	set_up(&scripted, &client);
	client.settings.namespace_name = (char[]){"team-a"};
	assert_int_equal(secret_set(&client.authorization, "Bearer t", 8, NULL), 0);
	assert_int_equal(vault_call(&client, "PATCH", "a/b%20c", NULL, &got, NULL), 0);
	secret_done(&client.authorization);
	assert_null(got.json);
	assert_string_equal(scripted.url, "https://vault.example/v1/a/b%20c");
	assert_string_equal(scripted.namespace_name, "team-a");
	assert_string_equal(scripted.authorization, "Bearer t");
	assert_string_equal(scripted.content_type, "application/merge-patch+json");
}

static void errors_are_put_on_one_line(void **state)
{
	(void)state;
	static const struct {
		const char *body, *errors;
	} cases[] = {
		{"{\"errors\":[\"a\",\"b\"]}", "a; b"},
		{"{\"errors\":[\"1 error occurred:\\n\\t* permission denied\\n\\n\"]}",
		 "1 error occurred: * permission denied"},
		{"{\"errors\":[]}", ""},
		{"{\"errors\":[1,{}]}", ""},
		{"{\"errors\":\"x\"}", ""},
		{"{}", ""},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		cleanup(vault_answer_done) struct vault_answer got = VAULT_ANSWER_INIT;
		char said[64];
		assert_int_equal(
			json_parse(cases[i].body, strlen(cases[i].body), "x", &got.json, NULL), 0);
		vault_answer_errors(&got, said, sizeof(said));
		assert_string_equal(said, cases[i].errors);
		char small[4];
		vault_answer_errors(&got, small, sizeof(small));
		assert_int_equal(strncmp(small, said, strlen(small)), 0);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(places),
	cmocka_unit_test(addresses),
	cmocka_unit_test(paths_are_escaped_by_segment),
	cmocka_unit_test(what_passes_is_tried_again),
	cmocka_unit_test(requests_say_who_and_where),
	cmocka_unit_test(errors_are_put_on_one_line),
};
UNIT_MAIN(tests)
