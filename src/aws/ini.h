/*
 * The syntax of ~/.aws/config and ~/.aws/credentials, read as botocore reads it (botocore
 * configloader.py over Python's configparser.RawConfigParser), so that one file means the same
 * identity here and there:
 *
 *	# a comment is a line of its own, with # or ;
 *	[profile prod]
 *	region = eu-west-1 # this is part of the value
 *	services = local
 *	[services local]
 *	sts =
 *	  endpoint_url = https://...
 *
 * - `key = value` or `key: value`; keys are case-insensitive and found in lower case.
 * - A line that is indented deeper than its key continues the value, after a newline; blank lines
 *   and comments in between do not end it.
 * - A key with nothing behind it and indented lines below has these as nested keys, one level.
 * - [DEFAULT] gives keys to all sections. It is not [default].
 * - A section or a key that is there twice is an error, as is a line that is none of these.
 *
 * The text may hold keys and tokens: it stays in a struct secret, and what is handed out points
 * into it.
 */
#ifndef AWS_INI_H
#define AWS_INI_H

#include <stdbool.h>
#include <stddef.h>

#include "core/secret.h"

struct error;

enum { INI_SIZE_LIMIT = 8 * 1024 * 1024 };

struct ini_entry {
	const char *parent; /* key of the option that this one is nested in, or NULL */
	const char *key;
	const char *value; /* "" for an option that has nested ones */
	size_t section;
	size_t line;
	bool has_nested;
};

struct ini_section {
	const char *name; /* as between the brackets */
	size_t line;
	size_t first; /* its entries: ini->entries[first], count of them */
	size_t count;
};

struct ini_name {
	const struct ini_section *section;
};

struct ini {
	struct secret text;
	struct ini_section *sections; /* in the order of the file, without [DEFAULT] */
	size_t section_count;
	struct ini_entry *entries; /* sorted: section, parent, key, line */
	size_t entry_count;
	struct ini_name *by_name;
	struct ini_section defaults; /* [DEFAULT] */
};

#define INI_INIT                                        \
	{                                               \
		.text = SECRET_INIT(INI_SIZE_LIMIT + 1) \
	}

/* Reads the file. One that does not exist is as one that is empty. */
int ini_load(struct ini *ini, const char *path, struct error *err);

/* As ini_load, from text, which is moved into *ini; `name` is for errors. */
int ini_parse(struct ini *ini, struct secret *text, const char *name, struct error *err);

void ini_done(struct ini *ini);

/* By the exact name between the brackets; NULL when there is none. */
const struct ini_section *ini_find(const struct ini *ini, const char *name);

/* The value of a key (lower case) in a section, else in [DEFAULT]; NULL when there is none. */
const char *ini_get(const struct ini *ini, const struct ini_section *section, const char *key);
/* The value of a nested key, whose case counts. */
const char *ini_get_nested(const struct ini *ini, const struct ini_section *section,
			   const char *parent, const char *key);

#endif
