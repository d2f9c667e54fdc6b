#include "quorum/share.h"

#include <sodium.h>
#include <string.h>

#include "age/bech32.h"
#include "core/cleanup.h"
#include "core/encoding.h"
#include "core/error.h"
#include "core/strings.h"
#include "quorum/lines.h"
#include "quorum/shamir.h"

static const char value_prefix[] = "eksbreakglass-share-";

_Static_assert(QUORUM_DIGEST == crypto_hash_sha256_BYTES, "the digest is SHA-256");

void quorum_share_done(struct quorum_share *share)
{
	secret_done(&share->value);
}

void quorum_share_move(struct quorum_share *to, struct quorum_share *from)
{
	quorum_share_done(to);
	*to = *from;
	*from = (struct quorum_share){0};
}

void quorum_share_label(unsigned number, const char *custodian, char label[QUORUM_SHARE_LABEL_SIZE])
{
	if (string_is_empty(custodian))
		snprintf(label, QUORUM_SHARE_LABEL_SIZE, "share %u", number);
	else
		snprintf(label, QUORUM_SHARE_LABEL_SIZE, "share %u (%s)", number, custodian);
}

void quorum_share_describe_value(struct quorum_share *share)
{
	share->number = shamir_x(&share->value);
	crypto_hash_sha256(share->sha256, (const unsigned char *)secret_string(&share->value),
			   secret_length(&share->value));
}

/* Puts the share's label before the message, as far as the text has told it. */
static int wrap(const struct quorum_share *share, struct error *err)
{
	char label[QUORUM_SHARE_LABEL_SIZE] = "the share";
	if (share->number > 0)
		quorum_share_label(share->number, share->custodian, label);
	return error_wrap(err, "%s is damaged", label);
}

static int decode_value(const struct slice *line, struct secret *value, struct error *err)
{
	size_t prefix_length = 0;
	secret_init(value, QUORUM_SHARE_TEXT_MAX);
	if (bech32_decode(line->bytes, line->length, &prefix_length, &value->bytes, err) != 0)
		return -1;
	if (prefix_length != strlen(value_prefix) ||
	    strncasecmp(line->bytes, value_prefix, prefix_length) != 0)
		return error_set(err, ERROR_FAILED, "its value does not start with %s",
				 QUORUM_SHARE_VALUE_PREFIX);
	if (secret_length(value) != QUORUM_VALUE)
		return error_set(err, ERROR_FAILED, "its value has a wrong length");
	return 0;
}

static int check_number(const struct quorum_share *share, struct error *err)
{
	if (share->number == 0 || share->number > QUORUM_CUSTODIANS_MAX)
		return error_set(err, ERROR_FAILED, "its number is not from 1 to %d",
				 QUORUM_CUSTODIANS_MAX);
	return 0;
}

/* Fills in the fields that precede the value. */
static int parse_fields(struct lines *lines, struct quorum_share *share, struct error *err)
{
	struct quorum_terms *terms = &share->terms;
	struct slice digest;
	if (lines_take_word(lines, "quorum", terms->recipient, sizeof(terms->recipient), err) !=
		    0 ||
	    lines_take_number(lines, "threshold", QUORUM_CUSTODIANS_MAX, &terms->threshold, err) !=
		    0 ||
	    lines_take_number(lines, "shares", QUORUM_CUSTODIANS_MAX, &terms->count, err) != 0 ||
	    quorum_terms_check(terms, err) != 0 ||
	    lines_take_number(lines, "number", terms->count, &share->number, err) != 0 ||
	    lines_take_word(lines, "custodian", share->custodian, sizeof(share->custodian), err) !=
		    0)
		return -1;
	if (!quorum_name_is_valid(share->custodian, strlen(share->custodian))) {
		share->custodian[0] = '\0';
		return error_set(err, ERROR_FAILED, "line %zu is no custodian's name",
				 lines->number);
	}
	if (lines_take_field(lines, "sha256", &digest, err) != 0)
		return -1;
	if (!line_decode_hex(&digest, share->sha256, sizeof(share->sha256)))
		return error_set(err, ERROR_FAILED, "line %zu is no SHA-256", lines->number);
	return 0;
}

