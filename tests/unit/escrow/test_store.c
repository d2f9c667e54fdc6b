#include "age/armor.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "escrow/store.h"
#include "unit.h"

static void names(void **state)
{
	(void)state;
	char longest[STORE_NAME_MAX + 2];
	memset(longest, 'a', sizeof(longest));
	longest[STORE_NAME_MAX] = '\0';
	assert_int_equal(store_check_name(longest, NULL), 0);
	longest[STORE_NAME_MAX] = 'a';
	longest[STORE_NAME_MAX + 1] = '\0';
	const struct {
		const char *name;
		bool good;
	} cases[] = {
		{"prod", true},
		{"prod-eu_1.2+a=b@c", true},
		{"1", true},
		{"", false},
		{".", false},
		{"..", false},
		{".hidden", false},
		{"-x", false},
		{"a/b", false},
		{"a b", false},
		{"a\n", false},
		{"\xc3\xa4", false},
		{"prod.age", false},
		{"prod.age.minisig", false},
		{"prod.versions", false},
		{"prod.age.old", true},
		{longest, false},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct error err = ERROR_INIT;
		if ((store_check_name(cases[i].name, &err) == 0) != cases[i].good)
			fail_msg("'%s'", cases[i].name);
		assert_int_equal(err.code, cases[i].good ? ERROR_NONE : ERROR_USAGE);
	}
}

static void names_from_paths(void **state)
{
	(void)state;
	static const struct {
		const char *path, *name; /* NULL: none */
	} cases[] = {
		{"prod.age", "prod"},
		{"/media/stick/prod.age", "prod"},
		{"./prod", "prod"},
		{"prod.age.age", NULL},
		{"prod.v2.age", "prod.v2"},
		{".age", NULL},
		{"dir/", NULL},
		{"my prod.age", NULL},
		{"", NULL},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		cleanup_free char *name = NULL;
		struct error err = ERROR_INIT;
		int result = store_name_from_path(cases[i].path, &name, &err);
		assert_int_equal(result, cases[i].name ? 0 : -1);
		if (cases[i].name)
			assert_string_equal(name, cases[i].name);
		else
			assert_non_null(strstr(err.hint, "--name"));
	}
}

static void specs(void **state)
{
	(void)state;
	static const struct {
		const char *spec;
		int expected;
	} cases[] = {
		{"dir:/x", 0}, {"vault:secret/x", 0}, {"dir:", 0},  {"/x", -1},
		{"dir", -1},   {"DIR:/x", -1},        {"s3:b", -1}, {"", -1},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_int_equal(store_check_spec(cases[i].spec, NULL), cases[i].expected);
}

static const char sealed_file[] = "age-encryption.org/v1\n"
				  "-> X25519 TEiF0ypqr+bpvcqXNyCVJpL7OuwPdVwPL7KQEbFDOCc\n"
				  "EmECAEcKN+n/Vs9SbWiV+Hu0r+E8R77DdWYyd83nw7U\n"
				  "--- Vn+54jqiiUCE+WZcEVY3f1sqHjlu/z1LCQ/T7Xm7qI0\n";

static void only_sealed_files_are_taken(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int expected;
	} cases[] = {
		{sealed_file, 0},
		{"-----BEGIN AGE ENCRYPTED FILE-----\n", -1},
		{"-----BEGIN AGE ENCRYPTED FILE-----\n"
		 "YXBpVmVyc2lvbjogdjEK\n"
		 "-----END AGE ENCRYPTED FILE-----\n",
		 -1},
		{"age-encryption.org/v1\n", -1},
		{"age-encryption.org/v2\n", -1},
		{"apiVersion: v1\n", -1},
		{"", -1},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		cleanup(store_item_done) struct store_item item = STORE_ITEM_INIT;
		struct error err = ERROR_INIT;
		buffer_append_string(&item.sealed, cases[i].text);
		assert_int_equal(store_item_check(&item, "prod.age", &err), cases[i].expected);
		if (cases[i].expected != 0)
			assert_non_null(strstr(err.message, "prod.age is not a sealed file"));
	}
}

static void armored_files_are_taken(void **state)
{
	(void)state;
	cleanup(store_item_done) struct store_item item = STORE_ITEM_INIT;
	armor_encode(sealed_file, strlen(sealed_file), &item.sealed);
	assert_int_equal(store_item_check(&item, "prod.age", NULL), 0);
}

static void items_are_equal_with_their_signatures(void **state)
{
	(void)state;
	cleanup(store_item_done) struct store_item a = STORE_ITEM_INIT;
	cleanup(store_item_done) struct store_item b = STORE_ITEM_INIT;
	assert_true(store_item_equal(&a, &b));
	buffer_append_string(&a.sealed, "x");
	assert_false(store_item_equal(&a, &b));
	buffer_append_string(&b.sealed, "x");
	assert_true(store_item_equal(&a, &b));
	buffer_append_string(&b.signature, "s");
	assert_false(store_item_equal(&a, &b));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(names),
	cmocka_unit_test(names_from_paths),
	cmocka_unit_test(specs),
	cmocka_unit_test(only_sealed_files_are_taken),
	cmocka_unit_test(armored_files_are_taken),
	cmocka_unit_test(items_are_equal_with_their_signatures),
};
UNIT_MAIN(tests)
