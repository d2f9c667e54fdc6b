#include <unistd.h>

#include "core/error.h"
#include "escrow/bundle_source.h"
#include "kubeconfig/connection.h"
#include "kubeconfig/stanzas.h"
#include "platform/file.h"
#include "unit.h"

static struct kubeconfig_connection a_connection(void)
{
	static char x[] = "x", c[] = "c", u[] = "u", server[] = "https://localhost";
	return (struct kubeconfig_connection){
		.context_name = x,
		.cluster_name = c,
		.user_name = u,
		.server = server,
		.ca_pem = BUFFER_INIT(100),
		.token = SECRET_INIT(100),
		.client_certificate_pem = SECRET_INIT(100),
		.client_key_pem = SECRET_INIT(100),
		.password = SECRET_INIT(100),
	};
}

static void release(struct kubeconfig_connection *connection)
{
	buffer_done(&connection->ca_pem);
	secret_done(&connection->token);
	secret_done(&connection->client_certificate_pem);
	secret_done(&connection->client_key_pem);
	secret_done(&connection->password);
}

static void takes_all_that_a_connection_needs(void **state)
{
	(void)state;
	struct kubeconfig_connection connection = a_connection();
	struct kubeconfig_stanzas stanzas;
	struct secret token = SECRET_INIT(0);
	connection.tls_server_name = (char[]){"t"};
	connection.proxy_url = (char[]){"http://p"};
	connection.namespace_name = (char[]){"n"};
	buffer_append_string(&connection.ca_pem, "CA");
	secret_set(&connection.token, "tok", 3, NULL);
	assert_int_equal(bundle_source_stanzas(&connection, &token, &stanzas, NULL), 0);
	assert_string_equal(stanzas.cluster_name, "c");
	assert_string_equal(stanzas.server, "https://localhost");
	assert_string_equal(stanzas.tls_server_name, "t");
	assert_string_equal(stanzas.proxy_url, "http://p");
	assert_string_equal(stanzas.namespace_name, "n");
	assert_int_equal(stanzas.ca_pem_length, 2);
	assert_string_equal(secret_string(stanzas.token), "tok");
	assert_null(stanzas.client_key_pem);
	assert_true(stanzas.set_current_context);
	release(&connection);
	secret_done(&token);
}

static void a_token_file_is_read_and_wins(void **state)
{
	(void)state;
	char path[] = "/tmp/test-bundle-source-XXXXXX";
	static const struct {
		const char *content, *token; /* NULL: refused */
	} cases[] = {{" \n tok\t\r\n", "tok"}, {"tok", "tok"}, {"", NULL}, {" \n", NULL}};
	close(mkstemp(path));
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct kubeconfig_connection connection = a_connection();
		struct kubeconfig_stanzas stanzas = {0};
		struct secret token = SECRET_INIT(0);
		struct error err = ERROR_INIT;
		connection.token_file = path;
		secret_set(&connection.token, "other", 5, NULL);
		assert_int_equal(file_write(path, cases[i].content, strlen(cases[i].content), 0600,
					    FILE_REPLACE, NULL),
				 0);
		assert_int_equal(bundle_source_stanzas(&connection, &token, &stanzas, &err),
				 cases[i].token ? 0 : -1);
		if (cases[i].token)
			assert_string_equal(secret_string(stanzas.token), cases[i].token);
		else
			assert_non_null(strstr(err.message, "is empty"));
		release(&connection);
		secret_done(&token);
	}
	unlink(path);
}

static void expect_refusal(struct kubeconfig_connection *connection, const char *message)
{
	struct kubeconfig_stanzas stanzas = {0};
	struct secret token = SECRET_INIT(0);
	struct error err = ERROR_INIT;
	assert_int_equal(bundle_source_stanzas(connection, &token, &stanzas, &err), -1);
	if (!strstr(err.message, message))
		fail_msg("says: %s, not: %s", err.message, message);
	assert_non_null(strstr(err.message, "context 'x' cannot be sealed"));
	assert_null(stanzas.server);
	secret_done(&token);
}

static void refuses_what_would_be_dead_or_unsafe(void **state)
{
	(void)state;
	static char text[] = "aws";
	static char plain[] = "http://localhost";
	struct kubeconfig_exec exec = {.command = text};
	for (int i = 0; i < 9; i++) {
		struct kubeconfig_connection connection = a_connection();
		const char *message = NULL;
		if (i != 6)
			secret_set(&connection.token, "tok", 3, NULL);
		switch (i) {
		case 0:
			connection.exec = &exec;
			message = "the plugin 'aws'";
			break;
		case 1:
			connection.auth_provider = text;
			message = "auth provider 'aws'";
			break;
		case 2:
			connection.username = text;
			message = "has a password";
			break;
		case 3:
			connection.impersonate_user = text;
			message = "impersonates 'aws'";
			break;
		case 4:
			connection.insecure_skip_tls_verify = true;
			message = "skips the verification";
			break;
		case 5:
			connection.server = plain;
			message = "is not https";
			break;
		case 6:
			message = "no credential";
			break;
		case 7:
			secret_set(&connection.client_key_pem, "K", 1, NULL);
			message = "a client key without its certificate";
			break;
		default:
			secret_set(&connection.client_certificate_pem, "C", 1, NULL);
			message = "a client certificate without its key";
			break;
		}
		expect_refusal(&connection, message);
		release(&connection);
	}
}

static void knows_an_arn_when_it_names_something(void **state)
{
	(void)state;
	static char arn[] = "arn:aws:eks:us-east-1:111122223333:cluster/prod";
	static char other[] = "arn:aws:iam::111122223333:role/x";
	struct kubeconfig_connection connection = a_connection();
	assert_null(bundle_source_cluster_arn(&connection));
	connection.cluster_name = other;
	assert_null(bundle_source_cluster_arn(&connection));
	connection.context_name = arn;
	assert_string_equal(bundle_source_cluster_arn(&connection), arn);
	release(&connection);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(takes_all_that_a_connection_needs),
	cmocka_unit_test(a_token_file_is_read_and_wins),
	cmocka_unit_test(refuses_what_would_be_dead_or_unsafe),
	cmocka_unit_test(knows_an_arn_when_it_names_something),
};
UNIT_MAIN(tests)
