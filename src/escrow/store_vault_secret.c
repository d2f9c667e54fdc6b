/* One secret: what goes over the wire for a sealed file. */
#include <string.h>

#include "core/cleanup.h"
#include "core/encoding.h"
#include "core/error.h"
#include "core/strings.h"
#include "escrow/store_vault.h"
#include "platform/json.h"

enum { PATH_LIMIT = 4 * 1024 };

void vault_append_secret_path(const struct vault_store *vault, const char *kind, const char *name,
			      struct buffer *out)
{
	vault_append_path(out, vault->mount);
	buffer_append_format(out, "/%s/", kind);
	vault_append_path(out, vault->folder);
	if (*vault->folder && *name)
		buffer_append_char(out, '/');
	vault_append_path(out, name);
}

void vault_secret_done(struct vault_secret *secret)
{
	store_item_done(&secret->item);
}

/* --- reading ----------------------------------------------------------------------------- */

static int not_ours(const struct vault_store *vault, const char *name, struct error *err)
{
	error_set(err, ERROR_FAILED, "%s/%s%s%s in the vault is not a sealed file", vault->mount,
		  vault->folder, *vault->folder ? "/" : "", name);
	return error_hint(err, "somebody keeps something else there: take another --name or place");
}

static int take_item(const struct vault_store *vault, const char *name, const struct json *data,
		     struct store_item *item, struct error *err)
{
	char sha256[DIGEST_SHA256_HEX_SIZE];
	const char *sealed = json_get_string(data, "age_base64");
	const char *signature = json_get_string(data, "minisig");
	const char *expected = json_get_string(data, "sha256");
	if (!sealed)
		return not_ours(vault, name, err);
	if (encoding_base64_decode(&item->sealed, sealed, strlen(sealed), BASE64_STANDARD,
				   "the sealed file in the vault", err) != 0)
		return -1;
	if (signature)
		buffer_append_string(&item->signature, signature);
	if (buffer_check(&item->sealed, "the sealed file in the vault", err) != 0 ||
	    buffer_check(&item->signature, "the signature in the vault", err) != 0)
		return -1;
	digest_sha256_hex(item->sealed.data, item->sealed.length, sha256);
	if (expected && !string_equal(expected, sha256)) {
		error_set(err, ERROR_FAILED,
			  "%s in the vault does not have the SHA-256 that is recorded with it",
			  name);
		return error_hint(err, "somebody changed it by hand: take another version or the "
				       "copy of another store");
	}
	return 0;
}

static int take_secret(const struct vault_store *vault, const char *name, const struct json *answer,
		       struct vault_secret *secret, struct error *err)
{
	int64_t version = 0;
	const struct json *data = json_get(answer, "data.data");
	if (json_get_integer(answer, "data.metadata.version", &version) != 0 || version < 1)
		return error_set(err, ERROR_FAILED, "the vault does not say the version of %s",
				 name);
	secret->version = (uint64_t)version;
	secret->gone = json_get_type(data) != JSON_TYPE_OBJECT;
	return secret->gone ? 0 : take_item(vault, name, data, &secret->item, err);
}

int vault_read_secret(struct vault_store *vault, const char *name, uint64_t version,
		      struct vault_secret *ret_secret, struct error *err)
{
	cleanup(vault_answer_done) struct vault_answer answer = VAULT_ANSWER_INIT;
	cleanup(buffer_done) struct buffer path = BUFFER_INIT(PATH_LIMIT);
	cleanup(vault_secret_done) struct vault_secret secret = VAULT_SECRET_INIT;
	vault_append_secret_path(vault, "data", name, &path);
	cleanup_free char *what = NULL;
	if (string_format(&what, err, "read %s", buffer_string(&path)) != 0)
		return -1;
	if (version > 0)
		buffer_append_format(&path, "?version=%llu", (unsigned long long)version);
	if (buffer_check(&path, "the path of the secret", err) != 0 ||
	    vault_call(&vault->client, "GET", buffer_string(&path), NULL, &answer, err) != 0)
		return -1;
	/* A version that was deleted is answered with 404 as well, and its metadata. */
	bool is_known = json_get_type(json_get(answer.json, "data.metadata")) == JSON_TYPE_OBJECT;
	bool is_absent = answer.status == 404 && !is_known &&
			 json_count(json_get(answer.json, "errors")) == 0;
	if (!vault_answer_is_success(&answer) && !is_absent && !(answer.status == 404 && is_known))
		return vault_refused(&vault->client, &answer, what, NULL, err);
	if (!is_absent && take_secret(vault, name, answer.json, &secret, err) != 0)
		return -1;
	*ret_secret = secret;
	secret = (struct vault_secret)VAULT_SECRET_INIT;
	return 0;
}

/* --- writing ----------------------------------------------------------------------------- */

