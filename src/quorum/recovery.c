#include "quorum/recovery.h"

#include <string.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "quorum/description.h"
#include "quorum/key.h"
#include "quorum/shamir.h"

enum {
	/* Choices of shares to try: every 8 out of 17, for example; a few seconds at most. */
	ATTEMPTS_MAX = 25000,
	LIST_MAX = QUORUM_CUSTODIANS_MAX * QUORUM_SHARE_LABEL_SIZE,
};

/* A choice of `size` shares, by ascending index. */
struct choice {
	size_t index[QUORUM_CUSTODIANS_MAX];
	size_t size;
};

void quorum_recovery_init(struct quorum_recovery *recovery,
			  const struct quorum_description *description)
{
	*recovery = (struct quorum_recovery){.description = description};
	if (description)
		recovery->terms = description->terms;
}

void quorum_recovery_done(struct quorum_recovery *recovery)
{
	for (size_t i = 0; i < recovery->count; i++)
		quorum_share_done(&recovery->shares[i]);
	recovery->count = 0;
}

static bool has_terms(const struct quorum_terms *terms)
{
	return terms->recipient[0] != '\0';
}

bool quorum_recovery_is_complete(const struct quorum_recovery *recovery)
{
	return has_terms(&recovery->terms) && recovery->count >= recovery->terms.threshold;
}

static int check_terms(const struct quorum_recovery *recovery, const struct quorum_share *share,
		       const char *label, struct error *err)
{
	const struct quorum_terms *ours = &recovery->terms, *its = &share->terms;
	if (has_terms(ours) && has_terms(its) && !string_equal(ours->recipient, its->recipient))
		return error_set(err, ERROR_FAILED, "%s is of another quorum: of %s, not of %s",
				 label, its->recipient, ours->recipient);
	if (has_terms(ours) && has_terms(its) && !quorum_terms_equal(ours, its))
		return error_set(err, ERROR_FAILED,
				 "%s is of a quorum of %u of %u, and this one is of %u of %u",
				 label, its->threshold, its->count, ours->threshold, ours->count);
	if (has_terms(ours) && share->number > ours->count)
		return error_set(err, ERROR_FAILED,
				 "%s is not of this quorum, which has the shares 1 to %u", label,
				 ours->count);
	return 0;
}

static int check_others(const struct quorum_recovery *recovery, const struct quorum_share *share,
			const char *label, struct error *err)
{
	for (size_t i = 0; i < recovery->count; i++) {
		const struct quorum_share *other = &recovery->shares[i];
		if (has_terms(&share->terms) && other->number > share->terms.count)
			return error_set(err, ERROR_FAILED,
					 "%s is of a quorum of %u shares, and share %u was given "
					 "before",
					 label, share->terms.count, other->number);
		if (other->number != share->number)
			continue;
		if (secret_equal(&other->value, &share->value))
			return error_set(err, ERROR_FAILED, "%s was given before", label);
		error_set(err, ERROR_FAILED,
			  "%s differs from the share %u given before: one of the two is wrong",
			  label, share->number);
		return error_hint(err, "the quorum's description tells which: --description FILE");
	}
	return 0;
}

static int check_description(const struct quorum_recovery *recovery,
			     const struct quorum_share *share, struct error *err)
{
	if (!recovery->description)
		return 0;
	const struct quorum_custodian *listed =
		&recovery->description->custodians[share->number - 1];
	if (memcmp(listed->sha256, share->sha256, sizeof(listed->sha256)) == 0)
		return 0;
	char label[QUORUM_SHARE_LABEL_SIZE];
	quorum_share_label(share->number, listed->name, label);
	error_set(err, ERROR_FAILED,
		  "%s is wrong: its SHA-256 is not the one in the quorum's description", label);
	return error_hint(err, "ask %s for another copy of the share", listed->name);
}

int quorum_recovery_add(struct quorum_recovery *recovery, struct quorum_share *share,
			struct error *err)
{
	char label[QUORUM_SHARE_LABEL_SIZE];
	quorum_share_label(share->number, share->custodian, label);
	if (check_terms(recovery, share, label, err) != 0 ||
	    check_description(recovery, share, err) != 0 ||
	    check_others(recovery, share, label, err) != 0)
		return -1;
	if (recovery->count == QUORUM_CUSTODIANS_MAX)
		return error_set(err, ERROR_FAILED, "more than %d shares are given",
				 QUORUM_CUSTODIANS_MAX);
	if (!has_terms(&recovery->terms))
		recovery->terms = share->terms;
	struct quorum_share *place = &recovery->shares[recovery->count++];
	*place = (struct quorum_share){0};
	quorum_share_move(place, share);
	if (recovery->description)
		memcpy(place->custodian, recovery->description->custodians[place->number - 1].name,
		       sizeof(place->custodian));
	return 0;
}

