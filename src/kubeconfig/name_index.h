/*
 * From names to small numbers: a hash table that does not copy the names. Whoever numbers the
 * things tells their names by a callback. The hash is seeded anew in each table, so that no file
 * can be made to collide.
 */
#ifndef KUBECONFIG_NAME_INDEX_H
#define KUBECONFIG_NAME_INDEX_H

#include <stdint.h>

#include "core/slice.h"

struct error;

struct name_index {
	struct slice (*name_of)(const void *owner, uint32_t number);
	const void *owner;
	struct name_index_slot *slots;
	uint32_t mask; /* number of slots - 1, or 0 */
	uint32_t count;
	uint64_t seed;
};

enum { NAME_NOT_FOUND = -1 };

void name_index_init(struct name_index *index,
		     struct slice (*name_of)(const void *owner, uint32_t number),
		     const void *owner);
void name_index_done(struct name_index *index);

/*
 * Adds a number under its name. Where the name is there already, *ret_old is the number it has and
 * nothing changes; else *ret_old is NAME_NOT_FOUND.
 */
int name_index_add(struct name_index *index, uint32_t number, int64_t *ret_old, struct error *err);

/* As name_index_add, but the new number takes the place of the old one. */
int name_index_put(struct name_index *index, uint32_t number, struct error *err);

/* The number, or NAME_NOT_FOUND. */
int64_t name_index_find(const struct name_index *index, struct slice name);

#endif
