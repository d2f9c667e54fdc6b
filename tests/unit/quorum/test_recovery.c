#include "age/identity.h"
#include "core/error.h"
#include "quorum/recovery.h"
#include "quorums.h"

struct quorum_fixture {
	struct quorum_share shares[QUORUM_CUSTODIANS_MAX];
	struct quorum_description description;
	unsigned count;
	struct quorum_recovery recovery;
};

static void begin(struct quorum_fixture *fixture, unsigned threshold, unsigned count,
		  bool with_description)
{
	fixture->count = count;
	make_quorum(threshold, count, fixture->shares, &fixture->description);
	quorum_recovery_init(&fixture->recovery, with_description ? &fixture->description : NULL);
}

static void end(struct quorum_fixture *fixture)
{
	quorum_recovery_done(&fixture->recovery);
	quorum_description_done(&fixture->description);
	done_shares(fixture->shares, fixture->count);
}

static int add(struct quorum_fixture *fixture, const struct quorum_share *share, struct error *err)
{
	struct quorum_share copy;
	copy_share(&copy, share);
	int result = quorum_recovery_add(&fixture->recovery, &copy, err);
	assert_int_equal(copy.value.bytes.data == NULL, result == 0);
	quorum_share_done(&copy);
	return result;
}

static void assert_added(struct quorum_fixture *fixture, unsigned number)
{
	assert_int_equal(add(fixture, &fixture->shares[number - 1], NULL), 0);
}

/* As add, of a share that is to be refused. */
static void assert_refused(struct quorum_fixture *fixture, const struct quorum_share *share,
			   const char *message)
{
	struct error err = ERROR_INIT;
	size_t before = fixture->recovery.count;
	assert_int_equal(add(fixture, share, &err), -1);
	assert_string_equal(err.message, message);
	assert_int_equal(fixture->recovery.count, before);
}

/* Flips bits of a share and gives it the digest that fits, as a forger would. */
static void forge(struct quorum_share *share, size_t byte, unsigned bits)
{
	char *at = &share->value.bytes.data[byte];
	*at = (char)((unsigned char)*at ^ bits);
	quorum_share_describe_value(share);
}

/* What was rebuilt is an age identity whose recipient is the quorum's. */
static void assert_rebuilt(struct quorum_fixture *fixture)
{
	struct secret identity = SECRET_INIT(0);
	struct age_identities identities = {0};
	struct error err = ERROR_INIT;
	if (quorum_recovery_rebuild(&fixture->recovery, &identity, &err) != 0)
		fail_msg("%s", err.message);
	assert_int_equal(age_identities_add_text(&identities, secret_string(&identity),
						 secret_length(&identity), "test", NULL),
			 0);
	assert_string_equal(age_identities_recipient(&identities, 0),
			    fixture->description.terms.recipient);
	age_identities_done(&identities);
	secret_done(&identity);
}

static void assert_fails(struct quorum_fixture *fixture, enum error_code code, const char *message,
			 const char *hint)
{
	struct secret identity = SECRET_INIT(0);
	struct error err = ERROR_INIT;
	assert_int_equal(quorum_recovery_rebuild(&fixture->recovery, &identity, &err), -1);
	assert_null(identity.bytes.data);
	assert_int_equal(err.code, code);
	if (!strstr(err.message, message) || !strstr(err.hint, hint))
		fail_msg("'%s' (%s) is not '%s' (%s)", err.message, err.hint, message, hint);
}

static void every_combination(void **state)
{
	(void)state;
	for (unsigned count = 2; count <= 5; count++)
		for (unsigned threshold = 2; threshold <= count; threshold++)
			for (unsigned chosen = 1; chosen < 1U << count; chosen++) {
				struct quorum_fixture fixture;
				begin(&fixture, threshold, count, chosen & 1);
				for (unsigned number = count; number > 0; number--)
					if (chosen >> (number - 1) & 1)
						assert_added(&fixture, number);
				bool enough = (unsigned)__builtin_popcount(chosen) >= threshold;
				assert_int_equal(quorum_recovery_is_complete(&fixture.recovery),
						 enough);
				if (enough)
					assert_rebuilt(&fixture);
				else
					assert_fails(&fixture, ERROR_PERSON, "shares are needed",
						     "still missing: ");
				end(&fixture);
			}
}

