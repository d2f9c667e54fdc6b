#include "aws/partitions.h"

#include <string.h>

#include "core/strings.h"

const struct aws_partition aws_partitions[] = {
#define PARTITION(id_, prefixes_, global_region_, dns_suffix_, dual_stack_suffix_) \
	{.id = (id_),                                                              \
	 .prefixes = (prefixes_),                                                  \
	 .global_region = (global_region_),                                        \
	 .dns_suffix = (dns_suffix_),                                              \
	 .dual_stack_suffix = (dual_stack_suffix_)},
#include "aws/partitions.def"
#undef PARTITION
	{.id = NULL},
};

/* "-WORD-NUMBER", what follows the prefix in the name of a region. */
static bool is_place(const char *text)
{
	if (*text++ != '-')
		return false;
	const char *dash = strchr(text, '-');
	if (!dash || dash == text || dash[1] == '\0')
		return false;
	for (const char *c = text; c < dash; c++)
		if (!string_is_alnum(*c))
			return false;
	for (const char *c = dash + 1; *c; c++)
		if (!string_is_digit(*c))
			return false;
	return true;
}

static bool has_region(const struct aws_partition *partition, const char *region)
{
	for (const char *prefix = partition->prefixes; prefix;) {
		const char *end = strchr(prefix, '|');
		size_t length = end ? (size_t)(end - prefix) : strlen(prefix);
		if (strncmp(region, prefix, length) == 0 && is_place(region + length))
			return true;
		prefix = end ? end + 1 : NULL;
	}
	return string_equal(region, partition->global_region);
}

const struct aws_partition *aws_partition_of(const char *region)
{
	for (const struct aws_partition *partition = aws_partitions; partition->id; partition++)
		if (has_region(partition, region))
			return partition;
	return &aws_partitions[0];
}

bool aws_region_is_valid(const char *region)
{
	size_t length = strlen(region);
	bool only_digits = true;
	for (const char *c = region; *c; c++) {
		if (!string_is_alnum(*c) && *c != '-')
			return false;
		only_digits = only_digits && string_is_digit(*c);
	}
	return length > 0 && length <= 63 && !only_digits && region[0] != '-' &&
	       region[length - 1] != '-';
}
