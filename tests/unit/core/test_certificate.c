/* OpenSSL makes the certificates, and is the oracle for what they say. */
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "core/certificate.h"
#include "unit.h"

enum { SEED = 20260417 };

static uint64_t next_random(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 33;
}

static EVP_PKEY *new_key(void)
{
	EVP_PKEY *key = NULL;
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_id(EVP_PKEY_ED25519, NULL);
	assert_non_null(context);
	assert_int_equal(EVP_PKEY_keygen_init(context), 1);
	assert_int_equal(EVP_PKEY_keygen(context, &key), 1);
	EVP_PKEY_CTX_free(context);
	return key;
}

/* version: 0 for v1, 2 for v3. */
static X509 *new_certificate(EVP_PKEY *key, int64_t from, int64_t until, long version)
{
	X509 *certificate = X509_new();
	assert_non_null(certificate);
	assert_int_equal(X509_set_version(certificate, version), 1);
	ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), (uint64_t)from | 1u << 31);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
				   (const unsigned char *)"somebody", -1, -1, 0);
	X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
	assert_non_null(ASN1_TIME_set(X509_getm_notBefore(certificate), from));
	assert_non_null(ASN1_TIME_set(X509_getm_notAfter(certificate), until));
	X509_set_pubkey(certificate, key);
	assert_true(X509_sign(certificate, key, NULL) > 0);
	return certificate;
}

static struct slice to_der(X509 *certificate)
{
	unsigned char *bytes = NULL;
	int length = i2d_X509(certificate, &bytes);
	assert_true(length > 0);
	return (struct slice){(const char *)bytes, (size_t)length};
}

static void release_der(struct slice der)
{
	OPENSSL_free((void *)(uintptr_t)der.bytes);
}

static void agrees_with_openssl(void **state)
{
	(void)state;
	/* Both forms of time, on both sides of 2050 and of 1950, and random ones. */
	static const int64_t edges[][2] = {
		{0, 2524607999},            /* 2049-12-31T23:59:59Z */
		{2524608000, 253402300799}, /* 2050-01-01, 9999-12-31 */
		{-631152000, -631151999},   /* 1950-01-01 */
		{-631152001, 0},            /* 1949: generalized */
		{951782400, 951868800},     /* 2000-02-29, 2000-03-01 */
	};
	uint64_t seed = SEED;
	EVP_PKEY *key = new_key();
	for (size_t i = 0; i < COUNT_OF(edges) + 200; i++) {
		bool edge = i < COUNT_OF(edges);
		int64_t from = edge ? edges[i][0] : (int64_t)next_random(&seed) * 3;
		int64_t until = edge ? edges[i][1] : from + (int64_t)next_random(&seed);
		X509 *certificate = new_certificate(key, from, until, i % 3 == 0 ? 0 : 2);
		struct slice der = to_der(certificate);
		struct certificate_dates dates;
		assert_true(certificate_dates(der, &dates));
		assert_int_equal(dates.not_before, from);
		assert_int_equal(dates.not_after, until);
		/* No part of it is a certificate, and neither is it with more behind it. */
		for (size_t length = 0; length < der.length; length++)
			assert_false(certificate_dates((struct slice){der.bytes, length}, &dates));
		release_der(der);
		X509_free(certificate);
	}
	EVP_PKEY_free(key);
}

static void what_follows_the_certificate_is_refused(void **state)
{
	(void)state;
	EVP_PKEY *key = new_key();
	X509 *certificate = new_certificate(key, 5, 6, 2);
	struct slice der = to_der(certificate);
	char *longer = malloc(der.length + 1);
	assert_non_null(longer);
	memcpy(longer, der.bytes, der.length);
	longer[der.length] = '\0';
	struct certificate_dates dates;
	assert_true(certificate_dates((struct slice){longer, der.length}, &dates));
	assert_false(certificate_dates((struct slice){longer, der.length + 1}, &dates));
	free(longer);
	release_der(der);
	X509_free(certificate);
	EVP_PKEY_free(key);
}

static void finds_every_certificate_of_a_pem_text(void **state)
{
	(void)state;
	EVP_PKEY *key = new_key();
	BIO *bio = BIO_new(BIO_s_mem());
	assert_non_null(bio);
	for (int64_t i = 1; i <= 3; i++) {
		X509 *certificate = new_certificate(key, i, 1000 + i, 2);
		assert_true(BIO_printf(bio, "# number %d\n", (int)i) > 0);
		assert_int_equal(PEM_write_bio_X509(bio, certificate), 1);
		assert_int_equal(PEM_write_bio_PUBKEY(bio, key), 1);
		X509_free(certificate);
	}
	char *text = NULL;
	long length = BIO_get_mem_data(bio, &text);
	struct slice pem = {text, (size_t)length};
	struct certificate_dates dates;
	for (int64_t i = 1; i <= 3; i++) {
		assert_int_equal(certificate_next(&pem, &dates), CERTIFICATE_FOUND);
		assert_int_equal(dates.not_before, i);
		assert_int_equal(dates.not_after, 1000 + i);
	}
	assert_int_equal(certificate_next(&pem, &dates), CERTIFICATE_NONE);
	BIO_free(bio);
	EVP_PKEY_free(key);
}

