/* `token --decode` */
#ifndef CMD_TOKEN_DECODE_H
#define CMD_TOKEN_DECODE_H

#include <stdbool.h>

struct error;

struct token_decode {
	const char *cluster; /* or NULL: then the signature is not looked at */
	const char *profile; /* or NULL */
	bool json;
};

/* Explains the token on standard input. ERROR_PROBLEMS where it will be refused. */
int token_decode_run(const struct token_decode *decode, struct error *err);

#endif
