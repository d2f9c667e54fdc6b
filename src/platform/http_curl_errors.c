#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/buffer.h"
#include "core/strings.h"
#include "platform/http_curl_parts.h"

/* OpenSSL's results of a certificate's check (openssl/x509_vfy.h), which libcurl passes on. */
enum {
	VERIFIED = 0,
	CERTIFICATE_NOT_YET_VALID = 9,
	CERTIFICATE_EXPIRED = 10,
};

/* "HOST:PORT" or "HOST:PORT through the proxy HOST:PORT"; never the proxy's password. */
static const char *describe_way(const struct http_curl_exchange *exchange, char *target,
				size_t size)
{
	const struct url *url = &exchange->url;
	const struct url *proxy = &exchange->proxy;
	int used = snprintf(target, size, url->host_is_ipv6 ? "[%s]:%u" : "%s:%u", url->host,
			    (unsigned)url->port);
	if (proxy->host[0] != '\0' && used > 0 && (size_t)used < size)
		snprintf(target + used, size - (size_t)used,
			 proxy->host_is_ipv6 ? " through the proxy [%s]:%u"
					     : " through the proxy %s:%u",
			 proxy->host, (unsigned)proxy->port);
	return target;
}

static int fail(const struct http_curl_exchange *exchange, enum http_failure failure,
		const char *verb, const char *why, struct error *err)
{
	char way[2 * URL_HOST_SIZE + 64];
	exchange->response->failure = failure;
	return error_set(err, ERROR_FAILED, "cannot %s %s: %s", verb,
			 describe_way(exchange, way, sizeof(way)), why);
}

/* libcurl may quote the proxy's URL, password included. */
static const char *words(const struct http_curl_exchange *exchange, CURLcode code)
{
	if (exchange->proxy.has_user_info && strchr(exchange->reason, '@'))
		return curl_easy_strerror(code);
	return exchange->reason[0] != '\0' ? exchange->reason : curl_easy_strerror(code);
}

static int fail_name(const struct http_curl_exchange *exchange, CURLcode code, struct error *err)
{
	char why[URL_HOST_SIZE + 64];
	bool is_proxy = code == CURLE_COULDNT_RESOLVE_PROXY;
	snprintf(why, sizeof(why), "there is no address for the name %s",
		 is_proxy ? exchange->proxy.host : exchange->url.host);
	fail(exchange, HTTP_NO_NAME, "reach", why, err);
	return error_hint(err,
			  "check the name and DNS; a private endpoint may have an address only "
			  "inside its network (VPN, bastion)");
}

static int fail_proxy(const struct http_curl_exchange *exchange, long connect_status,
		      struct error *err)
{
	char why[64];
	snprintf(why, sizeof(why), "the proxy answered %ld", connect_status);
	fail(exchange, HTTP_PROXY_FAILED, "reach", why, err);
	if (connect_status == 407)
		return error_hint(err, "the proxy wants a user and a password, in its URL");
	return error_hint(err, "ask who runs the proxy whether it lets this host and port through");
}

static int fail_connect(const struct http_curl_exchange *exchange, CURLcode code, struct error *err)
{
	long errnum = 0;
	curl_easy_getinfo(exchange->easy, CURLINFO_OS_ERRNO, &errnum);
	if (errnum == ECONNREFUSED) {
		fail(exchange, HTTP_REFUSED, "reach", "connection refused", err);
		return error_hint(err,
				  "nothing listens there: check host and port, and whether the "
				  "server runs");
	}
	if (errnum == ETIMEDOUT || errnum == EHOSTUNREACH || errnum == ENETUNREACH) {
		fail(exchange, HTTP_UNREACHABLE, "reach", strerror((int)errnum), err);
		return error_hint(err, "check VPN, routes and firewalls; for EKS, the endpoint's "
				       "public access CIDR list");
	}
	return fail(exchange, HTTP_UNREACHABLE, "reach", words(exchange, code), err);
}

