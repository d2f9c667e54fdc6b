/* Exit codes of both programs. Scripts may rely on them. */
#ifndef EKSBREAKGLASS_EXIT_CODES_H
#define EKSBREAKGLASS_EXIT_CODES_H

enum {
	EKSBREAKGLASS_OK = 0,
	EKSBREAKGLASS_FAILED = 1,   /* tried, and did not work */
	EKSBREAKGLASS_USAGE = 2,    /* the command line is wrong; nothing was tried */
	EKSBREAKGLASS_PROBLEMS = 3, /* a check ran and found something */
	EKSBREAKGLASS_PERSON = 4,   /* needs a person: quorum, MFA, confirmation */
};

#endif
