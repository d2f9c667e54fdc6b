#include "cmd/store_access.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "platform/file.h"
#include "platform/http.h"
#include "platform/http_curl.h"

int store_access_open(const char *spec, const struct vault_options *vault, struct http *http,
		      struct store **ret_store, struct error *err)
{
	const struct store_options options = {.http = http, .vault = *vault};
	return store_open(spec, &options, ret_store, err);
}

void store_access_print_notes(struct store *store)
{
	for (const char *line = buffer_string(&store->notes); *line;) {
		char escaped[2048];
		size_t length = strcspn(line, "\n");
		string_escape(escaped, sizeof(escaped), line, length);
		fprintf(stderr, "warning: %s: %s\n", store->spec, escaped);
		line += length + (line[length] == '\n' ? 1 : 0);
	}
	buffer_truncate(&store->notes, 0);
}

static int push_to(const struct store_access_push *push, const char *spec, const char *name,
		   const struct store_item *item, struct http *http, struct error *err)
{
	cleanup(store_free_at) struct store *store = NULL;
	struct store_put_result result;
	if (store_access_open(spec, push->vault, http, &store, err) != 0)
		return -1;
	store_check(store);
	int status = store_put(store, name, item, &result, err);
	store_access_print_notes(store);
	if (status != 0)
		return -1;
	fprintf(push->report, "%s: %s %s as version %llu\n", spec, name,
		result.was_there ? "was there" : "stored", (unsigned long long)result.version);
	fflush(push->report);
	return 0;
}

int store_access_push(const struct store_access_push *push, const char *name,
		      const struct store_item *item, struct error *err)
{
	cleanup(http_free_at) struct http *http = http_curl_new(err);
	size_t count = push->specs->count;
	size_t failed = 0;
	if (!http)
		return -1;
	if (count == 1)
		return push_to(push, push->specs->items[0], name, item, http, err);
	for (size_t i = 0; i < count; i++) {
		struct error one = ERROR_INIT;
		if (push_to(push, push->specs->items[i], name, item, http, &one) == 0)
			continue;
		error_print(&one, push->program, stderr);
		failed++;
	}
	if (failed == 0)
		return 0;
	error_set(err, ERROR_FAILED, "%zu of %zu stores do not have %s", failed, count, name);
	return error_hint(err, "put that right and run the same command again: what is stored "
			       "already stays as it is");
}

int store_access_read_item(const char *path, struct store_item *ret_item, struct error *err)
{
	cleanup(store_item_done) struct store_item item = STORE_ITEM_INIT;
	struct error missing = ERROR_INIT;
	cleanup_free char *signature = NULL;
	if (string_format(&signature, err, "%s.minisig", path) != 0 ||
	    file_read(path, &item.sealed, err) != 0 || store_item_check(&item, path, err) != 0)
		return -1;
	if (file_read(signature, &item.signature, &missing) != 0 && missing.errnum != ENOENT) {
		if (err)
			*err = missing;
		return -1;
	}
	*ret_item = item;
	item = (struct store_item)STORE_ITEM_INIT;
	return 0;
}
