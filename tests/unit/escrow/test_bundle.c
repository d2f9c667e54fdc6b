#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "age/age.h"
#include "age/identity.h"
#include "age/keys.h"
#include "age/recipient.h"
#include "core/error.h"
#include "escrow/bundle_open.h"
#include "escrow/tokens.h"
#include "kubeconfig/stanzas.h"
#include "platform/file.h"

enum { ISSUED = 1767000000 }; /* 2025-12-29T09:20:00Z, before BOUND_CLAIMS expire */

struct fixture {
	struct secret token;
	struct kubeconfig_stanzas stanzas;
	struct bundle_metadata metadata;
	struct age_recipients recipients;
	struct age_identities identities;
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));
	token_with_claims(LEGACY_CLAIMS, &fixture->token);
	fixture->stanzas = (struct kubeconfig_stanzas){
		.cluster_name = "prod",
		.server = "https://127.0.0.1:6443",
		.ca_pem = "CA",
		.ca_pem_length = 2,
		.user_name = "super-admin",
		.token = &fixture->token,
		.context_name = "emergency",
	};
	fixture->metadata = (struct bundle_metadata){
		.issued = ISSUED,
		.rotate_by = ISSUED + 86400,
		.cluster_arn = "arn:aws:eks:us-east-1:111122223333:cluster/prod",
	};
	assert_int_equal(age_recipients_add(&fixture->recipients, RECIPIENT_A, NULL), 0);
	assert_int_equal(age_recipients_add(&fixture->recipients, RECIPIENT_B, NULL), 0);
	assert_int_equal(age_identities_add_text(&fixture->identities, IDENTITY_B,
						 strlen(IDENTITY_B), "test", NULL),
			 0);
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;
	secret_done(&fixture->token);
	age_recipients_done(&fixture->recipients);
	age_identities_done(&fixture->identities);
	free(fixture);
	return 0;
}

static int seal(const struct fixture *fixture, struct buffer *sealed, struct error *err)
{
	*sealed = (struct buffer)BUFFER_INIT(BUNDLE_SEALED_MAX);
	return bundle_seal(&fixture->stanzas, &fixture->metadata, &fixture->recipients, sealed,
			   err);
}

/* Seals `text` as it is and opens it as a bundle. */
static int open_text(const struct fixture *fixture, const char *text, struct opened_bundle *opened,
		     struct error *err)
{
	struct buffer sealed = BUFFER_INIT(BUNDLE_SEALED_MAX);
	assert_int_equal(age_encrypt(&fixture->recipients, text, strlen(text), &sealed, NULL), 0);
	int result = bundle_open(&fixture->identities, &sealed, opened, err);
	buffer_done(&sealed);
	return result;
}

static void the_plaintext_is_a_padded_kubeconfig(void **state)
{
	struct fixture *fixture = *state;
	struct buffer sealed;
	struct secret plaintext = SECRET_INIT(0);
	struct error err = ERROR_INIT;
	if (seal(fixture, &sealed, &err) != 0)
		fail_msg("%s", err.message);
	assert_int_equal(
		age_decrypt(&fixture->identities, sealed.data, sealed.length, &plaintext, NULL), 0);
	assert_int_equal(secret_length(&plaintext), BUNDLE_BLOCK);
	const char *text = secret_string(&plaintext);
	const char *expected =
		"{\"apiVersion\":\"v1\",\"clusters\":[{\"cluster\":{"
		"\"certificate-authority-data\":\"Q0E=\",\"server\":\"https://127.0.0.1:6443\"},"
		"\"name\":\"prod\"}],\"contexts\":[{\"context\":{\"cluster\":\"prod\",\"user\":"
		"\"super-admin\"},\"name\":\"emergency\"}],\"current-context\":\"emergency\","
		"\"extensions\":[{\"extension\":{"
		"\"arn\":\"arn:aws:eks:us-east-1:111122223333:cluster/prod\",\"ca_sha256\":\"";
	assert_memory_equal(text, expected, strlen(expected));
	const char *rest = "\",\"issued\":\"2025-12-29T09:20:00Z\",\"rotate_by\":"
			   "\"2025-12-30T09:20:00Z\",\"sa\":\"kube-system/super-admin\","
			   "\"sa_uid\":\"0000-11\",\"secret\":\"super-admin-token\","
			   "\"server\":\"https://127.0.0.1:6443\",\"token_sha256\":\"";
	assert_memory_equal(text + strlen(expected) + 64, rest, strlen(rest));
	assert_true(text[BUNDLE_BLOCK - 1] == ' ');
	secret_done(&plaintext);
	buffer_done(&sealed);
}

