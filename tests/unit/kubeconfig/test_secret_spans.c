#include "core/buffer.h"
#include "core/error.h"
#include "kubeconfig/secret_spans.h"
#include "unit.h"

static struct document *parse(const char *text)
{
	struct secret secret = SECRET_INIT(65536);
	struct document *document = NULL;
	struct error err = ERROR_INIT;
	assert_int_equal(secret_set(&secret, text, strlen(text), NULL), 0);
	if (document_parse(&secret, "test", &document, &err) != 0)
		fail_msg("%s", err.message);
	return document;
}

/* The text with every secret byte as an 'x'. */
static void mask(const char *text, struct buffer *out)
{
	struct document *document = parse(text);
	struct secret_spans spans;
	size_t last = 0;
	assert_int_equal(secret_spans_find(document, &spans, NULL), 0);
	buffer_append_string(out, text);
	for (size_t i = 0; i < spans.count; i++) {
		assert_true(spans.items[i].start >= last);
		assert_true(spans.items[i].end <= out->length);
		last = spans.items[i].start;
		memset(out->data + last, 'x', spans.items[i].end - last);
	}
	secret_spans_done(&spans);
	document_free(document);
}

static void hides_secrets_wherever_they_stand(void **state)
{
	(void)state;
	static const struct {
		const char *text, *masked;
	} cases[] = {
		{"users:\n- user:\n    token: abc # why\n",
		 "users:\n- user:\n    token: xxx # why\n"},
		{"{\"token\":\"abc\"}", "{\"token\":xxxxx}"},
		{"token: !!str &a abc\n", "token: !!str &a xxx\n"},
		/* A value that does not count, and one in the wrong place. */
		{"password: a\npassword: b\n", "password: x\npassword: x\n"},
		{"contexts: [{context: {client-key-data: ab}}]",
		 "contexts: [{context: {client-key-data: xx}}]"},
		{"client-key-data: |\n  ab\n  cd\nname: x\n",
		 "client-key-data: xxxxxxxxxxxxname: x\n"},
		{"id-token: {a: [b, c]}\n", "id-token: {x: [x, x]}\n"},
		/* An alias is no secret, what it refers to is. */
		{"a: &t abc\ntoken: *t\n", "a: &t xxx\ntoken: *t\n"},
		{"client-key: a/b.pem\ncluster: c\n", "client-key: a/b.pem\ncluster: c\n"},
		/* Plugins. */
		{"env:\n- name: AWS_PROFILE\n  value: prod\n- value: abc\n  name: X\n",
		 "env:\n- name: AWS_PROFILE\n  value: prod\n- value: xxx\n  name: X\n"},
		{"args: [get, --token=abc, --password, hush, end]",
		 "args: [get, --token=xxx, --password, xxxx, end]"},
		{"args: ['--token=abc', \"--secret=\\u0061\"]",
		 "args: ['--token=xxx', xxxxxxxxxxxxxxxxx]"},
		{"args: text\n", "args: text\n"},
		/* URLs. */
		{"server: https://h:1/a@b\nproxy-url: http://u:p@h\n",
		 "server: https://h:1/a@b\nproxy-url: xxxxxxxxxxxx\n"},
		/* Comments. */
		{"a: 1 # token: abc\n", "a: 1 # token: xxx\n"},
		{"#    \"password\" : \"abc\", \"b\": 1\na: 1\n",
		 "#    \"password\" : xxxxxxxxxxxxx\na: 1\n"},
		{"# - --client-secret=abc\n# name: A\n# value: b\n",
		 "# - --client-secret=xxx\n# name: A\n# value: x\n"},
		{"# server: https://u:p@h # y\n", "# server: https://xxx@h # y\n"},
		{"# token:\n# a: b\n", "# token:\n# a: b\n"},
		/* Behind the first document. */
		{"a: 1\n---\ntoken: abc\n", "a: 1\n---\ntoken: xxx\n"},
		{"", ""},
		{"# nothing\n", "# nothing\n"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct buffer out = BUFFER_INIT(65536);
		mask(cases[i].text, &out);
		assert_string_equal(buffer_string(&out), cases[i].masked);
		buffer_done(&out);
	}
}

static void a_file_that_does_not_exist_has_no_secrets(void **state)
{
	(void)state;
	struct secret_spans spans;
	assert_int_equal(secret_spans_find(NULL, &spans, NULL), 0);
	assert_int_equal(spans.count, 0);
	secret_spans_done(&spans);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(hides_secrets_wherever_they_stand),
	cmocka_unit_test(a_file_that_does_not_exist_has_no_secrets),
};
UNIT_MAIN(tests)
