#include "platform/environment.h"

#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"

const char *environment_get(const char *name)
{
	const char *value = getenv(name);
	return string_is_empty(value) ? NULL : value;
}

/*
 * Appends $HOME, else the home that /etc/passwd has for the user. Not getpwuid(): it may load
 * modules of the name service switch, which a statically linked program cannot be sure to fit.
 */
static void append_home(struct buffer *out)
{
	const char *home = getenv("HOME");
	FILE *users = home ? NULL : fopen("/etc/passwd", "re");
	const struct passwd *user = NULL;
	do
		user = users ? fgetpwent(users) : NULL;
	while (user && user->pw_uid != getuid());
	if (user)
		home = user->pw_dir;
	buffer_append_string(out, home ? home : "~");
	if (users)
		(void)fclose(users);
}

/* Length of "$NAME" or "${NAME}" at `text`, or 0; *ret_name and its length are the name in it. */
static size_t match_variable(const char *text, const char **ret_name, size_t *ret_length)
{
	bool braced = text[1] == '{';
	const char *name = text + (braced ? 2 : 1);
	size_t length = 0;
	while (braced ? name[length] && name[length] != '}'
		      : string_is_alnum(name[length]) || name[length] == '_')
		length++;
	if (length == 0 || (braced && name[length] != '}'))
		return 0;
	*ret_name = name;
	*ret_length = length;
	return (size_t)(name - text) + length + (braced ? 1 : 0);
}

/* Appends what the variable at `text` stands for, or itself where it is not set. */
static size_t append_variable(struct buffer *out, const char *text)
{
	const char *start = NULL;
	size_t length = 0;
	size_t taken = match_variable(text, &start, &length);
	char name[256];
	const char *value = NULL;
	if (taken > 0 && length < sizeof(name)) {
		memcpy(name, start, length);
		name[length] = '\0';
		value = getenv(name);
	}
	if (!value) {
		buffer_append_char(out, '$');
		return 1;
	}
	buffer_append_string(out, value);
	return taken;
}

int environment_expand_path(const char *path, char **ret_path, struct error *err)
{
	cleanup(buffer_done) struct buffer plain = BUFFER_INIT(PATH_MAX);
	for (const char *next = path; *next;) {
		if (*next == '$')
			next += append_variable(&plain, next);
		else
			buffer_append_char(&plain, *next++);
	}
	if (buffer_check(&plain, "a path", err) != 0)
		return -1;
	const char *text = buffer_string(&plain);
	cleanup(buffer_done) struct buffer path_text = BUFFER_INIT(PATH_MAX);
	if (text[0] == '~' && (text[1] == '/' || text[1] == '\0')) {
		append_home(&path_text);
		text++;
	}
	buffer_append_string(&path_text, text);
	if (buffer_check(&path_text, "a path", err) != 0)
		return -1;
	*ret_path = buffer_take(&path_text);
	return *ret_path ? 0 : error_no_memory(err);
}
