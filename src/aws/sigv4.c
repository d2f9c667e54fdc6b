#include "aws/sigv4.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "aws/credentials.h"
#include "aws/endpoint.h"
#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/encoding.h"
#include "core/error.h"
#include "core/secret.h"
#include "core/strings.h"
#include "core/time.h"
#include "core/url.h"

static const char algorithm[] = "AWS4-HMAC-SHA256";
static const char terminator[] = "aws4_request";
/* SHA-256 of no bytes. */
static const char empty_payload[] =
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

enum {
	DATE_LENGTH = sizeof("YYYYMMDD") - 1,
	HASH_SIZE = crypto_hash_sha256_BYTES,
	KEY_SIZE = crypto_auth_hmacsha256_BYTES,
	SIGNATURE_ROOM = sizeof("&X-Amz-Signature=") + 2 * KEY_SIZE,
	AUTH_PARAMETERS = 6,
	PARAMETERS_MAX = SIGV4_PARAMETERS_MAX + AUTH_PARAMETERS,
};

/* "name=value" of the query, where it stands in the URL. */
struct piece {
	size_t offset;
	size_t name_length;
	size_t length;
};

struct presigner {
	const struct sigv4_presign *request;
	const struct aws_credentials *credentials;
	struct buffer *url;
	struct piece pieces[PARAMETERS_MAX];
	size_t piece_count;
	char timestamp[TIME_ISO_BASIC_SIZE];
};

/* --- the URL ----------------------------------------------------------------------------- */

static void begin_parameter(struct presigner *signer, const char *name)
{
	buffer_append_char(signer->url, signer->piece_count == 0 ? '?' : '&');
	struct piece *piece = &signer->pieces[signer->piece_count];
	piece->offset = signer->url->length;
	url_append_escaped(signer->url, name);
	piece->name_length = signer->url->length - piece->offset;
	buffer_append_char(signer->url, '=');
}

static void end_parameter(struct presigner *signer)
{
	struct piece *piece = &signer->pieces[signer->piece_count++];
	piece->length = signer->url->length - piece->offset;
}

static void append_parameter(struct presigner *signer, const char *name, const char *value)
{
	begin_parameter(signer, name);
	url_append_escaped(signer->url, value);
	end_parameter(signer);
}

/* KEYID/DATE/REGION/SERVICE/aws4_request */
static void append_credential(struct presigner *signer)
{
	char date[DATE_LENGTH + 1];
	snprintf(date, sizeof(date), "%.*s", DATE_LENGTH, signer->timestamp);
	const char *const parts[] = {signer->credentials->access_key_id, date,
				     signer->request->endpoint->region, signer->request->service,
				     terminator};
	begin_parameter(signer, "X-Amz-Credential");
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (i > 0)
			url_append_escaped(signer->url, "/");
		url_append_escaped(signer->url, parts[i]);
	}
	end_parameter(signer);
}

static void append_signed_headers(struct presigner *signer)
{
	begin_parameter(signer, "X-Amz-SignedHeaders");
	url_append_escaped(signer->url, "host");
	for (size_t i = 0; i < signer->request->header_count; i++) {
		url_append_escaped(signer->url, ";");
		url_append_escaped(signer->url, signer->request->headers[i].name);
	}
	end_parameter(signer);
}

static void append_unsigned_url(struct presigner *signer)
{
	const struct sigv4_presign *request = signer->request;
	buffer_append_string(signer->url, request->endpoint->url);
	for (size_t i = 0; i < request->parameter_count; i++)
		append_parameter(signer, request->parameters[i].name, request->parameters[i].value);
	append_parameter(signer, "X-Amz-Algorithm", algorithm);
	append_credential(signer);
	append_parameter(signer, "X-Amz-Date", signer->timestamp);
	char expires[16];
	snprintf(expires, sizeof(expires), "%u", request->expires);
	append_parameter(signer, "X-Amz-Expires", expires);
	append_signed_headers(signer);
	if (secret_length(&signer->credentials->session_token) > 0)
		append_parameter(signer, "X-Amz-Security-Token",
				 secret_string(&signer->credentials->session_token));
}

