#include "kubeconfig/auth.h"

#include <stdlib.h>
#include <string.h>

#include "core/certificate.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "kubeconfig/base64_data.h"
#include "kubeconfig/mapping.h"
#include "kubeconfig/references.h"
#include "kubeconfig/text.h"
#include "platform/file.h"
#include "platform/jwt.h"

enum { CREDENTIAL_LIMIT = 4 * 1024 * 1024, WAYS_LIMIT = 64 * 1024 };

struct description {
	const struct document *document;
	const char *path;
	node_t user;
	struct auth *auth;
};

void auth_done(struct auth *auth)
{
	buffer_done(&auth->ways);
	free(auth->problem);
	*auth = (struct auth){.ways = BUFFER_INIT(WAYS_LIMIT)};
}

static struct slice field(const struct description *at, node_t mapping, const char *key)
{
	node_t value = mapping_get(at->document, mapping, key);
	return value == NODE_NONE ? (struct slice){"", 0} : node_text(at->document, value);
}

static void add_way(const struct description *at, const char *way, struct slice detail)
{
	struct buffer *ways = &at->auth->ways;
	if (ways->length > 0)
		buffer_append_string(ways, " + ");
	buffer_append_string(ways, way);
	if (detail.length > 0)
		buffer_append_char(ways, ' ');
	buffer_append(ways, detail.bytes, detail.length);
}

static void note_expiry(const struct description *at, int64_t expires)
{
	struct auth *auth = at->auth;
	if (auth->expiry == AUTH_EXPIRY_NONE ||
	    (auth->expiry == AUTH_EXPIRY_KNOWN && expires < auth->expires)) {
		auth->expiry = AUTH_EXPIRY_KNOWN;
		auth->expires = expires;
	}
}

/* What cannot be known is not an error of the listing, but is said. */
static int note_problem(const struct description *at, const char *problem, struct error *err)
{
	at->auth->expiry = AUTH_EXPIRY_UNKNOWN;
	return at->auth->problem ? 0 : string_copy(&at->auth->problem, problem, err);
}

static int note_certificate(const struct description *at, struct slice pem, struct error *err)
{
	struct certificate_dates dates;
	/* The first is the client's own, the others lead to its authority. */
	if (certificate_next(&pem, &dates) != CERTIFICATE_FOUND)
		return note_problem(at, "the client certificate is no PEM certificate", err);
	note_expiry(at, dates.not_after);
	return 0;
}

static void note_token(const struct description *at, struct slice token)
{
	int64_t expires;
	if (jwt_expiry(token, &expires) == 0)
		note_expiry(at, expires);
}

/* *ret_read is false where the file cannot be read, which has been noted. */
static int read_reference(const struct description *at, node_t reference, struct secret *content,
			  bool *ret_read, struct error *err)
{
	struct error reading = ERROR_INIT;
	cleanup_free char *relative = NULL;
	cleanup_free char *path = NULL;
	*ret_read = false;
	if (text_take(at->document, reference, &relative, err) != 0 ||
	    reference_resolve(at->path, relative, &path, err) != 0)
		return -1;
	if (file_read(path, &content->bytes, &reading) != 0)
		return note_problem(at, reading.message, err);
	*ret_read = true;
	return 0;
}

static int describe_certificate(const struct description *at, struct error *err)
{
	cleanup(secret_done) struct secret pem = SECRET_INIT(CREDENTIAL_LIMIT);
	struct slice data = field(at, at->user, "client-certificate-data");
	bool read = true;
	if (data.length == 0 && field(at, at->user, "client-certificate").length == 0)
		return 0;
	add_way(at, "client certificate", (struct slice){NULL, 0});
	if (data.length > 0) {
		if (base64_data_decode(&pem.bytes, data, "client-certificate-data", err) != 0)
			return -1;
	} else if (read_reference(at, mapping_get(at->document, at->user, "client-certificate"),
				  &pem, &read, err) != 0) {
		return -1;
	}
	struct slice text = {secret_string(&pem), secret_length(&pem)};
	return read ? note_certificate(at, text, err) : 0;
}

/* client-go prefers the file where both are there. */
static int describe_token(const struct description *at, struct error *err)
{
	struct slice token = field(at, at->user, "token");
	if (field(at, at->user, "tokenFile").length == 0) {
		if (token.length == 0)
			return 0;
		add_way(at, "token", (struct slice){NULL, 0});
		note_token(at, token);
		return 0;
	}
	cleanup(secret_done) struct secret content = SECRET_INIT(CREDENTIAL_LIMIT);
	bool read;
	add_way(at, "token file", (struct slice){NULL, 0});
	if (read_reference(at, mapping_get(at->document, at->user, "tokenFile"), &content, &read,
			   err) != 0)
		return -1;
	size_t length = secret_length(&content);
	while (length > 0 && strchr(" \t\r\n", secret_string(&content)[length - 1]))
		length--;
	if (read)
		note_token(at, (struct slice){secret_string(&content), length});
	return 0;
}

static void describe_others(const struct description *at)
{
	node_t exec = mapping_get(at->document, at->user, "exec");
	node_t provider = mapping_get(at->document, at->user, "auth-provider");
	if (field(at, at->user, "username").length > 0 ||
	    field(at, at->user, "password").length > 0)
		add_way(at, "basic", (struct slice){NULL, 0});
	if (exec != NODE_NONE) {
		struct slice command = field(at, exec, "command");
		const char *slash = memrchr(command.bytes, '/', command.length);
		if (slash)
			command.length -= (size_t)(slash + 1 - command.bytes);
		add_way(at, "exec", slash ? (struct slice){slash + 1, command.length} : command);
	}
	if (provider != NODE_NONE)
		add_way(at, "auth provider", field(at, provider, "name"));
}

int auth_describe(const struct document *document, const char *path, node_t user, struct auth *ret,
		  struct error *err)
{
	cleanup(auth_done) struct auth auth = {.ways = BUFFER_INIT(WAYS_LIMIT)};
	struct description at = {document, path, user, &auth};
	if (user != NODE_NONE &&
	    (describe_certificate(&at, err) != 0 || describe_token(&at, err) != 0))
		return -1;
	if (user != NODE_NONE)
		describe_others(&at);
	if (buffer_check(&auth.ways, "the description of a user", err) != 0)
		return -1;
	*ret = auth;
	auth = (struct auth){.ways = BUFFER_INIT(WAYS_LIMIT)};
	return 0;
}
