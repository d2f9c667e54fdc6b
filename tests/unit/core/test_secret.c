#include "core/error.h"
#include "core/secret.h"
#include "unit.h"

static void grows_and_keeps_its_bytes(void **state)
{
	(void)state;
	struct secret secret = SECRET_INIT(100000);
	for (int i = 0; i < 50000; i++)
		buffer_append_char(&secret.bytes, (char)i);
	assert_int_equal(secret_length(&secret), 50000);
	for (int i = 0; i < 50000; i++)
		assert_true(secret_string(&secret)[i] == (char)i);
	secret_done(&secret);
	secret_done(&secret);
}

static void set_leaves_nothing_of_what_was_there(void **state)
{
	(void)state;
	struct secret secret = SECRET_INIT(100);
	assert_int_equal(secret_set(&secret, "long secret text", 16, NULL), 0);
	assert_int_equal(secret_set(&secret, "x", 1, NULL), 0);
	assert_string_equal(secret_string(&secret), "x");
	for (size_t i = 2; i < secret.bytes.capacity && i < 17; i++)
		assert_int_equal(secret.bytes.data[i], 0);
	secret_done(&secret);
}

static void compares_content_and_length(void **state)
{
	(void)state;
	static const struct {
		const char *a, *b;
		bool equal;
	} cases[] = {{"", "", true}, {"a", "a", true}, {"a", "b", false}, {"a", "aa", false}};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct secret a = SECRET_INIT(10);
		struct secret b = SECRET_INIT(10);
		secret_set(&a, cases[i].a, strlen(cases[i].a), NULL);
		secret_set(&b, cases[i].b, strlen(cases[i].b), NULL);
		assert_int_equal(secret_equal(&a, &b), cases[i].equal);
		secret_done(&a);
		secret_done(&b);
	}
}

static void moves_and_empties(void **state)
{
	(void)state;
	struct secret from = SECRET_INIT(10);
	struct secret to = SECRET_INIT(10);
	secret_set(&to, "old", 3, NULL);
	secret_set(&from, "new", 3, NULL);
	secret_move(&to, &from);
	assert_string_equal(secret_string(&to), "new");
	assert_int_equal(secret_length(&from), 0);
	assert_int_equal(secret_set(&from, "again", 5, NULL), 0);
	secret_done(&from);
	secret_done(&to);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(grows_and_keeps_its_bytes),
	cmocka_unit_test(set_leaves_nothing_of_what_was_there),
	cmocka_unit_test(compares_content_and_length),
	cmocka_unit_test(moves_and_empties),
};
UNIT_MAIN(tests)
