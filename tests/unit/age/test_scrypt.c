#include "age/age.h"
#include "age/identity.h"
#include "age/keys.h"
#include "age/recipient.h"
#include "age/scrypt.h"
#include "core/error.h"
#include "unit.h"

enum { CHEAP = 4 }; /* work factor */

static const char text[] = "apiVersion: v1\n";

static void set(struct secret *secret, const char *value)
{
	secret_init(secret, 4096);
	assert_int_equal(secret_set(secret, value, strlen(value), NULL), 0);
}

static void seal_with(const char *passphrase, unsigned work_factor, struct buffer *sealed)
{
	struct age_recipients recipients = {0};
	struct secret secret;
	set(&secret, passphrase);
	*sealed = (struct buffer)BUFFER_INIT(4096);
	assert_int_equal(age_recipients_add_passphrase(&recipients, &secret, work_factor, NULL), 0);
	assert_int_equal(age_encrypt(&recipients, text, strlen(text), sealed, NULL), 0);
	age_recipients_done(&recipients);
	secret_done(&secret);
}

/* passphrase, identity: either may be NULL */
static int open_with(const char *passphrase, const char *identity, const struct buffer *sealed,
		     struct secret *opened, struct error *err)
{
	struct age_identities identities = {0};
	struct secret secret = SECRET_INIT(0);
	if (identity)
		assert_int_equal(age_identities_add_text(&identities, identity, strlen(identity),
							 "test", NULL),
				 0);
	if (passphrase) {
		set(&secret, passphrase);
		assert_int_equal(age_identities_add_passphrase(&identities, &secret, NULL), 0);
	}
	int result = age_decrypt(&identities, sealed->data, sealed->length, opened, err);
	age_identities_done(&identities);
	secret_done(&secret);
	return result;
}

static void the_passphrase_opens_and_nothing_else(void **state)
{
	(void)state;
	static const struct {
		const char *passphrase, *identity, *message; /* NULL: it opens */
	} cases[] = {
		{"correct horse", NULL, NULL},
		{"correct horse", IDENTITY_A, NULL},
		{"Correct horse", NULL, "the passphrase is wrong"},
		{"correct horse ", NULL, "the passphrase is wrong"},
		{"", NULL, "the passphrase is wrong"},
		{NULL, IDENTITY_A, "it is sealed with a passphrase"},
	};
	struct buffer sealed;
	seal_with("correct horse", CHEAP, &sealed);
	assert_non_null(strstr(sealed.data, "\n-> scrypt "));
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct secret opened = SECRET_INIT(0);
		struct error err = ERROR_INIT;
		int result =
			open_with(cases[i].passphrase, cases[i].identity, &sealed, &opened, &err);
		assert_int_equal(result, cases[i].message ? -1 : 0);
		assert_string_equal(secret_string(&opened), cases[i].message ? "" : text);
		if (cases[i].message) {
			assert_non_null(strstr(err.message, cases[i].message));
			assert_true(err.hint[0] != '\0');
		}
		secret_done(&opened);
	}
	buffer_done(&sealed);
}

static void a_passphrase_does_not_open_what_is_for_recipients(void **state)
{
	(void)state;
	struct age_recipients recipients = {0};
	struct buffer sealed = BUFFER_INIT(4096);
	struct secret opened = SECRET_INIT(0);
	struct error err = ERROR_INIT;
	assert_int_equal(age_recipients_add(&recipients, RECIPIENT_A, NULL), 0);
	assert_int_equal(age_encrypt(&recipients, text, strlen(text), &sealed, NULL), 0);
	assert_int_equal(open_with("x", NULL, &sealed, &opened, &err), -1);
	assert_non_null(strstr(err.message, "sealed for"));
	assert_int_equal(open_with("x", IDENTITY_A, &sealed, &opened, NULL), 0);
	secret_done(&opened);
	buffer_done(&sealed);
	age_recipients_done(&recipients);
}

static void a_passphrase_stands_alone(void **state)
{
	(void)state;
	struct age_recipients recipients = {0};
	struct secret secret;
	struct error err = ERROR_INIT;
	set(&secret, "x");
	assert_int_equal(age_recipients_add(&recipients, RECIPIENT_A, NULL), 0);
	assert_int_equal(age_recipients_add_passphrase(&recipients, &secret, CHEAP, &err), -1);
	assert_non_null(strstr(err.message, "not both"));
	age_recipients_done(&recipients);
	assert_int_equal(age_recipients_add_passphrase(&recipients, &secret, CHEAP, NULL), 0);
	assert_int_equal(age_recipients_add_passphrase(&recipients, &secret, CHEAP, &err), -1);
	assert_int_equal(age_recipients_add(&recipients, RECIPIENT_A, &err), -1);
	assert_non_null(strstr(err.message, "not both"));
	assert_int_equal(recipients.count, 1);
	age_recipients_done(&recipients);
	secret_done(&secret);
}

