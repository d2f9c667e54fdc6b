#include <errno.h>

#include "core/error.h"
#include "unit.h"

static void context_is_put_in_front(void **state)
{
	(void)state;
	struct error err = ERROR_INIT;
	assert_int_equal(error_errno(&err, ENOENT, "cannot open %s", "f"), -1);
	error_hint(&err, "first");
	error_hint(&err, "second");
	error_wrap(&err, "context %d", 3);
	assert_string_equal(err.message, "context 3: cannot open f: No such file or directory");
	assert_string_equal(err.hint, "first");
	assert_int_equal(err.errnum, ENOENT);
	assert_int_equal(err.code, ERROR_FAILED);
}

static void long_texts_are_cut(void **state)
{
	(void)state;
	char text[5000];
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	struct error err = ERROR_INIT;
	error_set(&err, ERROR_USAGE, "%s", text);
	assert_int_equal(strlen(err.message), sizeof(err.message) - 1);
	assert_string_equal(err.message + sizeof(err.message) - 4, "...");
	error_wrap(&err, "%s", text);
	assert_int_equal(strlen(err.message), sizeof(err.message) - 1);
	error_hint(&err, "%s", text);
	assert_int_equal(strlen(err.hint), sizeof(err.hint) - 1);
	assert_int_equal(err.code, ERROR_USAGE);
}

static void nobody_has_to_listen(void **state)
{
	(void)state;
	assert_int_equal(error_set(NULL, ERROR_FAILED, "x"), -1);
	assert_int_equal(error_errno(NULL, EIO, "x"), -1);
	assert_int_equal(error_wrap(NULL, "x"), -1);
	assert_int_equal(error_hint(NULL, "x"), -1);
	error_clear(NULL);
}

static void prints_no_control_byte(void **state)
{
	(void)state;
	struct error err = ERROR_INIT;
	error_set(&err, ERROR_FAILED, "server said \x1b]0;x\x07");
	error_hint(&err, "a\nb");
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);
	error_print(&err, "eksbreakglass", stream);
	fclose(stream);
	assert_string_equal(text, "eksbreakglass: server said \\x1b]0;x\\x07\n  hint: a\\x0ab\n");
	free(text);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(context_is_put_in_front),
	cmocka_unit_test(long_texts_are_cut),
	cmocka_unit_test(nobody_has_to_listen),
	cmocka_unit_test(prints_no_control_byte),
};
UNIT_MAIN(tests)
