/* The kinds of stores, and what they share; for store*.c alone. */
#ifndef ESCROW_STORE_KINDS_H
#define ESCROW_STORE_KINDS_H

#include "escrow/store.h"

enum { STORE_NOTES_MAX = 16 * 1024 };

/* `place` is what follows the colon of the spec. The rest of struct store is filled by the caller.
 */
int store_directory_open(const char *place, const struct store_options *options,
			 struct store **ret_store, struct error *err);
int store_vault_open(const char *place, const struct store_options *options,
		     struct store **ret_store, struct error *err);

/* Moves the content; `to` must be empty. */
void store_item_move(struct store_item *to, struct store_item *from);

/* Adds an entry with room for `versions` versions, which is borrowed. NULL: err is set. */
struct store_entry *store_entries_add(struct store_entries *entries, const char *name,
				      size_t versions, struct error *err);

/* By name, and the versions of each by number. */
void store_entries_sort(struct store_entries *entries);

/* Adds a line to the notes. */
void store_note(struct store *store, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* -1 with the error that the store does not have the name, or that version of it (0: any). */
int store_not_there(const struct store *store, const char *name, uint64_t version,
		    struct error *err);

#endif
