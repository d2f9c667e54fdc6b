#include "kubeconfig/scalar.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/strings.h"

/* Longer texts are no numbers here. */
enum { NUMBER_LIMIT = 512 };

static const char tag_prefix[] = "tag:yaml.org,2002:";

enum scalar_tag scalar_tag(const char *tag)
{
	static const struct {
		const char *name;
		enum scalar_tag tag;
	} known[] = {
		{"str", SCALAR_TAG_STRING},   {"null", SCALAR_TAG_NULL},
		{"bool", SCALAR_TAG_BOOLEAN}, {"int", SCALAR_TAG_INTEGER},
		{"float", SCALAR_TAG_REAL},   {"binary", SCALAR_TAG_BINARY},
	};
	if (!tag)
		return SCALAR_TAG_NONE;
	if (!string_has_prefix(tag, tag_prefix))
		return SCALAR_TAG_OTHER;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (string_equal(tag + sizeof(tag_prefix) - 1, known[i].name))
			return known[i].tag;
	return SCALAR_TAG_OTHER;
}

static bool is_one_of(const char *bytes, size_t length, const char *const *words)
{
	for (; *words; words++)
		if (strlen(*words) == length && memcmp(*words, bytes, length) == 0)
			return true;
	return false;
}

static bool resolve_word(const char *bytes, size_t length, struct scalar *ret)
{
	static const char *const nulls[] = {"", "~", "null", "Null", "NULL", NULL};
	static const char *const yes[] = {"y",    "Y",    "yes", "Yes", "YES", "true",
					  "True", "TRUE", "on",  "On",  "ON",  NULL};
	static const char *const no[] = {"n",     "N",     "no",  "No",  "NO",  "false",
					 "False", "FALSE", "off", "Off", "OFF", NULL};
	static const char *const nans[] = {".nan", ".NaN", ".NAN", NULL};
	static const char *const infinities[] = {".inf",  ".Inf",  ".INF", "+.inf",
						 "+.Inf", "+.INF", NULL};
	static const char *const negatives[] = {"-.inf", "-.Inf", "-.INF", NULL};
	if (length > 5)
		return false;
	if (is_one_of(bytes, length, nulls))
		*ret = (struct scalar){.type = SCALAR_NULL};
	else if (is_one_of(bytes, length, yes))
		*ret = (struct scalar){.type = SCALAR_BOOLEAN, .boolean = true};
	else if (is_one_of(bytes, length, no))
		*ret = (struct scalar){.type = SCALAR_BOOLEAN};
	else if (is_one_of(bytes, length, nans))
		*ret = (struct scalar){.type = SCALAR_REAL, .real = NAN};
	else if (is_one_of(bytes, length, infinities))
		*ret = (struct scalar){.type = SCALAR_REAL, .real = INFINITY};
	else if (is_one_of(bytes, length, negatives))
		*ret = (struct scalar){.type = SCALAR_REAL, .real = -INFINITY};
	else
		return false;
	return true;
}

static unsigned digit_value(char c)
{
	if (string_is_digit(c))
		return (unsigned)(c - '0');
	if (c >= 'a' && c <= 'f')
		return (unsigned)(c - 'a') + 10;
	if (c >= 'A' && c <= 'F')
		return (unsigned)(c - 'A') + 10;
	return 99;
}

/* Go's strconv.ParseInt with base 0, then ParseUint. */
static bool parse_integer(const char *text, struct scalar *ret)
{
	bool signed_text = *text == '+' || *text == '-';
	bool negative = *text == '-';
	unsigned base = 10;
	text += signed_text ? 1 : 0;
	if (*text == '0' && text[1] != '\0') {
		char mark = (char)(text[1] | 0x20);
		base = mark == 'x' ? 16 : mark == 'b' ? 2 : 8;
		text += mark == 'x' || mark == 'b' || mark == 'o' ? 2 : 1;
	}
	if (*text == '\0')
		return false;
	uint64_t value = 0;
	for (; *text; text++) {
		unsigned digit = digit_value(*text);
		if (digit >= base || __builtin_mul_overflow(value, (uint64_t)base, &value) ||
		    __builtin_add_overflow(value, (uint64_t)digit, &value))
			return false;
	}
	/* Only a text without a sign may need the 64th bit. */
	if (signed_text && value > (uint64_t)INT64_MAX + (negative ? 1 : 0))
		return false;
	*ret = (struct scalar){
		.type = SCALAR_INTEGER, .negative = negative && value > 0, .magnitude = value};
	return true;
}

static const char *skip_digits(const char *text)
{
	while (string_is_digit(*text))
		text++;
	return text;
}

