#include <unistd.h>

#include "age/age.h"
#include "age/armor.h"
#include "age/identity.h"
#include "age/keys.h"
#include "age/recipient.h"
#include "core/error.h"
#include "platform/file.h"
#include "unit.h"

enum { CHEAP = 4 }; /* work factor */

static char path[] = "/tmp/test-identity-file-XXXXXX";

static void set(struct secret *secret, const char *text)
{
	secret_init(secret, 4096);
	assert_int_equal(secret_set(secret, text, strlen(text), NULL), 0);
}

/* Writes `text`, sealed with the passphrase "open" or, where there is one, for the recipient. */
static void write_sealed(const char *text, const char *recipient, bool armored)
{
	struct age_recipients recipients = {0};
	struct buffer sealed = BUFFER_INIT(8192), armor = BUFFER_INIT(8192);
	struct secret passphrase;
	set(&passphrase, "open");
	if (recipient)
		assert_int_equal(age_recipients_add(&recipients, recipient, NULL), 0);
	else
		assert_int_equal(
			age_recipients_add_passphrase(&recipients, &passphrase, CHEAP, NULL), 0);
	assert_int_equal(age_encrypt(&recipients, text, strlen(text), &sealed, NULL), 0);
	armor_encode(sealed.data, sealed.length, &armor);
	const struct buffer *content = armored ? &armor : &sealed;
	assert_int_equal(file_write(path, content->data, content->length, 0600, FILE_REPLACE, NULL),
			 0);
	buffer_done(&sealed);
	buffer_done(&armor);
	age_recipients_done(&recipients);
	secret_done(&passphrase);
}

struct asked {
	struct age_prompt prompt;
	const char *answer; /* NULL: nobody is there */
};

static int answer(const struct age_prompt *prompt, const char *what, struct secret *ret_passphrase,
		  struct error *err)
{
	const struct asked *asked = (const struct asked *)(const void *)prompt;
	assert_string_equal(what, path);
	if (!asked->answer)
		return error_set(err, ERROR_PERSON, "nobody is there");
	set(ret_passphrase, asked->answer);
	return 0;
}

static void opens_what_the_passphrase_opens(void **state)
{
	(void)state;
	static const struct {
		const char *text, *recipient, *answer, *message; /* NULL: it works */
	} cases[] = {
		{"# mine\n" IDENTITY_A "\n", NULL, "open", NULL},
		{IDENTITY_A, NULL, "wrong", "the passphrase is wrong"},
		{IDENTITY_A, NULL, NULL, "nobody is there"},
		{IDENTITY_A, RECIPIENT_B, "open", "it is sealed for recipients"},
		{"# none\n", NULL, "open", "has no identity in it"},
		{"age-encryption.org/v1\n", NULL, "open", "itself is encrypted"},
	};
	for (size_t i = 0; i < 2 * COUNT_OF(cases); i++) {
		struct age_identities identities = {0};
		struct error err = ERROR_INIT;
		struct asked asked = {{answer}, cases[i / 2].answer};
		const char *message = cases[i / 2].message;
		write_sealed(cases[i / 2].text, cases[i / 2].recipient, i % 2 != 0);
		int result = age_identities_add_file_asking(&identities, path, &asked.prompt, &err);
		if (result != (message ? -1 : 0))
			fail_msg("case %zu: %d %s", i, result, err.message);
		if (message && !strstr(err.message, message))
			fail_msg("says: %s, not: %s", err.message, message);
		assert_int_equal(identities.count, message ? 0 : 1);
		if (!message)
			assert_string_equal(age_identities_recipient(&identities, 0), RECIPIENT_A);
		age_identities_done(&identities);
	}
}

static void nobody_is_asked_for_a_plain_file(void **state)
{
	(void)state;
	struct age_identities identities = {0};
	struct asked asked = {{answer}, NULL};
	assert_int_equal(file_write(path, IDENTITY_B, strlen(IDENTITY_B), 0600, FILE_REPLACE, NULL),
			 0);
	assert_int_equal(age_identities_add_file_asking(&identities, path, &asked.prompt, NULL), 0);
	assert_string_equal(age_identities_recipient(&identities, 0), RECIPIENT_B);
	age_identities_done(&identities);
}

static void without_a_prompt_an_encrypted_file_is_an_error(void **state)
{
	(void)state;
	struct age_identities identities = {0};
	struct error err = ERROR_INIT;
	write_sealed(IDENTITY_A, NULL, true);
	assert_int_equal(age_identities_add_file(&identities, path, &err), -1);
	assert_non_null(strstr(err.message, "itself is encrypted"));
	age_identities_done(&identities);
}

static int make_file(void **state)
{
	int fd = mkstemp(path);
	return unit_start(state) != 0 || fd < 0 || close(fd) != 0;
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(opens_what_the_passphrase_opens),
	cmocka_unit_test(nobody_is_asked_for_a_plain_file),
	cmocka_unit_test(without_a_prompt_an_encrypted_file_is_an_error),
};

int main(void)
{
	return cmocka_run_group_tests(tests, make_file, remove_file);
}
