/*
 * Rebuilding the identity of a quorum from its custodians' shares, and saying whose share is wrong.
 *
 * A share is checked against what is known when it is added: its own digest (quorum/share.h), the
 * shares before it, and the quorum's description if that is there. The identity is checked against
 * the quorum's recipient. Where more shares are there than needed and that fails, other choices of
 * them are tried; then the ones that do not lie on the polynomials of the right ones are wrong.
 */
#ifndef QUORUM_RECOVERY_H
#define QUORUM_RECOVERY_H

#include <stdbool.h>
#include <stddef.h>

#include "quorum/share.h"

struct buffer;
struct error;
struct quorum_description;

struct quorum_recovery {
	const struct quorum_description *description; /* borrowed; NULL: not there */
	struct quorum_terms terms;                    /* recipient "" until known */
	struct quorum_share shares[QUORUM_CUSTODIANS_MAX];
	bool wrong[QUORUM_CUSTODIANS_MAX]; /* set by quorum_recovery_rebuild */
	size_t count;
};

/* Ended with quorum_recovery_done(). */
void quorum_recovery_init(struct quorum_recovery *recovery,
			  const struct quorum_description *description);
void quorum_recovery_done(struct quorum_recovery *recovery);

/*
 * Takes the share over; on failure it stays the caller's, and the others are as they were. Errors
 * name the share: given before, another share under the same number, of another quorum, with other
 * terms, not the one that the description lists.
 */
int quorum_recovery_add(struct quorum_recovery *recovery, struct quorum_share *share,
			struct error *err);

/* True once as many shares are there as the terms ask for. */
bool quorum_recovery_is_complete(const struct quorum_recovery *recovery);

/* Appends "1 (alice), 3 (carol)": the shares that are not there, as far as the terms are known. */
void quorum_recovery_list_missing(const struct quorum_recovery *recovery, struct buffer *list);

/*
 * The text of the age identity. `wrong` then says which shares are not of this quorum although it
 * could be rebuilt without them. Errors: the terms are not known; too few shares (ERROR_PERSON,
 * with those missing); the shares do not give the quorum's key, with what is known of the reason.
 */
int quorum_recovery_rebuild(struct quorum_recovery *recovery, struct secret *ret_identity,
			    struct error *err);

#endif
