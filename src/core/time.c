#include "core/time.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "core/strings.h"

enum { SECONDS_PER_DAY = 86400 };

/* 0000-01-01 and 9999-12-31T23:59:59. */
static const int64_t earliest = -62167219200;
static const int64_t latest = 253402300799;

struct civil {
	int year, month, day, hour, minute, second;
};

/*
 * Days <-> civil date on a year that starts in March, so that the leap day comes last; eras of 400
 * years have 146097 days. (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".)
 */
static int64_t days_from_civil(int year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t year_of_era = y - era * 400;
	int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	return era * 146097 + day_of_era - 719468;
}

static struct civil civil_from_seconds(int64_t seconds)
{
	int64_t days = seconds / SECONDS_PER_DAY;
	int64_t rest = seconds % SECONDS_PER_DAY;
	if (rest < 0) {
		rest += SECONDS_PER_DAY;
		days--;
	}
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t day_of_era = z - era * 146097;
	int64_t year_of_era =
		(day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year =
		day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t march_month = (5 * day_of_year + 2) / 153;
	int month = (int)(march_month < 10 ? march_month + 3 : march_month - 9);
	return (struct civil){
		.year = (int)(year_of_era + era * 400 + (month <= 2 ? 1 : 0)),
		.month = month,
		.day = (int)(day_of_year - (153 * march_month + 2) / 5 + 1),
		.hour = (int)(rest / 3600),
		.minute = (int)(rest / 60 % 60),
		.second = (int)(rest % 60),
	};
}

static int format(int64_t seconds, const char *pattern, char *target, size_t size)
{
	if (seconds < earliest || seconds > latest)
		return -1;
	struct civil c = civil_from_seconds(seconds);
	/* The pattern is one of two literals below. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	int written =
		snprintf(target, size, pattern, c.year, c.month, c.day, c.hour, c.minute, c.second);
#pragma GCC diagnostic pop
	return written == (int)size - 1 ? 0 : -1;
}

int time_format_rfc3339(int64_t seconds, char target[TIME_RFC3339_SIZE])
{
	return format(seconds, "%04d-%02d-%02dT%02d:%02d:%02dZ", target, TIME_RFC3339_SIZE);
}

int time_format_iso_basic(int64_t seconds, char target[TIME_ISO_BASIC_SIZE])
{
	return format(seconds, "%04d%02d%02dT%02d%02d%02dZ", target, TIME_ISO_BASIC_SIZE);
}

/* A unit begins at two of it, so that "1d" never stands for nearly two days. */
void time_format_span(int64_t seconds, char target[TIME_SPAN_SIZE])
{
	static const struct {
		int64_t length;
		char unit;
	} units[] = {{365 * (int64_t)SECONDS_PER_DAY, 'y'},
		     {SECONDS_PER_DAY, 'd'},
		     {3600, 'h'},
		     {60, 'm'}};
	seconds = seconds < 0 ? 0 : seconds;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (seconds >= 2 * units[i].length) {
			snprintf(target, TIME_SPAN_SIZE, "%" PRId64 "%c", seconds / units[i].length,
				 units[i].unit);
			return;
		}
	snprintf(target, TIME_SPAN_SIZE, "%" PRId64 "s", seconds);
}

/* Reads `digits` digits and then `separator` (0: none), and moves on. */
static bool take_number(const char **text, int digits, char separator, int *ret_value)
{
	int value = 0;
	for (int i = 0; i < digits; i++) {
		if (!string_is_digit((*text)[i]))
			return false;
		value = value * 10 + ((*text)[i] - '0');
	}
	*text += digits;
	if (separator != '\0' && *(*text)++ != separator)
		return false;
	*ret_value = value;
	return true;
}

static int days_in_month(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return days[month - 1] + (month == 2 && leap ? 1 : 0);
}

static bool take_offset(const char **text, int64_t *ret_offset)
{
	if (**text == 'Z') {
		(*text)++;
		*ret_offset = 0;
		return true;
	}
	int sign = **text == '+' ? 1 : **text == '-' ? -1 : 0;
	if (sign == 0)
		return false;
	(*text)++;
	int hours, minutes;
	if (!take_number(text, 2, ':', &hours) || !take_number(text, 2, '\0', &minutes) ||
	    hours > 23 || minutes > 59)
		return false;
	*ret_offset = sign * (hours * 3600 + minutes * 60);
	return true;
}

static bool is_civil(const struct civil *c)
{
	return c->month >= 1 && c->month <= 12 && c->day >= 1 &&
	       c->day <= days_in_month(c->year, c->month) && c->hour <= 23 && c->minute <= 59 &&
	       c->second <= 60;
}

static int64_t seconds_from_civil(const struct civil *c)
{
	return days_from_civil(c->year, c->month, c->day) * SECONDS_PER_DAY + c->hour * 3600 +
	       c->minute * 60 + c->second;
}

int time_parse_rfc3339(const char *text, int64_t *ret_seconds)
{
	struct civil c;
	if (!take_number(&text, 4, '-', &c.year) || !take_number(&text, 2, '-', &c.month) ||
	    !take_number(&text, 2, 'T', &c.day) || !take_number(&text, 2, ':', &c.hour) ||
	    !take_number(&text, 2, ':', &c.minute) || !take_number(&text, 2, '\0', &c.second))
		return -1;
	if (!is_civil(&c))
		return -1;
	if (*text == '.') {
		if (!string_is_digit(*++text))
			return -1;
		while (string_is_digit(*text))
			text++;
	}
	int64_t offset;
	if (!take_offset(&text, &offset) || *text != '\0')
		return -1;
	*ret_seconds = seconds_from_civil(&c) - offset;
	return 0;
}

int time_parse_iso_basic(const char *text, int64_t *ret_seconds)
{
	struct civil c;
	if (!take_number(&text, 4, '\0', &c.year) || !take_number(&text, 2, '\0', &c.month) ||
	    !take_number(&text, 2, 'T', &c.day) || !take_number(&text, 2, '\0', &c.hour) ||
	    !take_number(&text, 2, '\0', &c.minute) || !take_number(&text, 2, 'Z', &c.second) ||
	    *text != '\0' || !is_civil(&c))
		return -1;
	*ret_seconds = seconds_from_civil(&c);
	return 0;
}
