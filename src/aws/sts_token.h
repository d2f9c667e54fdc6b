/*
 * The bearer token that EKS and aws-iam-authenticator take: "k8s-aws-v1." and the base64url of a
 * presigned GetCallerIdentity URL of STS, in which the cluster's name is a signed header. The
 * cluster makes the call and learns from the answer who signed.
 * https://github.com/kubernetes-sigs/aws-iam-authenticator (pkg/token/token.go),
 * https://github.com/aws/aws-cli (awscli/customizations/eks/get_token.py).
 */
#ifndef AWS_STS_TOKEN_H
#define AWS_STS_TOKEN_H

#include <stdint.h>

struct aws_credentials;
struct aws_endpoint;
struct error;
struct secret;

#define STS_TOKEN_PREFIX "k8s-aws-v1."

enum {
	STS_TOKEN_LIMIT = 4096, /* what a verifier takes, prefix included */
	STS_TOKEN_USUAL = 2048, /* most are shorter: what to reserve, so that none has to move */
	/* In the URL, in seconds. Verifiers up to 0.3.0 take no more; STS itself goes by the date.
	 */
	STS_TOKEN_URL_EXPIRES = 60,
	STS_TOKEN_DATE_LIFETIME = 15 * 60, /* how long STS takes a signature */
	STS_TOKEN_LIFETIME = 14 * 60,      /* the last minute is left for the way there */
};

struct sts_token_request {
	const struct aws_endpoint *endpoint;
	const struct aws_credentials *credentials;
	const char *cluster; /* name or id, as the cluster knows itself */
	int64_t now;
};

/* Appends the presigned URL that a token carries. `expires` is in seconds. */
int sts_token_presign(const struct sts_token_request *request, unsigned expires, struct secret *url,
		      struct error *err);

/*
 * Sets `token`, whose limit must be STS_TOKEN_LIMIT or more. *ret_expiration is when it or the
 * credentials behind it end, whichever is first.
 */
int sts_token_create(const struct sts_token_request *request, struct secret *token,
		     int64_t *ret_expiration, struct error *err);

#endif