/* --- the canonical request, hashed as it is made ----------------------------------------- */

static void hash_text(crypto_hash_sha256_state *hash, const char *text)
{
	crypto_hash_sha256_update(hash, (const unsigned char *)text, strlen(text));
}

static int compare_bytes(const char *a, size_t a_length, const char *b, size_t b_length)
{
	int order = memcmp(a, b, a_length < b_length ? a_length : b_length);
	return order != 0 ? order : (a_length > b_length) - (a_length < b_length);
}

/* By name, then by value. Names apart: "a=" sorts behind "a-b=", and a before a-b. */
static int compare_pieces(const struct presigner *signer, const struct piece *a,
			  const struct piece *b)
{
	const char *data = signer->url->data;
	int order =
		compare_bytes(data + a->offset, a->name_length, data + b->offset, b->name_length);
	return order != 0 ? order
			  : compare_bytes(data + a->offset, a->length, data + b->offset, b->length);
}

static void hash_query(crypto_hash_sha256_state *hash, struct presigner *signer)
{
	for (size_t i = 1; i < signer->piece_count; i++)
		for (size_t j = i; j > 0 && compare_pieces(signer, &signer->pieces[j - 1],
							   &signer->pieces[j]) > 0;
		     j--) {
			struct piece piece = signer->pieces[j];
			signer->pieces[j] = signer->pieces[j - 1];
			signer->pieces[j - 1] = piece;
		}
	for (size_t i = 0; i < signer->piece_count; i++) {
		const struct piece *piece = &signer->pieces[i];
		if (i > 0)
			hash_text(hash, "&");
		crypto_hash_sha256_update(hash,
					  (const unsigned char *)signer->url->data + piece->offset,
					  piece->length);
	}
}

/* Without white space at its ends, and one space for each run of it within. */
static void hash_header_value(crypto_hash_sha256_state *hash, const char *value)
{
	bool gap = false, started = false;
	for (size_t length = strlen(value); length > 0;) {
		size_t space = string_space(value, length);
		if (space > 0) {
			gap = started;
		} else {
			if (gap)
				hash_text(hash, " ");
			crypto_hash_sha256_update(hash, (const unsigned char *)value, 1);
			started = true;
			gap = false;
		}
		size_t taken = space > 0 ? space : 1;
		value += taken;
		length -= taken;
	}
}

static void hash_request(struct presigner *signer, unsigned char digest[HASH_SIZE])
{
	const struct sigv4_presign *request = signer->request;
	crypto_hash_sha256_state hash;
	crypto_hash_sha256_init(&hash);
	hash_text(&hash, "GET\n");
	hash_text(&hash, request->endpoint->path);
	hash_text(&hash, "\n");
	hash_query(&hash, signer);
	hash_text(&hash, "\nhost:");
	hash_header_value(&hash, request->endpoint->host);
	for (size_t i = 0; i < request->header_count; i++) {
		hash_text(&hash, "\n");
		hash_text(&hash, request->headers[i].name);
		hash_text(&hash, ":");
		hash_header_value(&hash, request->headers[i].value);
	}
	hash_text(&hash, "\n\nhost");
	for (size_t i = 0; i < request->header_count; i++) {
		hash_text(&hash, ";");
		hash_text(&hash, request->headers[i].name);
	}
	hash_text(&hash, "\n");
	hash_text(&hash, empty_payload);
	crypto_hash_sha256_final(&hash, digest);
	secret_wipe(&hash, sizeof(hash)); /* its block may hold a piece of the session token */
}

/* --- the signature ----------------------------------------------------------------------- */

struct mac {
	crypto_auth_hmacsha256_state state;
};

static void mac_done(struct mac *mac)
{
	secret_wipe(mac, sizeof(*mac));
}

