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
#define END                  \
	{                    \
		.name = NULL \
	}

static const struct schema_field extension[] = {
	STRING("name"),
	FIELD("extension", SCHEMA_ANY),
	END,
};

static const struct schema_field environment_variable[] = {
	STRING("name"),
	STRING("value"),
	END,
};

static const struct schema_field exec[] = {
	STRING("command"),
	FIELD("args", SCHEMA_STRINGS),
	NESTED("env", SCHEMA_LIST, environment_variable),
	STRING("apiVersion"),
	STRING("installHint"),
	FIELD("provideClusterInfo", SCHEMA_BOOLEAN),
	STRING("interactiveMode"),
	END,
};

static const struct schema_field auth_provider[] = {
	STRING("name"),
	FIELD("config", SCHEMA_STRING_MAP),
	END,
};

const struct schema_field schema_cluster[] = {
	STRING("server"),
	STRING("tls-server-name"),
	FIELD("insecure-skip-tls-verify", SCHEMA_BOOLEAN),
	STRING("certificate-authority"),
	FIELD("certificate-authority-data", SCHEMA_DATA),
	STRING("proxy-url"),
	FIELD("disable-compression", SCHEMA_BOOLEAN),
	NESTED("extensions", SCHEMA_LIST, extension),
	END,
};

const struct schema_field schema_user[] = {
	STRING("client-certificate"),
	FIELD("client-certificate-data", SCHEMA_DATA),
	STRING("client-key"),
	FIELD("client-key-data", SCHEMA_DATA),
	STRING("token"),
	STRING("tokenFile"),
	STRING("as"),
	STRING("as-uid"),
	FIELD("as-groups", SCHEMA_STRINGS),
	FIELD("as-user-extra", SCHEMA_STRINGS_MAP),
	STRING("username"),
	STRING("password"),
	NESTED("auth-provider", SCHEMA_STRUCT, auth_provider),
	NESTED("exec", SCHEMA_STRUCT, exec),
	NESTED("extensions", SCHEMA_LIST, extension),
	END,
};

const struct schema_field schema_context[] = {
	STRING("cluster"),
	STRING("user"),
	STRING("namespace"),
	NESTED("extensions", SCHEMA_LIST, extension),
	END,
};

static const struct schema_field named_cluster[] = {
	STRING("name"),
	NESTED("cluster", SCHEMA_STRUCT, schema_cluster),
	END,
};

static const struct schema_field named_user[] = {
	STRING("name"),
	NESTED("user", SCHEMA_STRUCT, schema_user),
	END,
};

static const struct schema_field named_context[] = {
	STRING("name"),
	NESTED("context", SCHEMA_STRUCT, schema_context),
	END,
};

static const struct schema_field preferences[] = {
	FIELD("colors", SCHEMA_BOOLEAN),
	NESTED("extensions", SCHEMA_LIST, extension),
	END,
};

const struct schema_field schema_config[] = {
	STRING("kind"),
	STRING("apiVersion"),
	NESTED("preferences", SCHEMA_STRUCT, preferences),
	NESTED("clusters", SCHEMA_LIST, named_cluster),
	NESTED("users", SCHEMA_LIST, named_user),
	NESTED("contexts", SCHEMA_LIST, named_context),
	STRING("current-context"),
	NESTED("extensions", SCHEMA_LIST, extension),
	END,
};

const struct schema_field *schema_find(const struct schema_field *fields, struct slice name)
{
	for (; fields->name; fields++)
		if (slice_is(name, fields->name))
			return fields;
	return NULL;
}
