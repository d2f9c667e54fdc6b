/*
 * What a JSON Web Token (RFC 7519, in the compact form of RFC 7515) says of itself. Nothing is
 * verified: whoever made the token can claim anything.
 */
#ifndef PLATFORM_JWT_H
#define PLATFORM_JWT_H

#include <stdint.h>

#include "core/slice.h"

struct json;

/* The claims, to be ended with json_free(); NULL where the token is not of that form. */
struct json *jwt_claims(struct slice token);

/* The claim "exp", in seconds since 1970; -1 where there is none, or no such token. */
int jwt_expiry(struct slice token, int64_t *ret_seconds);

#endif
