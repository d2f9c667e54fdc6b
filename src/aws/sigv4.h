/*
 * AWS Signature Version 4: presigned URLs, byte for byte as botocore makes them (auth.py,
 * SigV4QueryAuth).
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
#ifndef AWS_SIGV4_H
#define AWS_SIGV4_H

#include <stddef.h>
#include <stdint.h>

struct aws_credentials;
struct aws_endpoint;
struct error;
struct secret;

/* Not yet percent-encoded. A header's name is in lower case. */
struct sigv4_field {
	const char *name;
	const char *value;
};

enum { SIGV4_PARAMETERS_MAX = 8 };

struct sigv4_presign {
	const struct aws_endpoint *endpoint; /* the signature is for its region */
	const char *service;
	const struct sigv4_field *parameters; /* of the operation, in the order of the URL */
	size_t parameter_count;
	/* Sent and signed besides "host", sorted by name, names greater than "host". */
	const struct sigv4_field *headers;
	size_t header_count;
	int64_t time;
	unsigned expires; /* seconds */
};

/*
 * Appends the URL of a GET request without a body. It carries the session token and the right to
 * make the call: a secret.
 */
int sigv4_presign(const struct sigv4_presign *request, const struct aws_credentials *credentials,
		  struct secret *url, struct error *err);

#endif
