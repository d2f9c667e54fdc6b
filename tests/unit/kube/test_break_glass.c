#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "kube/break_glass.h"
#include "kube/manifest.h"
#include "platform/json.h"
#include "unit.h"

static const struct break_glass names = {
	.namespace_name = "ns",
	.service_account = "sa",
	.binding = "rb",
	.cluster_role = "cluster-admin",
	.secret = "tok",
};

static void names_that_the_server_would_refuse(void **state)
{
	(void)state;
	char long_label[65], long_name[255];
	memset(long_label, 'a', 64);
	long_label[64] = '\0';
	memset(long_name, 'a', 254);
	long_name[254] = '\0';
	const struct {
		struct break_glass names;
		const char *option;
	} cases[] = {
		{names, NULL},
		{{"kube-system", "super.admin-1", "system:x", "system:admin", "a.b"}, NULL},
		{{"NS", "sa", "rb", "cr", "s"}, "--namespace"},
		{{"n.s", "sa", "rb", "cr", "s"}, "--namespace"},
		{{long_label, "sa", "rb", "cr", "s"}, "--namespace"},
		{{"ns", "../secrets", "rb", "cr", "s"}, "--service-account"},
		{{"ns", "-sa", "rb", "cr", "s"}, "--service-account"},
		{{"ns", "sa-", "rb", "cr", "s"}, "--service-account"},
		{{"ns", "a..b", "rb", "cr", "s"}, "--service-account"},
		{{"ns", "a-.b", "rb", "cr", "s"}, "--service-account"},
		{{"ns", "sa", "a/b", "cr", "s"}, "--binding"},
		{{"ns", "sa", "..", "cr", "s"}, "--binding"},
		{{"ns", "sa", long_name, "cr", "s"}, "--binding"},
		{{"ns", "sa", "rb", "a%2fb", "s"}, "--cluster-role"},
		{{"ns", "sa", "rb", "", "s"}, "--cluster-role"},
		{{"ns", "sa", "rb", "cr", "A"}, "--secret"},
		{{"ns", "sa", "rb", "cr", long_name}, "--secret"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct error err = ERROR_INIT;
		int result = break_glass_check_names(&cases[i].names, &err);
		assert_int_equal(result, cases[i].option ? -1 : 0);
		if (!cases[i].option)
			continue;
		assert_int_equal(err.code, ERROR_USAGE);
		assert_non_null(strstr(err.message, cases[i].option));
	}
}

static void objects_are_these_and_no_more(void **state)
{
	(void)state;
	struct json *objects[] = {
		break_glass_service_account_object(&names, NULL),
		break_glass_binding_object(&names, NULL),
		break_glass_secret_object(&names, NULL),
	};
	cleanup(buffer_done) struct buffer out = BUFFER_INIT(8192);
	assert_int_equal(kube_manifest_write(objects, 3, KUBE_MANIFEST_YAML, &out, NULL), 0);
	assert_string_equal(
		buffer_string(&out),
		"apiVersion: v1\n"
		"kind: ServiceAccount\n"
		"metadata:\n"
		"  name: sa\n"
		"  namespace: ns\n"
		"  labels:\n"
		"    app.kubernetes.io/managed-by: eksbreakglass\n"
		"  annotations:\n"
		"    kubernetes.io/description: \"Break-glass access for the day IAM is down; see "
		"eksbreakglass(1).\"\n"
		"automountServiceAccountToken: false\n"
		"---\n"
		"apiVersion: rbac.authorization.k8s.io/v1\n"
		"kind: ClusterRoleBinding\n"
		"metadata:\n"
		"  name: rb\n"
		"  labels:\n"
		"    app.kubernetes.io/managed-by: eksbreakglass\n"
		"  annotations:\n"
		"    kubernetes.io/description: \"Break-glass access for the day IAM is down; see "
		"eksbreakglass(1).\"\n"
		"roleRef:\n"
		"  apiGroup: rbac.authorization.k8s.io\n"
		"  kind: ClusterRole\n"
		"  name: cluster-admin\n"
		"subjects:\n"
		"- kind: ServiceAccount\n"
		"  name: sa\n"
		"  namespace: ns\n"
		"---\n"
		"apiVersion: v1\n"
		"kind: Secret\n"
		"metadata:\n"
		"  name: tok\n"
		"  namespace: ns\n"
		"  labels:\n"
		"    app.kubernetes.io/managed-by: eksbreakglass\n"
		"  annotations:\n"
		"    kubernetes.io/description: \"Break-glass access for the day IAM is down; see "
		"eksbreakglass(1).\"\n"
		"    kubernetes.io/service-account.name: sa\n"
		"type: kubernetes.io/service-account-token\n");

	buffer_truncate(&out, 0);
	assert_int_equal(kube_manifest_write(objects, 3, KUBE_MANIFEST_NAME, &out, NULL), 0);
	assert_string_equal(buffer_string(&out), "serviceaccount/sa\n"
						 "clusterrolebinding.rbac.authorization.k8s.io/rb\n"
						 "secret/tok\n");
	for (size_t i = 0; i < COUNT_OF(objects); i++)
		json_free(objects[i]);
}

static void a_secret_is_never_shown(void **state)
{
	(void)state;
	static const char text[] =
		"{\"kind\":\"Secret\",\"apiVersion\":\"v1\",\"data\":{\"token\":\"TOP-SECRET\"},"
		"\"stringData\":{\"token\":\"TOP-SECRET\"},\"metadata\":{\"name\":\"n\","
		"\"managedFields\":[{}]}}";
	static const enum kube_manifest_format formats[] = {KUBE_MANIFEST_NAME, KUBE_MANIFEST_YAML,
							    KUBE_MANIFEST_JSON};
	cleanup(json_free_at) struct json *secret = NULL;
	assert_int_equal(json_parse(text, strlen(text), "it", &secret, NULL), 0);
	for (size_t i = 0; i < COUNT_OF(formats); i++) {
		cleanup(buffer_done) struct buffer out = BUFFER_INIT(8192);
		assert_int_equal(kube_manifest_write(&secret, 1, formats[i], &out, NULL), 0);
		assert_null(strstr(buffer_string(&out), "TOP-SECRET"));
		assert_null(strstr(buffer_string(&out), "managedFields"));
		assert_non_null(strchr(buffer_string(&out), 'n'));
	}
	/* The original is as it was. */
	assert_non_null(json_get_string(secret, "data.token"));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(names_that_the_server_would_refuse),
	cmocka_unit_test(objects_are_these_and_no_more),
	cmocka_unit_test(a_secret_is_never_shown),
};
UNIT_MAIN(tests)
