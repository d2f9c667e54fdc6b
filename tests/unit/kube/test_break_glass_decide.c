#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "kube/break_glass.h"
#include "platform/json.h"
#include "unit.h"

#define OURS "\"managedFields\":[{\"manager\":\"eksbreakglass\"}]"
#define THEIRS "\"managedFields\":[{\"manager\":\"kubectl-create\"}]"
#define OWNED "\"ownerReferences\":[{\"kind\":\"HelmRelease\",\"name\":\"h\"}]"
#define ENDING "\"deletionTimestamp\":\"2026-01-01T00:00:00Z\""
#define SA(more) "{\"metadata\":{\"name\":\"sa\",\"uid\":\"u1\"," more "}}"
#define ROLE "\"roleRef\":{\"kind\":\"ClusterRole\",\"name\":\"cluster-admin\"}"
#define SUBJECT "{\"kind\":\"ServiceAccount\",\"namespace\":\"ns\",\"name\":\"sa\"}"
#define RB(more) "{\"metadata\":{\"name\":\"rb\"}," more "}"
#define SECRET(name, type, sa, more)                                             \
	"{\"metadata\":{\"name\":\"" name "\",\"annotations\":{\"kubernetes.io/" \
	"service-account.name\":\"" sa "\"}" more "},\"type\":\"" type "\"}"
#define SECRET_OF_UID(uid)                                                           \
	"{\"metadata\":{\"name\":\"tok\",\"annotations\":{\"kubernetes.io/"          \
	"service-account.name\":\"sa\",\"kubernetes.io/service-account.uid\":\"" uid \
	"\"}},\"type\":\"" TOKEN "\"}"
#define TOKEN "kubernetes.io/service-account-token"

static const struct break_glass names = {
	.namespace_name = "ns",
	.service_account = "sa",
	.binding = "rb",
	.cluster_role = "cluster-admin",
	.secret = "tok",
};

struct situation {
	const char *service_account, *binding, *secret, *listed, *listed_too;
};

static struct json *parse(const char *text)
{
	struct json *value = NULL;
	if (text && json_parse(text, strlen(text), "it", &value, NULL) != 0)
		fail_msg("%s", text);
	return value;
}

static struct break_glass_found find(const struct situation *situation)
{
	struct break_glass_found found = {
		.service_account = parse(situation->service_account),
		.binding = parse(situation->binding),
		.secret = parse(situation->secret),
		.listed = {parse(situation->listed), parse(situation->listed_too)},
	};
	found.listed_count = found.listed[1] ? 2 : found.listed[0] ? 1 : 0;
	return found;
}

static void refuses_what_is_somebody_elses(void **state)
{
	(void)state;
	static const struct {
		struct situation situation;
		/* Said without any option; then whether --adopt or --force-conflicts help. */
		const char *why, *hint;
		bool adopt_helps, force_helps;
	} cases[] = {
		{{.service_account = SA(THEIRS)},
		 "not made by eksbreakglass (but by kubectl-create)",
		 "--adopt",
		 true,
		 true},
		{{.service_account = SA(THEIRS), .listed = SECRET("sa-token-x", TOKEN, "sa", "")},
		 "not made by eksbreakglass (but by kubectl-create)",
		 "sa-token-x",
		 true,
		 true},
		{{.service_account = SA("\"a\":1")},
		 "was not made by eksbreakglass",
		 "--adopt",
		 true,
		 true},
		{{.service_account = SA(OURS "," OWNED)},
		 "belongs to HelmRelease h",
		 "--force-conflicts",
		 false,
		 true},
		{{.service_account = SA(OURS "," ENDING)}, "being deleted", "gone", false, false},
		{{.binding = RB("\"roleRef\":{\"kind\":\"ClusterRole\",\"name\":\"view\"},"
				"\"subjects\":[" SUBJECT "]")},
		 "binds to ClusterRole view, not to ClusterRole cluster-admin",
		 "--force-conflicts deletes it",
		 false,
		 true},
		{{.binding = RB("\"roleRef\":{\"kind\":\"Role\",\"name\":\"cluster-admin\"}")},
		 "binds to Role cluster-admin",
		 "--force-conflicts",
		 false,
		 true},
		{{.binding = RB(ROLE ",\"subjects\":[" SUBJECT
				     ",{\"kind\":\"User\",\"name\":\"eve\"}]")},
		 "has other subjects, such as User eve",
		 "--force-conflicts",
		 false,
		 true},
		{{.binding = RB(ROLE ",\"subjects\":[{\"kind\":\"ServiceAccount\",\"namespace\":"
				     "\"other\",\"name\":\"sa\"}]")},
		 "other subjects",
		 "--force-conflicts",
		 false,
		 true},
		{{.secret = SECRET("tok", "Opaque", "sa", "")},
		 "of type Opaque",
		 "--secret",
		 false,
		 false},
		{{.secret = SECRET("tok", TOKEN, "other", "")},
		 "token of ServiceAccount other",
		 "--secret",
		 false,
		 false},
		{{.secret = SECRET("tok", TOKEN, "sa", "," ENDING)},
		 "being deleted",
		 "gone",
		 false,
		 false},
		{{.secret = SECRET("tok", TOKEN, "sa",
				   ",\"labels\":{\"kubernetes.io/legacy-token-invalid-since\":"
				   "\"2026-01-01\"}")},
		 "marked invalid since 2026-01-01",
		 "delete the Secret",
		 false,
		 false},
		{{.secret = SECRET("tok", TOKEN, "sa", "," OWNED)},
		 "belongs to HelmRelease h",
		 "--force-conflicts",
		 false,
		 true},
	};
	static const struct break_glass_policy policies[] = {{0}, {.adopt = true}, {.force = true}};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		cleanup(break_glass_found_done) struct break_glass_found found =
			find(&cases[i].situation);
		const bool passes[] = {false, cases[i].adopt_helps, cases[i].force_helps};
		for (size_t p = 0; p < COUNT_OF(policies); p++) {
			struct break_glass_plan plan;
			struct error err = ERROR_INIT;
			int result = break_glass_decide(&names, &found, &policies[p], &plan, &err);
			if ((result == 0) != passes[p])
				fail_msg("case %zu, policy %zu: %s", i, p, err.message);
			if (p == 0 && (!strstr(err.message, cases[i].why) ||
				       !strstr(err.hint, cases[i].hint)))
				fail_msg("case %zu: %s / %s", i, err.message, err.hint);
		}
	}
}

