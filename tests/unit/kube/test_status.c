#include "core/cleanup.h"
#include "core/error.h"
#include "kube/status.h"
#include "platform/json.h"
#include "unit.h"

#define STATUS(reason, message)                                           \
	"{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"reason\":\"" reason \
	"\",\"message\":\"" message "\"}"

static void each_refusal_says_why_and_what_next(void **state)
{
	(void)state;
	static const struct {
		int http_status;
		const char *body;
		enum kube_identity identity;
		const char *message, *hint;
		int expected_status;
	} cases[] = {
		{401, STATUS("Unauthorized", "Unauthorized"), KUBE_EXEC_PLUGIN,
		 "does not accept the credential of user me (401 Unauthorized)", "aws-auth", 401},
		{401, STATUS("Unauthorized", "Unauthorized"), KUBE_CLIENT_CERTIFICATE, "user me",
		 "certificate has expired", 401},
		{401, STATUS("Unauthorized", "Unauthorized"), KUBE_TOKEN, "user me",
		 "token has expired", 401},
		{401, STATUS("Unauthorized", "Unauthorized"), KUBE_PASSWORD, "user me", "1.19",
		 401},
		{401, STATUS("Unauthorized", "Unauthorized"), KUBE_ANONYMOUS, "user me",
		 "no credential", 401},
		{403, STATUS("Forbidden", "User \\\"me\\\" cannot create secrets"), KUBE_TOKEN,
		 "cannot do it: User \"me\" cannot create secrets (403 Forbidden)", "--context",
		 403},
		{404, STATUS("NotFound", "secrets \\\"x\\\" not found"), KUBE_TOKEN,
		 "secrets \"x\" not found (404 Not Found)", "", 404},
		{409, STATUS("Conflict", "Apply failed with 1 conflict"), KUBE_TOKEN,
		 "Apply failed with 1 conflict (409 Conflict)", "", 409},
		{422, STATUS("Invalid", "type: field is immutable"), KUBE_TOKEN,
		 "field is immutable (422 Unprocessable Entity)", "", 422},
		{429, STATUS("TooManyRequests", "wait"), KUBE_TOKEN, "wait (429", "too much to do",
		 429},
		{500, STATUS("InternalError", "etcd"), KUBE_TOKEN, "etcd (500", "logs", 500},
		{503, STATUS("ServiceUnavailable", "no"), KUBE_TOKEN, "no (503", "try again", 503},
		{418, STATUS("Teapot", ""), KUBE_TOKEN, "gives no reason (418", "", 418},
		{502, NULL, KUBE_TOKEN, "502 Bad Gateway and not Kubernetes'", "proxy", 0},
		{404, "{\"error\":\"no such page\"}", KUBE_TOKEN, "404 Not Found and not", "proxy",
		 0},
		{302, NULL, KUBE_TOKEN, "302", "redirects", 0},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		cleanup(json_free_at) struct json *body = NULL;
		if (cases[i].body)
			assert_int_equal(
				json_parse(cases[i].body, strlen(cases[i].body), "it", &body, NULL),
				0);
		const struct kube_refusal refusal = {.http_status = cases[i].http_status,
						     .status = body,
						     .what = "do it",
						     .user = "me",
						     .identity = cases[i].identity};
		struct error err = ERROR_INIT;
		assert_int_equal(kube_status_error(&refusal, &err), -1);
		if (!strstr(err.message, cases[i].message) || !strstr(err.hint, cases[i].hint) ||
		    (*cases[i].hint == '\0') != (*err.hint == '\0'))
			fail_msg("%zu: %s / %s", i, err.message, err.hint);
		assert_int_equal(err.http_status, cases[i].expected_status);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(each_refusal_says_why_and_what_next),
};
UNIT_MAIN(tests)
