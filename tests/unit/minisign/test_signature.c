#include "core/error.h"
#include "minisign/keys.h"
#include "minisign/signature.h"
#include "unit.h"

static struct minisign_public_key public_key(void)
{
	struct minisign_public_key key;
	assert_int_equal(
		minisign_public_key_parse(PUBLIC_LINE, strlen(PUBLIC_LINE), "x", &key, NULL), 0);
	return key;
}

static struct minisign_secret_key secret_key(void)
{
	struct minisign_secret_key key;
	assert_int_equal(
		minisign_secret_key_parse(SECRET_FILE, strlen(SECRET_FILE), "x", NULL, &key, NULL),
		0);
	return key;
}

/* Parses and verifies. */
static int verify(const char *text, size_t length, const char *content, struct error *err)
{
	struct minisign_public_key key = public_key();
	struct minisign_signature signature;
	char *exact = malloc(length > 0 ? length : 1);
	memcpy(exact, text, length);
	int result = minisign_signature_parse(exact, length, "f.minisig", &signature, err);
	free(exact);
	if (result != 0)
		return -1;
	result = minisign_verify(&signature, &key, content, strlen(content), err);
	minisign_signature_done(&signature);
	return result;
}

static void verifies_what_minisign_signed(void **state)
{
	(void)state;
	struct minisign_signature signature;
	assert_int_equal(verify(SIGNATURE_FILE, strlen(SIGNATURE_FILE), "hello", NULL), 0);
	assert_int_equal(minisign_signature_parse(SIGNATURE_FILE, strlen(SIGNATURE_FILE), "x",
						  &signature, NULL),
			 0);
	assert_string_equal(signature.trusted_comment, "trusted text");
	minisign_signature_done(&signature);
}

/* Ed25519 signatures are the same each time: the bytes are minisign's but for the first line. */
static void signs_as_minisign_does(void **state)
{
	(void)state;
	struct minisign_secret_key key = secret_key();
	struct buffer file = BUFFER_INIT(MINISIGN_SIGNATURE_FILE_MAX);
	assert_int_equal(minisign_sign(&key, "hello", 5, "trusted text", &file, NULL), 0);
	assert_string_equal(strchr(buffer_string(&file), '\n'), strchr(SIGNATURE_FILE, '\n'));
	buffer_done(&file);
	minisign_secret_key_done(&key);
}

static void contents_and_comments_of_all_lengths(void **state)
{
	(void)state;
	struct minisign_secret_key key = secret_key();
	struct minisign_public_key public = public_key();
	static char comment[MINISIGN_TRUSTED_COMMENT_MAX + 2];
	static char content[5000];
	memset(comment, 'c', sizeof(comment) - 1);
	for (size_t length = 0; length <= MINISIGN_TRUSTED_COMMENT_MAX; length += 2048) {
		struct minisign_signature signature;
		struct buffer file = BUFFER_INIT(MINISIGN_SIGNATURE_FILE_MAX);
		const char *text = comment + sizeof(comment) - 1 - length;
		assert_int_equal(minisign_sign(&key, content, length / 2, text, &file, NULL), 0);
		assert_int_equal(
			minisign_signature_parse(file.data, file.length, "x", &signature, NULL), 0);
		assert_string_equal(signature.trusted_comment, text);
		assert_int_equal(minisign_verify(&signature, &public, content, length / 2, NULL),
				 0);
		minisign_signature_done(&signature);
		buffer_done(&file);
	}
	struct buffer file = BUFFER_INIT(MINISIGN_SIGNATURE_FILE_MAX);
	assert_int_equal(minisign_sign(&key, "", 0, comment, &file, NULL), -1);
	assert_int_equal(minisign_sign(&key, "", 0, "two\nlines", &file, NULL), -1);
	assert_int_equal(minisign_sign(&key, "", 0, "\x7f", &file, NULL), -1);
	assert_int_equal(file.length, 0);
	assert_int_equal(minisign_sign(&key, "", 0, "timestamp:1\tfile:x", &file, NULL), 0);
	buffer_done(&file);
	minisign_secret_key_done(&key);
}

static void every_truncation_and_every_flipped_bit_is_refused(void **state)
{
	(void)state;
	char file[] = SIGNATURE_FILE;
	size_t length = strlen(file);
	/* The line feed at the end may be missing. */
	for (size_t cut = 0; cut < length - 1; cut++)
		assert_int_equal(verify(file, cut, "hello", NULL), -1);
	/* The first line is a comment that nobody signed. */
	size_t start = (size_t)(strchr(file, '\n') - file);
	for (size_t bit = 8 * start; bit < 8 * length; bit++) {
		struct error err = ERROR_INIT;
		file[bit / 8] ^= (char)(1 << bit % 8);
		if (verify(file, length, "hello", &err) != -1)
			fail_msg("bit %zu does not matter", bit);
		assert_true(err.message[0] != '\0' && err.hint[0] != '\0');
		file[bit / 8] ^= (char)(1 << bit % 8);
	}
	assert_int_equal(verify(file, length, "hello", NULL), 0);
	static const char *const others[] = {"", "hell", "hello ", "Hello", "hellp"};
	for (size_t i = 0; i < COUNT_OF(others); i++)
		assert_int_equal(verify(file, length, others[i], NULL), -1);
}

static void replace(char *text, const char *from, const char *to)
{
	char *at = strstr(text, from);
	assert_non_null(at);
	memcpy(at, to, strlen(to));
}

static void errors_tell_what_is_wrong(void **state)
{
	(void)state;
	static const struct {
		const char *from, *to, *content, *message;
	} cases[] = {
		{"RUQZ", "RWQZ", "hello", "f.minisig is a legacy signature"},
		{"RUQZ", "RXQZ", "hello", "f.minisig is not a minisign signature"},
		{"RUQZgh", "RUQZhh", "hello",
		 "signed with the key 2232441782188619, not with the trusted key " KEY_ID},
		{"RUQZ", "RUQZ", "hellp", "not one of this content"},
		{"trusted text", "trusted tex?", "hello", "the trusted comment was changed"},
		{"untrusted comment: ", "Untrusted comment: ", "hello",
		 "is not a minisign signature"},
		{"\ntrusted comment: ", "\ntrusted_comment: ", "hello",
		 "is not a minisign signature"},
		{"trusted text", "trusted\001text", "hello", "is not a minisign signature"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char file[] = SIGNATURE_FILE;
		struct error err = ERROR_INIT;
		replace(file, cases[i].from, cases[i].to);
		assert_int_equal(verify(file, strlen(file), cases[i].content, &err), -1);
		if (!strstr(err.message, cases[i].message))
			fail_msg("says: %s, not: %s", err.message, cases[i].message);
	}
}

static void line_ends_may_be_cr_lf(void **state)
{
	(void)state;
	char file[2 * sizeof(SIGNATURE_FILE)];
	size_t length = 0;
	for (const char *c = SIGNATURE_FILE; *c; c++) {
		if (*c == '\n')
			file[length++] = '\r';
		file[length++] = *c;
	}
	assert_int_equal(verify(file, length, "hello", NULL), 0);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(verifies_what_minisign_signed),
	cmocka_unit_test(signs_as_minisign_does),
	cmocka_unit_test(contents_and_comments_of_all_lengths),
	cmocka_unit_test(every_truncation_and_every_flipped_bit_is_refused),
	cmocka_unit_test(errors_tell_what_is_wrong),
	cmocka_unit_test(line_ends_may_be_cr_lf),
};
UNIT_MAIN(tests)
