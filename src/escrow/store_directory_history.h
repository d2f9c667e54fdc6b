/*
 * What a directory store holds of one name; for store_directory*.c alone.
 *
 *	NAME.age, NAME.age.minisig                the newest, for people and for other programs
 *	NAME.versions/1.age, 1.age.minisig, ...   all versions, the newest too
 *
 * A NAME.age that is none of these versions was put there by somebody else: it counts as the
 * version after them, and is kept as such before it is replaced.
 */
#ifndef ESCROW_STORE_DIRECTORY_HISTORY_H
#define ESCROW_STORE_DIRECTORY_HISTORY_H

#include "escrow/store.h"

struct directory_history {
	uint64_t *numbers; /* of NAME.versions, ascending */
	size_t count;
	bool has_plain;    /* there is a NAME.age */
	bool plain_is_new; /* and it is none of the versions */
	struct store_item plain;
};

#define DIRECTORY_HISTORY_INIT                            \
	{                                                 \
		.numbers = NULL, .plain = STORE_ITEM_INIT \
	}

/* A name that is not there has no versions: that is no error. */
int directory_history_read(const char *directory, const char *name,
			   struct directory_history *ret_history, struct error *err);
void directory_history_done(struct directory_history *history);

/* Number of the newest version; 0: there is none. */
uint64_t directory_history_newest(const struct directory_history *history);

/* Paths, from malloc; version 0 is NAME.age. */
int directory_path(const char *directory, const char *name, uint64_t version, char **ret_path,
		   struct error *err);

/* Where a version is that the history has: NAME.age for one that is nowhere else. */
int directory_version_path(const char *directory, const char *name,
			   const struct directory_history *history, uint64_t version,
			   char **ret_path, struct error *err);

/* Reads the file at `path` and the signature beside it; err->errnum is ENOENT if there is none. */
int directory_read_item(const char *path, struct store_item *ret_item, struct error *err);

/* Adds the entry of a name, if it is there; or those of all names. */
int directory_describe(const char *directory, const char *name, struct store_entries *entries,
		       struct error *err);
int directory_describe_all(const char *directory, struct store_entries *entries, struct error *err);

#endif
