#include <eksbreakglass/version.h>
#include <string.h>

#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/secret.h"
#include "core/strings.h"
#include "platform/http_curl_parts.h"
#include "platform/proxy.h"

enum { HEADER_LIMIT = 64 * 1024 };

static int option_failed(CURLcode code, struct error *err)
{
	if (code == CURLE_OUT_OF_MEMORY)
		return error_no_memory(err);
	return error_set(err, ERROR_FAILED, "this libcurl cannot do what is needed: %s",
			 curl_easy_strerror(code));
}

static int add_to_list(struct curl_slist **list, const char *text, struct error *err)
{
	struct curl_slist *longer = curl_slist_append(*list, text);
	if (!longer)
		return error_no_memory(err);
	*list = longer;
	return 0;
}

/* --- headers ----------------------------------------------------------------------------- */

/* A line break in a value would make further headers out of it. */
static bool is_header_value(const char *value, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)value[i] < 0x20 || value[i] == 0x7f)
			return false;
	return true;
}

static int add_header(struct http_curl_exchange *exchange, const char *name, const char *value,
		      struct error *err)
{
	if (!is_header_value(value, strlen(value)))
		return error_set(err, ERROR_FAILED,
				 "the value for the HTTP header %s has a control character in it",
				 name);
	cleanup(secret_done) struct secret line = SECRET_INIT(HEADER_LIMIT);
	buffer_append_string(&line.bytes, name);
	/* libcurl's way to send a header without a value. */
	buffer_append_string(&line.bytes, *value ? ": " : ";");
	buffer_append_string(&line.bytes, value);
	if (buffer_check(&line.bytes, "an HTTP header", err) != 0)
		return -1;
	return add_to_list(&exchange->headers, secret_string(&line), err);
}

