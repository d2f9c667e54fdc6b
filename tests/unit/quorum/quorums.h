/* Quorums for the tests: a key pair split among custodians called alice, bob, carol, ... */
#ifndef UNIT_QUORUMS_H
#define UNIT_QUORUMS_H

#include "quorum/description.h"
#include "quorum/key.h"
#include "quorum/shamir.h"
#include "quorum/share.h"
#include "unit.h"

/* Key pairs made with age-keygen 1.1.1, for the tests alone. */
static const struct {
	const char *name, *recipient, *identity;
} people[] = {
	{"alice", "age1lxehqc49l7lflavnj79889t5j353sfzhg9mnm72cc9r86nnunclqpg7pe8",
	 "AGE-SECRET-KEY-1KGWW8TT6QAPRW9RAW9VXWAX8Q66RTZCUH6T6FJ5HA2LVV4CRZ29QPCPKLU"},
	{"bob", "age1fyw6ckgpxwju9jrgukmkthgur72wj8vgz6gygssqhrtrzkf5m4csraplzt",
	 "AGE-SECRET-KEY-1LWWSYFT5JFMMZ8CNAZ5DTVHPERUUZD2HJGSK445MSMQ3UXGTGYSQJVZHUX"},
	{"carol", "age1lux4589rpwrj7dxzt44mn3yf4llv05pulju88597zruy67t00auq8jhzxy",
	 "AGE-SECRET-KEY-1Y7M0CHD8TJSVVJHH8LPEGPCGX6MY9Z2Z2N885LRUNXKJHGZFZ9XQVL598E"},
};

/* Those after the first three are called custodian-4, ... */
static inline void name_custodian(unsigned index, char name[QUORUM_NAME_MAX + 1])
{
	if (index < COUNT_OF(people))
		snprintf(name, QUORUM_NAME_MAX + 1, "%s", people[index].name);
	else
		snprintf(name, QUORUM_NAME_MAX + 1, "custodian-%u", index + 1);
}

/* A new quorum; shares[0 .. count) and the description are ended by the caller, each as such. */
static inline void make_quorum(unsigned threshold, unsigned count, struct quorum_share *shares,
			       struct quorum_description *description)
{
	struct secret scalar = SECRET_INIT(0), values[QUORUM_CUSTODIANS_MAX] = {0};
	struct quorum_terms terms = {.threshold = threshold, .count = count};
	*description = (struct quorum_description){0};
	assert_int_equal(quorum_key_generate(&scalar, terms.recipient, NULL), 0);
	assert_int_equal(
		shamir_split(&scalar, threshold, count, &shamir_system_random, values, NULL), 0);
	description->terms = terms;
	for (unsigned i = 0; i < count; i++) {
		struct quorum_custodian *custodian = &description->custodians[i];
		shares[i] = (struct quorum_share){.terms = terms};
		name_custodian(i, shares[i].custodian);
		secret_move(&shares[i].value, &values[i]);
		quorum_share_describe_value(&shares[i]);
		name_custodian(i, custodian->name);
		memcpy(custodian->sha256, shares[i].sha256, sizeof(custodian->sha256));
		custodian->recipient = strdup(people[i % COUNT_OF(people)].recipient);
	}
	secret_done(&scalar);
}

static inline void done_shares(struct quorum_share *shares, size_t count)
{
	for (size_t i = 0; i < count; i++)
		quorum_share_done(&shares[i]);
}

/* A share of its own, as if it had been read from its text. */
static inline void copy_share(struct quorum_share *to, const struct quorum_share *from)
{
	*to = *from;
	to->value = (struct secret)SECRET_INIT(QUORUM_VALUE);
	assert_int_equal(secret_set(&to->value, secret_string(&from->value),
				    secret_length(&from->value), NULL),
			 0);
}

#endif
