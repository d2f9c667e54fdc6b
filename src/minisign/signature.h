/*
 * Signature files of minisign(1): who has the public key knows that the holder of the secret key
 * signed exactly these bytes, and the trusted comment with them.
 *
 * Made and accepted are prehashed signatures ("ED": Ed25519 of BLAKE2b-512), which is what minisign
 * makes since 0.10; legacy ones ("Ed") are refused. The untrusted comment, first line of the file,
 * is not signed, and nothing is done with it.
 */
#ifndef MINISIGN_SIGNATURE_H
#define MINISIGN_SIGNATURE_H

#include "minisign/key.h"

enum {
	MINISIGN_SIGNATURE = 64,
	MINISIGN_TRUSTED_COMMENT_MAX = 8192,     /* bytes */
	MINISIGN_SIGNATURE_FILE_MAX = 16 * 1024, /* bytes */
};

struct minisign_signature {
	unsigned char id[MINISIGN_ID]; /* of the key, says the file */
	unsigned char of_content[MINISIGN_SIGNATURE];
	unsigned char of_comment[MINISIGN_SIGNATURE]; /* over of_content and the comment */
	char *trusted_comment;                        /* no control characters but tabs; owned */
};

/* Appends the signature file. The comment has no control characters but tabs. */
int minisign_sign(const struct minisign_secret_key *key, const void *content, size_t length,
		  const char *trusted_comment, struct buffer *out, struct error *err);

/* `name` is for errors. Nothing is verified yet. */
int minisign_signature_parse(const char *text, size_t length, const char *name,
			     struct minisign_signature *ret_signature, struct error *err);

/* 0 only where the key signed the content, and the trusted comment with it. */
int minisign_verify(const struct minisign_signature *signature,
		    const struct minisign_public_key *key, const void *content, size_t length,
		    struct error *err);

void minisign_signature_done(struct minisign_signature *signature);

#endif