/* [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)? */
static bool is_real(const char *text)
{
	text += *text == '+' || *text == '-' ? 1 : 0;
	const char *end = skip_digits(text);
	if (*end == '.') {
		const char *fraction = skip_digits(end + 1);
		if (end == text && fraction == end + 1)
			return false;
		end = fraction;
	} else if (end == text) {
		return false;
	}
	if (*end == 'e' || *end == 'E') {
		end++;
		end += *end == '+' || *end == '-' ? 1 : 0;
		if (!string_is_digit(*end))
			return false;
		end = skip_digits(end);
	}
	return *end == '\0';
}

static bool parse_real(const char *text, struct scalar *ret)
{
	if (!is_real(text))
		return false;
	double value = strtod(text, NULL);
	if (isinf(value))
		return false;
	*ret = (struct scalar){.type = SCALAR_REAL, .real = value};
	return true;
}

static bool resolve_number(const char *bytes, size_t length, struct scalar *ret)
{
	char text[NUMBER_LIMIT + 1];
	size_t used = 0;
	bool starts_with_dot = bytes[0] == '.';
	if (length > NUMBER_LIMIT || memchr(bytes, '\0', length))
		return false;
	/* Underscores may stand anywhere, but not where the first character is a dot. */
	for (size_t i = 0; i < length; i++)
		if (starts_with_dot || bytes[i] != '_')
			text[used++] = bytes[i];
	text[used] = '\0';
	return (!starts_with_dot && parse_integer(text, ret)) || parse_real(text, ret);
}

struct scalar scalar_resolve(const char *bytes, size_t length)
{
	struct scalar scalar = {.type = SCALAR_STRING};
	if (resolve_word(bytes, length, &scalar))
		return scalar;
	char first = bytes[0];
	if (first == '+' || first == '-' || first == '.' || string_is_digit(first))
		resolve_number(bytes, length, &scalar);
	return scalar;
}

int scalar_resolve_tagged(enum scalar_tag tag, const char *bytes, size_t length,
			  struct scalar *ret_scalar)
{
	static const enum scalar_type types[] = {
		[SCALAR_TAG_NULL] = SCALAR_NULL,
		[SCALAR_TAG_BOOLEAN] = SCALAR_BOOLEAN,
		[SCALAR_TAG_INTEGER] = SCALAR_INTEGER,
		[SCALAR_TAG_REAL] = SCALAR_REAL,
	};
	struct scalar scalar = {.type = SCALAR_STRING};
	switch (tag) {
	case SCALAR_TAG_NONE:
		scalar = scalar_resolve(bytes, length);
		break;
	case SCALAR_TAG_STRING:
	case SCALAR_TAG_BINARY:
	case SCALAR_TAG_OTHER:
		break;
	case SCALAR_TAG_NULL:
	case SCALAR_TAG_BOOLEAN:
	case SCALAR_TAG_INTEGER:
	case SCALAR_TAG_REAL:
		scalar = scalar_resolve(bytes, length);
		if (tag == SCALAR_TAG_REAL && scalar.type == SCALAR_INTEGER) {
			scalar.type = SCALAR_REAL;
			scalar.real = (double)scalar.magnitude * (scalar.negative ? -1 : 1);
		}
		if (scalar.type != types[tag])
			return -1;
		break;
	}
	*ret_scalar = scalar;
	return 0;
}

/* Go: the shortest digits that read back the same; exponents below -6 and from 21 on. */
static void format_real(double value, char target[SCALAR_TEXT_SIZE])
{
	double magnitude = fabs(value);
	bool exponent = magnitude != 0 && (magnitude < 1e-6 || magnitude >= 1e21);
	int precision = 1;
	for (; precision < 17; precision++) {
		snprintf(target, SCALAR_TEXT_SIZE, "%.*e", precision - 1, value);
		if (strtod(target, NULL) == value)
			break;
	}
	snprintf(target, SCALAR_TEXT_SIZE, "%.*e", precision - 1, value);
	char *e = strchr(target, 'e');
	if (exponent) {
		/* e-09 is written as e-9. */
		if (e && e[2] == '0')
			memmove(e + 2, e + 3, strlen(e + 3) + 1);
		return;
	}
	long power = e ? strtol(e + 1, NULL, 10) : 0;
	long decimals = precision - 1 - power;
	snprintf(target, SCALAR_TEXT_SIZE, "%.*f", decimals > 0 ? (int)decimals : 0, value);
}

void scalar_format_number(const struct scalar *scalar, char target[SCALAR_TEXT_SIZE])
{
	if (scalar->type == SCALAR_INTEGER)
		snprintf(target, SCALAR_TEXT_SIZE, "%s%" PRIu64, scalar->negative ? "-" : "",
			 scalar->magnitude);
	else
		format_real(scalar->real, target);
}