/* "1 (alice), 2 (bob)": of the shares that are there, or of those that are not. */
static void list_shares(const struct quorum_recovery *recovery, bool there, struct buffer *list)
{
	for (unsigned number = 1; number <= recovery->terms.count; number++) {
		const char *name = recovery->description
					   ? recovery->description->custodians[number - 1].name
					   : "";
		bool found = false;
		for (size_t i = 0; i < recovery->count; i++)
			if (recovery->shares[i].number == number) {
				found = true;
				name = recovery->shares[i].custodian;
			}
		if (found != there)
			continue;
		buffer_append_format(list, *name ? "%s%u (%s)" : "%s%u", list->length ? ", " : "",
				     number, name);
	}
}

void quorum_recovery_list_missing(const struct quorum_recovery *recovery, struct buffer *list)
{
	list_shares(recovery, false, list);
}

static int too_few(const struct quorum_recovery *recovery, struct error *err)
{
	cleanup(buffer_done) struct buffer list = BUFFER_INIT(LIST_MAX);
	const struct quorum_terms *terms = &recovery->terms;
	if (!has_terms(terms)) {
		error_set(err, ERROR_PERSON,
			  "the %zu shares do not say how many are needed: they are values alone",
			  recovery->count);
		return error_hint(err, "give the quorum's description: --description FILE");
	}
	list_shares(recovery, false, &list);
	error_set(err, ERROR_PERSON, "%u of the %u shares are needed, and only %zu %s here",
		  terms->threshold, terms->count, recovery->count,
		  recovery->count == 1 ? "is" : "are");
	return error_hint(err, "still missing: %s", buffer_string(&list));
}

static int nothing_fits(const struct quorum_recovery *recovery, bool tried_all, struct error *err)
{
	cleanup(buffer_done) struct buffer list = BUFFER_INIT(LIST_MAX);
	list_shares(recovery, true, &list);
	error_set(err, ERROR_FAILED, "the shares %s do not give the key of %s%s",
		  buffer_string(&list), recovery->terms.recipient,
		  !tried_all ? ": too many are wrong to try all choices"
		  : recovery->count > recovery->terms.threshold ? ", whichever are left out"
								: "");
	if (recovery->description)
		return error_hint(err, "each is the one that the description lists: if that "
				       "cannot be trusted, use another copy of it");
	return error_hint(err, "at least one is wrong: another share, or the quorum's description "
			       "(--description FILE), would show which");
}

/* The next choice in lexicographic order; false after the last. */
static bool next_choice(struct choice *choice, size_t count)
{
	for (size_t i = choice->size; i-- > 0;) {
		if (choice->index[i] == count - choice->size + i)
			continue;
		size_t index = choice->index[i] + 1;
		for (; i < choice->size; i++)
			choice->index[i] = index++;
		return true;
	}
	return false;
}

static void pick(const struct quorum_recovery *recovery, const struct choice *choice,
		 const struct secret **ret_values)
{
	for (size_t i = 0; i < choice->size; i++)
		ret_values[i] = &recovery->shares[choice->index[i]].value;
}

/* Tries choices until one gives the key. */
static int find_right_shares(const struct quorum_recovery *recovery, struct choice *ret_choice,
			     struct secret *ret_scalar, struct error *err)
{
	struct choice choice = {.size = recovery->terms.threshold};
	const struct secret *values[QUORUM_CUSTODIANS_MAX];
	for (size_t i = 0; i < choice.size; i++)
		choice.index[i] = i;
	unsigned attempts = 0;
	bool more = true;
	for (; more && attempts < ATTEMPTS_MAX; attempts++) {
		cleanup(secret_done) struct secret scalar = SECRET_INIT(0);
		pick(recovery, &choice, values);
		if (shamir_combine(values, choice.size, &scalar, err) != 0)
			return -1;
		if (quorum_key_matches(&scalar, recovery->terms.recipient)) {
			*ret_choice = choice;
			secret_move(ret_scalar, &scalar);
			return 0;
		}
		more = next_choice(&choice, recovery->count);
	}
	return nothing_fits(recovery, !more, err);
}

/* The right shares give every other one too. */
static int mark_wrong(struct quorum_recovery *recovery, const struct choice *choice,
		      struct error *err)
{
	const struct secret *values[QUORUM_CUSTODIANS_MAX];
	pick(recovery, choice, values);
	for (size_t i = 0; i < recovery->count; i++) {
		cleanup(secret_done) struct secret expected = SECRET_INIT(0);
		const struct quorum_share *share = &recovery->shares[i];
		if (shamir_share_at(values, choice->size, (uint8_t)share->number, &expected, err) !=
		    0)
			return -1;
		recovery->wrong[i] = !secret_equal(&expected, &share->value);
	}
	return 0;
}

int quorum_recovery_rebuild(struct quorum_recovery *recovery, struct secret *ret_identity,
			    struct error *err)
{
	cleanup(secret_done) struct secret scalar = SECRET_INIT(0);
	struct choice choice = {.size = 0};
	if (!quorum_recovery_is_complete(recovery))
		return too_few(recovery, err);
	if (find_right_shares(recovery, &choice, &scalar, err) != 0 ||
	    mark_wrong(recovery, &choice, err) != 0)
		return -1;
	return quorum_key_identity(&scalar, ret_identity, err);
}
