#include "escrow/store_vault.h"

#include <stdlib.h>
#include <string.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "core/time.h"
#include "platform/clock.h"
#include "platform/json.h"

enum { PATH_LIMIT = 4 * 1024 };

static struct vault_store *vault_of(struct store *store)
{
	return (struct vault_store *)store;
}

/* --- put and get ------------------------------------------------------------------------- */

static int read_back(struct vault_store *vault, const char *name, uint64_t version,
		     const struct store_item *item, struct error *err)
{
	cleanup(vault_secret_done) struct vault_secret secret = VAULT_SECRET_INIT;
	if (vault_read_secret(vault, name, version, &secret, err) != 0)
		return error_wrap(err, "version %llu of %s was written but not read back",
				  (unsigned long long)version, name);
	if (secret.version == version && store_item_equal(&secret.item, item))
		return 0;
	error_set(err, ERROR_FAILED, "version %llu of %s is not what was written to it",
		  (unsigned long long)version, name);
	return error_hint(err, "do not rely on this copy; run the same command again");
}

/* Also where a write of ours took effect and its answer was lost. */
static bool is_newest(const struct vault_secret *secret, const struct store_item *item)
{
	return secret->version > 0 && !secret->gone && store_item_equal(&secret->item, item);
}

static int put_version(struct vault_store *vault, const char *name, const struct store_item *item,
		       struct store_put_result *result, struct error *err)
{
	cleanup(vault_secret_done) struct vault_secret before = VAULT_SECRET_INIT;
	cleanup(vault_secret_done) struct vault_secret meanwhile = VAULT_SECRET_INIT;
	if (vault_read_secret(vault, name, 0, &before, err) != 0)
		return -1;
	result->was_there = is_newest(&before, item);
	result->version = before.version;
	if (result->was_there)
		return 0;
	if (vault_write_secret(vault, name, item, before.version, &result->version, err) != 0)
		return -1;
	if (result->version > 0)
		return read_back(vault, name, result->version, item, err);
	if (vault_read_secret(vault, name, 0, &meanwhile, err) != 0)
		return -1;
	result->version = meanwhile.version;
	if (is_newest(&meanwhile, item))
		return 0;
	error_set(err, ERROR_FAILED,
		  "somebody else stored version %llu of %s meanwhile; nothing was overwritten",
		  (unsigned long long)meanwhile.version, name);
	return error_hint(err, "look at that version first; the same command then stores another");
}

static int vault_put(struct store *store, const char *name, const struct store_item *item,
		     struct store_put_result *ret_result, struct error *err)
{
	struct store_put_result result = {0};
	const struct buffer *signature = &item->signature;
	for (size_t i = 0, step; i < signature->length; i += step) {
		const unsigned char *bytes = (const unsigned char *)signature->data;
		step = string_utf8_sequence(bytes + i, signature->length - i);
		if (step == 0 || bytes[i] == '\0')
			return error_set(err, ERROR_FAILED, "the signature of %s is not a text",
					 name);
	}
	if (put_version(vault_of(store), name, item, &result, err) != 0 ||
	    vault_write_labels(vault_of(store), name, item, result.version, err) != 0)
		return -1;
	*ret_result = result;
	return 0;
}

static int vault_get(struct store *store, const char *name, uint64_t version,
		     struct store_item *ret_item, uint64_t *ret_version, struct error *err)
{
	cleanup(vault_secret_done) struct vault_secret secret = VAULT_SECRET_INIT;
	if (vault_read_secret(vault_of(store), name, version, &secret, err) != 0)
		return -1;
	if (secret.version == 0)
		return store_not_there(store, name, version, err);
	if (secret.gone) {
		error_set(err, ERROR_FAILED, "version %llu of %s was deleted",
			  (unsigned long long)secret.version, name);
		return error_hint(err,
				  "'escrow list' shows the other versions; --version takes one");
	}
	store_item_move(ret_item, &secret.item);
	*ret_version = secret.version;
	return 0;
}

/* --- list -------------------------------------------------------------------------------- */

