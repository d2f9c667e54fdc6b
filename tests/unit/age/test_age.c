#include "age/age.h"
#include "age/armor.h"
#include "age/identity.h"
#include "age/keys.h"
#include "age/recipient.h"
#include "core/error.h"
#include "unit.h"

static const char text[] = "apiVersion: v1\nkind: Config\n";

static struct age_identities identities_of(const char *lines)
{
	struct age_identities identities = {0};
	assert_int_equal(age_identities_add_text(&identities, lines, strlen(lines), "test", NULL),
			 0);
	return identities;
}

static void seal_for(const char *const *keys, size_t count, struct buffer *sealed)
{
	struct age_recipients recipients = {0};
	for (size_t i = 0; i < count; i++)
		assert_int_equal(age_recipients_add(&recipients, keys[i], NULL), 0);
	assert_int_equal(age_encrypt(&recipients, text, strlen(text), sealed, NULL), 0);
	age_recipients_done(&recipients);
}

static int open_exact(const char *identity_lines, const char *sealed, size_t length,
		      struct secret *plaintext, struct error *err)
{
	struct age_identities identities = identities_of(identity_lines);
	char *exact = malloc(length > 0 ? length : 1);
	memcpy(exact, sealed, length);
	int result = age_decrypt(&identities, exact, length, plaintext, err);
	free(exact);
	age_identities_done(&identities);
	return result;
}

/* "hello", sealed for RECIPIENT_A with age 1.1.1. */
static const char from_age[] =
	"age-encryption.org/v1\n"
	"-> X25519 GyfO5FP+AZbFtCwuwgK01k5sPKNREKBcGMGxMByRwlw\n"
	"vA4USiDgjUp8xz2Col1u2E6S1623U77FhZq2kXkzyuk\n"
	"--- VohWuEXae8TY2wwGyRxNeB1z8q7qb7TmyQWI697e3ME\n"
	"\x8b\x82\x74\x87\x5a\xe0\xb1\x77\x99\xf4\xd8\xab\x45\x52\xbd\x2f\x7e\x6b\x4f"
	"\x7d\x7b\x9d\xf1\x77\x55\x80\xee\x5c\x34\x7a\x73\xc0\x33\xe4\x87\x46\x79";

static void opens_a_file_that_age_made(void **state)
{
	(void)state;
	struct secret opened = SECRET_INIT(0);
	assert_int_equal(open_exact(IDENTITY_A, from_age, sizeof(from_age) - 1, &opened, NULL), 0);
	assert_string_equal(secret_string(&opened), "hello");
	secret_done(&opened);
}

static void every_recipient_opens_and_nobody_else(void **state)
{
	(void)state;
	static const char *const keys[] = {RECIPIENT_A, RECIPIENT_B};
	static const struct {
		const char *identities;
		bool opens;
	} cases[] = {
		{IDENTITY_A, true},
		{IDENTITY_B, true},
		{IDENTITY_C, false},
		{IDENTITY_C "\n" IDENTITY_B, true},
		{IDENTITY_C "\n" IDENTITY_C, false},
	};
	struct buffer sealed = BUFFER_INIT(4096);
	seal_for(keys, COUNT_OF(keys), &sealed);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct secret opened = SECRET_INIT(0);
		struct error err = ERROR_INIT;
		int result =
			open_exact(cases[i].identities, sealed.data, sealed.length, &opened, &err);
		assert_int_equal(result, cases[i].opens ? 0 : -1);
		assert_string_equal(secret_string(&opened), cases[i].opens ? text : "");
		if (!cases[i].opens) {
			assert_non_null(strstr(err.message, "it is sealed for"));
			assert_non_null(strstr(err.hint, "for 2 recipients"));
		}
		secret_done(&opened);
	}
	buffer_done(&sealed);
}

static void the_size_tells_only_the_number_of_recipients(void **state)
{
	(void)state;
	static const char *const keys[] = {RECIPIENT_A, RECIPIENT_B, RECIPIENT_C};
	size_t sizes[3];
	for (size_t count = 1; count <= 3; count++) {
		struct buffer sealed = BUFFER_INIT(4096);
		seal_for(keys, count, &sealed);
		assert_null(memmem(sealed.data, sealed.length, "age1", 4));
		sizes[count - 1] = sealed.length;
		buffer_done(&sealed);
	}
	assert_int_equal(sizes[2] - sizes[1], sizes[1] - sizes[0]);
}

static void nobody_cannot_be_sealed_for(void **state)
{
	(void)state;
	struct age_recipients nobody = {0};
	struct buffer sealed = BUFFER_INIT(4096);
	assert_int_equal(age_encrypt(&nobody, text, strlen(text), &sealed, NULL), -1);
	assert_int_equal(sealed.length, 0);
	buffer_done(&sealed);
}