static void plans_the_least_that_is_needed(void **state)
{
	(void)state;
	static const struct {
		struct situation situation;
		struct break_glass_policy policy;
		bool replace_binding, replace_secret;
		const char *secret, *unlist, *left_over;
	} cases[] = {
		{.secret = "tok"},
		{.situation = {.service_account = SA(OURS),
			       .binding = RB(ROLE ",\"subjects\":[" SUBJECT "]"),
			       .secret = SECRET("tok", TOKEN, "sa", "")},
		 .secret = "tok"},
		/* Somebody else's, but exactly what is wanted. */
		{.situation = {.binding = RB(ROLE ",\"subjects\":[" SUBJECT "]")}, .secret = "tok"},
		/* Nobody has the role by it yet. */
		{.situation = {.binding = RB(ROLE)}, .secret = "tok"},
		{.situation = {.binding = RB(
				       "\"roleRef\":{\"kind\":\"ClusterRole\",\"name\":\"view\"}")},
		 .policy = {.force = true},
		 .replace_binding = true,
		 .secret = "tok"},
		/* The Secret outlived its ServiceAccount, or belongs to the one before. */
		{.situation = {.secret = SECRET_OF_UID("u0")},
		 .replace_secret = true,
		 .secret = "tok"},
		{.situation = {.service_account = SA(OURS), .secret = SECRET_OF_UID("u0")},
		 .replace_secret = true,
		 .secret = "tok"},
		{.situation = {.service_account = SA(OURS), .secret = SECRET_OF_UID("u1")},
		 .secret = "tok"},
		/* Listed: that would kill the token after a year. */
		{.situation = {.service_account = SA(OURS),
			       .secret = SECRET("tok", TOKEN, "sa", ""),
			       .listed = SECRET("tok", TOKEN, "sa", "")},
		 .secret = "tok",
		 .unlist = "tok"},
		/* An automatic one beside ours. */
		{.situation = {.service_account = SA(OURS),
			       .listed = SECRET("sa-token-x", TOKEN, "sa", "")},
		 .secret = "tok",
		 .left_over = "sa-token-x"},
		{.situation = {.service_account = SA(THEIRS),
			       .listed = SECRET("sa-token-x", TOKEN, "sa", "")},
		 .policy = {.adopt = true},
		 .secret = "sa-token-x",
		 .unlist = "sa-token-x"},
		/* The one that is named wins. */
		{.situation = {.service_account = SA(THEIRS),
			       .secret = SECRET("tok", TOKEN, "sa", ""),
			       .listed = SECRET("sa-token-x", TOKEN, "sa", ""),
			       .listed_too = SECRET("tok", TOKEN, "sa", "")},
		 .policy = {.adopt = true},
		 .secret = "tok",
		 .unlist = "tok"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		cleanup(break_glass_found_done) struct break_glass_found found =
			find(&cases[i].situation);
		struct break_glass_plan plan;
		struct error err = ERROR_INIT;
		if (break_glass_decide(&names, &found, &cases[i].policy, &plan, &err) != 0)
			fail_msg("case %zu: %s", i, err.message);
		assert_int_equal(plan.replace_binding, cases[i].replace_binding);
		assert_int_equal(plan.replace_secret, cases[i].replace_secret);
		assert_string_equal(plan.secret, cases[i].secret);
		if (!string_equal(plan.unlist, cases[i].unlist) ||
		    !string_equal(plan.left_over, cases[i].left_over))
			fail_msg("case %zu: %s %s", i, plan.unlist, plan.left_over);
	}
}

static void asks_which_of_several_to_adopt(void **state)
{
	(void)state;
	static const struct situation situation = {
		.service_account = SA(THEIRS),
		.listed = SECRET("sa-token-x", TOKEN, "sa", ""),
		.listed_too = SECRET("sa-token-y", TOKEN, "sa", ""),
	};
	cleanup(break_glass_found_done) struct break_glass_found found = find(&situation);
	const struct break_glass_policy policy = {.adopt = true};
	struct break_glass_plan plan;
	struct error err = ERROR_INIT;
	assert_int_equal(break_glass_decide(&names, &found, &policy, &plan, &err), -1);
	assert_non_null(strstr(err.message, "lists 2 token Secrets"));
	assert_non_null(strstr(err.hint, "--secret sa-token-x"));
	struct break_glass named = names;
	named.secret = "sa-token-y";
	assert_int_equal(break_glass_decide(&named, &found, &policy, &plan, &err), 0);
	assert_string_equal(plan.unlist, "sa-token-y");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(refuses_what_is_somebody_elses),
	cmocka_unit_test(plans_the_least_that_is_needed),
	cmocka_unit_test(asks_which_of_several_to_adopt),
};
UNIT_MAIN(tests)