static void every_recipient_gets_back_what_was_sealed(void **state)
{
	struct fixture *fixture = *state;
	struct buffer sealed;
	struct opened_bundle opened = OPENED_BUNDLE_INIT;
	struct error err = ERROR_INIT;
	assert_int_equal(seal(fixture, &sealed, NULL), 0);
	if (bundle_open(&fixture->identities, &sealed, &opened, &err) != 0)
		fail_msg("%s", err.message);
	assert_string_equal(opened.context_name, "emergency");
	assert_string_equal(opened.user_name, "super-admin");
	assert_string_equal(opened.info.server, "https://127.0.0.1:6443");
	assert_string_equal(opened.info.service_account, "kube-system/super-admin");
	assert_string_equal(opened.info.service_account_uid, "0000-11");
	assert_string_equal(opened.info.secret, "super-admin-token");
	assert_string_equal(opened.info.cluster_arn, fixture->metadata.cluster_arn);
	assert_int_equal(opened.info.issued, ISSUED);
	assert_int_equal(opened.info.rotate_by, ISSUED + 86400);
	assert_int_equal(opened.info.expires, 0);
	const char *text = secret_string(&opened.kubeconfig);
	assert_non_null(strstr(text, secret_string(&fixture->token)));
	assert_string_equal(text + strlen(text) - 3, "]}\n");
	opened_bundle_done(&opened);
	buffer_done(&sealed);
}

static void the_size_depends_on_the_recipients_alone(void **state)
{
	struct fixture *fixture = *state;
	struct buffer a, b;
	assert_int_equal(seal(fixture, &a, NULL), 0);
	fixture->stanzas.namespace_name = "a-namespace-with-a-rather-long-name";
	fixture->metadata.cluster_arn = NULL;
	assert_int_equal(seal(fixture, &b, NULL), 0);
	assert_int_equal(a.length, b.length);
	buffer_done(&a);
	buffer_done(&b);
}

static void a_client_certificate_is_a_credential_too(void **state)
{
	struct fixture *fixture = *state;
	struct secret certificate = SECRET_INIT(100), key = SECRET_INIT(100);
	struct opened_bundle opened = OPENED_BUNDLE_INIT;
	struct buffer sealed;
	secret_set(&certificate, "CERT", 4, NULL);
	secret_set(&key, "KEY", 3, NULL);
	fixture->stanzas.token = NULL;
	fixture->stanzas.client_certificate_pem = &certificate;
	fixture->stanzas.client_key_pem = &key;
	assert_int_equal(seal(fixture, &sealed, NULL), 0);
	assert_int_equal(bundle_open(&fixture->identities, &sealed, &opened, NULL), 0);
	assert_non_null(strstr(secret_string(&opened.kubeconfig), "\"client-key-data\":\"S0VZ\""));
	assert_null(opened.info.service_account);
	assert_string_equal(opened.info.token_sha256, "");
	opened_bundle_done(&opened);
	buffer_done(&sealed);
	secret_done(&certificate);
	secret_done(&key);
}

static void what_is_not_complete_is_not_sealed(void **state)
{
	struct fixture *fixture = *state;
	struct secret empty = SECRET_INIT(10);
	const struct kubeconfig_stanzas good = fixture->stanzas;
	struct kubeconfig_stanzas bad[] = {good, good, good, good, good, good};
	bad[0].server = NULL;
	bad[1].token = NULL;
	bad[2].token = &empty;
	bad[3].context_name = NULL;
	bad[4].cluster_name = NULL;
	bad[5].user_name = NULL;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct buffer sealed;
		struct error err = ERROR_INIT;
		fixture->stanzas = bad[i];
		assert_int_equal(seal(fixture, &sealed, &err), -1);
		assert_non_null(strstr(err.message, "a bundle needs"));
		assert_int_equal(sealed.length, 0);
		buffer_done(&sealed);
	}
}

