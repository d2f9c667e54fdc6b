#include "kubeconfig/iam_stanza.h"

#include <string.h>

#include "core/strings.h"
#include "kubeconfig/mapping.h"

struct words {
	const struct document *document;
	node_t list, next;
};

static bool take_word(struct words *words, struct slice *ret)
{
	if (words->next == NODE_NONE)
		return false;
	*ret = node_text(words->document, words->next);
	words->next = node_next(words->document, words->list, words->next);
	return true;
}

/* The value of "NAME=VALUE" or of "NAME" "VALUE". */
static bool take_option(struct words *words, struct slice word, const char *name, struct slice *ret)
{
	size_t length = strlen(name);
	if (slice_is(word, name))
		return take_word(words, ret);
	if (word.length <= length || memcmp(word.bytes, name, length) != 0 ||
	    word.bytes[length] != '=')
		return false;
	*ret = (struct slice){word.bytes + length + 1, word.length - length - 1};
	return true;
}

/* aws [--region R] eks get-token --cluster-name N [--role ARN] [--profile P] --output json */
static bool read_aws(struct words *words, struct iam_stanza *stanza)
{
	struct slice word, output = slice_of("json");
	bool eks = false, get_token = false;
	while (take_word(words, &word)) {
		if (!eks && slice_is(word, "eks"))
			eks = true;
		else if (eks && !get_token && slice_is(word, "get-token"))
			get_token = true;
		else if (!take_option(words, word, "--cluster-name", &stanza->cluster_name) &&
			 !take_option(words, word, "--cluster-id", &stanza->cluster_id) &&
			 !take_option(words, word, "--region", &stanza->region) &&
			 !take_option(words, word, "--profile", &stanza->profile) &&
			 !take_option(words, word, "--role", &stanza->role) &&
			 !take_option(words, word, "--role-arn", &stanza->role) &&
			 !take_option(words, word, "--output", &output))
			return false;
	}
	return get_token && slice_is(output, "json");
}

/* aws-iam-authenticator token -i ID [--role ARN] [--region R] */
static bool read_authenticator(struct words *words, struct iam_stanza *stanza)
{
	struct slice word;
	if (!take_word(words, &word) || !slice_is(word, "token"))
		return false;
	while (take_word(words, &word))
		if (!take_option(words, word, "-i", &stanza->cluster_id) &&
		    !take_option(words, word, "--cluster-id", &stanza->cluster_id) &&
		    !take_option(words, word, "--region", &stanza->region) &&
		    !take_option(words, word, "-r", &stanza->role) &&
		    !take_option(words, word, "--role", &stanza->role))
			return false;
	return true;
}

bool iam_stanza_read(const struct document *document, node_t exec, struct iam_stanza *ret)
{
	node_t command = mapping_get(document, exec, "command");
	node_t list = mapping_get(document, exec, "args");
	if (command == NODE_NONE || list == NODE_NONE)
		return false;
	list = node_resolve(document, list);
	struct slice name = node_text(document, command);
	const char *slash = name.length > 0 ? memrchr(name.bytes, '/', name.length) : NULL;
	if (slash)
		name = (struct slice){slash + 1, name.length - (size_t)(slash + 1 - name.bytes)};
	struct words words = {document, list, node_first(document, list)};
	struct iam_stanza stanza = {0};
	bool read = false;
	if (slice_is(name, "aws")) {
		stanza.program = "aws";
		read = read_aws(&words, &stanza);
	} else if (slice_is(name, "aws-iam-authenticator")) {
		stanza.program = "aws-iam-authenticator";
		read = read_authenticator(&words, &stanza);
	}
	if (!read || (stanza.cluster_name.length > 0) == (stanza.cluster_id.length > 0))
		return false;
	*ret = stanza;
	return true;
}
