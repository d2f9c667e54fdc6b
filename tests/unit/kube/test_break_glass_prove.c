#include "core/cleanup.h"
#include "kube/break_glass_apply.h"
#include "kube/client.h"
#include "kubeconfig/connection.h"
#include "platform/clock.h"
#include "scripted_http.h"

#define USER(name, uid) \
	"{\"status\":{\"userInfo\":{\"username\":\"" name "\",\"uid\":\"" uid "\"}}}"
#define OURS USER("system:serviceaccount:ns:sa", "u1")
#define ALLOWED "{\"status\":{\"allowed\":true}}"
#define DENIED "{\"status\":{\"allowed\":false}}"
#define REFUSED(code, reason)                                                             \
	{                                                                                 \
		.status = code, .body = "{\"kind\":\"Status\",\"reason\":\"" reason "\"}" \
	}

static const struct break_glass names = {
	.namespace_name = "ns",
	.service_account = "sa",
	.binding = "rb",
	.cluster_role = "cluster-admin",
	.secret = "tok",
};

static int prove(struct scripted_http *script, bool allows_all, int64_t milliseconds,
		 struct break_glass_proof *proof, struct error *err)
{
	struct kubeconfig_connection connection = {.server = (char[]){"https://s"}};
	cleanup(secret_done) struct secret token = SECRET_INIT(16);
	cleanup(kube_client_free_at) struct kube_client *client = NULL;
	assert_int_equal(secret_set(&token, "t", 1, NULL), 0);
	assert_int_equal(
		kube_client_new_with_token(&connection, &token, &script->http, &client, NULL), 0);
	return break_glass_prove(client, &names, "u1", allows_all,
				 clock_monotonic_ms() + milliseconds, proof, err);
}

static void a_good_token_proves_itself(void **state)
{
	(void)state;
	static const struct {
		struct scripted_answer answers[6];
		bool allows_all;
		size_t asked;
		bool knows_identity;
	} cases[] = {
		{{{.status = 201, .body = OURS}, {.status = 201, .body = ALLOWED}}, true, 2, true},
		{{{.status = 201, .body = OURS}}, false, 1, true},
		/* Not known everywhere yet. */
		{{REFUSED(401, "Unauthorized"),
		  REFUSED(401, "Unauthorized"),
		  {.status = 201, .body = OURS},
		  {.status = 201, .body = DENIED},
		  {.status = 201, .body = DENIED},
		  {.status = 201, .body = ALLOWED}},
		 true,
		 6,
		 true},
		/* Before Kubernetes 1.27. */
		{{REFUSED(404, "NotFound"), {.status = 201, .body = ALLOWED}}, true, 2, false},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct scripted_http script = SCRIPTED_HTTP(cases[i].answers);
		struct error err = ERROR_INIT;
		struct break_glass_proof proof;
		if (prove(&script, cases[i].allows_all, 60000, &proof, &err) != 0)
			fail_msg("case %zu: %s", i, err.message);
		assert_int_equal(script.asked, cases[i].asked);
		assert_int_equal(proof.identity, cases[i].knows_identity);
		assert_int_equal(proof.access, cases[i].allows_all);
		assert_string_equal(script.authorizations[0], "Bearer t");
	}
}

static void asks_for_everything(void **state)
{
	(void)state;
	static const struct scripted_answer answers[] = {{.status = 201, .body = OURS},
							 {.status = 201, .body = ALLOWED}};
	struct scripted_http script = SCRIPTED_HTTP(answers);
	struct break_glass_proof proof;
	assert_int_equal(prove(&script, true, 60000, &proof, NULL), 0);
	assert_string_equal(script.urls[0],
			    "POST https://s/apis/authentication.k8s.io/v1/selfsubjectreviews");
	assert_string_equal(script.urls[1],
			    "POST https://s/apis/authorization.k8s.io/v1/selfsubjectaccessreviews");
	assert_string_equal(script.bodies[1],
			    "{\"apiVersion\":\"authorization.k8s.io/v1\",\"kind\":"
			    "\"SelfSubjectAccessReview\",\"spec\":{\"resourceAttributes\":{"
			    "\"verb\":\"*\",\"group\":\"*\",\"resource\":\"*\"}}}");
}

static void a_bad_token_does_not(void **state)
{
	(void)state;
	static const struct {
		struct scripted_answer answers[2];
		int64_t milliseconds;
		const char *why;
	} cases[] = {
		{{{.status = 201, .body = USER("system:serviceaccount:ns:other", "u1")}},
		 60000,
		 "for user system:serviceaccount:ns:other, not for system:serviceaccount:ns:sa"},
		{{{.status = 201, .body = USER("system:serviceaccount:ns:sa", "u0")}},
		 60000,
		 "of a former ServiceAccount ns/sa: UID u0, not u1"},
		{{{.status = 201, .body = "{}"}}, 60000, "has no user"},
		{{REFUSED(403, "Forbidden")}, 60000, "403"},
		{{REFUSED(401, "Unauthorized")}, 0, "does not accept the token"},
		{{{.status = 201, .body = OURS}, {.status = 201, .body = DENIED}},
		 0,
		 "although ClusterRoleBinding rb gives it cluster-admin"},
		{{{.status = 201, .body = OURS}, {.status = 201, .body = "{}"}}, 0, "although"},
		{{{.status = 201, .body = OURS}, REFUSED(500, "InternalError")}, 60000, "500"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct scripted_http script = SCRIPTED_HTTP(cases[i].answers);
		struct error err = ERROR_INIT;
		struct break_glass_proof proof;
		assert_int_equal(prove(&script, true, cases[i].milliseconds, &proof, &err), -1);
		if (!strstr(err.message, cases[i].why))
			fail_msg("case %zu: %s", i, err.message);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(a_good_token_proves_itself),
	cmocka_unit_test(asks_for_everything),
	cmocka_unit_test(a_bad_token_does_not),
};
UNIT_MAIN(tests)
