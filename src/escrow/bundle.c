#include "escrow/bundle.h"

#include <stdlib.h>
#include <string.h>

#include "age/age.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/secret.h"
#include "core/strings.h"
#include "escrow/bundle_info.h"
#include "kubeconfig/stanzas.h"
#include "platform/file.h"

static int check_stanzas(const struct kubeconfig_stanzas *stanzas, struct error *err)
{
	if (!stanzas->cluster_name || !stanzas->user_name || !stanzas->context_name ||
	    string_is_empty(stanzas->server))
		return error_set(err, ERROR_FAILED,
				 "a bundle needs a cluster, a user and a context");
	bool token = stanzas->token && secret_length(stanzas->token) > 0;
	if (!token && !(stanzas->client_certificate_pem && stanzas->client_key_pem))
		return error_set(err, ERROR_FAILED,
				 "a bundle needs a token, or a client certificate and its key");
	return 0;
}

static int check_expiry(const struct bundle_info *info, struct error *err)
{
	if (info->expires == 0 || info->expires > info->issued)
		return 0;
	error_set(err, ERROR_FAILED, "the token has expired: there is nothing left to seal");
	return error_hint(err, "'eksbreakglass create' makes a token that does not expire");
}

/* [{"extension":{...},"name":"eksbreakglass/v1"}] */
static int write_extensions(const struct bundle_info *info, struct buffer *out, struct error *err)
{
	cleanup(buffer_done) struct buffer text = BUFFER_INIT(BUNDLE_PLAINTEXT_MAX);
	if (bundle_info_write(info, &text, err) != 0)
		return -1;
	buffer_append_string(out, "[{\"extension\":");
	buffer_append_string(out, buffer_string(&text));
	buffer_append_format(out, ",\"name\":\"%s\"}]", bundle_extension_name);
	return buffer_check(out, "the bundle's metadata", err);
}

static int write_plaintext(const struct kubeconfig_stanzas *stanzas, const struct bundle_info *info,
			   struct buffer *out, struct error *err)
{
	cleanup(buffer_done) struct buffer extensions = BUFFER_INIT(BUNDLE_PLAINTEXT_MAX);
	struct kubeconfig_stanzas own = *stanzas;
	own.set_current_context = true;
	if (write_extensions(info, &extensions, err) != 0 ||
	    kubeconfig_stanzas_to_json(&own, buffer_string(&extensions), out, err) != 0)
		return -1;
	size_t padding = (BUNDLE_BLOCK - out->length % BUNDLE_BLOCK) % BUNDLE_BLOCK;
	char *room = buffer_reserve(out, padding);
	if (room) {
		memset(room, ' ', padding);
		out->length += padding;
	}
	return buffer_check(out, "the bundle's kubeconfig", err);
}

int bundle_seal(const struct kubeconfig_stanzas *stanzas, const struct bundle_metadata *metadata,
		const struct age_recipients *recipients, struct buffer *out, struct error *err)
{
	cleanup(bundle_info_done) struct bundle_info info = {0};
	cleanup(secret_done) struct secret plaintext = SECRET_INIT(BUNDLE_PLAINTEXT_MAX);
	if (check_stanzas(stanzas, err) != 0 ||
	    bundle_info_describe(stanzas, metadata, &info, err) != 0 ||
	    check_expiry(&info, err) != 0 ||
	    write_plaintext(stanzas, &info, &plaintext.bytes, err) != 0)
		return -1;
	return age_encrypt(recipients, secret_string(&plaintext), secret_length(&plaintext), out,
			   err);
}

static int read_back(const struct buffer *sealed, const char *path, struct error *err)
{
	cleanup(buffer_done) struct buffer again = BUFFER_INIT(sealed->length);
	cleanup(age_header_done) struct age_header header = AGE_HEADER_INIT;
	if (file_read(path, &again, err) != 0)
		return error_wrap(err, "%s was written and cannot be read back", path);
	if (again.length == sealed->length &&
	    memcmp(again.data, sealed->data, sealed->length) == 0 &&
	    age_read_header(again.data, again.length, &header, err) == 0)
		return 0;
	error_set(err, ERROR_FAILED, "%s was written, and reads back as something else", path);
	return error_hint(err, "the disk may be failing: seal to another one");
}

int bundle_save(const struct buffer *sealed, const char *path, bool replace, struct error *err)
{
	if (file_write_output(path, sealed->data, sealed->length, 0600,
			      replace ? FILE_REPLACE : FILE_CREATE, err) != 0)
		return -1;
	return string_equal(path, "-") ? 0 : read_back(sealed, path, err);
}