#define SALT "AAAAAAAAAAAAAAAAAAAAAA"
#define BODY "\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
#define MAC "--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"

static const struct {
	const char *stanzas, *message; /* NULL: the shape is good */
} shapes[] = {
	{"-> scrypt " SALT " 1" BODY, NULL},
	{"-> scrypt " SALT " 22" BODY, NULL},
	{"-> scrypt " SALT " 23" BODY, "work factor of 23 is above the limit of 22"},
	{"-> scrypt " SALT " 18446744073709551615" BODY, "is above the limit"},
	{"-> scrypt " SALT " 18446744073709551616" BODY, "malformed"},
	{"-> scrypt " SALT " 0" BODY, "malformed"},
	{"-> scrypt " SALT " 012" BODY, "malformed"},
	{"-> scrypt " SALT " +12" BODY, "malformed"},
	{"-> scrypt " SALT " -1" BODY, "malformed"},
	{"-> scrypt " SALT " 0xa" BODY, "malformed"},
	{"-> scrypt " SALT " 1x" BODY, "malformed"},
	{"-> scrypt " SALT BODY, "malformed"},
	{"-> scrypt " SALT " 10 x" BODY, "malformed"},
	{"-> scrypt AAAAAAAAAAAAAAAAAAAAAB 10" BODY, "malformed"},
	{"-> scrypt AAAAAAAAAAAAAAAAAAAAA 10" BODY, "malformed"},
	{"-> scrypt AAAAAAAAAAAAAAAAAAAAAAA 10" BODY, "malformed"},
	{"-> scrypt " SALT " 10\nAAAA\n", "malformed"},
	{"-> scrypt " SALT " 10" BODY "-> scrypt " SALT " 10" BODY, "stands beside others"},
	{"-> scrypt " SALT " 10" BODY "-> x\n\n", "stands beside others"},
	{"-> x\n\n-> scrypt " SALT " 10" BODY, "stands beside others"},
};

static void a_malformed_stanza_is_refused_before_any_work(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(shapes); i++) {
		struct age_header header = AGE_HEADER_INIT;
		struct error err = ERROR_INIT;
		char file[512];
		snprintf(file, sizeof(file), "age-encryption.org/v1\n%s" MAC, shapes[i].stanzas);
		int result = age_read_header(file, strlen(file), &header, &err);
		if (result != (shapes[i].message ? -1 : 0))
			fail_msg("%s: %d %s", shapes[i].stanzas, result, err.message);
		if (shapes[i].message && !strstr(err.message, shapes[i].message))
			fail_msg("%s says: %s", shapes[i].stanzas, err.message);
		age_header_done(&header);
	}
}

static void salts_differ(void **state)
{
	(void)state;
	struct buffer a, b;
	seal_with("x", CHEAP, &a);
	seal_with("x", CHEAP, &b);
	assert_memory_not_equal(a.data + 32, b.data + 32, 22);
	buffer_done(&a);
	buffer_done(&b);
}

static void a_passphrase_that_is_too_long_is_refused(void **state)
{
	(void)state;
	char long_text[AGE_PASSPHRASE_MAX + 2];
	struct age_recipients recipients = {0};
	struct age_identities identities = {0};
	struct secret secret;
	memset(long_text, 'x', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	set(&secret, long_text);
	assert_int_equal(age_recipients_add_passphrase(&recipients, &secret, CHEAP, NULL), -1);
	assert_int_equal(age_identities_add_passphrase(&identities, &secret, NULL), -1);
	assert_int_equal(recipients.count + identities.count, 0);
	age_recipients_done(&recipients);
	age_identities_done(&identities);
	secret_done(&secret);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(the_passphrase_opens_and_nothing_else),
	cmocka_unit_test(a_passphrase_does_not_open_what_is_for_recipients),
	cmocka_unit_test(a_passphrase_stands_alone),
	cmocka_unit_test(a_malformed_stanza_is_refused_before_any_work),
	cmocka_unit_test(salts_differ),
	cmocka_unit_test(a_passphrase_that_is_too_long_is_refused),
};
UNIT_MAIN(tests)
