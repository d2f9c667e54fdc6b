#include <sodium.h>

#include "age/hkdf.h"
#include "age/stream.h"
#include "core/error.h"
#include "unit.h"

enum { CHUNK = AGE_STREAM_CHUNK, SEALED = AGE_STREAM_CHUNK + AGE_STREAM_TAG };

static const char file_key_text[] = "YELLOW SUBMARINE";

static void set_key(struct secret *key)
{
	secret_init(key, 16);
	assert_int_equal(secret_set(key, file_key_text, 16, NULL), 0);
}

static unsigned char *pattern(size_t length)
{
	unsigned char *bytes = malloc(length + 1);
	for (size_t i = 0; i < length; i++)
		bytes[i] = (unsigned char)(i * 131 + i / 251);
	return bytes;
}

static int open_exact(const struct secret *key, const char *payload, size_t length,
		      struct secret *plaintext, struct error *err)
{
	char *exact = malloc(length > 0 ? length : 1);
	memcpy(exact, payload, length);
	int result = age_stream_open(key, exact, length, plaintext, err);
	free(exact);
	return result;
}

static const size_t lengths[] = {
	0,
	1,
	15,
	16,
	17,
	4096,
	CHUNK - 1,
	CHUNK,
	CHUNK + 1,
	CHUNK + 15,
	SEALED,
	SEALED + 1,
	2 * CHUNK,
	2 * CHUNK + 1,
	3 * CHUNK - 1,
	3 * CHUNK,
	3 * CHUNK + 1,
	5 * CHUNK,
	16 * CHUNK + 12345,
};

static void plaintexts_of_every_shape_survive_the_round_trip(void **state)
{
	(void)state;
	struct secret key;
	set_key(&key);
	for (size_t i = 0; i < COUNT_OF(lengths); i++) {
		struct buffer sealed = BUFFER_INIT(2 * 1024 * 1024);
		struct secret opened = SECRET_INIT(0);
		unsigned char *plaintext = pattern(lengths[i]);
		assert_int_equal(age_stream_seal(&key, plaintext, lengths[i], &sealed, NULL), 0);
		assert_int_equal(sealed.length, age_stream_sealed_length(lengths[i]));
		assert_int_equal(open_exact(&key, sealed.data, sealed.length, &opened, NULL), 0);
		assert_int_equal(secret_length(&opened), lengths[i]);
		assert_memory_equal(secret_string(&opened), plaintext, lengths[i]);
		assert_int_equal(secret_string(&opened)[lengths[i]], '\0');
		free(plaintext);
		buffer_done(&sealed);
		secret_done(&opened);
	}
	secret_done(&key);
}

/* Whatever is missing at the end, and whatever follows it, is noticed, and nothing comes out. */
static void every_other_length_is_refused(void **state)
{
	(void)state;
	static const size_t cuts[] = {1,          2,      15,         16,         17,
				      SEALED - 1, SEALED, SEALED + 1, 2 * SEALED, 2 * SEALED + 1};
	struct secret key;
	set_key(&key);
	for (size_t i = 0; i < COUNT_OF(lengths); i++) {
		struct buffer sealed = BUFFER_INIT(2 * 1024 * 1024);
		struct secret opened = SECRET_INIT(4);
		unsigned char *plaintext = pattern(lengths[i]);
		secret_set(&opened, "kept", 4, NULL);
		assert_int_equal(age_stream_seal(&key, plaintext, lengths[i], &sealed, NULL), 0);
		for (size_t j = 0; j < COUNT_OF(cuts); j++) {
			if (cuts[j] <= sealed.length)
				assert_int_equal(open_exact(&key, sealed.data,
							    sealed.length - cuts[j], &opened, NULL),
						 -1);
		}
		for (size_t extra = 1; extra < 40; extra++) {
			buffer_append_char(&sealed, (char)extra);
			assert_int_equal(
				open_exact(&key, sealed.data, sealed.length, &opened, NULL), -1);
		}
		assert_string_equal(secret_string(&opened), "kept");
		free(plaintext);
		buffer_done(&sealed);
		secret_done(&opened);
	}
	secret_done(&key);
}

struct chunk {
	size_t length;
	bool last;
	unsigned char counter;
};

/* The payload that these chunks make, straight from the specification. */
static void seal_chunks(const struct chunk *chunks, size_t count, struct buffer *out)
{
	static const unsigned char zeros[CHUNK + 1];
	unsigned char nonce[16] = {1, 2, 3}, key[32];
	static unsigned char sealed[sizeof(zeros) + 16];
	hkdf_sha256(file_key_text, 16, nonce, sizeof(nonce), "payload", 7, key, sizeof(key));
	buffer_append(out, nonce, sizeof(nonce));
	for (size_t i = 0; i < count; i++) {
		unsigned char chunk_nonce[12] = {0};
		unsigned long long length;
		chunk_nonce[10] = chunks[i].counter;
		chunk_nonce[11] = chunks[i].last;
		crypto_aead_chacha20poly1305_ietf_encrypt(sealed, &length, zeros, chunks[i].length,
							  NULL, 0, NULL, chunk_nonce, key);
		buffer_append(out, sealed, (size_t)length);
	}
}

