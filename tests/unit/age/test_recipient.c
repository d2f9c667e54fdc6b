#include <unistd.h>

#include "age/keys.h"
#include "age/recipient.h"
#include "core/error.h"
#include "platform/file.h"
#include "unit.h"

static char directory[] = "/tmp/test-recipient-XXXXXX";

static int add_text(struct age_recipients *recipients, const char *text, struct error *err)
{
	char path[256];
	snprintf(path, sizeof(path), "%s/recipients", directory);
	assert_int_equal(file_write(path, text, strlen(text), 0600, FILE_REPLACE, NULL), 0);
	int result = age_recipients_add_file(recipients, path, err);
	unlink(path);
	return result;
}

static void keeps_their_order_and_each_once(void **state)
{
	(void)state;
	struct age_recipients recipients = {0};
	assert_int_equal(age_recipients_add(&recipients, RECIPIENT_B, NULL), 0);
	assert_int_equal(add_text(&recipients,
				  "# custodians\r\n\r\n" RECIPIENT_A "\r\n" RECIPIENT_B
				  "\n  " RECIPIENT_C "\t\n" RECIPIENT_A,
				  NULL),
			 0);
	assert_int_equal(recipients.count, 3);
	assert_string_equal(age_recipients_text(&recipients, 0), RECIPIENT_B);
	assert_string_equal(age_recipients_text(&recipients, 1), RECIPIENT_A);
	assert_string_equal(age_recipients_text(&recipients, 2), RECIPIENT_C);
	age_recipients_done(&recipients);
}

static const struct {
	const char *text, *message, *hint;
} bad[] = {
	{"", "'' is not an age recipient", "62 characters"},
	{"alice", "'alice' is not an age recipient", "62 characters"},
	{"age1", "mistyped", ""},
	{"age1lxehqc49l7lflavnj79889t5j353sfzhg9mnm72cc9r86nnunclqpg7pe9", "mistyped", ""},
	{"age1lxehqc49l7lflavnj79889t5j353sfzhg9mnm72cc9r86nnunclqpg7pe", "mistyped", ""},
	{"AGE1LXEHQC49L7LFLAVNJ79889T5J353SFZHG9MNM72CC9R86NNUNCLQPG7PE8",
	 "is not an age recipient", ""},
	{" " RECIPIENT_A, "is not an age recipient", ""},
	{"age1pq1xx", "post-quantum", ""},
	{"age1yubikey1xx", "plugin", ""},
	{"ssh-ed25519 AAAA", "SSH", ""},
	{"AGE-SECRET-KEY-1KGWW8TT6QAPRW9RAW9VXWAX8Q66RTZCUH6T6FJ5HA2LVV4CRZ29QPCPKLU",
	 "a secret key is given where a recipient belongs", "shell history"},
	{"age-secret-key-1kgww8tt6qaprw9raw9vxwax8q66rtzcuh6t6fj5ha2lvv4crz29qpcpklu",
	 "a secret key is given where a recipient belongs", "shell history"},
};

static void says_what_it_was_given_instead(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct age_recipients recipients = {0};
		struct error err = ERROR_INIT;
		if (age_recipients_add(&recipients, bad[i].text, &err) != -1)
			fail_msg("accepted: %s", bad[i].text);
		if (!strstr(err.message, bad[i].message) || !strstr(err.hint, bad[i].hint))
			fail_msg("%s\nsays: %s\nhint: %s", bad[i].text, err.message, err.hint);
		assert_null(strcasestr(err.message, "kgww8"));
		assert_int_equal(recipients.count, 0);
		age_recipients_done(&recipients);
	}
}

static void a_file_counts_whole_or_not_at_all(void **state)
{
	(void)state;
	struct age_recipients recipients = {0};
	struct error err = ERROR_INIT;
	assert_int_equal(age_recipients_add(&recipients, RECIPIENT_B, NULL), 0);
	assert_int_equal(add_text(&recipients, RECIPIENT_A "\n\n# x\n" RECIPIENT_C "x\n", &err),
			 -1);
	assert_non_null(strstr(err.message, "recipients, line 4: "));
	assert_int_equal(recipients.count, 1);
	assert_int_equal(add_text(&recipients, "# nobody\n", &err), -1);
	assert_non_null(strstr(err.message, "has no recipient in it"));
	assert_int_equal(add_text(&recipients, RECIPIENT_B "\n", NULL), 0);
	assert_int_equal(recipients.count, 1);
	age_recipients_done(&recipients);
}

static int make_directory(void **state)
{
	return unit_start(state) != 0 || !mkdtemp(directory);
}

static int remove_directory(void **state)
{
	(void)state;
	return rmdir(directory);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(keeps_their_order_and_each_once),
	cmocka_unit_test(says_what_it_was_given_instead),
	cmocka_unit_test(a_file_counts_whole_or_not_at_all),
};

int main(void)
{
	return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
