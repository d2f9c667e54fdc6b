#include "core/buffer.h"
#include "core/error.h"
#include "files.h"
#include "kubeconfig/edit.h"
#include "kubeconfig/mapping.h"
#include "kubeconfig/update.h"
#include "kubeconfig/update_diff.h"

static struct update *begin(const char *path)
{
	const struct kubeconfig_write_options options = {.dry_run = true};
	struct update *update = NULL;
	struct error err = ERROR_INIT;
	if (update_begin(path, &options, &update, &err) != 0)
		fail_msg("%s", err.message);
	return update;
}

static void put(struct update *update, node_t mapping, const char *key, const char *value)
{
	struct edit *edit = NULL;
	assert_int_equal(update_edit(update, 0, &edit, NULL), 0);
	assert_int_equal(edit_put(edit, mapping, slice_of(key), value_of_text(value), NULL), 0);
}

static void shows_that_a_secret_changes_and_not_what_it_is(void **state)
{
	(void)state;
	const char *path =
		files_write("config", "current-context: a\n"
				      "users:\n"
				      "- name: u\n"
				      "  user: {token: old-secret} # token: older-secret\n");
	struct update *update = begin(path);
	const struct config_file *file = update_config(update)->files[0];
	struct buffer out = BUFFER_INIT(4096);
	char expected[1024];
	put(update, file->sections[SECTION_USERS].entries[0].body, "token", "new-secret");
	put(update, document_root(file->document), "current-context", "b");
	assert_int_equal(update_commit(update, NULL), 0);
	assert_int_equal(update_diff(update, false, &out, NULL), 0);
	snprintf(expected, sizeof(expected),
		 "--- %s\n+++ %s\n@@ -1,4 +1,4 @@\n"
		 "-current-context: a\n+current-context: b\n"
		 " users:\n - name: u\n"
		 "-  user: {token: REDACTED} # token: REDACTED\n"
		 "+  user: {token: REDACTED} # token: REDACTED\n",
		 path, path);
	assert_string_equal(buffer_string(&out), expected);
	buffer_done(&out);
	update_free(update);
}

static void a_new_file_comes_from_nothing(void **state)
{
	(void)state;
	const char *path = files_path("new");
	struct update *update = begin(path);
	struct buffer out = BUFFER_INIT(4096);
	char expected[1024];
	put(update, NODE_NONE, "current-context", "b");
	assert_int_equal(update_commit(update, NULL), 0);
	assert_int_equal(update_diff(update, false, &out, NULL), 0);
	snprintf(expected, sizeof(expected),
		 "--- /dev/null\n+++ %s\n@@ -0,0 +1 @@\n+current-context: b\n", path);
	assert_string_equal(buffer_string(&out), expected);
	buffer_done(&out);
	update_free(update);
	assert_int_equal(access(path, F_OK), -1);
}

static void where_nothing_changes_nothing_is_shown(void **state)
{
	(void)state;
	const char *path = files_write("config", "current-context: a\n");
	struct update *update = begin(path);
	struct buffer out = BUFFER_INIT(4096);
	put(update, document_root(update_config(update)->files[0]->document), "current-context",
	    "a");
	assert_int_equal(update_commit(update, NULL), 0);
	assert_int_equal(update_diff(update, false, &out, NULL), 0);
	assert_int_equal(out.length, 0);
	buffer_done(&out);
	update_free(update);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test_setup_teardown(shows_that_a_secret_changes_and_not_what_it_is, files_start,
					files_stop),
	cmocka_unit_test_setup_teardown(a_new_file_comes_from_nothing, files_start, files_stop),
	cmocka_unit_test_setup_teardown(where_nothing_changes_nothing_is_shown, files_start,
					files_stop),
};
UNIT_MAIN(tests)
