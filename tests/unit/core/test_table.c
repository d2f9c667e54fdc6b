#include "core/error.h"
#include "core/table.h"
#include "unit.h"

static void columns_are_as_wide_as_their_widest_cell(void **state)
{
	(void)state;
	struct table table = TABLE_INIT(3, 0);
	struct buffer out = BUFFER_INIT(4096);
	static const char *const cells[] = {
		"NAME", "VALUE", "LAST", "a", "longer", "x", "\xc3\xa4\xc3\xb6", "", "end"};
	for (size_t i = 0; i < COUNT_OF(cells); i++)
		table_add_string(&table, cells[i]);
	assert_int_equal(table_print(&table, &out, NULL), 0);
	assert_string_equal(buffer_string(&out), "NAME   VALUE    LAST\n"
						 "a      longer   x\n"
						 "\xc3\xa4\xc3\xb6     -        end\n");
	table_done(&table);
	buffer_done(&out);
}

static void cells_lose_their_middle_and_never_half_a_character(void **state)
{
	(void)state;
	static const struct {
		size_t cut_at;
		const char *cell, *expected;
	} cases[] = {
		{0, "abcdefghij", "abcdefghij\n"},
		{10, "abcdefghij", "abcdefghij\n"},
		{9, "abcdefghij", "abc...hij\n"},
		{8, "abcdefghij", "ab...hij\n"},
		{5, "abcdefghij", "a...j\n"},
		{3, "abcdefghij", "abcdefghij\n"},
		{6, "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4",
		 "\xc3\xa4...\xc3\xa4\xc3\xa4\n"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct table table = TABLE_INIT(1, cases[i].cut_at);
		struct buffer out = BUFFER_INIT(4096);
		table_add_string(&table, cases[i].cell);
		assert_int_equal(table_print(&table, &out, NULL), 0);
		assert_string_equal(buffer_string(&out), cases[i].expected);
		table_done(&table);
		buffer_done(&out);
	}
}

static void no_cell_controls_the_terminal(void **state)
{
	(void)state;
	struct table table = TABLE_INIT(2, 0);
	struct buffer out = BUFFER_INIT(4096);
	table_add(&table, (struct slice){"a\0b", 3});
	table_add_string(&table, "\x1b[2J\n\xff");
	assert_int_equal(table_print(&table, &out, NULL), 0);
	assert_string_equal(buffer_string(&out), "a\\x00b   \\x1b[2J\\x0a\\xff\n");
	table_done(&table);
	buffer_done(&out);
}

static void an_output_that_is_too_small_is_an_error(void **state)
{
	(void)state;
	struct table table = TABLE_INIT(1, 0);
	struct buffer out = BUFFER_INIT(3);
	struct error err = ERROR_INIT;
	table_add_string(&table, "abc");
	assert_int_equal(table_print(&table, &out, &err), -1);
	assert_int_equal(err.code, ERROR_FAILED);
	table_done(&table);
	buffer_done(&out);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(columns_are_as_wide_as_their_widest_cell),
	cmocka_unit_test(cells_lose_their_middle_and_never_half_a_character),
	cmocka_unit_test(no_cell_controls_the_terminal),
	cmocka_unit_test(an_output_that_is_too_small_is_an_error),
};
UNIT_MAIN(tests)
