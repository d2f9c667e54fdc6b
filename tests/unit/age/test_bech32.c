#include "age/bech32.h"
#include "core/buffer.h"
#include "core/error.h"
#include "unit.h"

#define HRP_83 "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio"

/* From BIP 173; those whose data part is whole bytes also with their data. */
static const struct {
	const char *text, *hrp, *hex;
} valid[] = {
	{"a12uel5l", "a", ""},
	{HRP_83 "1tt5tgs", HRP_83, ""},
	{"abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw", "abcdef",
	 "00443214c74254b635cf84653a56d7c675be77df"},
	{"split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w", "split",
	 "c5f38b70305f519bf66d85fb6cf03058f3dde463ecd7918f2dc743918f2d"},
	{"?1ezyfcl", "?", ""},
	{"11qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqc8247"
	 "j",
	 "1",
	 "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
	 "0000000000000"},
	{"a1qy089ch6", "a", "01"},
	/* https://c2sp.org/age, "The X25519 recipient type": 32 times 0x42, and its public key. */
	{"age-secret-key-1gfpyysjzgfpyysjzgfpyysjzgfpyysjzgfpyysjzgfpyysjzgfpq4egaex",
	 "age-secret-key-", "4242424242424242424242424242424242424242424242424242424242424242"},
};

static size_t from_hex(const char *hex, unsigned char *bytes)
{
	size_t length = strlen(hex) / 2;
	for (size_t i = 0; i < length; i++) {
		unsigned value;
		assert_int_equal(sscanf(hex + 2 * i, "%2x", &value), 1);
		bytes[i] = (unsigned char)value;
	}
	return length;
}

static void raise_letters(char *text)
{
	for (; *text; text++)
		if (*text >= 'a' && *text <= 'z')
			*text = (char)(*text - 'a' + 'A');
}

static void encodes_and_decodes_the_same_bytes_in_both_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2 * COUNT_OF(valid); i++) {
		bool upper = i % 2 != 0;
		char text[128];
		unsigned char bytes[64];
		snprintf(text, sizeof(text), "%s", valid[i / 2].text);
		if (upper)
			raise_letters(text);
		size_t length = from_hex(valid[i / 2].hex, bytes);
		struct buffer encoded = BUFFER_INIT(256);
		struct buffer decoded = BUFFER_INIT(256);
		struct error err = ERROR_INIT;
		size_t hrp_length = 0;
		bech32_encode(valid[i / 2].hrp, bytes, length, upper ? BECH32_UPPER : BECH32_LOWER,
			      &encoded);
		assert_string_equal(buffer_string(&encoded), text);
		if (bech32_decode(text, strlen(text), &hrp_length, &decoded, &err) != 0)
			fail_msg("%s: %s", text, err.message);
		assert_int_equal(hrp_length, strlen(valid[i / 2].hrp));
		assert_int_equal(decoded.length, length);
		assert_memory_equal(buffer_string(&decoded), bytes, length);
		buffer_done(&encoded);
		buffer_done(&decoded);
	}
}

static void every_length_survives_the_round_trip(void **state)
{
	(void)state;
	unsigned char bytes[200];
	for (size_t length = 0; length <= sizeof(bytes); length++) {
		struct buffer text = BUFFER_INIT(1024);
		struct buffer decoded = BUFFER_INIT(1024);
		size_t hrp_length;
		for (size_t i = 0; i < length; i++)
			bytes[i] = (unsigned char)(i * 37 + length * 101);
		bech32_encode("x1y", bytes, length, BECH32_LOWER, &text);
		assert_int_equal(bech32_decode(text.data, text.length, &hrp_length, &decoded, NULL),
				 0);
		assert_int_equal(hrp_length, 3);
		assert_int_equal(decoded.length, length);
		assert_memory_equal(buffer_string(&decoded), bytes, length);
		buffer_done(&text);
		buffer_done(&decoded);
	}
}

static void refuses_what_is_not_bech32(void **state)
{
	(void)state;
	static const char *const cases[] = {
		/* From BIP 173. */
		" 1nwldj5",
		"\x7f"
		"1axkwrx",
		"\x80"
		"1eym55h",
		"an84characterslonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersb"
		"io1569pvx",
		"pzry9x0s0muk",
		"1pzry9x0s0muk",
		"x1b4n0q5v",
		"li1dgmt3",
		"de1lg7wt\xff",
		"A1G7SGD8",
		"10a06t8",
		"1qzzfhee",
		/* Others. */
		"",
		"1",
		"a12ueL5l",
		"A12uEL5L",
		"a12uel5",
		"a12uel5lq",
		/* Right checksums, but bits left over after the last byte: too many, or not 0. */
		"a1lmyple6",
		"a1q3g6mn3",
		"a1pl9unqed",
		"a1qqqd87cpp",
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct buffer out = BUFFER_INIT(256);
		size_t hrp_length = 42;
		buffer_append_string(&out, "kept");
		assert_int_equal(bech32_decode(cases[i], strlen(cases[i]), &hrp_length, &out, NULL),
				 -1);
		assert_int_equal(hrp_length, 42);
		assert_string_equal(buffer_string(&out), "kept");
		buffer_done(&out);
	}
}

static void every_wrong_character_is_noticed(void **state)
{
	(void)state;
	const char *text =
		"AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";
	char changed[128];
	for (size_t i = 0; i < strlen(text); i++)
		for (int c = 1; c < 256; c++) {
			struct buffer out = BUFFER_INIT(256);
			size_t hrp_length;
			snprintf(changed, sizeof(changed), "%s", text);
			changed[i] = (char)c;
			assert_int_equal(
				bech32_decode(changed, strlen(text), &hrp_length, &out, NULL),
				changed[i] == text[i] ? 0 : -1);
			buffer_done(&out);
		}
}

static void the_error_quotes_nothing(void **state)
{
	(void)state;
	const char *text =
		"AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEY";
	struct buffer out = BUFFER_INIT(256);
	struct error err = ERROR_INIT;
	size_t hrp_length;
	assert_int_equal(bech32_decode(text, strlen(text), &hrp_length, &out, &err), -1);
	assert_null(strstr(err.message, "GFPY"));
	buffer_done(&out);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(encodes_and_decodes_the_same_bytes_in_both_cases),
	cmocka_unit_test(every_length_survives_the_round_trip),
	cmocka_unit_test(refuses_what_is_not_bech32),
	cmocka_unit_test(every_wrong_character_is_noticed),
	cmocka_unit_test(the_error_quotes_nothing),
};
UNIT_MAIN(tests)
