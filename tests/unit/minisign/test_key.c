#include "core/error.h"
#include "minisign/key.h"
#include "minisign/keys.h"
#include "unit.h"

static const struct minisign_cost cheap = {.operations = 32768, .memory = 16777216};

static int parse_secret(const char *text, const char *passphrase, struct minisign_secret_key *key,
			struct error *err)
{
	/* Of exactly that size, so that reading past its end is seen. */
	size_t length = strlen(text);
	char *exact = malloc(length > 0 ? length : 1);
	memcpy(exact, text, length);
	struct secret secret = SECRET_INIT(100);
	if (passphrase)
		secret_set(&secret, passphrase, strlen(passphrase), NULL);
	int result = minisign_secret_key_parse(exact, length, "a.key", passphrase ? &secret : NULL,
					       key, err);
	secret_done(&secret);
	free(exact);
	return result;
}

static void reads_what_minisign_wrote(void **state)
{
	(void)state;
	struct minisign_secret_key secret;
	struct minisign_public_key public, derived;
	struct buffer text = BUFFER_INIT(1000);
	char id[MINISIGN_ID_TEXT];
	assert_false(minisign_secret_key_is_encrypted(SECRET_FILE, strlen(SECRET_FILE)));
	assert_int_equal(parse_secret(SECRET_FILE, NULL, &secret, NULL), 0);
	assert_int_equal(
		minisign_public_key_parse(PUBLIC_FILE, strlen(PUBLIC_FILE), "x", &public, NULL), 0);
	assert_int_equal(minisign_secret_key_public(&secret, &derived, NULL), 0);
	assert_memory_equal(&public, &derived, sizeof(public));
	minisign_id_text(public.id, id);
	assert_string_equal(id, KEY_ID);
	minisign_public_key_write(&public, &text);
	assert_string_equal(buffer_string(&text), PUBLIC_FILE);
	buffer_done(&text);
	minisign_secret_key_done(&secret);
}

static void writes_an_unencrypted_key_as_minisign_does(void **state)
{
	(void)state;
	struct minisign_secret_key secret;
	struct secret file = SECRET_INIT(0);
	assert_int_equal(parse_secret(SECRET_FILE, NULL, &secret, NULL), 0);
	assert_int_equal(minisign_secret_key_write(&secret, NULL, NULL, &file, NULL), 0);
	assert_string_equal(secret_string(&file), SECRET_FILE);
	secret_done(&file);
	minisign_secret_key_done(&secret);
}

static void an_encrypted_key_needs_its_passphrase(void **state)
{
	(void)state;
	struct minisign_secret_key secret, again;
	struct secret file = SECRET_INIT(0), passphrase = SECRET_INIT(100);
	struct error err = ERROR_INIT;
	secret_set(&passphrase, "open", 4, NULL);
	assert_int_equal(minisign_secret_key_generate(&secret, NULL), 0);
	assert_int_equal(minisign_secret_key_write(&secret, &passphrase, &cheap, &file, NULL), 0);
	assert_true(minisign_secret_key_is_encrypted(secret_string(&file), secret_length(&file)));
	assert_int_equal(parse_secret(secret_string(&file), "open", &again, NULL), 0);
	assert_memory_equal(secret.id, again.id, MINISIGN_ID);
	assert_true(secret_equal(&secret.key, &again.key));
	minisign_secret_key_done(&again);
	assert_int_equal(parse_secret(secret_string(&file), "close", &again, &err), -1);
	assert_string_equal(err.message, "a.key: the passphrase is wrong");
	assert_int_equal(parse_secret(secret_string(&file), NULL, &again, &err), -1);
	assert_non_null(strstr(err.message, "needs its passphrase"));
	secret_done(&file);
	secret_done(&passphrase);
	minisign_secret_key_done(&secret);
}

static void no_two_key_pairs_are_the_same(void **state)
{
	(void)state;
	struct minisign_secret_key a, b;
	assert_int_equal(minisign_secret_key_generate(&a, NULL), 0);
	assert_int_equal(minisign_secret_key_generate(&b, NULL), 0);
	assert_memory_not_equal(a.id, b.id, MINISIGN_ID);
	assert_false(secret_equal(&a.key, &b.key));
	minisign_secret_key_done(&a);
	minisign_secret_key_done(&b);
}

