#include "age/armor.h"
#include "core/buffer.h"
#include "core/error.h"
#include "unit.h"

#define BEGIN "-----BEGIN AGE ENCRYPTED FILE-----\n"
#define END "-----END AGE ENCRYPTED FILE-----\n"
#define FULL "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static int decode(const char *text, struct buffer *out, struct error *err)
{
	/* Of exactly that size, so that reading past its end is seen. */
	size_t length = strlen(text);
	char *exact = malloc(length > 0 ? length : 1);
	memcpy(exact, text, length);
	int result = armor_decode(exact, length, out, err);
	free(exact);
	return result;
}

static void every_length_survives_the_round_trip(void **state)
{
	(void)state;
	unsigned char bytes[200];
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)(i * 89 + 3);
	for (size_t length = 0; length <= sizeof(bytes); length++) {
		struct buffer text = BUFFER_INIT(1024);
		struct buffer out = BUFFER_INIT(1024);
		armor_encode(bytes, length, &text);
		assert_true(armor_is_armored(text.data, text.length));
		assert_int_equal(decode(buffer_string(&text), &out, NULL), 0);
		assert_int_equal(out.length, length);
		assert_memory_equal(buffer_string(&out), bytes, length);
		for (const char *line = text.data; *line; line = strchr(line, '\n') + 1)
			assert_true(strchr(line, '\n') - line <= 64);
		buffer_done(&text);
		buffer_done(&out);
	}
}

static const struct {
	const char *text;
	size_t length;
} good[] = {
	{BEGIN END, 0},
	{BEGIN "YWdl\n" END, 3},
	{BEGIN "YWdl\n-----END AGE ENCRYPTED FILE-----", 3},
	{BEGIN "YWc=\n" END, 2},
	{BEGIN FULL "\n" END, 48},
	{BEGIN FULL "\nYQ==\n" END, 49},
	{"\n \t\r\n" BEGIN "YWdl\n" END "\n\n \t", 3},
	{"-----BEGIN AGE ENCRYPTED FILE-----\r\nYWdl\r\n-----END AGE ENCRYPTED FILE-----\r\n", 3},
};

static void accepts_what_may_vary(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(good); i++) {
		struct buffer out = BUFFER_INIT(1024);
		struct error err = ERROR_INIT;
		if (decode(good[i].text, &out, &err) != 0)
			fail_msg("%s: %s", good[i].text, err.message);
		assert_int_equal(out.length, good[i].length);
		buffer_done(&out);
	}
}

static const struct {
	const char *text, *message;
} bad[] = {
	{"", "is not '-----BEGIN"},
	{"x" BEGIN "YWdl\n" END, "line 1 is not '-----BEGIN"},
	{"\n\n-----BEGIN PGP MESSAGE-----\nYWdl\n" END, "line 3 is not '-----BEGIN"},
	{"-----begin age encrypted file-----\nYWdl\n" END, "line 1 is not"},
	{"-----BEGIN AGE ENCRYPTED FILE----- \nYWdl\n" END, "line 1 is not"},
	{"-----BEGIN AGE ENCRYPTED FILE-----\r\r\nYWdl\n" END, "line 1 is not"},
	{"-----BEGIN AGE ENCRYPTED FILE-----", "end line is missing"},
	{BEGIN "Comment: x\n\nYWdl\n" END, "line 2 is not canonical base64"},
	{BEGIN "YWdl\n", "end line is missing"},
	{BEGIN "YWdl" END, "line 2 is not canonical"},
	{BEGIN "YWdl\n-----END AGE ENCRYPTED FILE----\n", "line 3"},
	{BEGIN "YWdl\n" END "x", "something follows"},
	{BEGIN "YWdl\n" END BEGIN, "something follows"},
	{BEGIN "\nYWdl\n" END, "line 2 is empty"},
	{BEGIN "YWdl\n\n" END, "line 3 follows"},
	{BEGIN FULL "\n\n" END, "line 3 is empty"},
	{BEGIN FULL "A\n" END, "line 2 is empty or longer"},
	{BEGIN "YWdl\nYWdl\n" END, "line 3 follows"},
	{BEGIN " YWdl\n" END, "line 2 is not canonical"},
	{BEGIN "YWdl \n" END, "line 2 is not canonical"},
	{BEGIN "YW dl\n" END, "line 2 is not canonical"},
	{BEGIN "YQ=\n=\n" END, "line 2 is not canonical"},
	{BEGIN "YQ\n" END, "line 2 is not canonical"},
	{BEGIN "YR==\n" END, "line 2 is not canonical"},
	{BEGIN "YQ==YQ==\n" END, "line 2 is not canonical"},
	{BEGIN "-_8=\n" END, "line 2 is not canonical"},
	{BEGIN "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==\nYWdl\n" END,
	 "line 3 follows"},
};

static void refuses_everything_else(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct buffer out = BUFFER_INIT(1024);
		struct error err = ERROR_INIT;
		buffer_append_string(&out, "kept");
		if (decode(bad[i].text, &out, &err) != -1)
			fail_msg("accepted: %s", bad[i].text);
		if (!strstr(err.message, bad[i].message))
			fail_msg("%s\nsays: %s\nnot: %s", bad[i].text, err.message, bad[i].message);
		assert_string_equal(buffer_string(&out), "kept");
		buffer_done(&out);
	}
}

static void knows_armor_by_its_beginning(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool armored;
	} cases[] = {
		{"", false},
		{"age-encryption.org/v1\n", false},
		{"-----BEGIN", false},
		{"x-----BEGIN AGE", false},
		{"-----BEGIN X", true},
		{"\r\n\t -----BEGIN AGE", true},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_int_equal(armor_is_armored(cases[i].text, strlen(cases[i].text)),
				 cases[i].armored);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(every_length_survives_the_round_trip),
	cmocka_unit_test(accepts_what_may_vary),
	cmocka_unit_test(refuses_everything_else),
	cmocka_unit_test(knows_armor_by_its_beginning),
};
UNIT_MAIN(tests)
