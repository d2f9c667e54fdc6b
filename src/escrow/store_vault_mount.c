/* What stands at the place that a spec names, and what the vault itself depends on. */
#include <stdlib.h>
#include <string.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "core/slice.h"
#include "core/strings.h"
#include "escrow/store_vault.h"
#include "platform/json.h"

enum { PLACE_MAX = 512 };

/* --- the place --------------------------------------------------------------------------- */

/* "." and ".." would be resolved away on the way to the vault. */
static bool is_segment(struct slice segment)
{
	for (size_t i = 0; i < segment.length; i++)
		if ((unsigned char)segment.bytes[i] < 0x20 || segment.bytes[i] == 0x7f)
			return false;
	return segment.length > 0 && !slice_is(segment, ".") && !slice_is(segment, "..");
}

static bool is_place(const char *place)
{
	if (strlen(place) > PLACE_MAX || *place == '\0')
		return false;
	while (*place) {
		size_t length = strcspn(place, "/");
		if (!is_segment((struct slice){place, length}))
			return false;
		place += length + (place[length] == '/' ? 1 : 0);
	}
	return true;
}

int vault_normalise_place(const char *place, char **ret_path, struct error *err)
{
	if (!is_place(place)) {
		error_set(err, ERROR_USAGE, "'vault:%s' does not name a place in a vault", place);
		return error_hint(err, "it is vault:[MOUNT/]PATH, such as vault:secret/eks");
	}
	char *path = NULL;
	if (string_format(&path, err, "%s%s", strchr(place, '/') ? "" : "secret/", place) != 0)
		return -1;
	size_t length = strlen(path);
	if (path[length - 1] == '/')
		path[length - 1] = '\0';
	*ret_path = path;
	return 0;
}

/* --- the mount --------------------------------------------------------------------------- */

static int check_engine(const struct vault_store *vault, const struct json *mount, const char *path,
			struct error *err)
{
	const char *type = json_get_string(mount, "data.type");
	const char *version = json_get_string(mount, "data.options.version");
	if (string_equal(type, "kv") && string_equal(version, "2"))
		return 0;
	error_set(err, ERROR_FAILED, "%s in the vault at %s is not a key-value store, version 2%s",
		  path, vault->client.settings.address,
		  string_equal(type, "kv") ? ", but version 1, which keeps no versions" : "");
	return error_hint(err, "'bao secrets list -detailed' shows the mounts; 'bao kv "
			       "enable-versioning MOUNT' turns version 1 into 2");
}

static int take_mount(struct vault_store *vault, const struct json *answer, const char *path,
		      struct error *err)
{
	const char *mount = json_get_string(answer, "data.path");
	size_t length = mount ? strlen(mount) : 0;
	if (length > 0 && mount[length - 1] == '/')
		length--;
	if (length == 0 || strncmp(path, mount, length) != 0 ||
	    (path[length] != '/' && path[length] != '\0'))
		return error_set(err, ERROR_FAILED,
				 "the vault at %s does not say where %s is mounted",
				 vault->client.settings.address, path);
	vault->mount = strndup(path, length);
	vault->folder = strdup(path + length + (path[length] == '/' ? 1 : 0));
	if (!vault->mount || !vault->folder)
		return error_no_memory(err);
	return check_engine(vault, answer, vault->mount, err);
}

int vault_find_mount(struct vault_store *vault, const char *path, struct error *err)
{
	cleanup(vault_answer_done) struct vault_answer answer = VAULT_ANSWER_INIT;
	cleanup(buffer_done) struct buffer call = BUFFER_INIT(4 * 1024);
	/* The vault says the same for what is not there and for what is not ours. */
	static const char denied[] = "nothing is mounted there, or no policy of the token allows "
				     "anything below that path";
	cleanup_free char *what = NULL;
	buffer_append_string(&call, "sys/internal/ui/mounts/");
	vault_append_path(&call, path);
	if (string_format(&what, err, "see what is mounted at %s", path) != 0 ||
	    buffer_check(&call, "the path", err) != 0 ||
	    vault_call(&vault->client, "GET", buffer_string(&call), NULL, &answer, err) != 0)
		return -1;
	if (vault_answer_is_success(&answer))
		return take_mount(vault, answer.json, path, err);
	vault_refused(&vault->client, &answer, what, denied, err);
	/* Or a 404, for a namespace. */
	return error_hint(err, "check the path and the namespace");
}

/* --- IAM --------------------------------------------------------------------------------- */

static void check_seal(struct vault_store *vault)
{
	cleanup(vault_answer_done) struct vault_answer answer = VAULT_ANSWER_INIT;
	if (vault_call(&vault->client, "GET", "sys/seal-status", NULL, &answer, NULL) != 0)
		return;
	if (string_equal(json_get_string(answer.json, "type"), "awskms"))
		store_note(&vault->store,
			   "the vault at %s unseals itself with AWS KMS: restarted while IAM is "
			   "down, it stays sealed. Keep another copy that needs no AWS",
			   vault->client.settings.address);
}

static bool is_aws_login(const struct json *token)
{
	const char *path = json_get_string(token, "data.path");
	const char *kind = json_get_string(token, "data.meta.auth_type");
	return (path && string_has_prefix(path, "auth/aws")) || string_equal(kind, "iam") ||
	       string_equal(kind, "ec2");
}

static void check_login(struct vault_store *vault)
{
	cleanup(vault_answer_done) struct vault_answer answer = VAULT_ANSWER_INIT;
	if (vault_call(&vault->client, "GET", "auth/token/lookup-self", NULL, &answer, NULL) != 0)
		return;
	if (is_aws_login(answer.json))
		store_note(&vault->store,
			   "this token of the vault at %s came from a login by AWS IAM, which is "
			   "down when IAM is: have another way in for that day",
			   vault->client.settings.address);
}

void vault_check_dependencies(struct store *store)
{
	struct vault_store *vault = (struct vault_store *)store;
	check_seal(vault);
	check_login(vault);
}
