#include "age/identity.h"
#include "age/keys.h"
#include "core/error.h"
#include "unit.h"

static int add(struct age_identities *identities, const char *text, struct error *err)
{
	/* Of exactly that size, so that reading past its end is seen. */
	size_t length = strlen(text);
	char *exact = malloc(length > 0 ? length : 1);
	memcpy(exact, text, length);
	int result = age_identities_add_text(identities, exact, length, "keys.txt", err);
	free(exact);
	return result;
}

static const struct {
	const char *text;
	const char *recipients[3];
} good[] = {
	{IDENTITY_A, {RECIPIENT_A}},
	{IDENTITY_A "\n", {RECIPIENT_A}},
	{"# created: 2026-01-01T00:00:00Z\n# public key: " RECIPIENT_A "\n" IDENTITY_A "\n",
	 {RECIPIENT_A}},
	{"\n\n#\n" IDENTITY_A "\n#AGE-SECRET-KEY-1\n\n" IDENTITY_B "\n" IDENTITY_C,
	 {RECIPIENT_A, RECIPIENT_B, RECIPIENT_C}},
	{"# CRLF\r\n\r\n" IDENTITY_B "\r\n", {RECIPIENT_B}},
	{"  " IDENTITY_C " \t\n", {RECIPIENT_C}},
	{IDENTITY_B "\n" IDENTITY_B "\n", {RECIPIENT_B, RECIPIENT_B}},
};

static void reads_identity_files(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(good); i++) {
		struct age_identities identities = {0};
		struct error err = ERROR_INIT;
		if (add(&identities, good[i].text, &err) != 0)
			fail_msg("%s: %s", good[i].text, err.message);
		size_t count = 0;
		while (count < 3 && good[i].recipients[count])
			count++;
		assert_int_equal(identities.count, count);
		for (size_t j = 0; j < count; j++)
			assert_string_equal(age_identities_recipient(&identities, j),
					    good[i].recipients[j]);
		age_identities_done(&identities);
	}
}

static const struct {
	const char *text, *message, *hint;
} bad[] = {
	{"", "keys.txt has no identity in it", "keygen"},
	{"# " IDENTITY_A "\n\n", "keys.txt has no identity in it", "keygen"},
	{"\n" RECIPIENT_A "\n", "keys.txt, line 2: it is a recipient", "AGE-SECRET-KEY-1"},
	{IDENTITY_A "\nhello\n", "keys.txt, line 2: it is not an age identity", "AGE-SECRET-KEY-1"},
	{IDENTITY_A "\n" IDENTITY_B "X\n", "line 2: the identity was mistyped", ""},
	{"AGE-SECRET-KEY-1KGWW8TT6QAPRW9RAW9VXWAX8Q66RTZCUH6T6FJ5HA2LVV4CRZ29QPCPKL", "mistyped",
	 ""},
	{"age-secret-key-1kgww8tt6qaprw9raw9vxwax8q66rtzcuh6t6fj5ha2lvv4crz29qpcpklu",
	 "it is not an age identity", "AGE-SECRET-KEY-1"},
	{"AGE-SECRET-KEY-1kGWW8TT6QAPRW9RAW9VXWAX8Q66RTZCUH6T6FJ5HA2LVV4CRZ29QPCPKLU", "mixes", ""},
	{IDENTITY_A " " IDENTITY_B, "line 1: the identity was mistyped", ""},
	/* Right checksum, wrong length: 31 and 33 bytes of zeros. */
	{"AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ6J6TAE",
	 "length is wrong", ""},
	{"AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQKKC73Y",
	 "length is wrong", ""},
	{"AGE-SECRET-KEY-PQ-1XX", "post-quantum", "age"},
	{"AGE-PLUGIN-YUBIKEY-1XX", "plugins", "age -d"},
	{"-----BEGIN OPENSSH PRIVATE KEY-----\n", "SSH", "age -d"},
	{"-----BEGIN AGE ENCRYPTED FILE-----\n", "encrypted", "given with -i"},
	{"age-encryption.org/v1\n-> scrypt", "encrypted", "given with -i"},
};

static void refuses_other_files_and_quotes_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct age_identities identities = {0};
		struct error err = ERROR_INIT;
		assert_int_equal(add(&identities, IDENTITY_C, NULL), 0);
		if (add(&identities, bad[i].text, &err) != -1)
			fail_msg("accepted: %s", bad[i].text);
		if (!strstr(err.message, bad[i].message) || !strstr(err.hint, bad[i].hint))
			fail_msg("%s\nsays: %s\nhint: %s", bad[i].text, err.message, err.hint);
		assert_null(strstr(err.message, "KGWW8"));
		assert_null(strstr(err.message, "LWWSY"));
		assert_int_equal(identities.count, 1);
		age_identities_done(&identities);
	}
}

static void the_number_of_identities_is_capped(void **state)
{
	(void)state;
	struct age_identities identities = {0};
	struct buffer text = BUFFER_INIT(AGE_IDENTITY_FILE_MAX);
	for (int i = 0; i <= AGE_IDENTITIES_MAX; i++)
		buffer_append_string(&text, IDENTITY_A "\n");
	assert_int_equal(add(&identities, text.data, NULL), -1);
	assert_int_equal(identities.count, 0);
	buffer_truncate(&text, text.length - strlen(IDENTITY_A "\n"));
	assert_int_equal(add(&identities, text.data, NULL), 0);
	assert_int_equal(identities.count, AGE_IDENTITIES_MAX);
	buffer_done(&text);
	age_identities_done(&identities);
}

static void a_missing_file_is_named(void **state)
{
	(void)state;
	struct age_identities identities = {0};
	struct error err = ERROR_INIT;
	assert_int_equal(age_identities_add_file(&identities, "/nonexistent/key.txt", &err), -1);
	assert_non_null(strstr(err.message, "/nonexistent/key.txt"));
	age_identities_done(&identities);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(reads_identity_files),
	cmocka_unit_test(refuses_other_files_and_quotes_nothing),
	cmocka_unit_test(the_number_of_identities_is_capped),
	cmocka_unit_test(a_missing_file_is_named),
};
UNIT_MAIN(tests)
