#include "platform/jwt.h"

#include <string.h>

#include "core/cleanup.h"
#include "core/encoding.h"
#include "core/secret.h"
#include "platform/json.h"

enum { CLAIMS_LIMIT = 256 * 1024 };

static const char *find_dot(const char *from, const char *end)
{
	return from ? memchr(from, '.', (size_t)(end - from)) : NULL;
}

struct json *jwt_claims(struct slice token)
{
	if (token.length == 0)
		return NULL;
	const char *end = token.bytes + token.length;
	const char *first = find_dot(token.bytes, end);
	const char *second = first ? find_dot(first + 1, end) : NULL;
	if (!second || find_dot(second + 1, end))
		return NULL;
	cleanup(secret_done) struct secret text = SECRET_INIT(CLAIMS_LIMIT);
	struct json *claims = NULL;
	if (encoding_base64_decode(&text.bytes, first + 1, (size_t)(second - first - 1),
				   BASE64_URL_UNPADDED, "a token", NULL) != 0 ||
	    json_parse(secret_string(&text), secret_length(&text), "a token", &claims, NULL) != 0)
		return NULL;
	return claims;
}

/* Numbers with a fraction are legal (RFC 7519, NumericDate), and nobody writes them. */
int jwt_expiry(struct slice token, int64_t *ret_seconds)
{
	cleanup(json_free_at) struct json *claims = jwt_claims(token);
	return json_get_integer(claims, "exp", ret_seconds);
}
