#include "quorum/terms.h"

#include <string.h>

#include "age/recipient.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "quorum/shamir.h"

bool quorum_name_is_valid(const char *name, size_t length)
{
	if (length == 0 || length > QUORUM_NAME_MAX || !string_is_alnum(name[0]))
		return false;
	for (size_t i = 1; i < length; i++)
		if (!string_is_alnum(name[i]) && (name[i] == '\0' || !strchr("._@+-", name[i])))
			return false;
	return true;
}

int quorum_terms_check(const struct quorum_terms *terms, struct error *err)
{
	cleanup(age_recipients_done) struct age_recipients parsed = {0};
	if (terms->threshold < SHAMIR_THRESHOLD_MIN || terms->threshold > terms->count ||
	    terms->count > QUORUM_CUSTODIANS_MAX) {
		error_set(err, ERROR_FAILED, "a quorum of %u of %u cannot be", terms->threshold,
			  terms->count);
		return error_hint(err, "at least %d shares must be needed, and at most %d made",
				  SHAMIR_THRESHOLD_MIN, QUORUM_CUSTODIANS_MAX);
	}
	if (strlen(terms->recipient) != QUORUM_RECIPIENT ||
	    !string_has_prefix(terms->recipient, "age1"))
		return error_set(err, ERROR_FAILED, "'%s' is not the recipient of a quorum",
				 terms->recipient);
	return age_recipients_add(&parsed, terms->recipient, err);
}

bool quorum_terms_equal(const struct quorum_terms *a, const struct quorum_terms *b)
{
	return string_equal(a->recipient, b->recipient) && a->threshold == b->threshold &&
	       a->count == b->count;
}
