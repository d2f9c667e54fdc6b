/*
 * What a ServiceAccount token says of itself, unverified: the claims of the two kinds that
 * kube-apiserver issues (kubernetes, pkg/serviceaccount/legacy.go and claims.go).
 */
#ifndef ESCROW_TOKEN_CLAIMS_H
#define ESCROW_TOKEN_CLAIMS_H

#include <stdint.h>

struct error;
struct secret;

struct token_claims {
	char *namespace_name, *service_account, *uid; /* all set, or all NULL */
	char *secret;                                 /* that holds it; NULL: none */
	int64_t expires;                              /* seconds since 1970; 0: never */
};

/* A token that is no JSON Web Token of a ServiceAccount is no error: it has no claims. */
int token_claims_read(const struct secret *token, struct token_claims *ret, struct error *err);
void token_claims_done(struct token_claims *claims);

#endif
