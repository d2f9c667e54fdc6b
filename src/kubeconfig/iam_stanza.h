/*
 * The exec stanzas that get IAM tokens for EKS: those of the AWS CLI ("aws eks get-token", as aws
 * eks update-kubeconfig writes them) and of aws-iam-authenticator (its "token" command, also as
 * eksctl writes it).
 */
#ifndef KUBECONFIG_IAM_STANZA_H
#define KUBECONFIG_IAM_STANZA_H

#include <stdbool.h>

#include "kubeconfig/document.h"

/* Texts are borrowed; length 0 where the stanza says nothing. */
struct iam_stanza {
	const char *program; /* "aws" or "aws-iam-authenticator" */
	struct slice cluster_name, cluster_id;
	struct slice region, profile, role;
};

/*
 * False for a stanza of another program, and for one with anything in its arguments that is not
 * known: then it cannot be told what else would do the same.
 */
bool iam_stanza_read(const struct document *document, node_t exec, struct iam_stanza *ret);

#endif
