#include "escrow/bundle_open.h"

#include <stdlib.h>
#include <string.h>

#include "age/age.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "kubeconfig/connection.h"
#include "kubeconfig/kubeconfig.h"

static void free_config(struct kubeconfig **at)
{
	kubeconfig_free(*at);
}

void opened_bundle_done(struct opened_bundle *opened)
{
	secret_done(&opened->kubeconfig);
	bundle_info_done(&opened->info);
	free(opened->context_name);
	free(opened->user_name);
	*opened = (struct opened_bundle)OPENED_BUNDLE_INIT;
}

static int no_bundle(struct error *err)
{
	error_set(err, ERROR_FAILED, "its content is authentic, and is not a sealed kubeconfig");
	return error_hint(err,
			  "--raw writes the content as it is, and so does age -d -i IDENTITY_FILE");
}

/* The text without its padding, with a newline at its end. */
static int take_text(const struct secret *plaintext, struct secret *text, struct error *err)
{
	const char *start = secret_string(plaintext);
	size_t length = secret_length(plaintext);
	while (length > 0 && (start[length - 1] == ' ' || start[length - 1] == '\n'))
		length--;
	buffer_append(&text->bytes, start, length);
	buffer_append_char(&text->bytes, '\n');
	return buffer_check(&text->bytes, "the sealed kubeconfig", err);
}

/* The errors of the parser could quote what must not be shown. */
static int parse(const struct secret *text, struct kubeconfig **ret_config,
		 struct bundle_info *ret_info, struct error *err)
{
	cleanup(secret_done) struct secret copy = SECRET_INIT(BUNDLE_PLAINTEXT_MAX);
	cleanup(buffer_done) struct buffer json = BUFFER_INIT(BUNDLE_PLAINTEXT_MAX);
	cleanup(free_config) struct kubeconfig *config = NULL;
	bool found = false;
	if (secret_set(&copy, secret_string(text), secret_length(text), err) != 0)
		return -1;
	if (kubeconfig_parse("the sealed file", &copy, &config, NULL) != 0 ||
	    kubeconfig_extension(config, bundle_extension_name, &found, &json, NULL) != 0 || !found)
		return no_bundle(err);
	if (bundle_info_parse(buffer_string(&json), json.length, ret_info, err) != 0)
		return -1;
	*ret_config = TAKE_PTR(config);
	return 0;
}

static bool digest_matches(const char *expected, const struct buffer *bytes)
{
	char actual[DIGEST_SHA256_HEX_SIZE] = "";
	if (bytes->length > 0)
		digest_sha256_hex(bytes->data, bytes->length, actual);
	return string_equal(expected, actual);
}

static int compare(const struct bundle_info *info, const struct kubeconfig_connection *connection,
		   struct error *err)
{
	const char *what = !string_equal(info->server, connection->server) ? "server"
			   : !digest_matches(info->ca_sha256, &connection->ca_pem)
				   ? "certificate authority"
			   : !digest_matches(info->token_sha256, &connection->token.bytes) ? "token"
											   : NULL;
	if (!what)
		return 0;
	error_set(err, ERROR_FAILED,
		  "the sealed kubeconfig is not the one that its metadata describe: its %s differs",
		  what);
	return error_hint(err,
			  "somebody put it together by hand; do not use it before you know why");
}

static int check_credential(const struct kubeconfig_connection *connection, struct error *err)
{
	bool token = secret_length(&connection->token) > 0;
	bool certificate = secret_length(&connection->client_certificate_pem) > 0 &&
			   secret_length(&connection->client_key_pem) > 0;
	if (token || certificate)
		return 0;
	return error_set(err, ERROR_FAILED, "user '%s' has no credential", connection->user_name);
}

static int examine_text(struct opened_bundle *opened, struct error *err)
{
	cleanup(free_config) struct kubeconfig *config = NULL;
	cleanup(kubeconfig_connection_done) struct kubeconfig_connection connection = {0};
	if (parse(&opened->kubeconfig, &config, &opened->info, err) != 0)
		return -1;
	/* In this order: a sealed file must not make us read others. */
	if (kubeconfig_check_self_contained(config, err) != 0 ||
	    kubeconfig_connection(config, NULL, &connection, err) != 0 ||
	    check_credential(&connection, err) != 0)
		return error_wrap(err, "the sealed kubeconfig is not complete");
	if (compare(&opened->info, &connection, err) != 0)
		return -1;
	opened->context_name = TAKE_PTR(connection.context_name);
	opened->user_name = TAKE_PTR(connection.user_name);
	return 0;
}

int bundle_examine(const struct secret *plaintext, struct opened_bundle *ret_opened,
		   struct error *err)
{
	cleanup(opened_bundle_done) struct opened_bundle opened = OPENED_BUNDLE_INIT;
	if (secret_length(plaintext) > BUNDLE_PLAINTEXT_MAX)
		return no_bundle(err);
	if (take_text(plaintext, &opened.kubeconfig, err) != 0 || examine_text(&opened, err) != 0)
		return -1;
	opened_bundle_done(ret_opened);
	*ret_opened = opened;
	opened = (struct opened_bundle)OPENED_BUNDLE_INIT;
	return 0;
}

int bundle_open(const struct age_identities *identities, const struct buffer *sealed,
		struct opened_bundle *ret_opened, struct error *err)
{
	cleanup(secret_done) struct secret plaintext = SECRET_INIT(0);
	if (age_decrypt(identities, buffer_string(sealed), sealed->length, &plaintext, err) != 0)
		return -1;
	return bundle_examine(&plaintext, ret_opened, err);
}
