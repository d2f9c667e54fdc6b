#include "platform/digest.h"
#include "unit.h"

/* FIPS 180-4, examples. */
static void agrees_with_the_standard(void **state)
{
	(void)state;
	static const struct {
		const char *text, *hex;
	} cases[] = {
		{"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
		{"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
		{"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		 "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char hex[DIGEST_SHA256_HEX_SIZE];
		digest_sha256_hex(cases[i].text, strlen(cases[i].text), hex);
		assert_string_equal(hex, cases[i].hex);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(agrees_with_the_standard),
};
UNIT_MAIN(tests)
