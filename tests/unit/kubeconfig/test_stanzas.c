#include "core/error.h"
#include "kubeconfig/stanzas.h"
#include "unit.h"

static void writes_compact_json_with_sorted_keys(void **state)
{
	(void)state;
	struct secret token = SECRET_INIT(100), certificate = SECRET_INIT(100);
	struct secret key = SECRET_INIT(100), out = SECRET_INIT(4096);
	secret_set(&token, "to\"ken", 6, NULL);
	secret_set(&certificate, "CERT", 4, NULL);
	secret_set(&key, "KEYS", 4, NULL);
	struct kubeconfig_stanzas stanzas = {
		.cluster_name = "c",
		.server = "https://localhost",
		.tls_server_name = "t",
		.proxy_url = "http://p",
		.ca_pem = "PEM",
		.ca_pem_length = 3,
		.user_name = "u",
		.token = &token,
		.client_certificate_pem = &certificate,
		.client_key_pem = &key,
		.context_name = "x",
		.namespace_name = "n",
		.set_current_context = true,
	};
	assert_int_equal(kubeconfig_stanzas_to_json(&stanzas, "[1]", &out.bytes, NULL), 0);
	assert_string_equal(
		secret_string(&out),
		"{\"apiVersion\":\"v1\",\"clusters\":[{\"cluster\":{\"certificate-authority-data\":"
		"\"UEVN\",\"proxy-url\":\"http://p\",\"server\":\"https://localhost\","
		"\"tls-server-name\":\"t\"},\"name\":\"c\"}],\"contexts\":[{\"context\":{"
		"\"cluster\":\"c\",\"namespace\":\"n\",\"user\":\"u\"},\"name\":\"x\"}],"
		"\"current-context\":\"x\",\"extensions\":[1],\"kind\":\"Config\",\"users\":[{"
		"\"name\":\"u\",\"user\":{\"client-certificate-data\":\"Q0VSVA==\","
		"\"client-key-data\":\"S0VZUw==\",\"token\":\"to\\\"ken\"}}]}");
	secret_done(&token);
	secret_done(&certificate);
	secret_done(&key);
	secret_done(&out);
}

static void leaves_out_what_is_not_there(void **state)
{
	(void)state;
	struct buffer out = BUFFER_INIT(4096);
	struct kubeconfig_stanzas stanzas = {.cluster_name = "c", .server = "https://localhost"};
	assert_int_equal(kubeconfig_stanzas_to_json(&stanzas, NULL, &out, NULL), 0);
	assert_string_equal(buffer_string(&out),
			    "{\"apiVersion\":\"v1\",\"clusters\":[{\"cluster\":{\"server\":"
			    "\"https://localhost\"},\"name\":\"c\"}],\"contexts\":[],"
			    "\"current-context\":\"\",\"kind\":\"Config\",\"users\":[]}");
	buffer_done(&out);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(writes_compact_json_with_sorted_keys),
	cmocka_unit_test(leaves_out_what_is_not_there),
};
UNIT_MAIN(tests)
