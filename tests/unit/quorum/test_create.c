#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "age/age.h"
#include "age/identity.h"
#include "age/recipient.h"
#include "core/error.h"
#include "platform/file.h"
#include "quorum/create.h"
#include "quorum/recovery.h"
#include "quorums.h"

static char directory[] = "/tmp/test-quorum-XXXXXX";

static const char *in_directory(const char *name)
{
	static char path[256];
	snprintf(path, sizeof(path), "%s/%s", directory, name);
	return path;
}

static void add_people(struct quorum *quorum)
{
	char text[256];
	for (size_t i = 0; i < COUNT_OF(people); i++) {
		snprintf(text, sizeof(text), "%s=%s", people[i].name, people[i].recipient);
		assert_int_equal(quorum_add_custodian(quorum, text, NULL), 0);
	}
}

/* What the custodian gets who opens his sealed share. */
static void open_share(const struct buffer *sealed, size_t person, struct quorum_share *ret_share)
{
	struct age_identities identities = {0};
	struct secret text = SECRET_INIT(0);
	size_t used;
	assert_int_equal(age_identities_add_text(&identities, people[person].identity,
						 strlen(people[person].identity), "test", NULL),
			 0);
	assert_int_equal(age_decrypt(&identities, sealed->data, sealed->length, &text, NULL), 0);
	assert_int_equal(quorum_share_parse(secret_string(&text), secret_length(&text), &used,
					    ret_share, NULL),
			 0);
	assert_int_equal(used, secret_length(&text));
	secret_done(&text);
	age_identities_done(&identities);
}

static void custodians_rebuild_what_was_made(void **state)
{
	(void)state;
	struct quorum quorum = {0};
	struct quorum_recovery recovery;
	struct secret identity = SECRET_INIT(0);
	struct age_identities parsed = {0};
	add_people(&quorum);
	assert_int_equal(quorum_create(&quorum, 2, NULL), 0);
	assert_int_equal(quorum.description.terms.threshold, 2);
	assert_int_equal(quorum.description.terms.count, 3);
	quorum_recovery_init(&recovery, &quorum.description);
	for (size_t i = 0; i < COUNT_OF(people); i++) {
		struct quorum_share share = {0};
		open_share(&quorum.sealed_shares[i], i, &share);
		assert_int_equal(share.number, i + 1);
		assert_string_equal(share.custodian, people[i].name);
		assert_int_equal(quorum_recovery_add(&recovery, &share, NULL), 0);
	}
	assert_int_equal(quorum_recovery_rebuild(&recovery, &identity, NULL), 0);
	assert_int_equal(age_identities_add_text(&parsed, secret_string(&identity),
						 secret_length(&identity), "test", NULL),
			 0);
	assert_string_equal(age_identities_recipient(&parsed, 0),
			    quorum.description.terms.recipient);
	age_identities_done(&parsed);
	secret_done(&identity);
	quorum_recovery_done(&recovery);
	quorum_done(&quorum);
}

static void refuses_what_cannot_be(void **state)
{
	(void)state;
	char alice[256], alice_again[256], other_alice[256];
	snprintf(alice, sizeof(alice), "alice=%s", people[0].recipient);
	snprintf(alice_again, sizeof(alice_again), "alice-2=%s", people[0].recipient);
	snprintf(other_alice, sizeof(other_alice), "Alice=%s", people[1].recipient);
	const struct {
		const char *text, *message;
	} cases[] = {
		{"", "a custodian is given as NAME=RECIPIENT"},
		{"age1", "a custodian is given as NAME=RECIPIENT"},
		{"=age1", "a custodian is given as NAME=RECIPIENT"},
		{"a/b=age1", "a custodian is given as NAME=RECIPIENT"},
		{"bob=", "custodian bob: '' is not an age recipient"},
		{"bob=age1qqq", "custodian bob: the recipient 'age1qqq' was mistyped"},
		{alice_again, "alice and alice-2 have the same recipient"},
		{other_alice, "two custodians are called Alice"},
	};
	struct quorum quorum = {0};
	assert_int_equal(quorum_add_custodian(&quorum, alice, NULL), 0);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct error err = ERROR_INIT;
		assert_int_equal(quorum_add_custodian(&quorum, cases[i].text, &err), -1);
		assert_int_equal(err.code, ERROR_USAGE);
		if (!strstr(err.message, cases[i].message))
			fail_msg("'%s' gives '%s'", cases[i].text, err.message);
	}
	quorum_done(&quorum);
	quorum = (struct quorum){0};
	add_people(&quorum);
	for (unsigned threshold = 0; threshold < 6; threshold++) {
		struct error err = ERROR_INIT;
		bool possible = threshold == 2 || threshold == 3;
		assert_int_equal(quorum_create(&quorum, threshold, &err), possible ? 0 : -1);
		assert_int_equal(err.code, possible ? ERROR_NONE : ERROR_USAGE);
		for (size_t i = 0; i < QUORUM_CUSTODIANS_MAX; i++)
			buffer_done(&quorum.sealed_shares[i]);
	}
	quorum_done(&quorum);
}