static void an_expired_token_is_not_sealed(void **state)
{
	struct fixture *fixture = *state;
	struct buffer sealed;
	struct error err = ERROR_INIT;
	secret_done(&fixture->token);
	token_with_claims(BOUND_CLAIMS, &fixture->token);
	assert_int_equal(seal(fixture, &sealed, NULL), 0);
	buffer_done(&sealed);
	fixture->metadata.issued = 1767225600;
	assert_int_equal(seal(fixture, &sealed, &err), -1);
	assert_non_null(strstr(err.message, "has expired"));
	buffer_done(&sealed);
}

static void a_huge_bundle_is_refused(void **state)
{
	struct fixture *fixture = *state;
	struct buffer sealed;
	struct error err = ERROR_INIT;
	char *pem = calloc(1, BUNDLE_PLAINTEXT_MAX);
	memset(pem, 'x', BUNDLE_PLAINTEXT_MAX - 1);
	fixture->stanzas.ca_pem = pem;
	fixture->stanzas.ca_pem_length = BUNDLE_PLAINTEXT_MAX - 1;
	assert_int_equal(seal(fixture, &sealed, &err), -1);
	assert_non_null(strstr(err.message, "limit"));
	free(pem);
	buffer_done(&sealed);
}

#define TOKEN_T_SHA256 "e3b98a4da31a127d4bde6e43033f66ba274cab0eb7eb1c70ec41402bf6273dd8"
#define CLUSTER "clusters: [{name: c, cluster: {server: 'https://a'}}]\n"
#define CONTEXT "contexts: [{name: x, context: {cluster: c, user: u}}]\ncurrent-context: x\n"
#define USER "users: [{name: u, user: {token: t}}]\n"
#define EXTENSION(fields) "extensions: [{name: eksbreakglass/v1, extension: {" fields "}}]\n"
#define GOOD "server: 'https://a', issued: '2026-01-01T00:00:00Z', token_sha256: " TOKEN_T_SHA256

static void a_bundle_in_yaml_is_one_too(void **state)
{
	struct fixture *fixture = *state;
	struct opened_bundle opened = OPENED_BUNDLE_INIT;
	struct error err = ERROR_INIT;
	if (open_text(fixture, CLUSTER CONTEXT USER EXTENSION(GOOD) "\n  \n", &opened, &err) != 0)
		fail_msg("%s", err.message);
	assert_string_equal(secret_string(&opened.kubeconfig),
			    CLUSTER CONTEXT USER EXTENSION(GOOD));
	opened_bundle_done(&opened);
}

