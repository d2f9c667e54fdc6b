#include "age/identity.h"
#include "core/error.h"
#include "quorum/key.h"
#include "quorums.h"

static void flip(struct secret *scalar, size_t bit)
{
	char *byte = &scalar->bytes.data[bit / 8];
	*byte = (char)((unsigned char)*byte ^ 1U << bit % 8);
}

/* Age reads the identity, and says the same recipient. */
static void makes_key_pairs_of_age(void **state)
{
	(void)state;
	struct secret scalar = SECRET_INIT(0), identity = SECRET_INIT(0);
	struct age_identities parsed = {0};
	char recipient[QUORUM_RECIPIENT + 1];
	assert_int_equal(quorum_key_generate(&scalar, recipient, NULL), 0);
	assert_int_equal(secret_length(&scalar), QUORUM_SCALAR);
	assert_int_equal(quorum_key_identity(&scalar, &identity, NULL), 0);
	assert_int_equal(age_identities_add_text(&parsed, secret_string(&identity),
						 secret_length(&identity), "test", NULL),
			 0);
	assert_string_equal(age_identities_recipient(&parsed, 0), recipient);
	age_identities_done(&parsed);
	secret_done(&identity);
	secret_done(&scalar);
}

static void the_recipient_vouches_for_every_bit(void **state)
{
	(void)state;
	struct secret scalar = SECRET_INIT(0);
	char recipient[QUORUM_RECIPIENT + 1];
	assert_int_equal(quorum_key_generate(&scalar, recipient, NULL), 0);
	assert_true(quorum_key_matches(&scalar, recipient));
	for (size_t bit = 0; bit < 8 * QUORUM_SCALAR; bit++) {
		flip(&scalar, bit);
		assert_false(quorum_key_matches(&scalar, recipient));
		flip(&scalar, bit);
	}
	assert_false(quorum_key_matches(&scalar, people[0].recipient));
	assert_false(quorum_key_matches(&scalar, ""));
	buffer_truncate(&scalar.bytes, QUORUM_SCALAR - 1);
	assert_false(quorum_key_matches(&scalar, recipient));
	secret_done(&scalar);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(makes_key_pairs_of_age),
	cmocka_unit_test(the_recipient_vouches_for_every_bit),
};
UNIT_MAIN(tests)
