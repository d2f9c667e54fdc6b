/*
 * One custodian's share as text, which is what his .age file holds:
 *
 *	eksbreakglass-quorum-share/v1
 *	quorum: age1ntlqsd2kwdh0npchn28yg0ucxqdyfjmq0xxj3xvcs9qg3yxyv9wsw2njqp
 *	threshold: 2
 *	shares: 3
 *	number: 1
 *	custodian: alice
 *	sha256: 3b9d1f4e... (64 digits)
 *	value: EKSBREAKGLASS-SHARE-1QPZRY9X8G...
 *
 * The value is Bech32 (BIP 173) in upper case, fit for the alphanumeric mode of QR codes, of the 33
 * bytes that Vault calls a share: the scalar's shares, then x. The digest is of these bytes. The
 * value line alone, without "value: ", is a share too, as it comes out of a QR code; what it does
 * not say comes from the other shares or from the quorum's description.
 */
#ifndef QUORUM_SHARE_H
#define QUORUM_SHARE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/secret.h"
#include "quorum/terms.h"

struct error;

enum {
	QUORUM_SHARE_TEXT_MAX = 1024,      /* bytes of one share as text */
	QUORUM_SHARE_FILE_MAX = 64 * 1024, /* bytes of a file of shares, sealed or not */
};

#define QUORUM_SHARE_FIRST_LINE "eksbreakglass-quorum-share/v1"
#define QUORUM_SHARE_VALUE_PREFIX "EKSBREAKGLASS-SHARE-1"

struct quorum_share {
	struct quorum_terms terms;           /* recipient "": a value alone */
	char custodian[QUORUM_NAME_MAX + 1]; /* likewise "" */
	unsigned number;                     /* x */
	unsigned char sha256[QUORUM_DIGEST];
	struct secret value; /* QUORUM_VALUE bytes */
};

/*
 * Takes the share that `text` begins with, after blank lines; *ret_used is how many bytes it and
 * the blank lines after it have. What is there has been checked: digest, number against x, terms.
 * Errors name the custodian where the text came that far, and quote nothing of the value.
 */
int quorum_share_parse(const char *text, size_t length, size_t *ret_used,
		       struct quorum_share *ret_share, struct error *err);

/* True where the first line that is not blank is that of a share, or is a value. */
bool quorum_share_begins(const char *text, size_t length);

/* True where `text` is a whole share, or cannot become one by more text, or ends with two blank
 * lines: for who reads it line by line, each with its newline. */
bool quorum_share_is_whole(const char *text, size_t length);

/* Appends the text; *text has a limit of at least QUORUM_SHARE_TEXT_MAX. */
int quorum_share_format(const struct quorum_share *share, struct secret *text, struct error *err);

/* Sets number and digest from the value. */
void quorum_share_describe_value(struct quorum_share *share);

/* "share 2 (bob)"; for messages. */
enum { QUORUM_SHARE_LABEL_SIZE = QUORUM_NAME_MAX + 32 };
void quorum_share_label(unsigned number, const char *custodian,
			char label[QUORUM_SHARE_LABEL_SIZE]);

void quorum_share_move(struct quorum_share *to, struct quorum_share *from);
void quorum_share_done(struct quorum_share *share);

#endif