#define BEGIN "-----BEGIN CERTIFICATE-----\n"
#define END "-----END CERTIFICATE-----\n"

static void tells_what_is_marked_as_a_certificate_and_is_none(void **state)
{
	(void)state;
	static const struct {
		const char *pem;
		enum certificate_found found;
	} cases[] = {
		{"", CERTIFICATE_NONE},
		{"-----BEGIN CERTIFICATE----", CERTIFICATE_NONE},
		{"-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n",
		 CERTIFICATE_NONE},
		{BEGIN END, CERTIFICATE_MALFORMED},
		{BEGIN "MAA=\n" END, CERTIFICATE_MALFORMED},
		{BEGIN "MAA=\n", CERTIFICATE_MALFORMED},
		{BEGIN "not base64!\n" END, CERTIFICATE_MALFORMED},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct slice pem = slice_of(cases[i].pem);
		struct certificate_dates dates;
		assert_int_equal(certificate_next(&pem, &dates), cases[i].found);
		/* A walk over a text ends, whatever is in it. */
		assert_int_equal(certificate_next(&pem, &dates), CERTIFICATE_NONE);
	}
}

#define SEQUENCE(length, content) "\x30" length content
/* A certificate with nothing in it but what the walk needs. */
#define VALIDITY_CERTIFICATE(outer, body, validity_length, validity) \
	SEQUENCE(outer, SEQUENCE(body, "\x02\x01\x01\x30\x00\x30\x00\x30" validity_length validity))

static void refuses_times_that_rfc_5280_does_not_have(void **state)
{
	(void)state;
	static const struct {
		const char *der;
		size_t length;
		bool good;
	} cases[] = {
#define CASE(text, good_) {text, sizeof(text) - 1, good_}
		CASE(VALIDITY_CERTIFICATE("\x29", "\x27", "\x1e",
					  "\x17\x0d"
					  "240101000000Z"
					  "\x17\x0d"
					  "250101000000Z"),
		     true),
		/* Not the shortest form of a length. */
		CASE(VALIDITY_CERTIFICATE("\x81\x29", "\x27", "\x1e",
					  "\x17\x0d"
					  "240101000000Z"
					  "\x17\x0d"
					  "250101000000Z"),
		     false),
		/* A length without end. */
		CASE(VALIDITY_CERTIFICATE("\x80", "\x27", "\x1e",
					  "\x17\x0d"
					  "240101000000Z"
					  "\x17\x0d"
					  "250101000000Z"),
		     false),
		/* A third time. */
		CASE(VALIDITY_CERTIFICATE("\x38", "\x36", "\x2d",
					  "\x17\x0d"
					  "240101000000Z"
					  "\x17\x0d"
					  "250101000000Z"
					  "\x17\x0d"
					  "250101000000Z"),
		     false),
		/* No seconds; an offset; no such month; no digits; another type. */
		CASE(VALIDITY_CERTIFICATE("\x27", "\x25", "\x1c",
					  "\x17\x0d"
					  "240101000000Z"
					  "\x17\x0b"
					  "2501010000Z"),
		     false),
		CASE(VALIDITY_CERTIFICATE("\x29", "\x27", "\x1e",
					  "\x17\x0d"
					  "240101000000Z"
					  "\x17\x0d"
					  "2501010000+00"),
		     false),
		CASE(VALIDITY_CERTIFICATE("\x29", "\x27", "\x1e",
					  "\x17\x0d"
					  "240101000000Z"
					  "\x17\x0d"
					  "251301000000Z"),
		     false),
		CASE(VALIDITY_CERTIFICATE("\x29", "\x27", "\x1e",
					  "\x17\x0d"
					  "240101000000Z"
					  "\x17\x0d"
					  "2501010000-1Z"),
		     false),
		CASE(VALIDITY_CERTIFICATE("\x29", "\x27", "\x1e",
					  "\x17\x0d"
					  "240101000000Z"
					  "\x04\x0d"
					  "250101000000Z"),
		     false),
		CASE(VALIDITY_CERTIFICATE("\x2d", "\x2b", "\x22",
					  "\x18\x0f"
					  "20240101000000Z"
					  "\x18\x0f"
					  "20250101000000Z"),
		     true),
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct certificate_dates dates = {0, 0};
		bool good =
			certificate_dates((struct slice){cases[i].der, cases[i].length}, &dates);
		if (good != cases[i].good)
			fail_msg("case %zu", i);
		assert_int_equal(dates.not_after, good ? 1735689600 : 0);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(agrees_with_openssl),
	cmocka_unit_test(what_follows_the_certificate_is_refused),
	cmocka_unit_test(finds_every_certificate_of_a_pem_text),
	cmocka_unit_test(tells_what_is_marked_as_a_certificate_and_is_none),
	cmocka_unit_test(refuses_times_that_rfc_5280_does_not_have),
};
UNIT_MAIN(tests)
