#include <unistd.h>

#include "core/cleanup.h"
#include "kube/client.h"
#include "kubeconfig/connection.h"
#include "platform/json.h"
#include "scripted_http.h"

static const struct kube_call get = {.what = "read it", .method = "GET", .path = "/api/v1/x"};

#define CONNECTION                                                                               \
	{                                                                                        \
		.server = (char[]){"https://example.com/k8s/"}, .cluster_name = (char[]){"c"},   \
		.user_name = (char[]){"u"}, .ca_pem = BUFFER_INIT(64), .token = SECRET_INIT(64), \
		.password = SECRET_INIT(64), .client_certificate_pem = SECRET_INIT(64),          \
		.client_key_pem = SECRET_INIT(64),                                               \
	}

static void connection_done(struct kubeconfig_connection *connection)
{
	buffer_done(&connection->ca_pem);
	secret_done(&connection->token);
	secret_done(&connection->password);
	secret_done(&connection->client_certificate_pem);
	secret_done(&connection->client_key_pem);
}

static int call(const struct kubeconfig_connection *connection, struct scripted_http *script,
		struct json **ret_object, struct error *err)
{
	cleanup(kube_client_free_at) struct kube_client *client = NULL;
	if (kube_client_new(connection, &script->http, &client, err) != 0)
		return -1;
	return kube_call(client, &get, ret_object, err);
}

