#include "aws/sts_token.h"

#include <string.h>

#include "aws/credentials.h"
#include "aws/sigv4.h"
#include "core/cleanup.h"
#include "core/encoding.h"
#include "core/error.h"
#include "core/secret.h"
#include "core/strings.h"

static const char prefix[] = STS_TOKEN_PREFIX;

enum { URL_LIMIT = 65536 };

static int check_cluster(const char *cluster, struct error *err)
{
	size_t length = strlen(cluster);
	for (size_t i = 0; i < length;) {
		const unsigned char *at = (const unsigned char *)cluster + i;
		size_t size = string_utf8_sequence(at, length - i);
		if (size == 0 || *at < 0x20 || *at == 0x7f)
			return error_set(err, ERROR_USAGE,
					 "'%s' cannot be the name of a cluster: it has control "
					 "bytes or is not UTF-8",
					 cluster);
		i += size;
	}
	if (length == 0)
		return error_set(err, ERROR_USAGE, "the name of the cluster is empty");
	return 0;
}

int sts_token_presign(const struct sts_token_request *request, unsigned expires, struct secret *url,
		      struct error *err)
{
	static const struct sigv4_field parameters[] = {
		{"Action", "GetCallerIdentity"},
		{"Version", "2011-06-15"},
	};
	const struct sigv4_field headers[] = {{"x-k8s-aws-id", request->cluster}};
	const struct sigv4_presign presigned = {
		.endpoint = request->endpoint,
		.service = "sts",
		.parameters = parameters,
		.parameter_count = sizeof(parameters) / sizeof(parameters[0]),
		.headers = headers,
		.header_count = sizeof(headers) / sizeof(headers[0]),
		.time = request->now,
		.expires = expires,
	};
	return sigv4_presign(&presigned, request->credentials, url, err);
}

static int refuse_length(const struct sts_token_request *request, size_t length, struct error *err)
{
	size_t session = secret_length(&request->credentials->session_token);
	error_set(err, ERROR_FAILED,
		  "the token would be %zu bytes long, and clusters take at most %d", length,
		  STS_TOKEN_LIMIT);
	if (session > 0)
		error_hint(err,
			   "the session token takes %zu bytes of it before encoding: assume the "
			   "role with fewer session tags and a shorter session policy",
			   session);
	return -1;
}

int sts_token_create(const struct sts_token_request *request, struct secret *token,
		     int64_t *ret_expiration, struct error *err)
{
	cleanup(secret_done) struct secret url = SECRET_INIT(URL_LIMIT);
	/* Locked memory is costly: one piece, and no larger than it has to be. */
	(void)buffer_reserve(&url.bytes,
			     1024 + 3 * secret_length(&request->credentials->session_token));
	if (check_cluster(request->cluster, err) != 0 ||
	    sts_token_presign(request, STS_TOKEN_URL_EXPIRES, &url, err) != 0)
		return -1;
	size_t url_length = secret_length(&url);
	size_t length = sizeof(prefix) - 1 + (url_length * 4 + 2) / 3;
	if (length > STS_TOKEN_LIMIT)
		return refuse_length(request, length, err);
	buffer_truncate(&token->bytes, 0);
	buffer_append_string(&token->bytes, prefix);
	encoding_base64(&token->bytes, secret_string(&url), url_length, BASE64_URL_UNPADDED);
	if (buffer_check(&token->bytes, "a token", err) != 0)
		return -1;
	int64_t end = request->now + STS_TOKEN_LIFETIME;
	*ret_expiration =
		request->credentials->expiration < end ? request->credentials->expiration : end;
	return 0;
}
