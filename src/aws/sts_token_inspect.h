/*
 * Taking a token apart, and what a verifier would say of it: the rules of aws-iam-authenticator
 * (pkg/token/token.go, Verify), whose server EKS runs.
 */
#ifndef AWS_STS_TOKEN_INSPECT_H
#define AWS_STS_TOKEN_INSPECT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/secret.h"

struct aws_credentials;
struct aws_partition;
struct error;

struct sts_token_facts {
	/* What could be found; NULL where it could not. */
	char *host;
	char *access_key_id;
	char *region; /* that it is signed for */
	char *signed_headers;
	const struct aws_partition *partition; /* whose endpoint the host is, or NULL */
	int64_t signed_at;                     /* meaningful if is_dated */
	int64_t expires;                       /* X-Amz-Expires, -1 where there is none */
	bool is_dual_stack; /* aws-iam-authenticator up to 0.6 knows no such endpoints */
	bool is_dated;
	bool has_usual_parameters; /* those of our own tokens, and no other */
	struct secret session_token;
	struct secret signature;
	char refusal[256]; /* why a verifier refuses it; "" where it asks STS */
	char doubt[256];   /* why STS will then refuse it; "" where nothing speaks against it */
};

enum { STS_TOKEN_INSPECT_LIMIT = 65536 };

/* Fails only where memory is out; a token that is none is one that a verifier refuses. */
int sts_token_inspect(const struct secret *token, int64_t now, struct sts_token_facts *ret_facts,
		      struct error *err);
void sts_token_facts_done(struct sts_token_facts *facts);

/* Whether these credentials make the same signature for a cluster of that name. */
int sts_token_check_signature(const struct sts_token_facts *facts,
			      const struct aws_credentials *credentials, const char *cluster,
			      bool *ret_matches, struct error *err);

#endif
