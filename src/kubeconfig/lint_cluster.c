/* Findings about clusters: where they are, and whom they are believed. */
#include <stdlib.h>
#include <string.h>

#include "core/certificate.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "core/url.h"
#include "kubeconfig/base64_data.h"
#include "kubeconfig/lint_parts.h"
#include "kubeconfig/mapping.h"
#include "kubeconfig/text.h"
#include "platform/file.h"

enum { CA_LIMIT = 4 * 1024 * 1024 };

/* A cluster that is looked at. */
struct subject {
	struct lint *lint;
	const struct lint_file *file;
	node_t body;
	char name[LINT_SHOWN_SIZE];
};

static int64_t offset_of(const struct subject *at, const char *key)
{
	return lint_offset(at->file, at->body, key);
}

/* From malloc; NULL where the member is empty or no C string. */
static char *take_text(const struct subject *at, const char *key)
{
	char *text = NULL;
	node_t value = mapping_get(at->file->document, at->body, key);
	return text_take(at->file->document, value, &text, NULL) == 0 ? text : NULL;
}

static bool is_loopback(const struct url *url)
{
	return string_equal(url->host, "localhost") || string_has_prefix(url->host, "127.") ||
	       (url->host_is_ipv6 && string_equal(url->host, "::1"));
}

static void check_password(const struct subject *at, const char *key, const struct url *url)
{
	if (!url->has_user_info)
		return;
	lint_find(at->lint, at->file, offset_of(at, key), LINT_WARNING, "url-password",
		  "the %s of cluster '%s' holds a user name or password", key, at->name);
	lint_advise(at->lint, "URLs end up in logs; let the user's entry hold credentials");
}

static void check_server(const struct subject *at)
{
	cleanup_free char *server = take_text(at, "server");
	struct url url;
	if (!server) {
		lint_find(at->lint, at->file, offset_of(at, "server"), LINT_ERROR, "no-server",
			  "cluster '%s' has no server", at->name);
		lint_advise(at->lint, "set server: https://...; kubectl takes localhost:8080 else");
	} else if (!strstr(server, "://")) {
		lint_find(at->lint, at->file, offset_of(at, "server"), LINT_WARNING, "no-scheme",
			  "the server of cluster '%s' does not begin with https://", at->name);
		lint_advise(at->lint, "write the whole URL; kubectl guesses what is meant");
	} else if (url_parse(server, &url) != 0 ||
		   (!string_equal(url.scheme, "https") && !string_equal(url.scheme, "http"))) {
		lint_find(at->lint, at->file, offset_of(at, "server"), LINT_ERROR, "bad-server",
			  "the server of cluster '%s' is no URL of http or https", at->name);
		lint_advise(at->lint, "write https://HOST:PORT");
	} else {
		check_password(at, "server", &url);
		if (string_equal(url.scheme, "https") || is_loopback(&url))
			return;
		lint_find(at->lint, at->file, offset_of(at, "server"), LINT_ERROR, "plain-http",
			  "cluster '%s' is spoken to without TLS: credentials travel in the clear",
			  at->name);
		lint_advise(at->lint, "use its https:// address");
	}
}

/* golang.org/x/net/http/httpproxy and client-go take these schemes. */
static void check_proxy(const struct subject *at)
{
	cleanup_free char *proxy = take_text(at, "proxy-url");
	struct url url;
	if (!proxy)
		return;
	bool good = url_parse(proxy, &url) == 0 &&
		    (string_equal(url.scheme, "http") || string_equal(url.scheme, "https") ||
		     string_equal(url.scheme, "socks5"));
	if (good) {
		check_password(at, "proxy-url", &url);
		return;
	}
	lint_find(at->lint, at->file, offset_of(at, "proxy-url"), LINT_ERROR, "bad-proxy",
		  "the proxy-url of cluster '%s' is no URL of http, https or socks5", at->name);
	lint_advise(at->lint, "write http://HOST:PORT; kubectl refuses others");
}

