#include "kubeconfig/match.h"

#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "kubeconfig/merged.h"

enum { LISTED = 5, LIST_LIMIT = 400 };

static bool begins_with(struct slice name, struct slice typed)
{
	return name.length >= typed.length &&
	       slice_equal((struct slice){name.bytes, typed.length}, typed);
}

static bool contains(struct slice name, struct slice typed)
{
	for (; name.length >= typed.length; name.bytes++, name.length--)
		if (begins_with(name, typed))
			return true;
	return false;
}

static struct slice name_at(const struct kubeconfig *config, uint32_t number)
{
	const struct merged_entry *entry = &config->sections[SECTION_CONTEXTS].entries[number];
	return config_entry_name(config->files[entry->file], SECTION_CONTEXTS, entry->number);
}

static size_t count_matches(const struct kubeconfig *config, struct slice typed,
			    bool (*matches)(struct slice, struct slice), struct slice *ret_first)
{
	size_t count = 0;
	for (uint32_t i = 0; i < config->sections[SECTION_CONTEXTS].count; i++) {
		struct slice name = name_at(config, i);
		if (!matches(name, typed))
			continue;
		if (count++ == 0)
			*ret_first = name;
	}
	return count;
}

static int refuse_ambiguous(const struct kubeconfig *config, const char *typed,
			    bool (*matches)(struct slice, struct slice), size_t count,
			    struct error *err)
{
	cleanup(buffer_done) struct buffer list = BUFFER_INIT(LIST_LIMIT);
	size_t listed = 0;
	for (uint32_t i = 0; i < config->sections[SECTION_CONTEXTS].count && listed < LISTED; i++) {
		struct slice name = name_at(config, i);
		if (!matches(name, slice_of(typed)))
			continue;
		buffer_append_string(&list, listed++ > 0 ? ", " : "");
		buffer_append(&list, name.bytes, name.length);
	}
	error_set(err, ERROR_FAILED, "%zu contexts match '%s'", count, typed);
	return error_hint(err, "type more of it: %s%s", buffer_string(&list),
			  count > listed ? ", ..." : "");
}

int match_context(const struct kubeconfig *config, const char *typed, char **ret_name,
		  struct error *err)
{
	static bool (*const ways[])(struct slice, struct slice) = {slice_equal, begins_with,
								   contains};
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		struct slice first = {"", 0};
		size_t count = count_matches(config, slice_of(typed), ways[i], &first);
		if (count > 1)
			return refuse_ambiguous(config, typed, ways[i], count, err);
		if (count == 0)
			continue;
		*ret_name = strndup(first.bytes, first.length);
		return *ret_name ? 0 : error_no_memory(err);
	}
	return kubeconfig_refuse_missing(config, SECTION_CONTEXTS, typed, err);
}