static const struct {
	struct chunk chunks[4];
	size_t count;
	const char *message; /* NULL: it opens */
} shapes[] = {
	{{{0, true, 0}}, 1, NULL},
	{{{1, true, 0}}, 1, NULL},
	{{{CHUNK, true, 0}}, 1, NULL},
	{{{CHUNK, false, 0}, {1, true, 1}}, 2, NULL},
	{{{CHUNK, false, 0}, {CHUNK, true, 1}}, 2, NULL},
	{{{CHUNK, false, 0}, {CHUNK, false, 1}, {CHUNK, true, 2}}, 3, NULL},
	/* Cut at the end of a chunk. */
	{{{CHUNK, false, 0}}, 1, "cut off"},
	{{{CHUNK, false, 0}, {CHUNK, false, 1}}, 2, "cut off"},
	{{{0}}, 0, "cut off"},
	/* Not marked as the final one. */
	{{{1, false, 0}}, 1, "tag of chunk 1"},
	{{{CHUNK, false, 0}, {7, false, 1}}, 2, "tag of chunk 2"},
	/* Something after the final one. */
	{{{CHUNK, true, 0}, {1, true, 1}}, 2, "tag of chunk 1"},
	{{{1, true, 0}, {1, true, 1}}, 2, "tag of chunk 1"},
	{{{CHUNK, false, 0}, {CHUNK, true, 1}, {0, true, 2}}, 3, "tag of chunk 2"},
	/* Short or long before the final one. */
	{{{CHUNK - 1, false, 0}, {1, true, 1}}, 2, "tag of chunk 1"},
	{{{CHUNK + 1, true, 0}}, 1, "cut off"},
	/* The final one empty. */
	{{{CHUNK, false, 0}, {0, true, 1}}, 2, "its last chunk is empty"},
	/* Order. */
	{{{CHUNK, false, 1}, {1, true, 0}}, 2, "tag of chunk 1"},
	{{{CHUNK, false, 0}, {CHUNK, false, 0}, {1, true, 1}}, 3, "tag of chunk 2"},
	{{{CHUNK, false, 0}, {1, true, 2}}, 2, "tag of chunk 2"},
	{{{1, true, 1}}, 1, "tag of chunk 1"},
};

static void opens_the_shapes_of_the_specification_and_no_others(void **state)
{
	(void)state;
	struct secret key;
	set_key(&key);
	for (size_t i = 0; i < COUNT_OF(shapes); i++) {
		struct buffer payload = BUFFER_INIT(5 * SEALED);
		struct secret opened = SECRET_INIT(0);
		struct error err = ERROR_INIT;
		seal_chunks(shapes[i].chunks, shapes[i].count, &payload);
		int result = open_exact(&key, payload.data, payload.length, &opened, &err);
		if (result != (shapes[i].message ? -1 : 0))
			fail_msg("shape %zu: %d %s", i, result, err.message);
		if (shapes[i].message && !strstr(err.message, shapes[i].message))
			fail_msg("shape %zu says: %s, not: %s", i, err.message, shapes[i].message);
		if (result != 0)
			assert_int_equal(secret_length(&opened), 0);
		buffer_done(&payload);
		secret_done(&opened);
	}
	secret_done(&key);
}

static void every_flipped_bit_is_refused(void **state)
{
	(void)state;
	struct secret key;
	struct secret opened = SECRET_INIT(0);
	struct buffer sealed = BUFFER_INIT(1024);
	set_key(&key);
	assert_int_equal(age_stream_seal(&key, "apiVersion: v1", 14, &sealed, NULL), 0);
	for (size_t bit = 0; bit < 8 * sealed.length; bit++) {
		sealed.data[bit / 8] ^= (char)(1 << bit % 8);
		assert_int_equal(open_exact(&key, sealed.data, sealed.length, &opened, NULL), -1);
		sealed.data[bit / 8] ^= (char)(1 << bit % 8);
	}
	assert_int_equal(open_exact(&key, sealed.data, sealed.length, &opened, NULL), 0);
	buffer_done(&sealed);
	secret_done(&opened);
	secret_done(&key);
}

static void no_two_payloads_are_the_same(void **state)
{
	(void)state;
	struct secret key;
	struct buffer a = BUFFER_INIT(1024);
	struct buffer b = BUFFER_INIT(1024);
	set_key(&key);
	assert_int_equal(age_stream_seal(&key, "same", 4, &a, NULL), 0);
	assert_int_equal(age_stream_seal(&key, "same", 4, &b, NULL), 0);
	assert_memory_not_equal(a.data, b.data, 16);
	assert_memory_not_equal(a.data + 16, b.data + 16, 20);
	buffer_done(&a);
	buffer_done(&b);
	secret_done(&key);
}

static void what_is_too_long_is_refused(void **state)
{
	(void)state;
	struct secret key;
	struct buffer small = BUFFER_INIT(48);
	struct error err = ERROR_INIT;
	set_key(&key);
	assert_int_equal(age_stream_seal(&key, "", AGE_PLAINTEXT_MAX + (size_t)1, &small, &err),
			 -1);
	assert_non_null(strstr(err.message, "cannot be sealed"));
	assert_int_equal(age_stream_seal(&key, file_key_text, 17, &small, &err), -1);
	assert_int_equal(small.length, 0);
	buffer_done(&small);
	secret_done(&key);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(plaintexts_of_every_shape_survive_the_round_trip),
	cmocka_unit_test(every_other_length_is_refused),
	cmocka_unit_test(opens_the_shapes_of_the_specification_and_no_others),
	cmocka_unit_test(every_flipped_bit_is_refused),
	cmocka_unit_test(no_two_payloads_are_the_same),
	cmocka_unit_test(what_is_too_long_is_refused),
};
UNIT_MAIN(tests)