static void a_public_key_is_a_file_or_a_line(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool good;
	} cases[] = {
		{PUBLIC_FILE, true},
		{PUBLIC_LINE, true},
		{PUBLIC_LINE "\n", true},
		{"untrusted comment: \r\n" PUBLIC_LINE "\r\n", true},
		{"", false},
		{"untrusted comment: x\n", false},
		{"trusted comment: x\n" PUBLIC_LINE "\n", false},
		{PUBLIC_FILE PUBLIC_LINE, false},
		{PUBLIC_FILE "\n", false},
		{PUBLIC_LINE " ", false},
		{"untrusted comment: \x01\n" PUBLIC_LINE "\n", false},
		{"RWQZghiCF0QyIoya+QRjEYuyWhHjYUDwyW1WC+lkqFDmUfuioAW8X/w=", false},
		{"RUQZghiCF0QyIoya+QRjEYuyWhHjYUDwyW1WC+lkqFDmUfuioAW8X/wK", false},
		{SECRET_FILE, false},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct minisign_public_key key;
		struct error err = ERROR_INIT;
		int result = minisign_public_key_parse(cases[i].text, strlen(cases[i].text),
						       "a.pub", &key, &err);
		if (result != (cases[i].good ? 0 : -1))
			fail_msg("%s: %d", cases[i].text, result);
		if (!cases[i].good)
			assert_string_equal(err.message, "a.pub is not a minisign public key");
	}
}

/* Every character of the record is either checked or part of what is checked; of the unencrypted
 * form, salt and cost (which are not used) and the checksum are not. */
static void a_damaged_secret_key_is_refused(void **state)
{
	(void)state;
	char text[512];
	const char *record = strchr(SECRET_FILE, '\n') + 1;
	size_t start = (size_t)(record - (const char *)SECRET_FILE);
	struct minisign_secret_key key;
	struct error err = ERROR_INIT;
	/* The 64 bytes of the key are bytes 62 to 125 of the record: characters 83 to 167. */
	for (size_t i = start + 83; i < start + 167; i++) {
		snprintf(text, sizeof(text), "%s", SECRET_FILE);
		text[i] = text[i] == 'A' ? 'B' : 'A';
		if (parse_secret(text, NULL, &key, &err) != -1)
			fail_msg("character %zu does not matter", i - start);
	}
	static const char *const cases[] = {
		"",
		"untrusted comment: x\n",
		PUBLIC_FILE,
		SECRET_FILE "\n",
		SECRET_FILE "x",
		"comment: x\nRWQ=\n",
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		assert_int_equal(parse_secret(cases[i], NULL, &key, &err), -1);
		assert_string_equal(err.message, "a.key is not a minisign secret key");
	}
}

static void a_cost_out_of_bounds_is_refused_before_any_work(void **state)
{
	(void)state;
	struct minisign_secret_key key;
	struct error err = ERROR_INIT;
	char text[512];
	/* "Sc" for the key derivation: bytes 2 and 3. Then memory, bytes 46 to 53, of all ones. */
	snprintf(text, sizeof(text), "%s", SECRET_FILE);
	char *record = strchr(text, '\n') + 1;
	memcpy(record, "RWRTY0Iy", 8);
	memcpy(record + 64, "////////", 8);
	assert_true(minisign_secret_key_is_encrypted(text, strlen(text)));
	assert_int_equal(parse_secret(text, "x", &key, &err), -1);
	assert_non_null(strstr(err.message, "more than is accepted"));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(reads_what_minisign_wrote),
	cmocka_unit_test(writes_an_unencrypted_key_as_minisign_does),
	cmocka_unit_test(an_encrypted_key_needs_its_passphrase),
	cmocka_unit_test(no_two_key_pairs_are_the_same),
	cmocka_unit_test(a_public_key_is_a_file_or_a_line),
	cmocka_unit_test(a_damaged_secret_key_is_refused),
	cmocka_unit_test(a_cost_out_of_bounds_is_refused_before_any_work),
};
UNIT_MAIN(tests)
