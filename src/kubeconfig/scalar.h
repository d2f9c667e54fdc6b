/*
 * What a YAML scalar means: the resolution of go.yaml.in/yaml/v2 (resolve.go), which is YAML 1.1
 * with changes of its own, and which decides what kubectl makes of `on`, `012` or `1_000`.
 */
#ifndef KUBECONFIG_SCALAR_H
#define KUBECONFIG_SCALAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum scalar_type {
	SCALAR_STRING,
	SCALAR_NULL,
	SCALAR_BOOLEAN,
	SCALAR_INTEGER,
	SCALAR_REAL,
};

enum scalar_tag {
	SCALAR_TAG_NONE, /* the text decides */
	SCALAR_TAG_STRING,
	SCALAR_TAG_NULL,
	SCALAR_TAG_BOOLEAN,
	SCALAR_TAG_INTEGER,
	SCALAR_TAG_REAL,
	SCALAR_TAG_BINARY, /* base64 of the string that is meant */
	SCALAR_TAG_OTHER,  /* anything else means a string */
};

struct scalar {
	enum scalar_type type;
	bool boolean;
	bool negative; /* of an integer */
	uint64_t magnitude;
	double real;
};

/* tag: in full, as YAML events give it, or NULL. */
enum scalar_tag scalar_tag(const char *tag);

/* What the text means without a tag. */
struct scalar scalar_resolve(const char *bytes, size_t length);

/* As above under a tag. -1 where the text cannot be of the tag's type. */
int scalar_resolve_tagged(enum scalar_tag tag, const char *bytes, size_t length,
			  struct scalar *ret_scalar);

enum { SCALAR_TEXT_SIZE = 40 };

/* An integer or a real number as Go's encoding/json writes it. */
void scalar_format_number(const struct scalar *scalar, char target[SCALAR_TEXT_SIZE]);

#endif
