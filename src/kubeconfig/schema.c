#include "kubeconfig/schema.h"

#include "kubeconfig/mapping.h"

#define STRING(name_)                                  \
	{                                              \
		.name = (name_), .type = SCHEMA_STRING \
	}
#define FIELD(name_, type_)                      \
	{                                        \
		.name = (name_), .type = (type_) \
	}
#define NESTED(name_, type_, fields_)                                 \
	{                                                             \
		.name = (name_), .type = (type_), .fields = (fields_) \
	}
#define SECRET(name_, type_)                                     \
	{                                                        \
		.name = (name_), .type = (type_), .secret = true \
	}
#define END                  \
	{                    \
		.name = NULL \
	}

static const struct schema_field extension[] = {
	FIELD("extension", SCHEMA_ANY),
	STRING("name"),
	END,
};

static const struct schema_field environment_variable[] = {
	STRING("name"),
	SECRET("value", SCHEMA_STRING),
	END,
};

static const struct schema_field exec[] = {
	STRING("apiVersion"),
	FIELD("args", SCHEMA_ARGUMENTS),
	STRING("command"),
	NESTED("env", SCHEMA_LIST, environment_variable),
	STRING("installHint"),
	STRING("interactiveMode"),
	FIELD("provideClusterInfo", SCHEMA_BOOLEAN),
	END,
};

static const struct schema_field auth_provider[] = {
	SECRET("config", SCHEMA_STRING_MAP),
	STRING("name"),
	END,
};

const struct schema_field schema_cluster[] = {
	FIELD("certificate-authority", SCHEMA_PATH),
	FIELD("certificate-authority-data", SCHEMA_DATA),
	FIELD("disable-compression", SCHEMA_BOOLEAN),
	NESTED("extensions", SCHEMA_LIST, extension),
	FIELD("insecure-skip-tls-verify", SCHEMA_BOOLEAN),
	FIELD("proxy-url", SCHEMA_URL),
	FIELD("server", SCHEMA_URL),
	STRING("tls-server-name"),
	END,
};

const struct schema_field schema_user[] = {
	STRING("as"),
	FIELD("as-groups", SCHEMA_STRINGS),
	STRING("as-uid"),
	FIELD("as-user-extra", SCHEMA_STRINGS_MAP),
	NESTED("auth-provider", SCHEMA_STRUCT, auth_provider),
	FIELD("client-certificate", SCHEMA_PATH),
	FIELD("client-certificate-data", SCHEMA_DATA),
	FIELD("client-key", SCHEMA_PATH),
	SECRET("client-key-data", SCHEMA_DATA),
	NESTED("exec", SCHEMA_STRUCT, exec),
	NESTED("extensions", SCHEMA_LIST, extension),
	SECRET("password", SCHEMA_STRING),
	SECRET("token", SCHEMA_STRING),
	FIELD("tokenFile", SCHEMA_PATH),
	STRING("username"),
	END,
};

const struct schema_field schema_context[] = {
	STRING("cluster"),
	NESTED("extensions", SCHEMA_LIST, extension),
	STRING("namespace"),
	STRING("user"),
	END,
};

static const struct schema_field named_cluster[] = {
	NESTED("cluster", SCHEMA_STRUCT, schema_cluster),
	STRING("name"),
	END,
};

static const struct schema_field named_user[] = {
	STRING("name"),
	NESTED("user", SCHEMA_STRUCT, schema_user),
	END,
};

static const struct schema_field named_context[] = {
	NESTED("context", SCHEMA_STRUCT, schema_context),
	STRING("name"),
	END,
};

static const struct schema_field preferences[] = {
	FIELD("colors", SCHEMA_BOOLEAN),
	NESTED("extensions", SCHEMA_LIST, extension),
	END,
};

const struct schema_field schema_config[] = {
	STRING("apiVersion"),
	NESTED("clusters", SCHEMA_LIST, named_cluster),
	NESTED("contexts", SCHEMA_LIST, named_context),
	STRING("current-context"),
	NESTED("extensions", SCHEMA_LIST, extension),
	STRING("kind"),
	NESTED("preferences", SCHEMA_STRUCT, preferences),
	NESTED("users", SCHEMA_LIST, named_user),
	END,
};

const struct schema_field *schema_find(const struct schema_field *fields, struct slice name)
{
	for (; fields->name; fields++)
		if (slice_is(name, fields->name))
			return fields;
	return NULL;
}
