#include "kubeconfig/redact.h"

#include <string.h>
#include <strings.h>

#include "core/buffer.h"
#include "core/strings.h"

static bool ends_with(struct slice name, const char *word)
{
	size_t length = strlen(word);
	return name.length >= length &&
	       strncasecmp(name.bytes + name.length - length, word, length) == 0;
}

bool redact_is_secret_name(struct slice name)
{
	static const char *const endings[] = {"token",      "password", "passwd",      "passphrase",
					      "secret",     "key",      "key-data",    "key_data",
					      "credential", "auth",     "credentials", "cookie"};
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		if (ends_with(name, endings[i]))
			return true;
	return false;
}

bool redact_is_secret_variable(struct slice name)
{
	static const char *const harmless[] = {
		"AWS_PROFILE",
		"AWS_DEFAULT_PROFILE",
		"AWS_REGION",
		"AWS_DEFAULT_REGION",
		"AWS_CONFIG_FILE",
		"AWS_SHARED_CREDENTIALS_FILE",
		"AWS_CA_BUNDLE",
		"AWS_DEFAULT_OUTPUT",
		"AWS_SDK_LOAD_CONFIG",
		"AWS_STS_REGIONAL_ENDPOINTS",
		"AWS_USE_FIPS_ENDPOINT",
		"AWS_USE_DUALSTACK_ENDPOINT",
		"AWS_ROLE_ARN",
		"AWS_ROLE_SESSION_NAME",
		"AWS_EC2_METADATA_DISABLED",
		"AWS_PAGER",
		"HOME",
		"PATH",
		"NO_PROXY",
		"no_proxy",
	};
	for (size_t i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++)
		if (slice_is(name, harmless[i]))
			return false;
	return true;
}

size_t redact_argument(struct slice argument, bool *awaited)
{
	bool was_awaited = *awaited;
	bool is_option = argument.length > 1 && argument.bytes[0] == '-';
	*awaited = false;
	if (!is_option || (was_awaited && argument.bytes[1] != '-'))
		return was_awaited ? argument.length : 0;
	struct slice name = argument;
	const char *equals = memchr(argument.bytes, '=', argument.length);
	if (equals)
		name.length = (size_t)(equals - argument.bytes);
	if (!redact_is_secret_name(name))
		return 0;
	*awaited = equals == NULL;
	return equals ? argument.length - name.length - 1 : 0;
}

void redact_append_url(struct buffer *out, struct slice url)
{
	const char *authority = url.length > 0 ? memmem(url.bytes, url.length, "://", 3) : NULL;
	size_t start = authority ? (size_t)(authority + 3 - url.bytes) : 0;
	size_t end = start;
	while (end < url.length && url.bytes[end] != '/' && url.bytes[end] != '?' &&
	       url.bytes[end] != '#')
		end++;
	const char *at = end > start ? memrchr(url.bytes + start, '@', end - start) : NULL;
	const char *colon =
		at ? memchr(url.bytes + start, ':', (size_t)(at - url.bytes) - start) : NULL;
	if (!colon) {
		buffer_append(out, url.bytes, url.length);
		return;
	}
	buffer_append(out, url.bytes, (size_t)(colon + 1 - url.bytes));
	buffer_append_string(out, REDACTED);
	buffer_append(out, at, url.length - (size_t)(at - url.bytes));
}
