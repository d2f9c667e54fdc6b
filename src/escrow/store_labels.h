/*
 * What a sealed file is for, in a few words that can be read without opening it: the keys of its
 * signature's trusted comment (minisign(1), "trusted comment"), which is
 *
 *	eksbreakglass/1 arn=ARN server=URL ... issued=TIME rotate_by=TIME serial=NUMBER ...
 *
 * They are shown in lists and kept beside the file where a store has room for that. They are not
 * verified here: that is what the signature is for.
 */
#ifndef ESCROW_STORE_LABELS_H
#define ESCROW_STORE_LABELS_H

#include <stddef.h>

struct error;

enum {
	STORE_LABEL_MAX = 512, /* bytes of a value: what a vault's custom metadata takes */
	STORE_LABEL_COUNT = 5,
};

/* By the order of store_label_names; NULL: not said. */
struct store_labels {
	char *values[STORE_LABEL_COUNT];
};

enum store_label {
	STORE_LABEL_CLUSTER, /* ARN */
	STORE_LABEL_SERVER,
	STORE_LABEL_SERIAL,
	STORE_LABEL_ISSUED, /* RFC 3339 */
	STORE_LABEL_ROTATE_BY,
};

extern const char *const store_label_names[STORE_LABEL_COUNT];

/* From a minisign signature file. What is none, or has another comment, gives no labels. */
int store_labels_read(const char *signature, size_t length, struct store_labels *ret_labels,
		      struct error *err);
void store_labels_done(struct store_labels *labels);

#endif