static int parse_text(struct lines *lines, struct quorum_share *share, struct error *err)
{
	struct slice value;
	if (parse_fields(lines, share, err) != 0 ||
	    lines_take_field(lines, "value", &value, err) != 0 ||
	    decode_value(&value, &share->value, err) != 0)
		return -1;
	unsigned number = share->number;
	unsigned char digest[QUORUM_DIGEST];
	memcpy(digest, share->sha256, sizeof(digest));
	quorum_share_describe_value(share);
	if (share->number != number) {
		share->number = number;
		return error_set(err, ERROR_FAILED, "its value is that of another share");
	}
	if (memcmp(digest, share->sha256, sizeof(digest)) != 0)
		return error_set(err, ERROR_FAILED, "its value does not match its SHA-256");
	return 0;
}

static int parse_value(const struct slice *line, struct quorum_share *share, struct error *err)
{
	if (decode_value(line, &share->value, err) != 0)
		return -1;
	quorum_share_describe_value(share);
	return check_number(share, err);
}

static bool is_value(const struct slice *line)
{
	size_t length = strlen(QUORUM_SHARE_VALUE_PREFIX);
	return line->length >= length &&
	       strncasecmp(line->bytes, QUORUM_SHARE_VALUE_PREFIX, length) == 0;
}

int quorum_share_parse(const char *text, size_t length, size_t *ret_used,
		       struct quorum_share *ret_share, struct error *err)
{
	cleanup(quorum_share_done) struct quorum_share share = {0};
	struct lines lines = {.next = text, .end = text + length};
	struct slice first;
	if (!lines_take_filled(&lines, &first))
		return error_set(err, ERROR_FAILED, "there is no share in it");
	int result = -1;
	if (is_value(&first))
		result = parse_value(&first, &share, err);
	else if (slice_is(first, QUORUM_SHARE_FIRST_LINE))
		result = parse_text(&lines, &share, err);
	else
		return error_set(err, ERROR_FAILED,
				 "it is not a share: line %zu is neither %s nor starts with %s",
				 lines.number, QUORUM_SHARE_FIRST_LINE, QUORUM_SHARE_VALUE_PREFIX);
	if (result != 0)
		return wrap(&share, err);
	lines_skip_blank(&lines);
	*ret_used = (size_t)(lines.next - text);
	quorum_share_move(ret_share, &share);
	return 0;
}

bool quorum_share_begins(const char *text, size_t length)
{
	struct lines lines = {.next = text, .end = text + length};
	struct slice line;
	return lines_take_filled(&lines, &line) &&
	       (is_value(&line) || slice_is(line, QUORUM_SHARE_FIRST_LINE));
}

bool quorum_share_is_whole(const char *text, size_t length)
{
	struct lines lines = {.next = text, .end = text + length};
	struct slice line;
	unsigned blank = 0;
	if (length > QUORUM_SHARE_TEXT_MAX)
		return true;
	if (!lines_take_filled(&lines, &line))
		return false;
	if (!slice_is(line, QUORUM_SHARE_FIRST_LINE))
		return true;
	while (lines_take(&lines, &line)) {
		blank = line.length == 0 ? blank + 1 : 0;
		if (blank == 2 || line_starts(&line, "value: "))
			return true;
	}
	return false;
}

int quorum_share_format(const struct quorum_share *share, struct secret *text, struct error *err)
{
	struct buffer *out = &text->bytes;
	buffer_append_format(out,
			     QUORUM_SHARE_FIRST_LINE "\n"
						     "quorum: %s\n"
						     "threshold: %u\n"
						     "shares: %u\n"
						     "number: %u\n"
						     "custodian: %s\n"
						     "sha256: ",
			     share->terms.recipient, share->terms.threshold, share->terms.count,
			     share->number, share->custodian);
	encoding_hex(out, share->sha256, sizeof(share->sha256));
	buffer_append_string(out, "\nvalue: ");
	bech32_encode(value_prefix, secret_string(&share->value), secret_length(&share->value),
		      BECH32_UPPER, out);
	buffer_append_char(out, '\n');
	return buffer_check(out, "a share", err);
}