static void write_content(const struct store_item *item, uint64_t replaces, struct buffer *encoded,
			  struct secret *body)
{
	char sha256[DIGEST_SHA256_HEX_SIZE];
	digest_sha256_hex(item->sealed.data, item->sealed.length, sha256);
	encoding_base64(encoded, item->sealed.data, item->sealed.length, BASE64_STANDARD);
	struct json_writer json = JSON_WRITER_INIT(&body->bytes, JSON_STYLE_COMPACT);
	json_object_begin(&json);
	json_key(&json, "options");
	json_object_begin(&json);
	json_member_integer(&json, "cas", (int64_t)replaces);
	json_object_end(&json);
	json_key(&json, "data");
	json_object_begin(&json);
	json_member_string(&json, "age_base64", buffer_string(encoded));
	if (item->signature.length > 0) {
		json_key(&json, "minisig");
		json_write_string_bytes(&json, item->signature.data, item->signature.length);
	}
	json_member_string(&json, "sha256", sha256);
	json_object_end(&json);
	json_object_end(&json);
}

/* The only 400 that a well-formed write can get; its words are the vault's own. */
static bool is_conflict(const struct vault_answer *answer)
{
	char said[512];
	vault_answer_errors(answer, said, sizeof(said));
	return answer->status == 400 && strstr(said, "check-and-set") &&
	       strstr(said, "did not match");
}

int vault_write_secret(struct vault_store *vault, const char *name, const struct store_item *item,
		       uint64_t replaces, uint64_t *ret_version, struct error *err)
{
	cleanup(vault_answer_done) struct vault_answer answer = VAULT_ANSWER_INIT;
	cleanup(secret_done) struct secret body = SECRET_INIT(VAULT_BODY_MAX);
	cleanup(buffer_done) struct buffer encoded = BUFFER_INIT(VAULT_BODY_MAX);
	cleanup(buffer_done) struct buffer path = BUFFER_INIT(PATH_LIMIT);
	cleanup_free char *what = NULL;
	int64_t version = 0;
	write_content(item, replaces, &encoded, &body);
	vault_append_secret_path(vault, "data", name, &path);
	if (string_format(&what, err, "write %s", buffer_string(&path)) != 0 ||
	    buffer_check(&encoded, "the sealed file", err) != 0 ||
	    buffer_check(&body.bytes, "the sealed file", err) != 0 ||
	    buffer_check(&path, "the path of the secret", err) != 0 ||
	    vault_call(&vault->client, "POST", buffer_string(&path), &body, &answer, err) != 0)
		return -1;
	if (!vault_answer_is_success(&answer) && !is_conflict(&answer))
		return vault_refused(&vault->client, &answer, what, NULL, err);
	if (vault_answer_is_success(&answer) &&
	    (json_get_integer(answer.json, "data.version", &version) != 0 || version < 1))
		return error_set(err, ERROR_FAILED,
				 "the vault does not say which version of %s it "
				 "wrote",
				 name);
	*ret_version = (uint64_t)version;
	return 0;
}

/* Labels that the new version does not have are taken away: null, in a merge patch (RFC 7396). */
static void write_metadata(const struct store_labels *labels, const struct store_item *item,
			   uint64_t version, struct secret *body)
{
	char sha256[DIGEST_SHA256_HEX_SIZE];
	char number[24];
	digest_sha256_hex(item->sealed.data, item->sealed.length, sha256);
	snprintf(number, sizeof(number), "%llu", (unsigned long long)version);
	struct json_writer json = JSON_WRITER_INIT(&body->bytes, JSON_STYLE_COMPACT);
	json_object_begin(&json);
	json_key(&json, "custom_metadata");
	json_object_begin(&json);
	for (size_t i = 0; i < STORE_LABEL_COUNT; i++)
		json_member_string(&json, store_label_names[i], labels->values[i]);
	json_member_string(&json, "sha256", sha256);
	json_member_string(&json, "version", number);
	json_object_end(&json);
	json_object_end(&json);
}

int vault_write_labels(struct vault_store *vault, const char *name, const struct store_item *item,
		       uint64_t version, struct error *err)
{
	cleanup(vault_answer_done) struct vault_answer answer = VAULT_ANSWER_INIT;
	cleanup(store_labels_done) struct store_labels labels = {0};
	cleanup(secret_done) struct secret body = SECRET_INIT(16 * 1024);
	cleanup(buffer_done) struct buffer path = BUFFER_INIT(PATH_LIMIT);
	vault_append_secret_path(vault, "metadata", name, &path);
	if (store_labels_read(item->signature.data, item->signature.length, &labels, err) != 0)
		return -1;
	write_metadata(&labels, item, version, &body);
	if (buffer_check(&body.bytes, "the metadata", err) != 0 ||
	    buffer_check(&path, "the path of the secret", err) != 0 ||
	    vault_call(&vault->client, "PATCH", buffer_string(&path), &body, &answer, err) != 0)
		return -1;
	if (!vault_answer_is_success(&answer))
		store_note(
			&vault->store,
			"the description of %s was not stored (%d): 'patch' on %s is not allowed. "
			"The file itself is stored; only lists will say less",
			name, answer.status, buffer_string(&path));
	return 0;
}
