#include "escrow/bundle_info.h"

#include <stdlib.h>
#include <string.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "core/secret.h"
#include "core/strings.h"
#include "core/time.h"
#include "escrow/token_claims.h"
#include "kubeconfig/stanzas.h"
#include "platform/json.h"

const char bundle_extension_name[] = "eksbreakglass/v1";

void bundle_info_done(struct bundle_info *info)
{
	free(info->cluster_arn);
	free(info->server);
	free(info->service_account);
	free(info->service_account_uid);
	free(info->secret);
	*info = (struct bundle_info){0};
}

static void move(struct bundle_info *to, struct bundle_info *from)
{
	*to = *from;
	*from = (struct bundle_info){0};
}

static int describe_token(const struct secret *token, struct bundle_info *info, struct error *err)
{
	cleanup(token_claims_done) struct token_claims claims = {0};
	digest_sha256_hex(secret_string(token), secret_length(token), info->token_sha256);
	if (token_claims_read(token, &claims, err) != 0)
		return -1;
	info->expires = claims.expires;
	if (!claims.service_account)
		return 0;
	if (string_format(&info->service_account, err, "%s/%s", claims.namespace_name,
			  claims.service_account) != 0)
		return -1;
	info->service_account_uid = TAKE_PTR(claims.uid);
	info->secret = TAKE_PTR(claims.secret);
	return 0;
}

int bundle_info_describe(const struct kubeconfig_stanzas *stanzas,
			 const struct bundle_metadata *metadata, struct bundle_info *ret_info,
			 struct error *err)
{
	cleanup(bundle_info_done) struct bundle_info info = {
		.issued = metadata->issued,
		.rotate_by = metadata->rotate_by,
	};
	if (string_copy(&info.server, stanzas->server, err) != 0 ||
	    string_copy(&info.cluster_arn, metadata->cluster_arn, err) != 0)
		return -1;
	if (stanzas->ca_pem)
		digest_sha256_hex(stanzas->ca_pem, stanzas->ca_pem_length, info.ca_sha256);
	if (stanzas->token && describe_token(stanzas->token, &info, err) != 0)
		return -1;
	move(ret_info, &info);
	return 0;
}

static void write_text(struct json_writer *json, const char *key, const char *text)
{
	if (!string_is_empty(text))
		json_member_string(json, key, text);
}

static int write_time(struct json_writer *json, const char *key, int64_t seconds, struct error *err)
{
	char text[TIME_RFC3339_SIZE];
	if (seconds == 0)
		return 0;
	if (time_format_rfc3339(seconds, text) != 0)
		return error_set(err, ERROR_FAILED, "the time '%s' is out of range", key);
	json_member_string(json, key, text);
	return 0;
}

int bundle_info_write(const struct bundle_info *info, struct buffer *out, struct error *err)
{
	struct json_writer json = JSON_WRITER_INIT(out, JSON_STYLE_COMPACT);
	json_object_begin(&json);
	write_text(&json, "arn", info->cluster_arn);
	write_text(&json, "ca_sha256", info->ca_sha256);
	if (write_time(&json, "expires", info->expires, err) != 0 ||
	    write_time(&json, "issued", info->issued, err) != 0 ||
	    write_time(&json, "rotate_by", info->rotate_by, err) != 0)
		return -1;
	write_text(&json, "sa", info->service_account);
	write_text(&json, "sa_uid", info->service_account_uid);
	write_text(&json, "secret", info->secret);
	write_text(&json, "server", info->server);
	write_text(&json, "token_sha256", info->token_sha256);
	json_object_end(&json);
	return buffer_check(out, "the bundle's metadata", err);
}

static int malformed(const char *key, struct error *err)
{
	return error_set(err, ERROR_FAILED, "the bundle's metadata have no valid '%s'", key);
}

static int read_time(const struct json *json, const char *key, int64_t *ret_seconds,
		     struct error *err)
{
	const char *text = json_get_string(json, key);
	if (!text && !json_get_member(json, key))
		return 0;
	return text && time_parse_rfc3339(text, ret_seconds) == 0 ? 0 : malformed(key, err);
}

static int read_digest(const struct json *json, const char *key, char ret[DIGEST_SHA256_HEX_SIZE],
		       struct error *err)
{
	const char *text = json_get_string(json, key);
	if (!text && !json_get_member(json, key))
		return 0;
	if (!text || strlen(text) != DIGEST_SHA256_HEX_SIZE - 1 ||
	    strspn(text, "0123456789abcdef") != DIGEST_SHA256_HEX_SIZE - 1)
		return malformed(key, err);
	memcpy(ret, text, DIGEST_SHA256_HEX_SIZE);
	return 0;
}

static int read_texts(const struct json *json, struct bundle_info *info, struct error *err)
{
	if (string_copy(&info->cluster_arn, json_get_string(json, "arn"), err) != 0 ||
	    string_copy(&info->server, json_get_string(json, "server"), err) != 0 ||
	    string_copy(&info->service_account, json_get_string(json, "sa"), err) != 0 ||
	    string_copy(&info->service_account_uid, json_get_string(json, "sa_uid"), err) != 0 ||
	    string_copy(&info->secret, json_get_string(json, "secret"), err) != 0)
		return -1;
	return string_is_empty(info->server) ? malformed("server", err) : 0;
}

static int read_times(const struct json *json, struct bundle_info *info, struct error *err)
{
	if (read_time(json, "issued", &info->issued, err) != 0 ||
	    read_time(json, "rotate_by", &info->rotate_by, err) != 0 ||
	    read_time(json, "expires", &info->expires, err) != 0)
		return -1;
	return json_get_member(json, "issued") ? 0 : malformed("issued", err);
}

int bundle_info_parse(const char *text, size_t length, struct bundle_info *ret_info,
		      struct error *err)
{
	cleanup(json_free_at) struct json *json = NULL;
	cleanup(bundle_info_done) struct bundle_info info = {0};
	if (json_parse(text, length, "the bundle's metadata", &json, err) != 0 ||
	    read_texts(json, &info, err) != 0 || read_times(json, &info, err) != 0 ||
	    read_digest(json, "ca_sha256", info.ca_sha256, err) != 0 ||
	    read_digest(json, "token_sha256", info.token_sha256, err) != 0)
		return -1;
	move(ret_info, &info);
	return 0;
}
