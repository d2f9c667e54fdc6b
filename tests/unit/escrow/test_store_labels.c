#include "core/cleanup.h"
#include "escrow/store_labels.h"
#include "unit.h"

#define HEAD "untrusted comment: x\nRUT=\ntrusted comment: "

static void reads_the_trusted_comment(void **state)
{
	(void)state;
	static const struct {
		const char *text, *cluster, *serial;
	} cases[] = {
		{HEAD "eksbreakglass/1 arn=A serial=7\nSIG=\n", "A", "7"},
		{HEAD "eksbreakglass/1 arn=A serial=7\r\nSIG=\n", "A", "7"},
		{HEAD "eksbreakglass/1 serial=7 x-note=y arn=a=b", "a=b", "7"},
		/* The first one counts. */
		{HEAD "eksbreakglass/1 serial=7 serial=8", NULL, "7"},
		{HEAD "eksbreakglass/1 arn= serial", NULL, NULL},
		{HEAD "eksbreakglass/1 arn=\x1b[31m serial=7", NULL, "7"},
		{HEAD "eksbreakglass/1 arn=\xc3\xa4 serial=7", NULL, "7"},
		{HEAD "eksbreakglass/2 arn=A serial=7", NULL, NULL},
		{HEAD "timestamp:1 file:prod.age", NULL, NULL},
		{"arn=A\nserial=7\n\n", NULL, NULL},
		{"trusted comment: eksbreakglass/1 serial=7", NULL, NULL},
		{"\n\n\n", NULL, NULL},
		{"", NULL, NULL},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		cleanup(store_labels_done) struct store_labels labels = {0};
		assert_int_equal(
			store_labels_read(cases[i].text, strlen(cases[i].text), &labels, NULL), 0);
		const char *cluster = labels.values[STORE_LABEL_CLUSTER];
		const char *serial = labels.values[STORE_LABEL_SERIAL];
		assert_string_equal(cluster ? cluster : "-",
				    cases[i].cluster ? cases[i].cluster : "-");
		assert_string_equal(serial ? serial : "-", cases[i].serial ? cases[i].serial : "-");
	}
}

static void values_have_a_limit(void **state)
{
	(void)state;
	for (size_t excess = 0; excess < 2; excess++) {
		char text[sizeof(HEAD) + STORE_LABEL_MAX + 64];
		cleanup(store_labels_done) struct store_labels labels = {0};
		int used = snprintf(text, sizeof(text), "%seksbreakglass/1 arn=", HEAD);
		memset(text + used, 'a', STORE_LABEL_MAX + excess);
		assert_int_equal(store_labels_read(text, (size_t)used + STORE_LABEL_MAX + excess,
						   &labels, NULL),
				 0);
		assert_int_equal(labels.values[STORE_LABEL_CLUSTER] == NULL, excess);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(reads_the_trusted_comment),
	cmocka_unit_test(values_have_a_limit),
};
UNIT_MAIN(tests)
