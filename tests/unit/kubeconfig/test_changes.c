#include "kubeconfig/changes.h"

#include "core/error.h"
#include "files.h"

enum change { RENAME_CONTEXT, RENAME_CLUSTER, RENAME_USER, DELETE_CONTEXT, DELETE_USER, USE };

struct change_case {
	enum change change;
	const char *name, *new_name;
	const char *before, *after; /* after: the text, or a part of the error */
};

static int make_change(struct update *update, const struct change_case *c, struct error *err)
{
	switch (c->change) {
	case RENAME_CONTEXT:
		return change_name(update, SECTION_CONTEXTS, c->name, c->new_name, err);
	case RENAME_CLUSTER:
		return change_name(update, SECTION_CLUSTERS, c->name, c->new_name, err);
	case RENAME_USER:
		return change_name(update, SECTION_USERS, c->name, c->new_name, err);
	case DELETE_CONTEXT:
		return change_remove(update, SECTION_CONTEXTS, c->name, err);
	case DELETE_USER:
		return change_remove(update, SECTION_USERS, c->name, err);
	case USE:
	default:
		return change_current_context(update, c->name, err);
	}
}

static int run_case(const char *path, const struct change_case *c, struct error *err)
{
	const struct kubeconfig_write_options options = {.no_backup = true};
	struct update *update = NULL;
	int status = update_begin(path, &options, &update, err);
	if (status == 0)
		status = make_change(update, c, err);
	if (status == 0)
		status = update_commit(update, err);
	update_free(update);
	return status;
}

static void read_back(const char *path, char target[4096])
{
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	size_t length = fread(target, 1, 4095, file);
	target[length] = '\0';
	fclose(file);
}

