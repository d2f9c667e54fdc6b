#include "age/recipient.h"
#include "core/buffer.h"
#include "core/error.h"
#include "quorums.h"

#define ALICE "age1lxehqc49l7lflavnj79889t5j353sfzhg9mnm72cc9r86nnunclqpg7pe8"
#define BOB "age1fyw6ckgpxwju9jrgukmkthgur72wj8vgz6gygssqhrtrzkf5m4csraplzt"
#define DIGEST_1 "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define DIGEST_2 "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100"
#define SSH "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDummyDummyDummyDummyDummyDummyDummyDummy bob@host"

#define HEAD                          \
	"# eksbreakglass-quorum/v1\n" \
	"# threshold: 2\n"            \
	"# shares: 2\n"
#define SHARES                                      \
	"# share: 1 alice " DIGEST_1 " " ALICE "\n" \
	"# share: 2 bob@example.com " DIGEST_2 " " SSH "\n"
#define QUORUM "age1lux4589rpwrj7dxzt44mn3yf4llv05pulju88597zruy67t00auq8jhzxy"

static const char fixed_text[] = HEAD SHARES QUORUM "\n";

static void reads_and_writes(void **state)
{
	(void)state;
	struct quorum_description description = {0};
	struct buffer text = BUFFER_INIT(QUORUM_DESCRIPTION_MAX);
	assert_int_equal(
		quorum_description_parse(fixed_text, strlen(fixed_text), &description, NULL), 0);
	assert_string_equal(description.terms.recipient, QUORUM);
	assert_int_equal(description.terms.threshold, 2);
	assert_int_equal(description.terms.count, 2);
	assert_string_equal(description.custodians[0].name, "alice");
	assert_string_equal(description.custodians[1].name, "bob@example.com");
	assert_string_equal(description.custodians[0].recipient, ALICE);
	assert_string_equal(description.custodians[1].recipient, SSH);
	assert_memory_equal(description.custodians[1].sha256, "\xff\xee\xdd\xcc", 4);
	quorum_description_format(&description, &text);
	assert_string_equal(buffer_string(&text), fixed_text);
	buffer_done(&text);
	quorum_description_done(&description);
}

static void the_largest_fits(void **state)
{
	(void)state;
	struct quorum_share shares[QUORUM_CUSTODIANS_MAX];
	struct quorum_description description, again = {0};
	struct buffer text = BUFFER_INIT(QUORUM_DESCRIPTION_MAX);
	make_quorum(16, QUORUM_CUSTODIANS_MAX, shares, &description);
	quorum_description_format(&description, &text);
	assert_int_equal(quorum_description_parse(buffer_string(&text), text.length, &again, NULL),
			 0);
	assert_int_equal(again.terms.count, QUORUM_CUSTODIANS_MAX);
	buffer_done(&text);
	quorum_description_done(&again);
	quorum_description_done(&description);
	done_shares(shares, QUORUM_CUSTODIANS_MAX);
}

static void refuses_what_is_malformed(void **state)
{
	(void)state;
	static const char share_1[] = "# share: 1 alice " DIGEST_1 " " ALICE "\n";
	static const struct {
		const char *head, *shares, *tail, *message;
	} cases[] = {
		{"", SHARES, QUORUM, "its first line is not"},
		{"# eksbreakglass-quorum/v2\n# threshold: 2\n# shares: 2\n", SHARES, QUORUM,
		 "its first line is not"},
		{HEAD, share_1, QUORUM, "line 5 is not '# share: '"},
		{HEAD, SHARES SHARES, QUORUM, "the quorum's recipient is missing"},
		{HEAD, SHARES, "", "the quorum's recipient is missing"},
		{HEAD, SHARES, QUORUM "\n" QUORUM, "line 7 is one too many"},
		{HEAD, SHARES, QUORUM "\n# more", "line 7 is one too many"},
		{HEAD, SHARES, ALICE "x", "the quorum's recipient is missing"},
		{HEAD, SHARES, "age1", "'age1' is not the recipient of a quorum"},
		{"# eksbreakglass-quorum/v1\n# threshold: 3\n# shares: 2\n", SHARES, QUORUM,
		 "a quorum of 3 of 2 cannot be"},
		{"# eksbreakglass-quorum/v1\n# threshold: 2\n# shares: 33\n", SHARES, QUORUM,
		 "line 3: # shares is no number from 1 to 32"},
		{HEAD "# share: 2 alice " DIGEST_1 " " ALICE "\n", SHARES, QUORUM,
		 "line 4 is not '# share: 1 NAME SHA256 RECIPIENT'"},
		{HEAD "# share: 1 -alice " DIGEST_1 " " ALICE "\n", SHARES, QUORUM,
		 "line 4 is not"},
		{HEAD "# share: 1 alice 00 " ALICE "\n", SHARES, QUORUM, "line 4 is not"},
		{HEAD "# share: 1 alice " DIGEST_1 "\n", SHARES, QUORUM, "line 4 is not"},
		{HEAD "# share: 1 alice " DIGEST_1 " \x01\n", SHARES, QUORUM, "line 4 is not"},
		{HEAD "# share: 1 alice  " DIGEST_1 " " ALICE "\n", SHARES, QUORUM,
		 "line 4 is not"},
		{HEAD,
		 "# share: 1 alice " DIGEST_1 " " ALICE "\n# share: 2 Alice " DIGEST_2 " " BOB,
		 "\n" QUORUM, "line 5 names 'Alice' again"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct quorum_description description = {0};
		struct error err = ERROR_INIT;
		char text[2048];
		snprintf(text, sizeof(text), "%s%s%s", cases[i].head, cases[i].shares,
			 cases[i].tail);
		assert_int_equal(quorum_description_parse(text, strlen(text), &description, &err),
				 -1);
		if (!strstr(err.message, cases[i].message))
			fail_msg("case %zu gives '%s'", i, err.message);
		assert_null(description.custodians[0].recipient);
	}
}

static void refuses_every_truncation(void **state)
{
	(void)state;
	for (size_t length = 0; length + 1 < strlen(fixed_text); length++) {
		struct quorum_description description = {0};
		char *copy = malloc(length + 1);
		memcpy(copy, fixed_text, length);
		assert_int_equal(quorum_description_parse(copy, length, &description, NULL), -1);
		free(copy);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(reads_and_writes),
	cmocka_unit_test(the_largest_fits),
	cmocka_unit_test(refuses_what_is_malformed),
	cmocka_unit_test(refuses_every_truncation),
};
UNIT_MAIN(tests)
