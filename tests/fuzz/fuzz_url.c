/* Taking URLs apart, and matching them against a NO_PROXY list: the input is "URL\nLIST". */
#include "core/buffer.h"
#include "core/url.h"
#include "fuzz.h"
#include "platform/proxy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	memcpy(text, data, size);
	text[size] = '\0';
	char *list = strchr(text, '\n');
	if (list)
		*list++ = '\0';
	struct url url;
	if (url_parse(text, &url) == 0) {
		struct proxy_settings settings = {
			.https = "https", .http = "http", .no_proxy = list};
		struct buffer out = BUFFER_INIT(1 << 20);
		proxy_for(&settings, &url);
		fuzz_require(url.host[0] != '\0' && strstr(text, "://"));
		fuzz_require(url.rest >= text && url.rest <= text + strlen(text));
		/* "https://" and host and port make a URL of the same host and port. */
		struct url again;
		buffer_append_string(&out, "https://");
		url_append_host_port(&out, &url);
		fuzz_require(url.port == 0 || url_parse(buffer_string(&out), &again) == 0);
		fuzz_require(url.port == 0 ||
			     (again.port == url.port && strcmp(again.host, url.host) == 0));
		buffer_done(&out);
	}
	free(text);
	return 0;
}
