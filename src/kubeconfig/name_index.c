#include "kubeconfig/name_index.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "core/error.h"

struct name_index_slot {
	uint32_t hash; /* 0: free */
	uint32_t number;
};

enum { SLOTS_AT_FIRST = 16 };

void name_index_init(struct name_index *index,
		     struct slice (*name_of)(const void *owner, uint32_t number), const void *owner)
{
	*index = (struct name_index){.name_of = name_of, .owner = owner};
	/* Without a seed the table still works; only its worst case could be forced. */
	if (getrandom(&index->seed, sizeof(index->seed), GRND_NONBLOCK) < 0)
		index->seed = (uint64_t)(uintptr_t)index;
}

void name_index_done(struct name_index *index)
{
	free(index->slots);
	index->slots = NULL;
	index->mask = 0;
	index->count = 0;
}

static uint64_t mix(uint64_t value)
{
	value ^= value >> 32;
	value *= 0xd6e8feb86659fd93U;
	value ^= value >> 32;
	value *= 0xd6e8feb86659fd93U;
	return value ^ (value >> 32);
}

static uint32_t hash(const struct name_index *index, struct slice name)
{
	uint64_t state = index->seed ^ name.length;
	for (size_t i = 0; i < name.length; i += 8) {
		uint64_t word = 0;
		size_t rest = name.length - i;
		memcpy(&word, name.bytes + i, rest < 8 ? rest : 8);
		state = mix(state ^ word) + index->seed;
	}
	uint32_t result = (uint32_t)(state ^ (state >> 32));
	return result != 0 ? result : 1;
}

/* The slot that has the name, or the free one where it belongs. There is always a free one. */
static struct name_index_slot *slot_of(const struct name_index *index, struct slice name,
				       uint32_t name_hash)
{
	for (uint32_t i = name_hash & index->mask;; i = (i + 1) & index->mask) {
		struct name_index_slot *slot = &index->slots[i];
		if (slot->hash == 0)
			return slot;
		if (slot->hash != name_hash)
			continue;
		if (slice_equal(index->name_of(index->owner, slot->number), name))
			return slot;
	}
}

static int grow(struct name_index *index, struct error *err)
{
	size_t size = index->slots ? ((size_t)index->mask + 1) * 2 : SLOTS_AT_FIRST;
	struct name_index_slot *slots = calloc(size, sizeof(*slots));
	if (!slots)
		return error_no_memory(err);
	size_t old_size = index->slots ? (size_t)index->mask + 1 : 0;
	uint32_t mask = (uint32_t)(size - 1);
	for (size_t i = 0; i < old_size; i++) {
		struct name_index_slot old = index->slots[i];
		if (old.hash == 0)
			continue;
		uint32_t at = old.hash & mask;
		while (slots[at].hash != 0)
			at = (at + 1) & mask;
		slots[at] = old;
	}
	free(index->slots);
	index->slots = slots;
	index->mask = mask;
	return 0;
}

static int add(struct name_index *index, uint32_t number, bool replace, int64_t *ret_old,
	       struct error *err)
{
	if (index->count >= index->mask / 2 && grow(index, err) != 0)
		return -1;
	struct slice name = index->name_of(index->owner, number);
	uint32_t name_hash = hash(index, name);
	struct name_index_slot *slot = slot_of(index, name, name_hash);
	*ret_old = slot->hash != 0 ? (int64_t)slot->number : NAME_NOT_FOUND;
	if (slot->hash != 0 && !replace)
		return 0;
	index->count += slot->hash == 0 ? 1 : 0;
	*slot = (struct name_index_slot){name_hash, number};
	return 0;
}

int name_index_add(struct name_index *index, uint32_t number, int64_t *ret_old, struct error *err)
{
	return add(index, number, false, ret_old, err);
}

int name_index_put(struct name_index *index, uint32_t number, struct error *err)
{
	int64_t old;
	return add(index, number, true, &old, err);
}

int64_t name_index_find(const struct name_index *index, struct slice name)
{
	if (!index->slots)
		return NAME_NOT_FOUND;
	const struct name_index_slot *slot = slot_of(index, name, hash(index, name));
	return slot->hash != 0 ? (int64_t)slot->number : NAME_NOT_FOUND;
}