static void mac_text(struct mac *mac, const char *text)
{
	crypto_auth_hmacsha256_update(&mac->state, (const unsigned char *)text, strlen(text));
}

/* key = HMAC(key, text), in place; the new length is that of a MAC. */
static void derive(unsigned char *key, size_t length, const char *text)
{
	cleanup(mac_done) struct mac mac;
	crypto_auth_hmacsha256_init(&mac.state, key, length);
	mac_text(&mac, text);
	crypto_auth_hmacsha256_final(&mac.state, key);
}

/*
 * The signing key, in the locked memory behind the end of the URL: an allocation of its own would
 * cost more than the signature. NULL, and the URL's buffer says why, where there is no room.
 */
static unsigned char *derive_key(const struct presigner *signer, const char *date)
{
	static const char prefix[] = "AWS4";
	const struct secret *secret = &signer->credentials->secret_access_key;
	size_t length = sizeof(prefix) - 1 + secret_length(secret);
	unsigned char *key =
		(unsigned char *)buffer_reserve(signer->url, length + KEY_SIZE + SIGNATURE_ROOM);
	if (!key)
		return NULL;
	memcpy(key, prefix, sizeof(prefix) - 1);
	memcpy(key + sizeof(prefix) - 1, secret_string(secret), secret_length(secret));
	derive(key, length, date);
	derive(key, KEY_SIZE, signer->request->endpoint->region);
	derive(key, KEY_SIZE, signer->request->service);
	derive(key, KEY_SIZE, terminator);
	if (length > KEY_SIZE)
		secret_wipe(key + KEY_SIZE, length - KEY_SIZE);
	return key;
}

static void sign(struct presigner *signer, unsigned char *key, const char *date,
		 unsigned char signature[KEY_SIZE])
{
	unsigned char digest[HASH_SIZE];
	char digest_hex[2 * HASH_SIZE + 1];
	hash_request(signer, digest);
	sodium_bin2hex(digest_hex, sizeof(digest_hex), digest, sizeof(digest));

	cleanup(mac_done) struct mac mac;
	crypto_auth_hmacsha256_init(&mac.state, key, KEY_SIZE);
	const char *const parts[] = {algorithm,
				     "\n",
				     signer->timestamp,
				     "\n",
				     date,
				     "/",
				     signer->request->endpoint->region,
				     "/",
				     signer->request->service,
				     "/",
				     terminator,
				     "\n",
				     digest_hex};
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		mac_text(&mac, parts[i]);
	crypto_auth_hmacsha256_final(&mac.state, signature);
	secret_wipe(key, KEY_SIZE);
}

static int append_signature(struct presigner *signer, struct error *err)
{
	char date[DATE_LENGTH + 1];
	snprintf(date, sizeof(date), "%.*s", DATE_LENGTH, signer->timestamp);
	unsigned char signature[KEY_SIZE];
	unsigned char *key = derive_key(signer, date);
	if (key) {
		sign(signer, key, date, signature);
		buffer_append_string(signer->url, "&X-Amz-Signature=");
		encoding_hex(signer->url, signature, sizeof(signature));
		secret_wipe(signature, sizeof(signature));
	}
	return buffer_check(signer->url, "a presigned URL", err);
}

int sigv4_presign(const struct sigv4_presign *request, const struct aws_credentials *credentials,
		  struct secret *url, struct error *err)
{
	struct presigner signer = {
		.request = request,
		.credentials = credentials,
		.url = &url->bytes,
	};
	if (request->parameter_count > SIGV4_PARAMETERS_MAX)
		return error_set(err, ERROR_FAILED, "too many parameters to sign");
	if (time_format_iso_basic(request->time, signer.timestamp) != 0)
		return error_set(err, ERROR_FAILED, "the clock is outside the years 0 to 9999");
	append_unsigned_url(&signer);
	if (buffer_check(signer.url, "a presigned URL", err) != 0)
		return -1;
	return append_signature(&signer, err);
}
