#include "age/header.h"
#include "core/error.h"
#include "unit.h"

#define MAC_LINE "--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
#define COLUMNS_64 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

/* The MAC was computed with Python's hmac, for the file key "YELLOW SUBMARINE". */
static const char known[] = "age-encryption.org/v1\n"
			    "-> example.com/enigma one two\n"
			    "AAEC\n"
			    "--- o3tYjLKxXaxREG1e6tdpsvYoK/dC5tPfm2I2tkCTFBk\n";
static const char payload[] = "--- payload\n";

static int parse(const char *text, struct age_header *header, struct error *err)
{
	/* Of exactly that size, so that reading past its end is seen. */
	size_t length = strlen(text);
	char *copy = malloc(length + 1);
	memcpy(copy, text, length);
	char *exact = realloc(copy, length > 0 ? length : 1);
	int result = age_header_parse(exact, length, header, err);
	free(exact);
	return result;
}

static void set_key(struct secret *key, const char *text)
{
	secret_init(key, 16);
	assert_int_equal(secret_set(key, text, 16, NULL), 0);
}

static void reads_stanzas_mac_and_lengths(void **state)
{
	(void)state;
	char text[512];
	struct age_header header;
	snprintf(text, sizeof(text), "%s%s", known, payload);
	assert_int_equal(parse(text, &header, NULL), 0);
	assert_int_equal(header.count, 1);
	assert_int_equal(header.stanzas[0].argument_count, 3);
	assert_string_equal(header.stanzas[0].arguments[0], "example.com/enigma");
	assert_string_equal(header.stanzas[0].arguments[1], "one");
	assert_string_equal(header.stanzas[0].arguments[2], "two");
	assert_int_equal(header.stanzas[0].body.length, 3);
	assert_memory_equal(header.stanzas[0].body.data, "\0\1\2", 3);
	assert_int_equal(header.length, strlen(known));
	assert_int_equal(header.authenticated_length, strstr(known, "---") + 3 - known);
	age_header_done(&header);
}

static void writes_the_known_bytes(void **state)
{
	(void)state;
	static const char *const arguments[] = {"example.com/enigma", "one", "two"};
	struct secret key;
	struct age_header header = AGE_HEADER_INIT;
	struct buffer out = BUFFER_INIT(AGE_HEADER_MAX);
	set_key(&key, "YELLOW SUBMARINE");
	/* The MAC is over the header alone, not over what the buffer held before. */
	buffer_append_string(&out, "before");
	assert_int_equal(age_header_add(&header, arguments, 3, "\0\1\2", 3, NULL), 0);
	assert_int_equal(age_header_write(&header, &key, &out, NULL), 0);
	assert_string_equal(buffer_string(&out) + strlen("before"), known);
	buffer_done(&out);
	age_header_done(&header);
	secret_done(&key);
}

static void the_mac_depends_on_key_and_bytes(void **state)
{
	(void)state;
	struct secret key, other;
	struct age_header header;
	struct error err = ERROR_INIT;
	char changed[sizeof(known)];
	set_key(&key, "YELLOW SUBMARINE");
	set_key(&other, "YELLOW SUBMARINF");
	memcpy(changed, known, sizeof(known));
	changed[strstr(known, "one") - known] = 'O';
	assert_int_equal(parse(known, &header, NULL), 0);
	assert_int_equal(age_header_verify(&header, known, &key, NULL), 0);
	assert_int_equal(age_header_verify(&header, known, &other, &err), -1);
	assert_int_equal(age_header_verify(&header, changed, &key, &err), -1);
	assert_non_null(strstr(err.message, "MAC"));
	header.mac[31] ^= 1;
	assert_int_equal(age_header_verify(&header, known, &key, &err), -1);
	age_header_done(&header);
	secret_done(&key);
	secret_done(&other);
}

