/* AWS partitions: which region belongs to which, and under what names its endpoints are. */
#ifndef AWS_PARTITIONS_H
#define AWS_PARTITIONS_H

#include <stdbool.h>
#include <stddef.h>

struct aws_partition {
	const char *id;       /* as in ARNs */
	const char *prefixes; /* of its regions, joined by '|' */
	const char *global_region;
	const char *dns_suffix;
	const char *dual_stack_suffix;
};

/* Ends with one without an id. */
extern const struct aws_partition aws_partitions[];

/* Never NULL: a region that no partition knows is taken to be a new one of "aws". */
const struct aws_partition *aws_partition_of(const char *region);

/* Whether it can be a label of a host name; botocore refuses a region that cannot. */
bool aws_region_is_valid(const char *region);

#endif
