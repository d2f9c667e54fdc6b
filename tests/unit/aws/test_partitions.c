#include "aws/partitions.h"
#include "unit.h"

static void knows_the_partition_of_a_region(void **state)
{
	(void)state;
	static const struct {
		const char *region, *partition;
	} cases[] = {
		{"us-east-1", "aws"},
		{"ap-southeast-7", "aws"},
		{"mx-central-1", "aws"},
		{"aws-global", "aws"},
		{"us-newplace-12", "aws"},
		{"cn-north-1", "aws-cn"},
		{"aws-cn-global", "aws-cn"},
		{"us-gov-west-1", "aws-us-gov"},
		{"aws-us-gov-global", "aws-us-gov"},
		{"us-iso-east-1", "aws-iso"},
		{"us-isob-east-1", "aws-iso-b"},
		{"eu-isoe-west-1", "aws-iso-e"},
		{"us-isof-south-1", "aws-iso-f"},
		{"eusc-de-east-1", "aws-eusc"},
		/* What no partition knows. */
		{"mars-north-1", "aws"},
		{"mars", "aws"},
		{"cn", "aws"},
		{"cn-", "aws"},
		{"cn-north", "aws"},
		{"cn-north-", "aws"},
		{"cn-north-1a", "aws"},
		{"cn--1", "aws"},
		{"cn-north-1-x", "aws"},
		{"cnx-north-1", "aws"},
		{"us-gov-1", "aws"},
		{"", "aws"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct aws_partition *partition = aws_partition_of(cases[i].region);
		if (strcmp(partition->id, cases[i].partition) != 0)
			fail_msg("%s is taken to be in %s", cases[i].region, partition->id);
	}
}

static void knows_what_can_be_a_region(void **state)
{
	(void)state;
	static const struct {
		const char *region;
		bool valid;
	} cases[] = {
		{"us-east-1", true},
		{"US-EAST-1", true},
		{"a", true},
		{"", false},
		{"123", false},
		{"-a", false},
		{"a-", false},
		{"us_east_1", false},
		{"us-east-1.evil.example", false},
		{"us-east-1/", false},
		{"a123456789012345678901234567890123456789012345678901234567890ab", true},
		{"a123456789012345678901234567890123456789012345678901234567890abc", false},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_int_equal(aws_region_is_valid(cases[i].region), cases[i].valid);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(knows_the_partition_of_a_region),
	cmocka_unit_test(knows_what_can_be_a_region),
};

UNIT_MAIN(tests)