static void at_most_so_many_custodians(void **state)
{
	(void)state;
	struct quorum quorum = {0};
	struct error err = ERROR_INIT;
	struct secret scalar = SECRET_INIT(0);
	char recipient[QUORUM_RECIPIENT + 1], text[256];
	for (unsigned i = 0; i <= QUORUM_CUSTODIANS_MAX; i++) {
		assert_int_equal(quorum_key_generate(&scalar, recipient, NULL), 0);
		snprintf(text, sizeof(text), "c%u=%s", i, recipient);
		assert_int_equal(quorum_add_custodian(&quorum, text, &err),
				 i < QUORUM_CUSTODIANS_MAX ? 0 : -1);
	}
	assert_string_equal(err.message, "a quorum has at most 32 custodians");
	assert_int_equal(quorum_create(&quorum, QUORUM_CUSTODIANS_MAX, NULL), 0);
	secret_done(&scalar);
	quorum_done(&quorum);
}

static mode_t mode_of(const char *name)
{
	struct stat status;
	assert_int_equal(stat(in_directory(name), &status), 0);
	return status.st_mode & 07777;
}

static void writes_its_files(void **state)
{
	(void)state;
	struct quorum quorum = {0};
	struct quorum_description read = {0};
	struct age_recipients recipients = {0};
	struct buffer sealed = BUFFER_INIT(QUORUM_SHARE_FILE_MAX);
	struct quorum_share share = {0};
	struct error err = ERROR_INIT;
	add_people(&quorum);
	assert_int_equal(quorum_create(&quorum, 2, NULL), 0);
	assert_int_equal(quorum_save(&quorum, in_directory("prod//"), NULL), 0);
	assert_int_equal(mode_of("prod"), 0700);
	assert_int_equal(mode_of("prod/prod-alice.share.age"), 0600);
	assert_int_equal(mode_of("prod/prod.quorum"), 0644);
	assert_int_equal(quorum_description_read(in_directory("prod/prod.quorum"), &read, NULL), 0);
	assert_true(quorum_terms_equal(&read.terms, &quorum.description.terms));
	/* It is a recipients file as well, of the quorum alone. */
	assert_int_equal(
		age_recipients_add_file(&recipients, in_directory("prod/prod.quorum"), NULL), 0);
	assert_int_equal(recipients.count, 1);
	assert_string_equal(age_recipients_text(&recipients, 0), read.terms.recipient);
	assert_int_equal(file_read(in_directory("prod/prod-carol.share.age"), &sealed, NULL), 0);
	open_share(&sealed, 2, &share);
	assert_string_equal(share.custodian, "carol");
	assert_int_equal(quorum_save(&quorum, in_directory("prod"), &err), -1);
	assert_int_equal(err.errnum, EEXIST);
	assert_int_equal(access(in_directory("prod/prod.quorum"), F_OK), 0);
	quorum_share_done(&share);
	buffer_done(&sealed);
	age_recipients_done(&recipients);
	quorum_description_done(&read);
	quorum_done(&quorum);
}

static void a_failure_leaves_nothing(void **state)
{
	(void)state;
	struct quorum quorum = {0};
	struct error err = ERROR_INIT;
	add_people(&quorum);
	assert_int_equal(quorum_create(&quorum, 2, NULL), 0);
	/* The last share's file has no directory to be in. */
	snprintf(quorum.description.custodians[2].name, QUORUM_NAME_MAX, "no/where");
	assert_int_equal(quorum_save(&quorum, in_directory("test"), &err), -1);
	assert_int_equal(err.errnum, ENOENT);
	assert_int_equal(access(in_directory("test"), F_OK), -1);
	assert_int_equal(quorum_save(&quorum, in_directory("no/where"), &err), -1);
	assert_int_equal(err.errnum, ENOENT);
	quorum_done(&quorum);
}

static int remove_directory(void **state)
{
	(void)state;
	static const char *const names[] = {"prod/prod-alice.share.age", "prod/prod-bob.share.age",
					    "prod/prod-carol.share.age", "prod/prod.quorum"};
	for (size_t i = 0; i < COUNT_OF(names); i++)
		unlink(in_directory(names[i]));
	rmdir(in_directory("prod"));
	return rmdir(directory);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(custodians_rebuild_what_was_made),
	cmocka_unit_test(refuses_what_cannot_be),
	cmocka_unit_test(at_most_so_many_custodians),
	cmocka_unit_test(writes_its_files),
	cmocka_unit_test(a_failure_leaves_nothing),
};

int main(void)
{
	return mkdtemp(directory) ? cmocka_run_group_tests(tests, unit_start, remove_directory) : 1;
}