/* kubectl passes over what it cannot read in a bundle; the bundle is dead when all have expired. */
static void check_authorities(const struct subject *at, const char *key, struct slice pem)
{
	struct certificate_dates dates;
	int64_t last = INT64_MIN;
	bool malformed = false;
	enum certificate_found found;
	while ((found = certificate_next(&pem, &dates)) != CERTIFICATE_NONE) {
		if (found == CERTIFICATE_FOUND && dates.not_after > last)
			last = dates.not_after;
		malformed = malformed || found == CERTIFICATE_MALFORMED;
	}
	bool none = last == INT64_MIN;
	if (malformed || none) {
		lint_find(at->lint, at->file, offset_of(at, key), none ? LINT_ERROR : LINT_WARNING,
			  "bad-ca",
			  none ? "the %s of cluster '%s' has no PEM certificate in it"
			       : "the %s of cluster '%s' has more in it than PEM certificates",
			  key, at->name);
		lint_advise(at->lint, "put the cluster's CA certificate there");
	}
	if (none)
		return;
	char what[LINT_SHOWN_SIZE + 64];
	snprintf(what, sizeof(what), "the certificate authority of cluster '%s'", at->name);
	lint_expiry(at->lint, at->file, offset_of(at, key), last, what);
}

static void check_ca_file(const struct subject *at)
{
	static const char key[] = "certificate-authority";
	cleanup(buffer_done) struct buffer pem = BUFFER_INIT(CA_LIMIT);
	cleanup_free char *path = lint_reference(at->lint, at->file, at->body, key);
	struct error err = ERROR_INIT;
	if (!path)
		return;
	if (file_read(path, &pem, &err) == 0) {
		check_authorities(at, key, (struct slice){buffer_string(&pem), pem.length});
		return;
	}
	lint_find(at->lint, at->file, offset_of(at, key), LINT_ERROR, "missing-path",
		  "the certificate-authority of cluster '%s' cannot be read: %s", at->name,
		  err.message);
	lint_advise(at->lint, "relative paths are meant from the directory of the kubeconfig");
}

static void check_trust(const struct subject *at)
{
	struct slice data = lint_text(at->file, at->body, "certificate-authority-data");
	bool has_file = lint_text(at->file, at->body, "certificate-authority").length > 0;
	node_t flag = mapping_get(at->file->document, at->body, "insecure-skip-tls-verify");
	if (text_flag(at->file->document, flag)) {
		bool both = data.length > 0 || has_file;
		lint_find(
			at->lint, at->file, offset_of(at, "insecure-skip-tls-verify"),
			both ? LINT_ERROR : LINT_WARNING, both ? "insecure-with-ca" : "insecure",
			both ? "cluster '%s' has a CA and insecure-skip-tls-verify: kubectl "
			       "refuses the two together"
			     : "cluster '%s' is not verified: whoever answers gets the credential",
			at->name);
		lint_advise(at->lint, both ? "remove insecure-skip-tls-verify"
					   : "put the cluster's CA certificate there instead");
	}
	if (data.length == 0) {
		check_ca_file(at);
		return;
	}
	cleanup(buffer_done) struct buffer pem = BUFFER_INIT(CA_LIMIT);
	if (base64_data_decode(&pem, data, "a CA", NULL) == 0)
		check_authorities(at, "certificate-authority-data",
				  (struct slice){buffer_string(&pem), pem.length});
	if (!has_file)
		return;
	lint_find(at->lint, at->file, offset_of(at, "certificate-authority"), LINT_ERROR,
		  "data-and-path",
		  "cluster '%s' has certificate-authority and its -data: kubectl refuses both "
		  "together",
		  at->name);
	lint_advise(at->lint, "remove one of the two");
}

void lint_cluster(struct lint *lint, const struct lint_file *file, const struct lint_entry *entry)
{
	struct subject at = {
		.lint = lint, .file = file, .body = node_resolve(file->document, entry->body)};
	lint_show(entry->name, at.name);
	check_server(&at);
	check_proxy(&at);
	check_trust(&at);
}
