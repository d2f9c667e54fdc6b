#include "kubeconfig/paths.h"

#include <stdlib.h>
#include <string.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"

/* Entries of $KUBECONFIG beyond this are not taken. */
enum { PATHS_LIMIT = 4096 };

void kubeconfig_paths_done(struct kubeconfig_paths *paths)
{
	for (size_t i = 0; i < paths->count; i++)
		free(paths->items[i]);
	free(paths->items);
	*paths = (struct kubeconfig_paths){0};
}

static bool contains(const struct kubeconfig_paths *paths, const char *path, size_t length)
{
	for (size_t i = 0; i < paths->count; i++)
		if (strlen(paths->items[i]) == length && memcmp(paths->items[i], path, length) == 0)
			return true;
	return false;
}

static int add(struct kubeconfig_paths *paths, const char *path, size_t length, struct error *err)
{
	if (contains(paths, path, length))
		return 0;
	if (paths->count == PATHS_LIMIT)
		return error_set(err, ERROR_FAILED, "$KUBECONFIG names more than %d files",
				 PATHS_LIMIT);
	char *copy = strndup(path, length);
	char **grown = copy ? reallocarray(paths->items, paths->count + 1, sizeof(*grown)) : NULL;
	if (!grown) {
		free(copy);
		return error_no_memory(err);
	}
	paths->items = grown;
	paths->items[paths->count++] = copy;
	return 0;
}

static int add_list(struct kubeconfig_paths *paths, const char *list, struct error *err)
{
	for (;;) {
		size_t length = strcspn(list, ":");
		if (add(paths, list, length, err) != 0)
			return -1;
		if (list[length] == '\0')
			return 0;
		list += length + 1;
	}
}

static int add_default(struct kubeconfig_paths *paths, struct error *err)
{
	const char *home = getenv("HOME");
	cleanup_free char *path = NULL;
	if (string_is_empty(home))
		return add(paths, ".kube/config", strlen(".kube/config"), err);
	if (string_format(&path, err, "%s/.kube/config", home) != 0)
		return -1;
	return add(paths, path, strlen(path), err);
}

int kubeconfig_paths(const char *explicit_path, struct kubeconfig_paths *ret, struct error *err)
{
	cleanup(kubeconfig_paths_done) struct kubeconfig_paths paths = {0};
	const char *list = getenv("KUBECONFIG");
	int status;
	if (!list)
		list = "";
	if (explicit_path) {
		paths.explicit_path = true;
		status = add(&paths, explicit_path, strlen(explicit_path), err);
	} else if (list[0] != '\0') {
		status = add_list(&paths, list, err);
	} else {
		status = add_default(&paths, err);
	}
	if (status != 0)
		return -1;
	*ret = paths;
	paths = (struct kubeconfig_paths){0};
	return 0;
}
