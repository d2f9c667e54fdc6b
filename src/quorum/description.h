/*
 * The public description of a quorum, NAME.quorum: who holds which share, and a digest of each, so
 * that a wrong share is known at once. It is also a recipients file of age(1), whose comments the
 * description is: `age -R NAME.quorum` and `seal -R NAME.quorum` seal to the quorum.
 *
 *	# eksbreakglass-quorum/v1
 *	# threshold: 2
 *	# shares: 3
 *	# share: 1 alice 3b9d1f4e... (64 digits) age1...
 *	# share: 2 bob 90c5a7d2... age1...
 *	# share: 3 carol 5f02b6e8... age1...
 *	age1ntlqsd2kwdh0npchn28yg0ucxqdyfjmq0xxj3xvcs9qg3yxyv9wsw2njqp
 *
 * A share line has x, the custodian, the digest, and the recipient that the share was sealed for.
 */
#ifndef QUORUM_DESCRIPTION_H
#define QUORUM_DESCRIPTION_H

#include <stddef.h>

#include "quorum/terms.h"

struct buffer;
struct error;

enum { QUORUM_DESCRIPTION_MAX = 256 * 1024 }; /* bytes */

struct quorum_custodian {
	char name[QUORUM_NAME_MAX + 1];
	unsigned char sha256[QUORUM_DIGEST]; /* of the share's value */
	char *recipient;                     /* owned */
};

struct quorum_description {
	struct quorum_terms terms;
	struct quorum_custodian custodians[QUORUM_CUSTODIANS_MAX]; /* that of share x at x - 1 */
};

/* The whole text must match. Errors name the line. *ret_description is replaced on success only. */
int quorum_description_parse(const char *text, size_t length,
			     struct quorum_description *ret_description, struct error *err);

/* As quorum_description_parse, from a file. */
int quorum_description_read(const char *path, struct quorum_description *ret_description,
			    struct error *err);

void quorum_description_format(const struct quorum_description *description, struct buffer *out);

void quorum_description_done(struct quorum_description *description);

#endif
