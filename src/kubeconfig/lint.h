/*
 * Everything in the user's kubeconfig files that bites now or will bite later. What client-go would
 * refuse as a whole (two entries of one name) is looked at all the same, so that one run finds all.
 */
#ifndef KUBECONFIG_LINT_H
#define KUBECONFIG_LINT_H

#include <stddef.h>
#include <stdint.h>

struct error;

enum lint_severity {
	LINT_NOTE,    /* works, and could be better */
	LINT_WARNING, /* works today, or not as one would think */
	LINT_ERROR,   /* does not work, or is dangerous */
};

struct lint_finding {
	enum lint_severity severity;
	const char *rule; /* a name for it, such as "missing-cluster" */
	char *path;
	size_t line, column; /* from 1; 0: it is about the file as a whole */
	char *message;       /* no secret is in it; control bytes are escaped */
	char *advice;        /* what to do; or NULL */
};

struct lint_report {
	struct lint_finding *items; /* by file and place */
	size_t count;
	size_t file_count; /* that were looked at */
};

struct lint_options {
	const char *explicit_path; /* of --kubeconfig, or NULL */
	int64_t now;               /* seconds since 1970 */
	int64_t expires_within;    /* seconds from which an expiry to come is found */
};

/* Finding problems is no failure. Files that are referred to are read. */
int kubeconfig_lint(const struct lint_options *options, struct lint_report *ret, struct error *err);
void lint_report_done(struct lint_report *report);

const char *lint_severity_name(enum lint_severity severity);

#endif