static int call_metadata(struct vault_store *vault, const char *name, struct vault_answer *answer,
			 struct error *err)
{
	cleanup(buffer_done) struct buffer path = BUFFER_INIT(PATH_LIMIT);
	cleanup_free char *what = NULL;
	vault_append_secret_path(vault, "metadata", name, &path);
	if (string_format(&what, err, "%s %s", *name ? "read" : "list", buffer_string(&path)) != 0)
		return -1;
	if (*name == '\0')
		buffer_append_string(&path, "?list=true");
	if (buffer_check(&path, "the path of the secret", err) != 0 ||
	    vault_call(&vault->client, "GET", buffer_string(&path), NULL, answer, err) != 0)
		return -1;
	if (vault_answer_is_success(answer) ||
	    (answer->status == 404 && json_count(json_get(answer->json, "errors")) == 0))
		return 0;
	return vault_refused(&vault->client, answer, what, NULL, err);
}

static int take_labels(const struct json *custom, struct store_entry *entry, struct error *err)
{
	for (size_t i = 0; i < STORE_LABEL_COUNT; i++)
		if (string_copy(&entry->labels.values[i],
				json_get_string(custom, store_label_names[i]), err) != 0)
			return -1;
	const char *sha256 = json_get_string(custom, "sha256");
	const char *version = json_get_string(custom, "version");
	for (size_t i = 0; sha256 && version && i < entry->version_count; i++) {
		char number[24];
		snprintf(number, sizeof(number), "%llu",
			 (unsigned long long)entry->versions[i].number);
		if (string_equal(number, version))
			snprintf(entry->versions[i].sha256, sizeof(entry->versions[i].sha256), "%s",
				 sha256);
	}
	return 0;
}

/* Its deletion may be set for a time to come. */
static bool is_gone(const struct json *version)
{
	int64_t deleted = 0;
	const char *deletion = json_get_string(version, "deletion_time");
	return json_get_bool(version, "destroyed", false) ||
	       (!string_is_empty(deletion) && (time_parse_rfc3339(deletion, &deleted) != 0 ||
					       deleted <= clock_now(&clock_system)));
}

static int take_entry(const char *name, const struct json *data, struct store_entries *entries,
		      struct error *err)
{
	const struct json *versions = json_get(data, "versions");
	size_t count = json_count(versions);
	if (count == 0)
		return 0;
	if (count > STORE_VERSIONS_MAX)
		return error_set(err, ERROR_FAILED, "%s has more than %d versions", name,
				 STORE_VERSIONS_MAX);
	struct store_entry *entry = store_entries_add(entries, name, count, err);
	if (!entry)
		return -1;
	struct json_member member = {0};
	while (json_next_member(versions, &member)) {
		struct store_version *version = &entry->versions[entry->version_count];
		const char *stored = json_get_string(member.value, "created_time");
		if (string_to_u64(member.name, INT64_MAX, &version->number) != 0)
			continue;
		if (stored)
			time_parse_rfc3339(stored, &version->stored);
		version->gone = is_gone(member.value);
		entry->version_count++;
	}
	return take_labels(json_get(data, "custom_metadata"), entry, err);
}

static int list_name(struct vault_store *vault, const char *name, struct store_entries *entries,
		     struct error *err)
{
	cleanup(vault_answer_done) struct vault_answer answer = VAULT_ANSWER_INIT;
	if (call_metadata(vault, name, &answer, err) != 0)
		return -1;
	return take_entry(name, json_get(answer.json, "data"), entries, err);
}

static int vault_list(struct store *store, const char *name, struct store_entries *ret_entries,
		      struct error *err)
{
	cleanup(vault_answer_done) struct vault_answer answer = VAULT_ANSWER_INIT;
	if (name)
		return list_name(vault_of(store), name, ret_entries, err);
	if (call_metadata(vault_of(store), "", &answer, err) != 0)
		return -1;
	const struct json *keys = json_get(answer.json, "data.keys");
	if (json_count(keys) > STORE_NAMES_MAX)
		return error_set(err, ERROR_FAILED, "there are more than %d names",
				 STORE_NAMES_MAX);
	for (size_t i = 0; i < json_count(keys); i++) {
		const char *key = json_get_string(json_item(keys, i), NULL);
		/* Folders end with a slash; other names are not ours. */
		if (key && store_check_name(key, NULL) == 0 &&
		    list_name(vault_of(store), key, ret_entries, err) != 0)
			return -1;
	}
	return 0;
}