static void bodies_of_every_length_survive_the_round_trip(void **state)
{
	(void)state;
	static const char *const arguments[] = {"!", "~"};
	unsigned char body[200];
	struct secret key;
	set_key(&key, "YELLOW SUBMARINE");
	for (size_t i = 0; i < sizeof(body); i++)
		body[i] = (unsigned char)(i * 7 + 1);
	for (size_t length = 0; length <= sizeof(body); length++) {
		struct age_header header = AGE_HEADER_INIT;
		struct age_header again;
		struct buffer out = BUFFER_INIT(AGE_HEADER_MAX);
		for (size_t i = 0; i < 2; i++)
			assert_int_equal(age_header_add(&header, arguments, 2, body, length, NULL),
					 0);
		assert_int_equal(age_header_write(&header, &key, &out, NULL), 0);
		assert_int_equal(parse(buffer_string(&out), &again, NULL), 0);
		assert_int_equal(again.count, 2);
		for (size_t i = 0; i < 2; i++) {
			assert_int_equal(again.stanzas[i].argument_count, 2);
			assert_int_equal(again.stanzas[i].body.length, length);
			assert_memory_equal(buffer_string(&again.stanzas[i].body), body, length);
		}
		buffer_done(&out);
		age_header_done(&header);
		age_header_done(&again);
	}
	secret_done(&key);
}

#define V1 "age-encryption.org/v1\n"
#define STANZA "-> a\nAAAA\n"

static const struct {
	const char *text, *message;
} bad[] = {
	{"", "not an age file"},
	{"age", "not an age file"},
	{"age-encryption.com/v1\n", "not an age file"},
	{"\xef\xbb\xbf" V1 STANZA MAC_LINE, "not an age file"},
	{"age-encryption.org/v1", "line 1 has no end"},
	{"age-encryption.org/v2\n" STANZA MAC_LINE, "'v2' is not supported"},
	{"age-encryption.org/v1\r\n" STANZA MAC_LINE, "'v1\\x0d' is not supported"},
	{"age-encryption.org/\n" STANZA MAC_LINE, "'' is not supported"},
	{V1, "line 2 has no end"},
	{V1 MAC_LINE, "line 2 does not begin a recipient stanza"},
	{V1 STANZA, "line 4 has no end"},
	{V1 STANZA "---", "line 4 has no end"},
	{V1 STANZA "---\n", "line 4 is not a MAC"},
	{V1 STANZA "---AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n", "line 4 is not a MAC"},
	{V1 STANZA "--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n", "line 4 is not a MAC"},
	{V1 STANZA "--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", "line 4 is not a MAC"},
	{V1 STANZA "--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB\n", "line 4 is not a MAC"},
	{V1 STANZA "---  AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n", "line 4 is not a MAC"},
	{V1 STANZA "--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA \n", "line 4 is not a MAC"},
	{V1 STANZA "--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "line 4 has no end"},
	{V1 "->\nAAAA\n" MAC_LINE, "line 2 does not begin"},
	{V1 "-> \nAAAA\n" MAC_LINE, "line 2 has an empty argument"},
	{V1 "-> a \nAAAA\n" MAC_LINE, "line 2 has an empty argument"},
	{V1 "->  a\nAAAA\n" MAC_LINE, "line 2 has an empty argument"},
	{V1 "-> a  b\nAAAA\n" MAC_LINE, "line 2 has an empty argument"},
	{V1 "-> a\tb\nAAAA\n" MAC_LINE, "line 2 has a character"},
	{V1 "-> a\r\nAAAA\n" MAC_LINE, "line 2 has a character"},
	{V1 "-> \xc3\xa9\nAAAA\n" MAC_LINE, "line 2 has"},
	{V1 "- > a\nAAAA\n" MAC_LINE, "line 2 does not begin"},
	{V1 "\n" STANZA MAC_LINE, "line 2 does not begin"},
	{V1 "-> a\nAAAA=\n" MAC_LINE, "line 3 is not canonical base64"},
	{V1 "-> a\nAAB\n" MAC_LINE, "line 3 is not canonical base64"},
	{V1 "-> a\nAAAAA\n" MAC_LINE, "line 3 is not canonical base64"},
	{V1 "-> a\nAA-A\n" MAC_LINE, "line 3 is not canonical base64"},
	{V1 "-> a\nAA A\n" MAC_LINE, "line 3 is not canonical base64"},
	{V1 "-> a\nAAAA\r\n" MAC_LINE, "line 3 is not canonical base64"},
	{V1 "-> a\nAAAA\nAAAA\n" MAC_LINE, "line 4 does not begin"},
	{V1 "-> a\n" COLUMNS_64 "A\n" MAC_LINE, "line 3 is too long"},
	{V1 "-> a\n" COLUMNS_64 "\n" MAC_LINE, "line 4 is not canonical base64"},
	{V1 "-> a\n" MAC_LINE, "line 3 is not canonical base64"},
	{V1 STANZA "\n" MAC_LINE, "line 4 does not begin"},
};

static void refuses_what_the_grammar_does_not_allow(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct age_header header = {.length = 42};
		struct error err = ERROR_INIT;
		if (parse(bad[i].text, &header, &err) != -1)
			fail_msg("accepted: %s", bad[i].text);
		if (!strstr(err.message, bad[i].message))
			fail_msg("%s\nsays: %s\nnot: %s", bad[i].text, err.message, bad[i].message);
		assert_true(err.hint[0] != '\0');
		assert_int_equal(header.length, 42);
	}
}

