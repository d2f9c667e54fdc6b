#include "cmd/store_access.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "platform/file.h"

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

int store_access_read_item(const char *path, struct store_item *ret_item, struct error *err)
{
	cleanup(store_item_done) struct store_item item = STORE_ITEM_INIT;
	struct error missing = ERROR_INIT;
	cleanup_free
	char *signature = NULL;
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
