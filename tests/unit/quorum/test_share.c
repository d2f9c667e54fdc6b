#include "core/error.h"
#include "quorums.h"

/* Made by hand, with an independent Bech32 and SHA-256: value bytes 0x01 ... 0x20, x = 2. */
static const char fixed_text[] =
	"eksbreakglass-quorum-share/v1\n"
	"quorum: age1lxehqc49l7lflavnj79889t5j353sfzhg9mnm72cc9r86nnunclqpg7pe8\n"
	"threshold: 2\n"
	"shares: 3\n"
	"number: 2\n"
	"custodian: bob\n"
	"sha256: e9d82ee8e89f880eff3b34c7328256f5f0ed575eb609d2f5d2f3705524f56883\n"
	"value: EKSBREAKGLASS-SHARE-1QYPQXPQ9QCRSSZG2PVXQ6RS0ZQG3YYC5Z5TPWXQERGD3C8G7RUSQY46H6TS\n";
static const char fixed_value[] =
	"EKSBREAKGLASS-SHARE-1QYPQXPQ9QCRSSZG2PVXQ6RS0ZQG3YYC5Z5TPWXQERGD3C8G7RUSQY46H6TS";

static int parse(const char *text, struct quorum_share *share, struct error *err)
{
	size_t used = 0;
	int result = quorum_share_parse(text, strlen(text), &used, share, err);
	if (result == 0)
		assert_int_equal(used, strlen(text));
	return result;
}

static void assert_fixed_value(const struct quorum_share *share)
{
	assert_int_equal(share->number, 2);
	assert_int_equal(secret_length(&share->value), QUORUM_VALUE);
	for (unsigned i = 0; i < QUORUM_SCALAR; i++)
		assert_int_equal(secret_string(&share->value)[i], i + 1);
	assert_int_equal(secret_string(&share->value)[QUORUM_SCALAR], 2);
}

static void reads_a_text_made_elsewhere(void **state)
{
	(void)state;
	struct quorum_share share = {0};
	struct secret text = SECRET_INIT(QUORUM_SHARE_TEXT_MAX);
	assert_int_equal(parse(fixed_text, &share, NULL), 0);
	assert_fixed_value(&share);
	assert_string_equal(share.terms.recipient, people[0].recipient);
	assert_int_equal(share.terms.threshold, 2);
	assert_int_equal(share.terms.count, 3);
	assert_string_equal(share.custodian, "bob");
	assert_int_equal(quorum_share_format(&share, &text, NULL), 0);
	assert_string_equal(secret_string(&text), fixed_text);
	secret_done(&text);
	quorum_share_done(&share);
}

static void reads_a_value_alone(void **state)
{
	(void)state;
	struct quorum_share share = {0};
	char text[256];
	assert_true(strlen(fixed_value) <= 84); /* QR code, version 6-H, alphanumeric */
	assert_int_equal(parse(fixed_value, &share, NULL), 0);
	assert_fixed_value(&share);
	assert_string_equal(share.terms.recipient, "");
	assert_string_equal(share.custodian, "");
	for (size_t i = 0; i <= strlen(fixed_value); i++)
		text[i] = fixed_value[i] >= 'A' ? (char)(fixed_value[i] | 0x20) : fixed_value[i];
	assert_int_equal(parse(text, &share, NULL), 0);
	assert_fixed_value(&share);
	quorum_share_done(&share);
}

static void reads_what_pasting_makes_of_it(void **state)
{
	(void)state;
	struct quorum_share share = {0};
	char text[2048];
	size_t used = 0;
	for (const char *c = fixed_text; *c; c++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
					 *c == '\n' ? " \t\r\n" : "%c", *c);
	snprintf(text + used, sizeof(text) - used, "\n \r\n");
	assert_int_equal(parse(text, &share, NULL), 0);
	assert_fixed_value(&share);
	/* What a terminal makes of CRLF. */
	used = 0;
	for (const char *c = fixed_text; *c; c++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
					 *c == '\n' ? "\n\n" : "%c", *c);
	assert_int_equal(parse(text, &share, NULL), 0);
	assert_fixed_value(&share);
	char padded[2048];
	snprintf(padded, sizeof(padded), "\n\n%.*s", (int)(strlen(fixed_text) - 1), fixed_text);
	assert_int_equal(parse(padded, &share, NULL), 0);
	quorum_share_done(&share);
}

static void reads_one_share_after_the_other(void **state)
{
	(void)state;
	char text[2048];
	snprintf(text, sizeof(text), "\n%s\n%s\n\n%s", fixed_text, fixed_value, fixed_text);
	const char *next = text;
	size_t left = strlen(text), used = 0, count = 0;
	for (; left > 0; count++, next += used, left -= used) {
		struct quorum_share share = {0};
		assert_int_equal(quorum_share_parse(next, left, &used, &share, NULL), 0);
		assert_fixed_value(&share);
		quorum_share_done(&share);
	}
	assert_int_equal(count, 3);
}

