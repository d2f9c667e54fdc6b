#include "platform/wiping_memory.h"
#include "unit.h"

static void grows_and_keeps_the_content(void **state)
{
	(void)state;
	char *block = wiping_malloc(4);
	memcpy(block, "abc", 4);
	for (size_t size = 4; size < 5000; size = size * 3 / 2) {
		block = wiping_realloc(block, size);
		assert_string_equal(block, "abc");
		memset(block + 4, 'x', size - 4);
	}
	block = wiping_realloc(block, 4);
	assert_string_equal(block, "abc");
	wiping_free(block);
}

static void behaves_as_the_c_library_at_the_edges(void **state)
{
	(void)state;
	wiping_free(NULL);
	char *block = wiping_realloc(NULL, 3);
	assert_non_null(block);
	assert_null(wiping_realloc(block, 0));
	block = wiping_calloc(3, 5);
	for (size_t i = 0; i < 15; i++)
		assert_int_equal(block[i], 0);
	wiping_free(block);
	volatile size_t huge = SIZE_MAX;
	assert_null(wiping_malloc(huge));
	assert_null(wiping_calloc(huge, 2));
	block = wiping_strdup("copy");
	assert_string_equal(block, "copy");
	assert_int_equal((uintptr_t)block % _Alignof(max_align_t), 0);
	wiping_free(block);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(grows_and_keeps_the_content),
	cmocka_unit_test(behaves_as_the_c_library_at_the_edges),
};
UNIT_MAIN(tests)
