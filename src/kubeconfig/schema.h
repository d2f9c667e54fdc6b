/*
 * What client-go accepts as a kubeconfig (k8s.io/client-go/tools/clientcmd/api/v1/types.go): the
 * known fields with their types. Unknown fields are legal and ignored, as there.
 */
#ifndef KUBECONFIG_SCHEMA_H
#define KUBECONFIG_SCHEMA_H

#include "kubeconfig/document.h"

struct error;

enum schema_type {
	SCHEMA_ANY,
	SCHEMA_STRING,
	SCHEMA_URL,  /* a string that may hold a password */
	SCHEMA_PATH, /* a string: a file, meant from the kubeconfig's directory */
	SCHEMA_BOOLEAN,
	SCHEMA_DATA, /* base64 */
	SCHEMA_STRUCT,
	SCHEMA_LIST, /* of structs */
	SCHEMA_STRINGS,
	SCHEMA_ARGUMENTS,   /* strings, of which some may be secret */
	SCHEMA_STRING_MAP,  /* from strings to strings */
	SCHEMA_STRINGS_MAP, /* from strings to lists of strings */
};

/* The tables are sorted by name. */
struct schema_field {
	const char *name;                  /* NULL: end of the table */
	const struct schema_field *fields; /* of a struct, or of a list's items */
	enum schema_type type;
	bool secret; /* never to be shown unless asked for */
};

extern const struct schema_field schema_config[];
extern const struct schema_field schema_cluster[];
extern const struct schema_field schema_context[];
extern const struct schema_field schema_user[];

const struct schema_field *schema_find(const struct schema_field *fields, struct slice name);

/*
 * Checks that the document is one that client-go loads: it is made of what JSON has, and the known
 * fields are of their types. Errors name line, column and field, and quote no value.
 */
int schema_check(const struct document *document, struct error *err);

#endif