/* The fixed text with one line replaced. */
static const char *with_line(const char *key, const char *line)
{
	static char text[2048];
	const char *at = strstr(fixed_text, key);
	assert_non_null(at);
	const char *rest = strchr(at, '\n');
	snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - fixed_text), fixed_text, line, rest);
	return text;
}

static void refuses_what_is_malformed(void **state)
{
	(void)state;
	static const struct {
		const char *key, *line, *message;
	} cases[] = {
		{"eksbreakglass-quorum-share/v1", "eksbreakglass-quorum-share/v2",
		 "it is not a share: line 1 is neither"},
		{"quorum:", "quorum: age1qqqq", "the share is damaged: 'age1qqqq' is not"},
		{"quorum:", "quorum:", "the share is damaged: line 2 is not 'quorum: '"},
		{"quorum:", "recipient: age1", "the share is damaged: line 2 is not 'quorum: '"},
		{"quorum:",
		 "quorum: age1lxehqc49l7lflavnj79889t5j353sfzhg9mnm72cc9r86nnunclqpg7pe9",
		 "was mistyped or damaged"},
		{"threshold:", "threshold: 1", "a quorum of 1 of 3 cannot be"},
		{"threshold:", "threshold: 4", "a quorum of 4 of 3 cannot be"},
		{"threshold:", "threshold: 02", "line 3: threshold is no number from 1 to 32"},
		{"threshold:", "threshold: -2", "line 3: threshold is no number from 1 to 32"},
		{"threshold:", "threshold: 2 3", "line 3: threshold is no number from 1 to 32"},
		{"threshold:", "threshold:2", "line 3 is not 'threshold: '"},
		{"threshold:", " threshold: 2", "line 3 is not 'threshold: '"},
		{"threshold:", "", "line 4 is not 'threshold: '"},
		{"shares:", "shares: 33", "line 4: shares is no number from 1 to 32"},
		{"number:", "number: 4", "line 5: number is no number from 1 to 3"},
		{"number:", "number: 0", "line 5: number is no number from 1 to 3"},
		{"number:", "number: 1",
		 "share 1 (bob) is damaged: its value is that of another share"},
		{"custodian:", "custodian: ../bob", "share 2 is damaged: line 6 is no custodian"},
		{"custodian:", "custodian: bo b", "line 6: the value of 'custodian:' is malformed"},
		{"custodian:", "custodian: b\303\266b", "line 6: the value of 'custodian:'"},
		{"sha256:", "sha256: 00", "share 2 (bob) is damaged: line 7 is no SHA-256"},
		{"sha256:",
		 "sha256: 19d82ee8e89f880eff3b34c7328256f5f0ed575eb609d2f5d2f3705524f56883",
		 "its value does not match its SHA-256"},
		{"value:", "value: EKSBREAKGLASS-SHARE-1QQQQQQ",
		 "share 2 (bob) is damaged: its checksum does not match"},
		{"value:",
		 "value: "
		 "EKSBREAKGLASS-SHARE-1QGPSGPGXQUYQJZSTPSXSURCSZYFPX9Q4ZCT3SXG6RVWP68SLYQPQFKQXYQ",
		 "its value has a wrong length"},
		{"value:",
		 "value: AGE-SECRET-KEY-1KGWW8TT6QAPRW9RAW9VXWAX8Q66RTZCUH6T6FJ5HA2LVV4CRZ"
		 "29QPCPKLU",
		 "its value does not start with EKSBREAKGLASS-SHARE-1"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct quorum_share share = {0};
		struct error err = ERROR_INIT;
		assert_int_equal(parse(with_line(cases[i].key, cases[i].line), &share, &err), -1);
		if (!strstr(err.message, cases[i].message))
			fail_msg("'%s' gives '%s'", cases[i].line, err.message);
		assert_null(share.value.bytes.data);
	}
}

static void refuses_every_truncation(void **state)
{
	(void)state;
	for (size_t length = 0; length + 1 < strlen(fixed_text); length++) {
		struct quorum_share share = {0};
		struct error err = ERROR_INIT;
		size_t used;
		char *copy = malloc(length + 1);
		memcpy(copy, fixed_text, length);
		assert_int_equal(quorum_share_parse(copy, length, &used, &share, &err), -1);
		assert_false(strstr(err.message, fixed_value) || strstr(err.hint, fixed_value));
		free(copy);
	}
}

/* A flip in the value is always found, and the custodian named; one elsewhere is found, or what was
 * read says what the text says. */
static void finds_every_bit_flip(void **state)
{
	(void)state;
	char text[sizeof(fixed_text)];
	size_t value_at = (size_t)(strstr(fixed_text, "value: ") - fixed_text);
	for (size_t bit = 0; bit < 8 * (sizeof(text) - 1); bit++) {
		struct quorum_share share = {0};
		struct error err = ERROR_INIT;
		struct secret again = SECRET_INIT(QUORUM_SHARE_TEXT_MAX);
		size_t used;
		memcpy(text, fixed_text, sizeof(text));
		text[bit / 8] = (char)((unsigned char)text[bit / 8] ^ 1U << bit % 8);
		if (quorum_share_parse(text, sizeof(text) - 1, &used, &share, &err) != 0) {
			if (bit / 8 >= value_at)
				assert_non_null(strstr(err.message, "share 2 (bob) is damaged"));
		} else {
			/* The last newline may go; the digits of the digest have two cases. */
			assert_true(bit / 8 < value_at || bit / 8 == sizeof(text) - 2);
			assert_fixed_value(&share);
			assert_int_equal(quorum_share_format(&share, &again, NULL), 0);
			assert_int_equal(strncasecmp(secret_string(&again), text, value_at), 0);
			secret_done(&again);
		}
		quorum_share_done(&share);
	}
}

/* The same for the bytes themselves: no other share has this digest. */
static void every_bit_flip_changes_the_digest(void **state)
{
	(void)state;
	struct quorum_share share = {0};
	unsigned char digest[QUORUM_DIGEST];
	assert_int_equal(parse(fixed_text, &share, NULL), 0);
	memcpy(digest, share.sha256, sizeof(digest));
	for (size_t bit = 0; bit < 8 * QUORUM_VALUE; bit++) {
		char *byte = &share.value.bytes.data[bit / 8];
		*byte = (char)((unsigned char)*byte ^ 1U << bit % 8);
		quorum_share_describe_value(&share);
		assert_memory_not_equal(share.sha256, digest, sizeof(digest));
		*byte = (char)((unsigned char)*byte ^ 1U << bit % 8);
	}
	quorum_share_done(&share);
}

static void knows_when_a_text_is_whole(void **state)
{
	(void)state;
	char line[2048];
	assert_false(quorum_share_is_whole("", 0));
	assert_false(quorum_share_is_whole("\n \n", 3));
	assert_true(quorum_share_is_whole(fixed_value, strlen(fixed_value)));
	assert_true(quorum_share_is_whole("a/path", 6));
	size_t last = (size_t)(strstr(fixed_text, "value: ") - fixed_text);
	assert_false(quorum_share_is_whole(fixed_text, last));
	assert_true(quorum_share_is_whole(fixed_text, strlen(fixed_text)));
	snprintf(line, sizeof(line), "%.*s\n", (int)last, fixed_text);
	assert_false(quorum_share_is_whole(line, strlen(line)));
	snprintf(line, sizeof(line), "%.*s\n \n", (int)last, fixed_text);
	assert_true(quorum_share_is_whole(line, strlen(line)));
	memset(line, 'x', sizeof(line));
	memcpy(line, fixed_text, 40);
	assert_true(quorum_share_is_whole(line, sizeof(line)));
}

static void knows_how_a_share_begins(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool begins;
	} cases[] = {
		{"", false},
		{"\n", false},
		{"eksbreakglass-quorum-share/v1", true},
		{"\r\n eksbreakglass-quorum-share/v1", false},
		{"\r\neksbreakglass-quorum-share/v1\r\n", true},
		{"eksbreakglass-quorum-share/v2", false},
		{"EKSBREAKGLASS-SHARE-1", true},
		{"eksbreakglass-share-1Q", true},
		{"eksbreakglass-share-alice.txt", false},
		{"prod-alice.share", false},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_int_equal(quorum_share_begins(cases[i].text, strlen(cases[i].text)),
				 cases[i].begins);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(reads_a_text_made_elsewhere),
	cmocka_unit_test(reads_a_value_alone),
	cmocka_unit_test(reads_what_pasting_makes_of_it),
	cmocka_unit_test(reads_one_share_after_the_other),
	cmocka_unit_test(refuses_what_is_malformed),
	cmocka_unit_test(refuses_every_truncation),
	cmocka_unit_test(finds_every_bit_flip),
	cmocka_unit_test(every_bit_flip_changes_the_digest),
	cmocka_unit_test(knows_when_a_text_is_whole),
	cmocka_unit_test(knows_how_a_share_begins),
};
UNIT_MAIN(tests)
