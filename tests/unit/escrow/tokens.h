/* JSON Web Tokens without a signature that means anything. */
#ifndef UNIT_ESCROW_TOKENS_H
#define UNIT_ESCROW_TOKENS_H

#include "core/buffer.h"
#include "core/encoding.h"
#include "core/secret.h"
#include "unit.h"

#define LEGACY_CLAIMS                                                            \
	"{\"iss\":\"kubernetes/serviceaccount\","                                \
	"\"kubernetes.io/serviceaccount/namespace\":\"kube-system\","            \
	"\"kubernetes.io/serviceaccount/secret.name\":\"super-admin-token\","    \
	"\"kubernetes.io/serviceaccount/service-account.name\":\"super-admin\"," \
	"\"kubernetes.io/serviceaccount/service-account.uid\":\"0000-11\","      \
	"\"sub\":\"system:serviceaccount:kube-system:super-admin\"}"

#define BOUND_CLAIMS                                                                   \
	"{\"aud\":[\"https://kubernetes.default.svc\"],\"exp\":1767225600,"            \
	"\"iss\":\"https://kubernetes.default.svc\",\"kubernetes.io\":{"               \
	"\"namespace\":\"ops\",\"serviceaccount\":{\"name\":\"bob\",\"uid\":\"22\"}}," \
	"\"sub\":\"system:serviceaccount:ops:bob\"}"

static inline void token_with_claims(const char *claims, struct secret *token)
{
	secret_init(token, 65536);
	buffer_append_string(&token->bytes, "eyJhbGciOiJSUzI1NiJ9.");
	encoding_base64(&token->bytes, claims, strlen(claims), BASE64_URL_UNPADDED);
	buffer_append_string(&token->bytes, ".c2lnbmF0dXJl");
	assert_int_equal(buffer_check(&token->bytes, "token", NULL), 0);
}

#endif
