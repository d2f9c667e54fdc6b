#include "core/time.h"
#include "unit.h"

static void formats_and_parses_the_same_second(void **state)
{
	(void)state;
	static const struct {
		int64_t seconds;
		const char *rfc3339, *basic;
	} cases[] = {
		{0, "1970-01-01T00:00:00Z", "19700101T000000Z"},
		{951827696, "2000-02-29T12:34:56Z", "20000229T123456Z"},
		{-1, "1969-12-31T23:59:59Z", "19691231T235959Z"},
		{4107542400, "2100-03-01T00:00:00Z", "21000301T000000Z"},
		{253402300799, "9999-12-31T23:59:59Z", "99991231T235959Z"},
		{-62167219200, "0000-01-01T00:00:00Z", "00000101T000000Z"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char text[TIME_RFC3339_SIZE];
		char basic[TIME_ISO_BASIC_SIZE];
		int64_t parsed = 42;
		assert_int_equal(time_format_rfc3339(cases[i].seconds, text), 0);
		assert_string_equal(text, cases[i].rfc3339);
		assert_int_equal(time_format_iso_basic(cases[i].seconds, basic), 0);
		assert_string_equal(basic, cases[i].basic);
		assert_int_equal(time_parse_iso_basic(basic, &parsed), 0);
		assert_int_equal(parsed, cases[i].seconds);
		assert_int_equal(time_parse_rfc3339(text, &parsed), 0);
		assert_int_equal(parsed, cases[i].seconds);
	}
}

static void every_day_agrees_with_the_c_library(void **state)
{
	(void)state;
	for (int64_t day = -200000; day < 200000; day += 7) {
		time_t seconds = (time_t)(day * 86400 + 3661);
		struct tm tm;
		char expected[32], text[TIME_RFC3339_SIZE];
		gmtime_r(&seconds, &tm);
		strftime(expected, sizeof(expected), "%Y-%m-%dT%H:%M:%SZ", &tm);
		assert_int_equal(time_format_rfc3339(seconds, text), 0);
		assert_string_equal(text, expected);
	}
}

static void reads_offsets_and_fractions(void **state)
{
	(void)state;
	int64_t seconds;
	assert_int_equal(time_parse_rfc3339("2026-01-01T01:30:00.123456789+01:30", &seconds), 0);
	assert_int_equal(seconds, 1767225600);
	assert_int_equal(time_parse_rfc3339("2025-12-31T16:00:00-08:00", &seconds), 0);
	assert_int_equal(seconds, 1767225600);
}

static void refuses_what_is_not_a_time(void **state)
{
	(void)state;
	static const char *const cases[] = {
		"",
		"2026",
		"2026-01-01",
		"2026-01-01 00:00:00Z",
		"2026-01-01T00:00:00",
		"2026-01-01T00:00:00z",
		"2026-13-01T00:00:00Z",
		"2026-02-29T00:00:00Z",
		"2026-01-01T24:00:00Z",
		"2026-01-01T00:60:00Z",
		"2026-01-01T00:00:00.Z",
		"2026-01-01T00:00:00Z ",
		"2026-01-01T00:00:00+1:00",
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		int64_t seconds = 42;
		assert_int_equal(time_parse_rfc3339(cases[i], &seconds), -1);
		assert_int_equal(seconds, 42);
	}
}

static void refuses_what_is_not_the_basic_form(void **state)
{
	(void)state;
	static const char *const cases[] = {
		"",
		"20260101",
		"20260101T000000",
		"2026-01-01T00:00:00Z",
		"20260101t000000Z",
		"20260229T000000Z",
		"20261301T000000Z",
		"20260101T240000Z",
		"20260101T000000Z ",
		"+0260101T000000Z",
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		int64_t seconds = 42;
		assert_int_equal(time_parse_iso_basic(cases[i], &seconds), -1);
		assert_int_equal(seconds, 42);
	}
}

static void years_beyond_four_digits_are_refused(void **state)
{
	(void)state;
	char text[TIME_RFC3339_SIZE];
	assert_int_equal(time_format_rfc3339(253402300800, text), -1);
	assert_int_equal(time_format_rfc3339(INT64_MIN, text), -1);
}

static void spans_are_in_the_unit_that_fits(void **state)
{
	(void)state;
	static const struct {
		int64_t seconds;
		const char *expected;
	} cases[] = {
		{-5, "0s"},
		{0, "0s"},
		{119, "119s"},
		{120, "2m"},
		{7199, "119m"},
		{7200, "2h"},
		{172799, "47h"},
		{172800, "2d"},
		{63071999, "729d"},
		{63072000, "2y"},
		{INT64_MAX, "292471208677y"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char text[TIME_SPAN_SIZE];
		time_format_span(cases[i].seconds, text);
		assert_string_equal(text, cases[i].expected);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(formats_and_parses_the_same_second),
	cmocka_unit_test(every_day_agrees_with_the_c_library),
	cmocka_unit_test(reads_offsets_and_fractions),
	cmocka_unit_test(refuses_what_is_not_a_time),
	cmocka_unit_test(refuses_what_is_not_the_basic_form),
	cmocka_unit_test(years_beyond_four_digits_are_refused),
	cmocka_unit_test(spans_are_in_the_unit_that_fits),
};
UNIT_MAIN(tests)