/* The u-coordinate 0 has small order: every secret agrees with it on the same zeros. */
static void a_recipient_of_low_order_is_refused(void **state)
{
	(void)state;
	static const char low_order[] =
		"age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z";
	struct age_recipients recipients = {0};
	struct buffer sealed = BUFFER_INIT(4096);
	struct error err = ERROR_INIT;
	assert_int_equal(age_recipients_add(&recipients, low_order, NULL), 0);
	assert_int_equal(age_encrypt(&recipients, text, strlen(text), &sealed, &err), -1);
	assert_non_null(strstr(err.message, "not a usable public key"));
	assert_int_equal(sealed.length, 0);
	buffer_done(&sealed);
	age_recipients_done(&recipients);
}

static void what_does_not_fit_leaves_nothing(void **state)
{
	(void)state;
	struct age_recipients recipients = {0};
	struct buffer sealed = BUFFER_INIT(230);
	struct error err = ERROR_INIT;
	assert_int_equal(age_recipients_add(&recipients, RECIPIENT_A, NULL), 0);
	buffer_append_string(&sealed, "kept");
	assert_int_equal(age_encrypt(&recipients, text, strlen(text), &sealed, &err), -1);
	assert_string_equal(buffer_string(&sealed), "kept");
	buffer_done(&sealed);
	age_recipients_done(&recipients);
}

static void refuse_every_change(struct buffer *sealed, size_t needed)
{
	struct age_identities identities = identities_of(IDENTITY_A);
	struct secret opened = SECRET_INIT(0);
	for (size_t length = 0; length < needed; length++)
		assert_int_equal(open_exact(IDENTITY_A, sealed->data, length, &opened, NULL), -1);
	for (size_t bit = 0; bit < 8 * sealed->length; bit++) {
		struct error err = ERROR_INIT;
		sealed->data[bit / 8] ^= (char)(1 << bit % 8);
		if (age_decrypt(&identities, sealed->data, sealed->length, &opened, &err) != -1)
			fail_msg("bit %zu does not matter", bit);
		assert_true(err.message[0] != '\0' && err.hint[0] != '\0');
		sealed->data[bit / 8] ^= (char)(1 << bit % 8);
	}
	assert_int_equal(secret_length(&opened), 0);
	assert_int_equal(age_decrypt(&identities, sealed->data, sealed->length, &opened, NULL), 0);
	assert_string_equal(secret_string(&opened), text);
	secret_done(&opened);
	age_identities_done(&identities);
}

static void every_truncation_and_every_flipped_bit_is_refused(void **state)
{
	(void)state;
	static const char *const keys[] = {RECIPIENT_A};
	struct buffer sealed = BUFFER_INIT(4096);
	struct buffer armored = BUFFER_INIT(8192);
	seal_for(keys, 1, &sealed);
	armor_encode(sealed.data, sealed.length, &armored);
	refuse_every_change(&sealed, sealed.length);
	/* The line feed at the end may be missing. */
	refuse_every_change(&armored, armored.length - 1);
	buffer_done(&sealed);
	buffer_done(&armored);
}

/* `sealed` with every `from` in its header replaced by `to`, of the same length. */
static void replace_once(struct buffer *sealed, const char *from, const char *to)
{
	char *at = memmem(sealed->data, sealed->length, from, strlen(from));
	assert_non_null(at);
	memcpy(at, to, strlen(to));
}

static void errors_tell_what_is_wrong(void **state)
{
	(void)state;
	static const char *const keys[] = {RECIPIENT_A};
	static const struct {
		const char *from, *to, *message;
	} cases[] = {
		{"age-encryption.org/v1", "age-encryption.org/v9", "'v9' is not supported"},
		{"-> X25519 ", "-> X25519 !", "X25519 stanza is malformed"},
		{"-> X25519 ", "-> x25519 ", "is not one of those"},
		{"\n--- ", "\n---!", "is not a MAC"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct buffer sealed = BUFFER_INIT(4096);
		struct secret opened = SECRET_INIT(0);
		struct error err = ERROR_INIT;
		seal_for(keys, 1, &sealed);
		replace_once(&sealed, cases[i].from, cases[i].to);
		assert_int_equal(open_exact(IDENTITY_A, sealed.data, sealed.length, &opened, &err),
				 -1);
		if (!strstr(err.message, cases[i].message))
			fail_msg("says: %s, not: %s", err.message, cases[i].message);
		buffer_done(&sealed);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(opens_a_file_that_age_made),
	cmocka_unit_test(every_recipient_opens_and_nobody_else),
	cmocka_unit_test(the_size_tells_only_the_number_of_recipients),
	cmocka_unit_test(nobody_cannot_be_sealed_for),
	cmocka_unit_test(a_recipient_of_low_order_is_refused),
	cmocka_unit_test(what_does_not_fit_leaves_nothing),
	cmocka_unit_test(every_truncation_and_every_flipped_bit_is_refused),
	cmocka_unit_test(errors_tell_what_is_wrong),
};
UNIT_MAIN(tests)