static int fail_timeout(const struct http_curl_exchange *exchange, struct error *err)
{
	curl_off_t connected = 0;
	curl_off_t secured = 0;
	curl_easy_getinfo(exchange->easy, CURLINFO_CONNECT_TIME_T, &connected);
	curl_easy_getinfo(exchange->easy, CURLINFO_APPCONNECT_TIME_T, &secured);
	/* Older versions of libcurl say 0 until the TLS handshake is done too. */
	if (connected == 0 && exchange->response->status == 0) {
		fail(exchange, HTTP_UNREACHABLE, "reach",
		     "no connection (TCP and TLS) within the time limit", err);
		return error_hint(err, "check VPN, security groups and firewalls; for EKS, the "
				       "endpoint's public access CIDR list");
	}
	if (secured == 0 && string_equal(exchange->url.scheme, "https") &&
	    exchange->response->status == 0)
		return fail(exchange, HTTP_TIMED_OUT, "reach",
			    "the TLS handshake did not end within the time limit", err);
	return fail(exchange, HTTP_TIMED_OUT, "get an answer from", "the time limit has passed",
		    err);
}

static int fail_tls(const struct http_curl_exchange *exchange, CURLcode code, struct error *err)
{
	long verified = VERIFIED;
	curl_easy_getinfo(exchange->easy, CURLINFO_SSL_VERIFYRESULT, &verified);
	const struct http_tls *tls = exchange->request->tls;
	fail(exchange, HTTP_TLS_FAILED, "trust", words(exchange, code), err);
	if (code != CURLE_PEER_FAILED_VERIFICATION)
		return -1;
	if (verified == CERTIFICATE_EXPIRED || verified == CERTIFICATE_NOT_YET_VALID)
		return error_hint(err, "compare the clock of this machine with the dates of the "
				       "server's certificate");
	if (verified == VERIFIED)
		return error_hint(err, "its certificate is for other names; tls-server-name in the "
				       "kubeconfig says which name to expect");
	if (tls && tls->ca_pem && tls->ca_pem->length > 0)
		return error_hint(err,
				  "its certificate is not signed by the given certificate "
				  "authority: the cluster was made anew, the authority belongs "
				  "to another, or something in between opens TLS");
	return error_hint(err, "its certificate is not signed by an authority that this machine "
			       "trusts: name the right one (certificate-authority-data)");
}

static int fail_client_certificate(const struct http_curl_exchange *exchange, CURLcode code,
				   struct error *err)
{
	exchange->response->failure = HTTP_TLS_FAILED;
	error_set(err, ERROR_FAILED, "cannot use the client certificate and key: %s",
		  words(exchange, code));
	return error_hint(err, "both must be PEM, unencrypted, and belong together");
}

static int fail_stopped(const struct http_curl_exchange *exchange, struct error *err)
{
	exchange->response->failure = HTTP_STOPPED;
	if (exchange->failed_by_caller)
		return -1;
	return fail(exchange, HTTP_STOPPED, "take the answer of",
		    "it is longer than what is allowed here", err);
}

int http_curl_fail(const struct http_curl_exchange *exchange, CURLcode code, struct error *err)
{
	long connect_status = 0;
	curl_easy_getinfo(exchange->easy, CURLINFO_HTTP_CONNECTCODE, &connect_status);
	if (exchange->failed_by_caller || exchange->too_long)
		return fail_stopped(exchange, err);
	if (connect_status >= 300)
		return fail_proxy(exchange, connect_status, err);
	switch (code) {
	case CURLE_OUT_OF_MEMORY:
		return error_no_memory(err);
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
		return fail_name(exchange, code, err);
	case CURLE_COULDNT_CONNECT:
		return fail_connect(exchange, code, err);
	case CURLE_PROXY:
		return fail(exchange, HTTP_PROXY_FAILED, "reach", words(exchange, code), err);
	case CURLE_OPERATION_TIMEDOUT:
		return fail_timeout(exchange, err);
	case CURLE_SSL_CERTPROBLEM:
		return fail_client_certificate(exchange, code, err);
	case CURLE_SSL_CACERT_BADFILE:
		fail(exchange, HTTP_TLS_FAILED, "trust", words(exchange, code), err);
		return error_hint(err, "the certificate authority must be PEM");
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CONNECT_ERROR:
		return fail_tls(exchange, code, err);
	case CURLE_GOT_NOTHING:
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
	case CURLE_PARTIAL_FILE:
		return fail(exchange, HTTP_BROKEN, "get an answer from", words(exchange, code),
			    err);
	default:
		return fail(exchange, HTTP_FAILED, "get an answer from", words(exchange, code),
			    err);
	}
}
