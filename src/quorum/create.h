/*
 * Making a quorum: a key pair, its identity split among custodians, each share sealed to one of
 * them. The identity exists in memory only, and only while this runs.
 */
#ifndef QUORUM_CREATE_H
#define QUORUM_CREATE_H

#include "core/buffer.h"
#include "quorum/description.h"

struct error;

/* A quorum that was made: what everybody may see, and a .age file for each custodian. */
struct quorum {
	struct quorum_description description;
	struct buffer sealed_shares[QUORUM_CUSTODIANS_MAX];
};

/*
 * Adds the next custodian, given as "NAME=RECIPIENT"; names and recipients must differ. Errors are
 * ERROR_USAGE.
 */
int quorum_add_custodian(struct quorum *quorum, const char *text, struct error *err);

/* Makes key pair and shares for the custodians added; `threshold` of them are needed. */
int quorum_create(struct quorum *quorum, unsigned threshold, struct error *err);

/*
 * Writes the sealed shares (0600) and the description to the paths of quorum_path(). `directory`
 * must not exist yet (err->errnum EEXIST). On failure what was written is removed: without all of
 * its shares a quorum is worthless.
 */
int quorum_save(const struct quorum *quorum, const char *directory, struct error *err);

/*
 * DIRECTORY/NAME-CUSTODIAN.share.age, or DIRECTORY/NAME.quorum where custodian is NULL; NAME is the
 * last component of `directory`. The path is from malloc.
 */
int quorum_path(const char *directory, const char *custodian, char **ret_path, struct error *err);

void quorum_done(struct quorum *quorum);

#endif