static const struct {
	const char *text, *message;
} bad[] = {
	{"", "is not a sealed kubeconfig"},
	{"a secret note", "is not a sealed kubeconfig"},
	{"{\"secret\": ", "is not a sealed kubeconfig"},
	{CLUSTER CONTEXT USER, "is not a sealed kubeconfig"},
	{"extensions: [{name: eksbreakglass/v2, extension: {a: b}}]", "is not a sealed kubeconfig"},
	{CLUSTER CONTEXT USER EXTENSION("issued: '2026-01-01T00:00:00Z'"), "no valid 'server'"},
	{CLUSTER CONTEXT USER EXTENSION("server: 'https://a'"), "no valid 'issued'"},
	{CLUSTER CONTEXT USER EXTENSION("server: 'https://a', issued: 'today'"),
	 "no valid 'issued'"},
	{CLUSTER CONTEXT USER EXTENSION(GOOD ", ca_sha256: xyz"), "no valid 'ca_sha256'"},
	{CLUSTER CONTEXT USER "extensions: [{name: eksbreakglass/v1, extension: text}]",
	 "metadata"},
	{CLUSTER CONTEXT EXTENSION(GOOD), "not complete"},
	{CONTEXT USER EXTENSION(GOOD), "not complete"},
	{"clusters: [{name: c, cluster: {server: 'https://a', certificate-authority: "
	 "/dev/zero}}]\n" CONTEXT USER EXTENSION(GOOD),
	 "cluster 'c' has 'certificate-authority'"},
	{CLUSTER CONTEXT "users: [{name: u, user: {token: t, client-key: k}}]\n" EXTENSION(GOOD),
	 "user 'u' has 'client-key'"},
	{CLUSTER USER EXTENSION(GOOD), "not complete"},
	{CLUSTER CONTEXT "users: [{name: u, user: {}}]\n" EXTENSION(GOOD), "not complete"},
	{CLUSTER CONTEXT "users: [{name: u, user: {tokenFile: t}}]\n" EXTENSION(GOOD),
	 "not complete"},
	{CLUSTER CONTEXT "users: [{name: u, user: {token: other}}]\n" EXTENSION(GOOD),
	 "its token differs"},
	{"clusters: [{name: c, cluster: {server: 'https://b'}}]\n" CONTEXT USER EXTENSION(GOOD),
	 "its server differs"},
	{"clusters: [{name: c, cluster: {server: 'https://a', certificate-authority-data: "
	 "Q0E=}}]\n" CONTEXT USER EXTENSION(GOOD),
	 "its certificate authority differs"},
};

static void what_is_no_bundle_does_not_come_out(void **state)
{
	struct fixture *fixture = *state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct opened_bundle opened = OPENED_BUNDLE_INIT;
		struct error err = ERROR_INIT;
		if (open_text(fixture, bad[i].text, &opened, &err) != -1)
			fail_msg("accepted: %s", bad[i].text);
		if (!strstr(err.message, bad[i].message))
			fail_msg("%s\nsays: %s\nnot: %s", bad[i].text, err.message, bad[i].message);
		assert_int_equal(secret_length(&opened.kubeconfig), 0);
		assert_null(strstr(err.message, "secret note"));
		opened_bundle_done(&opened);
	}
}

static void is_saved_once_and_read_back(void **state)
{
	struct fixture *fixture = *state;
	char directory[] = "/tmp/test-bundle-XXXXXX";
	char path[128];
	struct buffer sealed, again;
	struct stat status;
	struct error err = ERROR_INIT;
	assert_non_null(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/prod.age", directory);
	assert_int_equal(seal(fixture, &sealed, NULL), 0);
	assert_int_equal(seal(fixture, &again, NULL), 0);
	assert_int_equal(bundle_save(&sealed, path, false, NULL), 0);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0600);
	assert_int_equal(bundle_save(&again, path, false, &err), -1);
	assert_int_equal(err.errnum, EEXIST);
	assert_int_equal(bundle_save(&again, path, true, NULL), 0);
	buffer_truncate(&sealed, 0);
	assert_int_equal(file_read(path, &sealed, NULL), 0);
	assert_memory_equal(sealed.data, again.data, again.length);
	assert_int_equal(unlink(path) | rmdir(directory), 0);
	buffer_done(&sealed);
	buffer_done(&again);
}

#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static const struct CMUnitTest tests[] = {
	WITH_FIXTURE(the_plaintext_is_a_padded_kubeconfig),
	WITH_FIXTURE(every_recipient_gets_back_what_was_sealed),
	WITH_FIXTURE(the_size_depends_on_the_recipients_alone),
	WITH_FIXTURE(a_client_certificate_is_a_credential_too),
	WITH_FIXTURE(what_is_not_complete_is_not_sealed),
	WITH_FIXTURE(an_expired_token_is_not_sealed),
	WITH_FIXTURE(a_huge_bundle_is_refused),
	WITH_FIXTURE(a_bundle_in_yaml_is_one_too),
	WITH_FIXTURE(what_is_no_bundle_does_not_come_out),
	WITH_FIXTURE(is_saved_once_and_read_back),
};
UNIT_MAIN(tests)