static void says_who_is_missing(void **state)
{
	(void)state;
	struct quorum_fixture fixture;
	begin(&fixture, 3, 3, true);
	assert_added(&fixture, 2);
	assert_fails(&fixture, ERROR_PERSON, "3 of the 3 shares are needed, and only 1 is here",
		     "still missing: 1 (alice), 3 (carol)");
	end(&fixture);
	begin(&fixture, 3, 3, false);
	assert_added(&fixture, 1);
	assert_added(&fixture, 2);
	assert_fails(&fixture, ERROR_PERSON, "3 of the 3 shares are needed, and only 2 are here",
		     "still missing: 3");
	end(&fixture);
}

static void refuses_a_share_given_twice(void **state)
{
	(void)state;
	struct quorum_fixture fixture;
	begin(&fixture, 2, 3, false);
	assert_added(&fixture, 1);
	assert_refused(&fixture, &fixture.shares[0], "share 1 (alice) was given before");
	forge(&fixture.shares[0], 7, 0x10);
	assert_refused(&fixture, &fixture.shares[0],
		       "share 1 (alice) differs from the share 1 given before: one of the two is "
		       "wrong");
	assert_added(&fixture, 3);
	assert_rebuilt(&fixture);
	end(&fixture);
}

static void refuses_shares_of_another_quorum(void **state)
{
	(void)state;
	struct quorum_fixture fixture, other;
	char message[512];
	begin(&fixture, 2, 3, false);
	begin(&other, 2, 3, false);
	assert_added(&fixture, 1);
	snprintf(message, sizeof(message), "share 2 (bob) is of another quorum: of %s, not of %s",
		 other.description.terms.recipient, fixture.description.terms.recipient);
	assert_refused(&fixture, &other.shares[1], message);
	fixture.shares[1].terms.threshold = 3;
	assert_refused(&fixture, &fixture.shares[1],
		       "share 2 (bob) is of a quorum of 3 of 3, and this one is of 2 of 3");
	end(&other);
	end(&fixture);
}

/* Every bit of every share, with a digest that fits: the description names it. */
static void the_description_names_every_flipped_bit(void **state)
{
	(void)state;
	struct quorum_fixture fixture;
	begin(&fixture, 2, 3, true);
	for (unsigned number = 1; number <= 3; number++)
		for (size_t bit = 0; bit < 8 * QUORUM_SCALAR; bit++) {
			struct quorum_share *share = &fixture.shares[number - 1];
			char message[512];
			snprintf(message, sizeof(message),
				 "share %u (%s) is wrong: its SHA-256 is not the one in the "
				 "quorum's description",
				 number, share->custodian);
			forge(share, bit / 8, 1U << bit % 8);
			assert_refused(&fixture, share, message);
			forge(share, bit / 8, 1U << bit % 8);
		}
	assert_added(&fixture, 1);
	assert_added(&fixture, 2);
	assert_rebuilt(&fixture);
	end(&fixture);
}

/* The same without the description: one share more than needed is enough to name the wrong one,
 * wherever it is, and the key comes all the same. */
static void one_share_more_names_every_flipped_bit(void **state)
{
	(void)state;
	for (unsigned wrong = 1; wrong <= 3; wrong++) {
		struct quorum_fixture fixture;
		begin(&fixture, 2, 3, false);
		for (unsigned number = 1; number <= 3; number++)
			assert_added(&fixture, number);
		for (size_t bit = 0; bit < 8 * QUORUM_SCALAR; bit++) {
			forge(&fixture.recovery.shares[wrong - 1], bit / 8, 1U << bit % 8);
			assert_rebuilt(&fixture);
			for (unsigned number = 1; number <= 3; number++)
				assert_int_equal(fixture.recovery.wrong[number - 1],
						 number == wrong);
			forge(&fixture.recovery.shares[wrong - 1], bit / 8, 1U << bit % 8);
		}
		end(&fixture);
	}
}

/* With as many shares as needed and no description, every flipped bit is still noticed: also those
 * that X25519 would not use. */
static void the_public_key_shows_every_flipped_bit(void **state)
{
	(void)state;
	struct quorum_fixture fixture;
	begin(&fixture, 2, 3, false);
	assert_added(&fixture, 3);
	assert_added(&fixture, 1);
	for (size_t i = 0; i < 2; i++)
		for (size_t bit = 0; bit < 8 * QUORUM_SCALAR; bit++) {
			forge(&fixture.recovery.shares[i], bit / 8, 1U << bit % 8);
			assert_fails(&fixture, ERROR_FAILED,
				     "the shares 1 (alice), 3 (carol) do not give the key of age1",
				     "at least one is wrong: another share, or the quorum's "
				     "description");
			forge(&fixture.recovery.shares[i], bit / 8, 1U << bit % 8);
		}
	assert_rebuilt(&fixture);
	end(&fixture);
}