static void refuses_to_send_a_credential_unverified(void **state)
{
	(void)state;
	static const struct {
		const char *server;
		bool insecure;
		const char *auth_provider, *why;
	} cases[] = {
		{"https://example.com", true, NULL, "insecure-skip-tls-verify"},
		{"http://example.com", false, NULL, "without TLS"},
		{"", false, NULL, "no server"},
		{"https://example.com", false, "gcp", "auth-provider 'gcp'"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		static const struct scripted_answer none[] = {{.status = 200}};
		struct scripted_http script = SCRIPTED_HTTP(none);
		cleanup(connection_done) struct kubeconfig_connection connection = CONNECTION;
		connection.server = (char *)(uintptr_t)cases[i].server;
		connection.insecure_skip_tls_verify = cases[i].insecure;
		connection.auth_provider = (char *)(uintptr_t)cases[i].auth_provider;
		struct error err = ERROR_INIT;
		assert_int_equal(call(&connection, &script, NULL, &err), -1);
		assert_int_equal(script.asked, 0);
		assert_true(script.freed);
		assert_non_null(strstr(err.message, cases[i].why));
	}
}

static void joins_server_and_path(void **state)
{
	(void)state;
	static const struct scripted_answer ok[] = {{.status = 200, .body = "{\"a\":\"b\"}"}};
	static const struct {
		const char *server, *url;
	} cases[] = {
		{"https://example.com", "GET https://example.com/api/v1/x"},
		{"https://example.com/", "GET https://example.com/api/v1/x"},
		{"https://example.com:6443/k8s/c-1",
		 "GET https://example.com:6443/k8s/c-1/api/v1/x"},
		{"example.com:6443", "GET https://example.com:6443/api/v1/x"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct scripted_http script = SCRIPTED_HTTP(ok);
		cleanup(connection_done) struct kubeconfig_connection connection = CONNECTION;
		connection.server = (char *)(uintptr_t)cases[i].server;
		connection.impersonate_user = (char[]){"other"};
		cleanup(json_free_at) struct json *object = NULL;
		assert_int_equal(call(&connection, &script, &object, NULL), 0);
		assert_string_equal(script.urls[0], cases[i].url);
		assert_string_equal(script.headers[0],
				    "Accept: application/json\nImpersonate-User: other\n");
		assert_string_equal(json_get_string(object, "a"), "b");
	}
}

static char token_file[] = "/tmp/eksbreakglass-unit-XXXXXX";

static void write_token_file(const char *text)
{
	FILE *file = fopen(token_file, "w");
	fputs(text, file);
	fclose(file);
}

static void shows_the_credential_that_client_go_would(void **state)
{
	(void)state;
	static const struct scripted_answer ok[] = {{.status = 200, .body = "{}"}};
	static const struct {
		const char *token;
		bool token_file;
		const char *username, *certificate;
		const char *expected;
	} cases[] = {
		{"t", false, NULL, NULL, "Bearer t"},
		{"t", true, NULL, NULL, "Bearer from-file"},
		{NULL, true, NULL, "c", "Bearer from-file"},
		{NULL, false, "user", NULL, "Basic dXNlcjpwYXNz"},
		{"t", false, "user", "c", "Bearer t"},
		{NULL, false, NULL, "c", ""},
		{NULL, false, NULL, NULL, "Bearer plugin"},
	};
	char *arguments[] = {(char[]){"-c"},
			     (char[]){"echo '{\"kind\":\"ExecCredential\",\"apiVersion\":"
				      "\"client.authentication.k8s.io/v1\",\"status\":"
				      "{\"token\":\"plugin\"}}'"},
			     NULL};
	struct kubeconfig_exec exec = {
		.api_version = (char[]){"client.authentication.k8s.io/v1"},
		.command = (char[]){"sh"},
		.arguments = arguments,
		.interactive_mode = KUBECONFIG_INTERACTIVE_NEVER,
	};
	write_token_file(" \n from-file\r\n");
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct scripted_http script = SCRIPTED_HTTP(ok);
		cleanup(connection_done) struct kubeconfig_connection connection = CONNECTION;
		connection.exec = &exec;
		connection.token_file = cases[i].token_file ? token_file : NULL;
		connection.username = (char *)(uintptr_t)cases[i].username;
		buffer_append_string(&connection.password.bytes, "pass");
		buffer_append_string(&connection.token.bytes, cases[i].token ? cases[i].token : "");
		buffer_append_string(&connection.client_certificate_pem.bytes,
				     cases[i].certificate ? cases[i].certificate : "");
		assert_int_equal(call(&connection, &script, NULL, NULL), 0);
		assert_string_equal(script.authorizations[0], cases[i].expected);
	}
	write_token_file("\n");
	struct scripted_http script = SCRIPTED_HTTP(ok);
	cleanup(connection_done) struct kubeconfig_connection connection = CONNECTION;
	connection.token_file = token_file;
	struct error err = ERROR_INIT;
	assert_int_equal(call(&connection, &script, NULL, &err), -1);
	assert_non_null(strstr(err.message, "there is no token in"));
	connection.token_file = (char[]){"/nowhere/token"};
	assert_int_equal(call(&connection, &script, NULL, &err), -1);
	assert_non_null(strstr(err.message, "/nowhere/token"));
}

static void asks_for_a_new_credential_once_after_401(void **state)
{
	(void)state;
	/* A plugin that counts how often it ran, in the token file. */
	static const struct scripted_answer recovers[] = {
		{.status = 401, .body = "{\"kind\":\"Status\"}"}, {.status = 200, .body = "{}"}};
	static const struct scripted_answer refuses[] = {
		{.status = 401, .body = "{\"kind\":\"Status\"}"},
		{.status = 401, .body = "{\"kind\":\"Status\"}"}};
	char script_text[512];
	snprintf(script_text, sizeof(script_text),
		 "printf x >> %s; echo '{\"kind\":\"ExecCredential\",\"apiVersion\":"
		 "\"client.authentication.k8s.io/v1\",\"status\":{\"token\":\"'$(cat %s)'\"}}'",
		 token_file, token_file);
	char *arguments[] = {(char[]){"-c"}, script_text, NULL};
	struct kubeconfig_exec exec = {
		.api_version = (char[]){"client.authentication.k8s.io/v1"},
		.command = (char[]){"sh"},
		.arguments = arguments,
		.interactive_mode = KUBECONFIG_INTERACTIVE_NEVER,
	};
	cleanup(connection_done) struct kubeconfig_connection connection = CONNECTION;
	connection.exec = &exec;
	write_token_file("");
	struct scripted_http script = SCRIPTED_HTTP(recovers);
	assert_int_equal(call(&connection, &script, NULL, NULL), 0);
	assert_string_equal(script.authorizations[0], "Bearer x");
	assert_string_equal(script.authorizations[1], "Bearer xx");

	struct scripted_http stubborn = SCRIPTED_HTTP(refuses);
	struct error err = ERROR_INIT;
	assert_int_equal(call(&connection, &stubborn, NULL, &err), -1);
	assert_int_equal(stubborn.asked, 2);
	assert_int_equal(err.http_status, 401);
	assert_string_equal(err.request_id, "audit-1");
}

static void waits_where_the_server_asks_for_it(void **state)
{
	(void)state;
	static const struct {
		struct scripted_answer answers[5];
		size_t asked;
		int expected;
	} cases[] = {
		{{{.status = 429, .body = "", .retry_after = 1}, {.status = 200, .body = "{}"}},
		 2,
		 0},
		/* Longer than anyone would sit and wait. */
		{{{.status = 503, .body = "", .retry_after = 3600}}, 1, -1},
		{{{.status = 503, .body = ""}}, 1, -1},
		{{{.status = 409, .body = "", .retry_after = 1}}, 1, -1},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct scripted_http script = SCRIPTED_HTTP(cases[i].answers);
		cleanup(connection_done) struct kubeconfig_connection connection = CONNECTION;
		assert_int_equal(call(&connection, &script, NULL, NULL), cases[i].expected);
		assert_int_equal(script.asked, cases[i].asked);
	}
}

static void with_a_token_it_shows_nothing_else(void **state)
{
	(void)state;
	static const struct scripted_answer no[] = {
		{.status = 401, .body = "{\"kind\":\"Status\"}"}};
	struct scripted_http script = SCRIPTED_HTTP(no);
	cleanup(connection_done) struct kubeconfig_connection connection = CONNECTION;
	buffer_append_string(&connection.token.bytes, "old");
	connection.impersonate_user = (char[]){"other"};
	cleanup(secret_done) struct secret token = SECRET_INIT(16);
	assert_int_equal(secret_set(&token, "new", 3, NULL), 0);
	cleanup(kube_client_free_at) struct kube_client *client = NULL;
	struct error err = ERROR_INIT;
	assert_int_equal(
		kube_client_new_with_token(&connection, &token, &script.http, &client, NULL), 0);
	assert_int_equal(kube_call(client, &get, NULL, &err), -1);
	assert_string_equal(script.authorizations[0], "Bearer new");
	assert_string_equal(script.headers[0], "Accept: application/json\n");
	assert_non_null(strstr(err.message, "does not accept the token"));
}

static void an_answer_that_is_no_json_is_an_error(void **state)
{
	(void)state;
	static const struct scripted_answer answers[] = {{.status = 200, .body = "<html>"}};
	struct scripted_http script = SCRIPTED_HTTP(answers);
	cleanup(connection_done) struct kubeconfig_connection connection = CONNECTION;
	struct json *object = NULL;
	struct error err = ERROR_INIT;
	assert_int_equal(call(&connection, &script, &object, &err), -1);
	assert_null(object);
	assert_non_null(strstr(err.message, "cannot read it"));
}

static int make_token_file(void **state)
{
	(void)state;
	int fd = mkstemp(token_file);
	return fd < 0 ? -1 : close(fd);
}

static int remove_token_file(void **state)
{
	(void)state;
	return unlink(token_file);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test_setup_teardown(shows_the_credential_that_client_go_would, make_token_file,
					remove_token_file),
	cmocka_unit_test(asks_for_a_new_credential_once_after_401),
	cmocka_unit_test(refuses_to_send_a_credential_unverified),
	cmocka_unit_test(joins_server_and_path),
	cmocka_unit_test(waits_where_the_server_asks_for_it),
	cmocka_unit_test(with_a_token_it_shows_nothing_else),
	cmocka_unit_test(an_answer_that_is_no_json_is_an_error),
};
UNIT_MAIN(tests)
