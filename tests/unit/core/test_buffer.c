#include "core/buffer.h"
#include "core/error.h"
#include "unit.h"

static void appends_and_stays_terminated(void **state)
{
	(void)state;
	struct buffer buffer = BUFFER_INIT(10000);
	assert_string_equal(buffer_string(&buffer), "");
	for (int i = 0; i < 1000; i++)
		buffer_append_char(&buffer, (char)('a' + i % 26));
	assert_int_equal(buffer.length, 1000);
	assert_int_equal(strlen(buffer_string(&buffer)), 1000);
	buffer_append_format(&buffer, "%d-%s", 42, "x");
	assert_string_equal(buffer_string(&buffer) + 1000, "42-x");
	buffer_truncate(&buffer, 1);
	assert_string_equal(buffer_string(&buffer), "a");
	buffer_done(&buffer);
	assert_string_equal(buffer_string(&buffer), "");
}

static void the_limit_is_exact_and_sticks(void **state)
{
	(void)state;
	struct buffer buffer = BUFFER_INIT(4);
	struct error err = ERROR_INIT;
	buffer_append(&buffer, "abcd", 4);
	assert_int_equal(buffer_check(&buffer, "it", &err), 0);
	buffer_append(&buffer, "e", 1);
	assert_int_equal(buffer_check(&buffer, "it", &err), -1);
	assert_string_equal(err.message, "it is longer than the limit of 4 bytes");
	buffer_truncate(&buffer, 0);
	buffer_append(&buffer, "e", 1);
	assert_int_equal(buffer_check(&buffer, "it", &err), -1);
	assert_string_equal(buffer_string(&buffer), "");
	buffer_done(&buffer);
}

static void take_hands_over_even_nothing(void **state)
{
	(void)state;
	struct buffer buffer = BUFFER_INIT(4);
	char *text = buffer_take(&buffer);
	assert_string_equal(text, "");
	free(text);
	buffer_append_string(&buffer, "abc");
	text = buffer_take(&buffer);
	assert_string_equal(text, "abc");
	assert_null(buffer.data);
	free(text);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(appends_and_stays_terminated),
	cmocka_unit_test(the_limit_is_exact_and_sticks),
	cmocka_unit_test(take_hands_over_even_nothing),
};
UNIT_MAIN(tests)
