#include "quorum/description.h"

#include <stdlib.h>
#include <string.h>

#include "age/stanza_type.h"
#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/encoding.h"
#include "core/error.h"
#include "core/strings.h"
#include "platform/file.h"
#include "quorum/lines.h"

static const char first_line[] = "# eksbreakglass-quorum/v1";

void quorum_description_done(struct quorum_description *description)
{
	for (size_t i = 0; i < QUORUM_CUSTODIANS_MAX; i++) {
		free(description->custodians[i].recipient);
		description->custodians[i].recipient = NULL;
	}
}

/* Of SSH keys too, which have spaces in them. */
static bool is_recipient(const struct slice *line)
{
	for (size_t i = 0; i < line->length; i++)
		if (line->bytes[i] < 0x20 || line->bytes[i] > 0x7e)
			return false;
	return line->length > 0 && line->length <= AGE_KEY_TEXT_MAX;
}

/* Names tell apart without regard to case: they become names of files. */
static bool name_is_taken(const struct quorum_description *description, unsigned count,
			  const char *name)
{
	for (unsigned i = 0; i < count; i++)
		if (strcasecmp(description->custodians[i].name, name) == 0)
			return true;
	return false;
}

static int parse_share(struct lines *lines, unsigned number, struct quorum_description *description,
		       struct error *err)
{
	struct quorum_custodian *custodian = &description->custodians[number - 1];
	struct slice rest, word;
	char expected[8];
	snprintf(expected, sizeof(expected), "%u", number);
	if (lines_take_field(lines, "# share", &rest, err) != 0)
		return -1;
	if (!line_cut_word(&rest, &word) || !slice_is(word, expected) ||
	    !line_cut_word(&rest, &word) || !quorum_name_is_valid(word.bytes, word.length) ||
	    !line_copy(&word, custodian->name, sizeof(custodian->name)) ||
	    !line_cut_word(&rest, &word) ||
	    !line_decode_hex(&word, custodian->sha256, sizeof(custodian->sha256)) ||
	    !is_recipient(&rest))
		return error_set(err, ERROR_FAILED,
				 "line %zu is not '# share: %u NAME SHA256 RECIPIENT'",
				 lines->number, number);
	if (name_is_taken(description, number - 1, custodian->name))
		return error_set(err, ERROR_FAILED, "line %zu names '%s' again", lines->number,
				 custodian->name);
	custodian->recipient = strndup(rest.bytes, rest.length);
	return custodian->recipient ? 0 : error_no_memory(err);
}

static int parse(struct lines *lines, struct quorum_description *description, struct error *err)
{
	struct quorum_terms *terms = &description->terms;
	struct slice line;
	if (!lines_take_filled(lines, &line) || !slice_is(line, first_line))
		return error_set(err, ERROR_FAILED, "its first line is not '%s'", first_line);
	if (lines_take_number(lines, "# threshold", QUORUM_CUSTODIANS_MAX, &terms->threshold,
			      err) != 0 ||
	    lines_take_number(lines, "# shares", QUORUM_CUSTODIANS_MAX, &terms->count, err) != 0)
		return -1;
	for (unsigned number = 1; number <= terms->count; number++)
		if (parse_share(lines, number, description, err) != 0)
			return -1;
	if (!lines_take_filled(lines, &line) ||
	    !line_copy(&line, terms->recipient, sizeof(terms->recipient)))
		return error_set(err, ERROR_FAILED,
				 "the quorum's recipient is missing after the shares");
	if (lines_take_filled(lines, &line))
		return error_set(err, ERROR_FAILED, "line %zu is one too many", lines->number);
	return quorum_terms_check(terms, err);
}

int quorum_description_parse(const char *text, size_t length,
			     struct quorum_description *ret_description, struct error *err)
{
	struct quorum_description description = {0};
	struct lines lines = {.next = text, .end = text + length};
	if (parse(&lines, &description, err) != 0) {
		quorum_description_done(&description);
		return error_wrap(err, "it is not the description of a quorum");
	}
	quorum_description_done(ret_description);
	*ret_description = description;
	return 0;
}

int quorum_description_read(const char *path, struct quorum_description *ret_description,
			    struct error *err)
{
	cleanup(buffer_done) struct buffer text = BUFFER_INIT(QUORUM_DESCRIPTION_MAX);
	if (file_read(path, &text, err) != 0)
		return error_wrap(err, "cannot use the quorum's description");
	if (quorum_description_parse(buffer_string(&text), text.length, ret_description, err) != 0)
		return error_wrap(err, "%s", path);
	return 0;
}

void quorum_description_format(const struct quorum_description *description, struct buffer *out)
{
	const struct quorum_terms *terms = &description->terms;
	buffer_append_format(out, "%s\n# threshold: %u\n# shares: %u\n", first_line,
			     terms->threshold, terms->count);
	for (unsigned i = 0; i < terms->count; i++) {
		const struct quorum_custodian *custodian = &description->custodians[i];
		buffer_append_format(out, "# share: %u %s ", i + 1, custodian->name);
		encoding_hex(out, custodian->sha256, sizeof(custodian->sha256));
		buffer_append_format(out, " %s\n", custodian->recipient);
	}
	buffer_append_format(out, "%s\n", terms->recipient);
}