/* --- remove ------------------------------------------------------------------------------ */

/* -1 unless the version is there and is not the newest. */
static int check_removable(struct vault_store *vault, const char *name, uint64_t version,
			   struct error *err)
{
	cleanup(store_entries_done) struct store_entries entries = {0};
	if (list_name(vault, name, &entries, err) != 0)
		return -1;
	uint64_t newest = 0;
	bool found = false;
	for (size_t i = 0; entries.count > 0 && i < entries.items[0].version_count; i++) {
		const struct store_version *at = &entries.items[0].versions[i];
		newest = at->number > newest ? at->number : newest;
		found = found || at->number == version;
	}
	if (!found)
		return store_not_there(&vault->store, name, version, err);
	if (version == newest)
		return error_set(err, ERROR_FAILED,
				 "version %llu of %s is the newest one, which is kept",
				 (unsigned long long)version, name);
	return 0;
}

static int vault_remove(struct store *store, const char *name, uint64_t version, struct error *err)
{
	struct vault_store *vault = vault_of(store);
	cleanup(vault_answer_done) struct vault_answer answer = VAULT_ANSWER_INIT;
	cleanup(secret_done) struct secret body = SECRET_INIT(256);
	cleanup(buffer_done) struct buffer path = BUFFER_INIT(PATH_LIMIT);
	cleanup_free char *what = NULL;
	if (check_removable(vault, name, version, err) != 0)
		return -1;
	buffer_append_format(&body.bytes, "{\"versions\":[%llu]}", (unsigned long long)version);
	vault_append_secret_path(vault, "destroy", name, &path);
	if (string_format(&what, err, "update %s", buffer_string(&path)) != 0 ||
	    buffer_check(&path, "the path of the secret", err) != 0 ||
	    vault_call(&vault->client, "PUT", buffer_string(&path), &body, &answer, err) != 0)
		return -1;
	return vault_answer_is_success(&answer)
		       ? 0
		       : vault_refused(&vault->client, &answer, what, NULL, err);
}

/* --- the store --------------------------------------------------------------------------- */

static void vault_free(struct store *store)
{
	struct vault_store *vault = vault_of(store);
	vault_log_out(&vault->client);
	secret_done(&vault->client.authorization);
	vault_settings_done(&vault->client.settings);
	free(vault->mount);
	free(vault->folder);
	free(vault);
}

static const struct store_functions vault_functions = {
	.put = vault_put,
	.get = vault_get,
	.list = vault_list,
	.remove = vault_remove,
	.check = vault_check_dependencies,
	.free = vault_free,
};

static void pause_really(int64_t milliseconds)
{
	struct timespec left = {.tv_sec = milliseconds / 1000,
				.tv_nsec = milliseconds % 1000 * 1000000};
	while (nanosleep(&left, &left) != 0)
		;
}

int store_vault_open(const char *place, const struct store_options *options,
		     struct store **ret_store, struct error *err)
{
	cleanup_free char *path = NULL;
	if (vault_normalise_place(place, &path, err) != 0)
		return -1;
	struct vault_store *vault = calloc(1, sizeof(*vault));
	if (!vault)
		return error_no_memory(err);
	vault->store.functions = &vault_functions;
	vault->client.http = options->http;
	vault->client.pause = options->pause ? options->pause : pause_really;
	if (vault_settings_read(&options->vault, &vault->client.settings, err) != 0 ||
	    vault_log_in(&vault->client, err) != 0 || vault_find_mount(vault, path, err) != 0) {
		vault_free(&vault->store);
		return -1;
	}
	*ret_store = &vault->store;
	return 0;
}
