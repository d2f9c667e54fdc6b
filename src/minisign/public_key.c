#include <string.h>

#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/encoding.h"
#include "core/error.h"
#include "minisign/key.h"
#include "minisign/lines.h"

static const char algorithm[] = {'E', 'd'};

enum {
	ALGORITHM = sizeof(algorithm),
	RECORD = ALGORITHM + MINISIGN_ID + MINISIGN_PUBLIC_KEY,
};

void minisign_id_text(const unsigned char id[MINISIGN_ID], char ret_text[MINISIGN_ID_TEXT])
{
	/* minisign shows it as a number, which is stored little-endian. */
	for (size_t i = 0; i < MINISIGN_ID; i++)
		snprintf(ret_text + 2 * i, 3, "%02X", id[MINISIGN_ID - 1 - i]);
}

int minisign_public_key_parse(const char *text, size_t length, const char *name,
			      struct minisign_public_key *ret_key, struct error *err)
{
	cleanup(buffer_done) struct buffer record = BUFFER_INIT(RECORD + 8);
	struct slice rest = {text, length};
	struct slice comment;
	size_t prefix = strlen(minisign_untrusted);
	bool has_comment = length >= prefix && memcmp(text, minisign_untrusted, prefix) == 0;
	if ((has_comment &&
	     !minisign_take_comment(&rest, minisign_untrusted, MINISIGN_COMMENT_MAX, &comment)) ||
	    !minisign_take_bytes(&rest, RECORD, &record) || rest.length != 0 ||
	    memcmp(record.data, algorithm, ALGORITHM) != 0) {
		error_set(err, ERROR_FAILED, "%s is not a minisign public key", name);
		return error_hint(err, "it has two lines, of which the second starts with RW; "
				       "'keygen --sign' makes one");
	}
	memcpy(ret_key->id, record.data + ALGORITHM, MINISIGN_ID);
	memcpy(ret_key->key, record.data + ALGORITHM + MINISIGN_ID, MINISIGN_PUBLIC_KEY);
	return 0;
}

void minisign_public_key_write_line(const struct minisign_public_key *key, struct buffer *out)
{
	unsigned char record[RECORD];
	memcpy(record, algorithm, ALGORITHM);
	memcpy(record + ALGORITHM, key->id, MINISIGN_ID);
	memcpy(record + ALGORITHM + MINISIGN_ID, key->key, MINISIGN_PUBLIC_KEY);
	encoding_base64(out, record, sizeof(record), BASE64_STANDARD);
}

void minisign_public_key_write(const struct minisign_public_key *key, struct buffer *out)
{
	char id[MINISIGN_ID_TEXT];
	minisign_id_text(key->id, id);
	buffer_append_format(out, "%sminisign public key %s\n", minisign_untrusted, id);
	minisign_public_key_write_line(key, out);
	buffer_append_char(out, '\n');
}