static const struct change_case changes[] = {
	/* Quotes, comments and white space stay. */
	{RENAME_CONTEXT, "a", "b",
	 "contexts:\n- context: {cluster: c, user: u}  \n  name: 'a' # A\ncurrent-context:   "
	 "\"a\"\n",
	 "contexts:\n- context: {cluster: c, user: u}  \n  name: 'b' # A\ncurrent-context:   "
	 "\"b\"\n"},
	/* What would not be a string gets quotes. */
	{RENAME_CONTEXT, "a", "yes", "contexts:\n- name: a\n", "contexts:\n- name: \"yes\"\n"},
	{RENAME_CONTEXT, "a", "0x1", "contexts: [{name: a}]\n", "contexts: [{name: \"0x1\"}]\n"},
	/* A block scalar as a name; the rest of the file follows on its line. */
	{RENAME_CONTEXT, "a", "b", "contexts:\n- name: |-\n    a\n\n  context: {}\n",
	 "contexts:\n- name: b\n\n  context: {}\n"},
	/* No name at all is the name "". */
	{RENAME_CONTEXT, "", "b", "contexts:\n- context: {}\n- name: x\n",
	 "contexts:\n- context: {}\n  name: b\n- name: x\n"},
	{RENAME_CONTEXT, "", "b", "contexts:\n- name:\n  context: {}\n",
	 "contexts:\n- name: b\n  context: {}\n"},
	{RENAME_CONTEXT, "a", "b", "contexts: [{name: a, context: {}, name: a}]\n",
	 "contexts: [{name: a, context: {}, name: b}]\n"},
	/* A byte order mark, CR LF, and no line break at the end. */
	{RENAME_CLUSTER, "a", "b",
	 "\xef\xbb\xbf"
	 "clusters:\r\n- name: a\r\ncontexts:\r\n- context:\r\n    cluster: a",
	 "\xef\xbb\xbf"
	 "clusters:\r\n- name: b\r\ncontexts:\r\n- context:\r\n    cluster: b"},
	/* The anchored name and its aliases all change by the one text. */
	{RENAME_CLUSTER, "a", "b",
	 "clusters:\n- name: &n a\ncontexts:\n- context: {cluster: *n}\n  name: x\n",
	 "clusters:\n- name: &n b\ncontexts:\n- context: {cluster: *n}\n  name: x\n"},
	/* An alias is replaced by what it becomes. */
	{RENAME_USER, "a", "b",
	 "extra: &n a\nusers:\n- name: *n\ncontexts:\n- context: {user: a}\n",
	 "extra: &n a\nusers:\n- name: b\ncontexts:\n- context: {user: b}\n"},
	{RENAME_CLUSTER, "a", "b",
	 "clusters:\n- name: &n a\ncontexts:\n- context: {namespace: *n}\n  name: x\n",
	 "config:2:9: this has an anchor that line 4, column 24 refers to"},
	/* Whole lines go, and comments that are inside. */
	{DELETE_CONTEXT, "a", NULL,
	 "contexts:\n# first\n- name: a # A\n  # inside\n  context:\n    # deep\n    user: u\n"
	 "# second\n- name: b\n",
	 "contexts:\n# first\n# second\n- name: b\n"},
	{DELETE_CONTEXT, "b", NULL, "contexts:\n- name: a\n- name: b\n  # trailing\n# next\nx: y\n",
	 "contexts:\n- name: a\n# next\nx: y\n"},
	{DELETE_CONTEXT, "b", NULL, "contexts:\n- name: a\n- name: b", "contexts:\n- name: a\n"},
	{DELETE_CONTEXT, "a", NULL, "contexts: # all\n- name: a\nx: z\n",
	 "contexts: [] # all\nx: z\n"},
	{DELETE_CONTEXT, "a", NULL, "contexts: [{name: a}, {name: b}]", "contexts: [{name: b}]"},
	{DELETE_CONTEXT, "b", NULL, "contexts: [{name: a}, {name: b}]", "contexts: [{name: a}]"},
	{DELETE_CONTEXT, "b", NULL, "contexts: [{name: a}, {name: b},]", "contexts: [{name: a},]"},
	{DELETE_CONTEXT, "a", NULL, "contexts: [ {name: a}, ]", "contexts: []"},
	{DELETE_CONTEXT, "a", NULL,
	 "{\n  \"contexts\": [\n    {\"name\": \"a\"},\n    {\"name\": \"b\"}\n  ]\n}\n",
	 "{\n  \"contexts\": [\n    {\"name\": \"b\"}\n  ]\n}\n"},
	/* Only the first document counts, and only it is touched. */
	{DELETE_CONTEXT, "a", NULL,
	 "---\ncontexts:\n- name: a\n- name: b\n---\ncontexts:\n- name: a\n",
	 "---\ncontexts:\n- name: b\n---\ncontexts:\n- name: a\n"},
	/* What somebody else still refers to stays. */
	{DELETE_USER, "a", NULL,
	 "users:\n- name: a\n  user: &u {token: t}\n- name: b\n  user: *u\n",
	 "config:3:9: this has an anchor that line 5, column 9 refers to"},
	{DELETE_USER, "b", NULL,
	 "users:\n- name: a\n  user: &u {token: t}\n- name: b\n  user: *u\n",
	 "users:\n- name: a\n  user: &u {token: t}\n"},
	/* current-context, where there is none yet. */
	{USE, "a", NULL, "", "apiVersion: v1\nkind: Config\ncurrent-context: a\n"},
	{USE, "a", NULL, "# empty", "# empty\napiVersion: v1\nkind: Config\ncurrent-context: a\n"},
	{USE, "a", NULL, "--- # empty\n# still\n...\n",
	 "--- # empty\n# still\napiVersion: v1\nkind: Config\ncurrent-context: a\n...\n"},
	{USE, "a", NULL, "null", "apiVersion: v1\nkind: Config\ncurrent-context: a\n"},
	{USE, "a", NULL, "{}", "{\"current-context\": \"a\"}"},
	{USE, "a", NULL, "kind: Config # k", "kind: Config # k\ncurrent-context: a"},
	{USE, "a", NULL, "current-context:\nkind: Config\n", "current-context: a\nkind: Config\n"},
	{USE, "a", NULL, "current-context: !!str b\n", "current-context: !!str a\n"},
	{USE, "a", NULL, "current-context: !!binary Yg==\n", "current-context: a\n"},
	{USE, "a", NULL, "current-context: >\n  b\n# end\n", "current-context: a\n# end\n"},
	{USE, "a", NULL, "? current-context\n: b\nkind: Config\n",
	 "? current-context\n: a\nkind: Config\n"},
	{USE, "a\nb", NULL, "current-context: x\n", "current-context: \"a\\nb\"\n"},
	{USE, "a", NULL, "<<: {current-context: b}\n",
	 "<<: {current-context: b}\ncurrent-context: a\n"},
};

static void changes_touch_nothing_else(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(changes); i++) {
		char text[4096];
		struct error err = ERROR_INIT;
		const char *path = files_write("config", changes[i].before);
		bool refused = strncmp(changes[i].after, "config:", 7) == 0;
		int status = run_case(path, &changes[i], &err);
		read_back(path, text);
		if ((status == 0) == refused)
			fail_msg("case %zu: %s", i, status == 0 ? "not refused" : err.message);
		if (refused && !strstr(err.message, changes[i].after))
			fail_msg("case %zu: %s", i, err.message);
		if (strcmp(text, refused ? changes[i].before : changes[i].after) != 0)
			fail_msg("case %zu: %s", i, text);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test_setup_teardown(changes_touch_nothing_else, files_start, files_stop),
};
UNIT_MAIN(tests)