static void a_body_of_full_lines_ends_with_an_empty_one(void **state)
{
	(void)state;
	struct age_header header;
	assert_int_equal(parse(V1 "-> a\n" COLUMNS_64 "\n\n-> b\n\n" MAC_LINE, &header, NULL), 0);
	assert_int_equal(header.count, 2);
	assert_int_equal(header.stanzas[0].body.length, 48);
	assert_int_equal(header.stanzas[1].body.length, 0);
	age_header_done(&header);
}

/* V1, then `count` stanzas with `arguments` arguments and a body of `lines` full lines. */
static int parse_large(size_t count, size_t arguments, size_t lines, struct error *err)
{
	struct buffer text = BUFFER_INIT(4 * AGE_HEADER_MAX);
	struct age_header header;
	buffer_append_string(&text, V1);
	for (size_t i = 0; i < count; i++) {
		buffer_append_string(&text, "->");
		for (size_t j = 0; j < arguments; j++)
			buffer_append_string(&text, " a");
		buffer_append_string(&text, "\n");
		for (size_t j = 0; j < lines; j++)
			buffer_append_string(&text, COLUMNS_64 "\n");
		buffer_append_string(&text, "\n");
	}
	buffer_append_string(&text, MAC_LINE);
	int result = parse(buffer_string(&text), &header, err);
	if (result == 0)
		age_header_done(&header);
	buffer_done(&text);
	return result;
}

static void sizes_and_counts_are_capped(void **state)
{
	(void)state;
	struct error err = ERROR_INIT;
	assert_int_equal(parse_large(AGE_STANZAS_MAX, 1, 0, NULL), 0);
	assert_int_equal(parse_large(AGE_STANZAS_MAX + 1, 1, 0, &err), -1);
	assert_non_null(strstr(err.message, "more than 1024 stanzas"));
	assert_int_equal(parse_large(1, AGE_STANZA_ARGUMENTS_MAX, 0, NULL), 0);
	assert_int_equal(parse_large(1, AGE_STANZA_ARGUMENTS_MAX + 1, 0, &err), -1);
	assert_non_null(strstr(err.message, "too many arguments"));
	assert_int_equal(parse_large(1, 1, AGE_HEADER_MAX / 65 - 2, NULL), 0);
	assert_int_equal(parse_large(1, 1, AGE_HEADER_MAX / 65 + 1, &err), -1);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(reads_stanzas_mac_and_lengths),
	cmocka_unit_test(writes_the_known_bytes),
	cmocka_unit_test(the_mac_depends_on_key_and_bytes),
	cmocka_unit_test(bodies_of_every_length_survive_the_round_trip),
	cmocka_unit_test(refuses_what_the_grammar_does_not_allow),
	cmocka_unit_test(a_body_of_full_lines_ends_with_an_empty_one),
	cmocka_unit_test(sizes_and_counts_are_capped),
};
UNIT_MAIN(tests)