static void several_wrong_shares(void **state)
{
	(void)state;
	struct quorum_fixture fixture;
	begin(&fixture, 3, 7, false);
	for (unsigned number = 1; number <= 7; number++)
		assert_added(&fixture, number);
	static const unsigned wrong[] = {0, 1, 3, 6};
	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		forge(&fixture.recovery.shares[wrong[i]], i, 0xff);
	assert_rebuilt(&fixture);
	for (unsigned i = 0; i < 7; i++)
		assert_int_equal(fixture.recovery.wrong[i], i == 0 || i == 1 || i == 3 || i == 6);
	forge(&fixture.recovery.shares[5], 20, 1);
	assert_fails(&fixture, ERROR_FAILED, ", whichever are left out", "at least one is wrong");
	end(&fixture);
}

static void gives_up_after_many_choices(void **state)
{
	(void)state;
	struct quorum_fixture fixture;
	begin(&fixture, 2, QUORUM_CUSTODIANS_MAX, false);
	for (unsigned number = 1; number <= QUORUM_CUSTODIANS_MAX; number++) {
		forge(&fixture.shares[number - 1], number % QUORUM_SCALAR, number);
		assert_added(&fixture, number);
	}
	assert_fails(&fixture, ERROR_FAILED, ", whichever are left out", "");
	fixture.recovery.terms.threshold = 16;
	assert_fails(&fixture, ERROR_FAILED, ": too many are wrong to try all choices", "");
	end(&fixture);
}

/* As it comes out of a QR code. */
static void keep_value_alone(struct quorum_share *share)
{
	share->terms = (struct quorum_terms){.threshold = 0};
	share->custodian[0] = '\0';
}

static void values_alone_need_the_terms(void **state)
{
	(void)state;
	struct quorum_fixture fixture;
	begin(&fixture, 2, 3, false);
	keep_value_alone(&fixture.shares[0]);
	keep_value_alone(&fixture.shares[2]);
	assert_added(&fixture, 1);
	assert_added(&fixture, 3);
	assert_false(quorum_recovery_is_complete(&fixture.recovery));
	assert_fails(&fixture, ERROR_PERSON, "the 2 shares do not say how many are needed",
		     "--description FILE");
	assert_added(&fixture, 2);
	assert_true(quorum_recovery_is_complete(&fixture.recovery));
	assert_rebuilt(&fixture);
	end(&fixture);

	begin(&fixture, 2, 3, true);
	keep_value_alone(&fixture.shares[0]);
	keep_value_alone(&fixture.shares[2]);
	assert_added(&fixture, 1);
	assert_added(&fixture, 3);
	assert_string_equal(fixture.recovery.shares[1].custodian, "carol");
	assert_rebuilt(&fixture);
	end(&fixture);
}

static void a_number_outside_the_quorum_is_refused(void **state)
{
	(void)state;
	struct quorum_fixture fixture, larger;
	begin(&fixture, 2, 3, false);
	begin(&larger, 2, 5, false);
	keep_value_alone(&larger.shares[4]);
	assert_added(&fixture, 1);
	assert_refused(&fixture, &larger.shares[4],
		       "share 5 is not of this quorum, which has the shares 1 to 3");
	quorum_recovery_done(&fixture.recovery);
	quorum_recovery_init(&fixture.recovery, NULL);
	assert_int_equal(add(&fixture, &larger.shares[4], NULL), 0);
	assert_refused(&fixture, &fixture.shares[0],
		       "share 1 (alice) is of a quorum of 3 shares, and share 5 was given before");
	end(&larger);
	end(&fixture);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(every_combination),
	cmocka_unit_test(says_who_is_missing),
	cmocka_unit_test(refuses_a_share_given_twice),
	cmocka_unit_test(refuses_shares_of_another_quorum),
	cmocka_unit_test(the_description_names_every_flipped_bit),
	cmocka_unit_test(one_share_more_names_every_flipped_bit),
	cmocka_unit_test(the_public_key_shows_every_flipped_bit),
	cmocka_unit_test(several_wrong_shares),
	cmocka_unit_test(gives_up_after_many_choices),
	cmocka_unit_test(values_alone_need_the_terms),
	cmocka_unit_test(a_number_outside_the_quorum_is_refused),
};
UNIT_MAIN(tests)
