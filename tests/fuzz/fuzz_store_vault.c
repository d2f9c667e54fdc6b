/* The answers of a vault to reading and listing. The first byte is the status, less 200. */
#include "core/buffer.h"
#include "core/error.h"
#include "escrow/store.h"
#include "fuzz.h"
#include "platform/http.h"

static const char mount[] = "{\"data\":{\"path\":\"secret/\",\"type\":\"kv\","
			    "\"options\":{\"version\":\"2\"}}}";

struct server {
	struct http http;
	const uint8_t *data;
	size_t size;
};

static int perform(struct http *http, const struct http_request *request,
		   struct http_response *response, struct error *err)
{
	const struct server *server = (const struct server *)http;
	*response = (struct http_response){.status = 200, .retry_after = -1};
	snprintf(response->content_type, sizeof(response->content_type), "application/json");
	if (strstr(request->url, "/sys/")) {
		buffer_append(request->response_body, mount, sizeof(mount) - 1);
	} else if (server->size > 0) {
		response->status = 200 + server->data[0];
		buffer_append(request->response_body, server->data + 1, server->size - 1);
	}
	return buffer_check(request->response_body, "the body", err);
}

static void do_not_pause(int64_t milliseconds)
{
	(void)milliseconds;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct server server = {{.perform = perform}, data, size};
	const struct store_options options = {
		.http = &server.http,
		.vault.address = "https://vault.example",
		.pause = do_not_pause,
	};
	struct store *store = NULL;
	struct store_item item = STORE_ITEM_INIT;
	struct store_entries entries = {0};
	struct error err = ERROR_INIT;
	uint64_t version = 0;
	setenv("BAO_TOKEN", "token", 1);
	fuzz_require(store_open("vault:eks", &options, &store, NULL) == 0);
	if (store_get(store, "prod", 0, &item, &version, &err) == 0)
		fuzz_require(version > 0);
	else
		fuzz_require(item.sealed.length == 0 && err.message[0] != '\0');
	if (store_list(store, NULL, &entries, NULL) == 0)
		for (size_t i = 0; i < entries.count; i++)
			fuzz_require(store_check_name(entries.items[i].name, NULL) == 0);
	store_item_done(&item);
	store_entries_done(&entries);
	store_free(store);
	return 0;
}