static int add_headers(struct http_curl_exchange *exchange, struct error *err)
{
	const struct http_request *request = exchange->request;
	for (size_t i = 0; i < request->header_count; i++)
		if (add_header(exchange, request->headers[i].name, request->headers[i].value,
			       err) != 0)
			return -1;
	if (request->authorization && secret_length(request->authorization) > 0 &&
	    add_header(exchange, "Authorization", secret_string(request->authorization), err) != 0)
		return -1;
	/* libcurl would wait a second for "100 Continue" before a long body. */
	if (add_to_list(&exchange->headers, "Expect:", err) != 0)
		return -1;
	curl_easy_setopt(exchange->easy, CURLOPT_HTTPHEADER, exchange->headers);
	/* The proxy sees only what is meant for it, and its answer to CONNECT is not the answer. */
	curl_easy_setopt(exchange->easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	curl_easy_setopt(exchange->easy, CURLOPT_HEADEROPT, CURLHEADER_SEPARATE);
	return 0;
}

/* --- TLS --------------------------------------------------------------------------------- */

static struct curl_blob blob_of(const struct buffer *bytes)
{
	return (struct curl_blob){
		.data = bytes->data, .len = bytes->length, .flags = CURL_BLOB_NOCOPY};
}

/* The URL gets the verified name as its host; the connection still goes to the host it named. */
static int use_server_name(struct http_curl_exchange *exchange, const char *server_name,
			   struct error *err)
{
	const struct url *url = &exchange->url;
	cleanup(buffer_done) struct buffer text = BUFFER_INIT(HEADER_LIMIT);
	buffer_append_format(&text, "%s://%s:%u%s", url->scheme, server_name, (unsigned)url->port,
			     url->rest);
	if (buffer_check(&text, "the URL", err) != 0)
		return -1;
	CURLcode code = curl_easy_setopt(exchange->easy, CURLOPT_URL, buffer_string(&text));
	if (code != CURLE_OK)
		return option_failed(code, err);

	buffer_truncate(&text, 0);
	buffer_append_format(&text, "%s:%u:", server_name, (unsigned)url->port);
	url_append_host_port(&text, url);
	if (buffer_check(&text, "the URL", err) != 0 ||
	    add_to_list(&exchange->connect_to, buffer_string(&text), err) != 0)
		return -1;
	curl_easy_setopt(exchange->easy, CURLOPT_CONNECT_TO, exchange->connect_to);

	buffer_truncate(&text, 0);
	url_append_host_port(&text, url);
	return add_header(exchange, "Host", buffer_string(&text), err);
}

static int set_up_tls(struct http_curl_exchange *exchange, struct error *err)
{
	CURL *easy = exchange->easy;
	const struct http_tls *tls = exchange->request->tls;
	curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(easy, CURLOPT_PROXY_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (!tls)
		return 0;
	CURLcode code = CURLE_OK;
	if (tls->ca_pem && tls->ca_pem->length > 0) {
		struct curl_blob ca = blob_of(tls->ca_pem);
		code = curl_easy_setopt(easy, CURLOPT_CAINFO_BLOB, &ca);
		/* Or the system's would be trusted besides. */
		curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
	}
	if (code == CURLE_OK && tls->client_certificate_pem &&
	    secret_length(tls->client_certificate_pem) > 0) {
		struct curl_blob certificate = blob_of(&tls->client_certificate_pem->bytes);
		code = curl_easy_setopt(easy, CURLOPT_SSLCERT_BLOB, &certificate);
	}
	if (code == CURLE_OK && tls->client_key_pem && secret_length(tls->client_key_pem) > 0) {
		struct curl_blob key = blob_of(&tls->client_key_pem->bytes);
		code = curl_easy_setopt(easy, CURLOPT_SSLKEY_BLOB, &key);
	}
	return code == CURLE_OK ? 0 : option_failed(code, err);
}

/* --- proxy ------------------------------------------------------------------------------- */

static bool is_proxy_scheme(const char *scheme)
{
	return string_equal(scheme, "http") || string_equal(scheme, "https") ||
	       string_equal(scheme, "socks5h");
}

static int set_up_proxy(struct http_curl_exchange *exchange, struct error *err)
{
	struct proxy_settings environment = proxy_environment();
	const char *proxy = exchange->request->proxy ? exchange->request->proxy
						     : proxy_for(&environment, &exchange->url);
	/* Ours is the decision: libcurl must not look into the environment. */
	curl_easy_setopt(exchange->easy, CURLOPT_NOPROXY, "");
	if (string_is_empty(proxy)) {
		curl_easy_setopt(exchange->easy, CURLOPT_PROXY, "");
		return 0;
	}
	cleanup(secret_done) struct secret text = SECRET_INIT(HEADER_LIMIT);
	if (!strstr(proxy, "://"))
		buffer_append_string(&text.bytes, "http://");
	/* Names are resolved behind the SOCKS server, where private endpoints have one. */
	bool is_socks = string_has_prefix(proxy, "socks5://");
	buffer_append_string(&text.bytes, is_socks ? "socks5h://" : "");
	buffer_append_string(&text.bytes, is_socks ? proxy + strlen("socks5://") : proxy);
	if (buffer_check(&text.bytes, "the proxy's URL", err) != 0)
		return -1;
	if (url_parse(secret_string(&text), &exchange->proxy) != 0 ||
	    !is_proxy_scheme(exchange->proxy.scheme)) {
		error_set(err, ERROR_FAILED,
			  "the proxy's URL is not of the form http://HOST:PORT, https://... or "
			  "socks5://...");
		return error_hint(err, "correct proxy-url in the kubeconfig, or HTTPS_PROXY in the "
				       "environment");
	}
	curl_easy_setopt(exchange->easy, CURLOPT_HTTPPROXYTUNNEL, 1L);
	CURLcode code = curl_easy_setopt(exchange->easy, CURLOPT_PROXY, secret_string(&text));
	return code == CURLE_OK ? 0 : option_failed(code, err);
}

/* --- the request ------------------------------------------------------------------------- */

static long milliseconds(int64_t asked, long otherwise)
{
	return asked > 0 ? (long)asked : otherwise;
}

static void set_up_limits(const struct http_curl_exchange *exchange)
{
	const struct http_request *request = exchange->request;
	CURL *easy = exchange->easy;
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
			 milliseconds(request->connect_timeout_ms, HTTP_CONNECT_TIMEOUT_MS));
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS,
			 milliseconds(request->timeout_ms, HTTP_TIMEOUT_MS));
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
	curl_easy_setopt(easy, CURLOPT_TCP_KEEPIDLE, 20L);
	curl_easy_setopt(easy, CURLOPT_TCP_KEEPINTVL, 10L);
}

static int set_up_body(const struct http_curl_exchange *exchange, struct error *err)
{
	const struct http_request *request = exchange->request;
	CURL *easy = exchange->easy;
	if (request->body) {
		curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
				 (curl_off_t)request->body_length);
		curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->body);
	} else if (string_equal(request->method, "HEAD")) {
		curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
	}
	CURLcode code = curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
	return code == CURLE_OK ? 0 : option_failed(code, err);
}

int http_curl_set_up(struct http_curl_exchange *exchange, struct error *err)
{
	const struct http_request *request = exchange->request;
	CURL *easy = exchange->easy;
	if (url_parse(request->url, &exchange->url) != 0 || exchange->url.port == 0 ||
	    exchange->url.has_user_info)
		return error_set(
			err, ERROR_FAILED, "'%s' is not of the form https://HOST:PORT/PATH",
			strchr(request->url, '@') ? "a URL with a password" : request->url);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, exchange->reason);
	curl_easy_setopt(easy, CURLOPT_USERAGENT, "eksbreakglass/" EKSBREAKGLASS_VERSION);
	CURLcode code = curl_easy_setopt(easy, CURLOPT_URL, request->url);
	if (code != CURLE_OK)
		return option_failed(code, err);
	set_up_limits(exchange);
	if (set_up_tls(exchange, err) != 0 || set_up_proxy(exchange, err) != 0 ||
	    set_up_body(exchange, err) != 0)
		return -1;
	if (request->tls && !string_is_empty(request->tls->server_name) &&
	    use_server_name(exchange, request->tls->server_name, err) != 0)
		return -1;
	return add_headers(exchange, err);
}
