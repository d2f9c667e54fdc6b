#include "kube/exec_provider.h"

#include "core/error.h"
#include "core/secret.h"
#include "unit.h"

#define GROUP "client.authentication.k8s.io/"
#define REQUEST(version) "{\"kind\":\"ExecCredential\",\"apiVersion\":\"" GROUP version "\"}"

static void answers_in_the_version_that_is_asked_for(void **state)
{
	(void)state;
	static const struct {
		const char *text, *version, *note;
	} cases[] = {
		{NULL, GROUP "v1beta1", ""},
		{"", GROUP "v1beta1", ""},
		{REQUEST("v1"), GROUP "v1", ""},
		{REQUEST("v1beta1"), GROUP "v1beta1", ""},
		/* Junk is survived: a client that sent it may well take the answer. */
		{REQUEST("v2"), GROUP "v1beta1", "asks for '" GROUP "v2', which is not known"},
		{"{}", GROUP "v1beta1", "asks for 'no apiVersion'"},
		{"[]", GROUP "v1beta1", "asks for 'no apiVersion'"},
		{"{\"apiVersion\":7}", GROUP "v1beta1", "asks for 'no apiVersion'"},
		{"null", GROUP "v1beta1", "answering with " GROUP "v1beta1"},
		{"{\"apiVersion\":", GROUP "v1beta1", "answering with " GROUP "v1beta1"},
		{"not json", GROUP "v1beta1", "answering with " GROUP "v1beta1"},
		{"\xff", GROUP "v1beta1", "answering with " GROUP "v1beta1"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct exec_request request;
		assert_int_equal(exec_request_read(&request, cases[i].text, NULL), 0);
		assert_string_equal(request.api_version, cases[i].version);
		if (cases[i].note[0] == '\0')
			assert_string_equal(request.note, "");
		else if (!strstr(request.note, cases[i].note))
			fail_msg("case %zu: %s", i, request.note);
		exec_request_done(&request);
	}
}

static void says_where_to_change_v1alpha1(void **state)
{
	(void)state;
	struct exec_request request = {0};
	struct error err = ERROR_INIT;
	assert_int_equal(exec_request_read(&request, REQUEST("v1alpha1"), &err), -1);
	assert_non_null(strstr(err.message, "v1alpha1"));
	assert_non_null(strstr(err.hint, "exec.apiVersion to " GROUP "v1beta1"));
}

static void a_request_that_is_too_long_is_not_parsed(void **state)
{
	(void)state;
	enum { LENGTH = 2 * 1024 * 1024 };
	char *text = malloc(LENGTH + 1);
	assert_non_null(text);
	memset(text, ' ', LENGTH);
	memcpy(text, "{}", 2);
	text[LENGTH] = '\0';
	struct exec_request request;
	assert_int_equal(exec_request_read(&request, text, NULL), 0);
	assert_non_null(strstr(request.note, "too long"));
	exec_request_done(&request);
	free(text);
}

static void learns_about_the_cluster(void **state)
{
	(void)state;
	static const struct {
		const char *cluster, *name, *server;
	} cases[] = {
		{"{\"server\":\"https://a\",\"config\":{\"clusterName\":\"n\"}}", "n", "https://a"},
		{"{\"server\":\"https://a\",\"config\":{\"clusterID\":\"i\"}}", "i", "https://a"},
		{"{\"config\":{\"clusterID\":\"i\",\"clusterName\":\"n\"}}", "n", NULL},
		{"{\"server\":\"https://a\",\"config\":null}", NULL, "https://a"},
		{"{\"config\":\"n\"}", NULL, NULL},
		{"null", NULL, NULL},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char text[256];
		snprintf(text, sizeof(text),
			 "{\"apiVersion\":\"" GROUP "v1\",\"spec\":{\"cluster\":%s}}",
			 cases[i].cluster);
		struct exec_request request;
		assert_int_equal(exec_request_read(&request, text, NULL), 0);
		assert_string_equal(request.note, "");
		if (cases[i].name)
			assert_string_equal(request.cluster_name, cases[i].name);
		else
			assert_null(request.cluster_name);
		if (cases[i].server)
			assert_string_equal(request.server, cases[i].server);
		else
			assert_null(request.server);
		exec_request_done(&request);
	}
}

static void wraps_the_token(void **state)
{
	(void)state;
	struct secret token = SECRET_INIT(14 + EXEC_CREDENTIAL_ROOM);
	assert_int_equal(secret_set(&token, "k8s-aws-v1.abc", 14, NULL), 0);
	assert_int_equal(exec_credential_wrap(&token, GROUP "v1beta1", 1767225600, NULL), 0);
	assert_string_equal(secret_string(&token),
			    "{\"kind\":\"ExecCredential\",\"apiVersion\":\"" GROUP "v1beta1\","
			    "\"spec\":{},\"status\":{\"expirationTimestamp\":"
			    "\"2026-01-01T00:00:00Z\",\"token\":\"k8s-aws-v1.abc\"}}\n");
	secret_done(&token);
}

static void wraps_nothing_that_would_not_be_json(void **state)
{
	(void)state;
	static const char *const tokens[] = {"a\"b", "a\\b", "a\nb", "a b", "\xc3\xa4"};
	for (size_t i = 0; i < COUNT_OF(tokens); i++) {
		struct secret token = SECRET_INIT(1024);
		assert_int_equal(secret_set(&token, tokens[i], strlen(tokens[i]), NULL), 0);
		assert_int_equal(exec_credential_wrap(&token, GROUP "v1", 0, NULL), -1);
		secret_done(&token);
	}
	struct secret token = SECRET_INIT(64);
	assert_int_equal(secret_set(&token, "token", 5, NULL), 0);
	assert_int_equal(exec_credential_wrap(&token, GROUP "v1", INT64_MAX, NULL), -1);
	assert_int_equal(exec_credential_wrap(&token, GROUP "v1", 0, NULL), -1);
	secret_done(&token);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(answers_in_the_version_that_is_asked_for),
	cmocka_unit_test(says_where_to_change_v1alpha1),
	cmocka_unit_test(a_request_that_is_too_long_is_not_parsed),
	cmocka_unit_test(learns_about_the_cluster),
	cmocka_unit_test(wraps_the_token),
	cmocka_unit_test(wraps_nothing_that_would_not_be_json),
};

UNIT_MAIN(tests)
