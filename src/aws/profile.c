#include "aws/profile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "aws/shell_words.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "platform/environment.h"

static const char default_name[] = "default";

static int load_file(struct ini *ini, char **ret_path, const char *variable, const char *usual,
		     struct error *err)
{
	const char *path = environment_get(variable);
	if (environment_expand_path(path ? path : usual, ret_path, err) != 0)
		return -1;
	return ini_load(ini, *ret_path, err);
}

int aws_files_load(struct aws_files *files, struct error *err)
{
	if (load_file(&files->config, &files->config_path, "AWS_CONFIG_FILE", "~/.aws/config",
		      err) != 0)
		return -1;
	return load_file(&files->credentials, &files->credentials_path,
			 "AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials", err);
}

void aws_files_done(struct aws_files *files)
{
	ini_done(&files->config);
	ini_done(&files->credentials);
	free(files->config_path);
	free(files->credentials_path);
	*files = (struct aws_files)AWS_FILES_INIT;
}

/*
 * Whether the section is [KIND NAME]: it begins with KIND and has two words, so that
 * [profile "my name"] and [profilex name] do as well. NULL as name takes any; *ret_words is then
 * the caller's to end.
 */
static bool is_named(const struct ini_section *section, const char *kind, const char *name,
		     struct shell_words *ret_words)
{
	struct shell_words words = {0};
	if (!string_has_prefix(section->name, kind) ||
	    shell_words_split(&words, section->name, NULL) != 0)
		return false;
	bool matches = words.count == 2 && (!name || string_equal(words.words[1], name));
	if (matches && ret_words)
		*ret_words = words;
	else
		shell_words_done(&words);
	return matches;
}

/* Of several that name the same, the last in the file counts. */
static const struct ini_section *find_named(const struct ini *ini, const char *kind,
					    const char *name)
{
	for (size_t i = ini->section_count; i > 0; i--)
		if (is_named(&ini->sections[i - 1], kind, name, NULL))
			return &ini->sections[i - 1];
	return NULL;
}

static const struct ini_section *find_profile(const struct ini *config, const char *name)
{
	const struct ini_section *named = find_named(config, "profile", name);
	const struct ini_section *plain =
		string_equal(name, default_name) ? ini_find(config, default_name) : NULL;
	return named && plain ? (named > plain ? named : plain) : named ? named : plain;
}

void aws_files_each_profile(const struct aws_files *files,
			    void (*visit)(const char *name, void *context), void *context)
{
	for (size_t i = 0; i < files->credentials.section_count; i++)
		visit(files->credentials.sections[i].name, context);
	for (size_t i = 0; i < files->config.section_count; i++) {
		const struct ini_section *section = &files->config.sections[i];
		struct shell_words words = {0};
		const char *name = NULL;
		if (string_equal(section->name, default_name))
			name = default_name;
		else if (is_named(section, "profile", NULL, &words))
			name = words.words[1];
		if (name && !ini_find(&files->credentials, name) &&
		    find_profile(&files->config, name) == section)
			visit(name, context);
		shell_words_done(&words);
	}
}

/* --- which profile ----------------------------------------------------------------------- */

struct nearest {
	const char *wanted;
	size_t distance;
	char name[128];
};

static void keep_nearest(const char *name, void *context)
{
	struct nearest *nearest = context;
	size_t distance = string_distance(nearest->wanted, name);
	if (distance < nearest->distance) {
		nearest->distance = distance;
		snprintf(nearest->name, sizeof(nearest->name), "%s", name);
	}
}

static int no_such_profile(const struct aws_files *files, const char *name, const char *origin,
			   struct error *err)
{
	error_set(err, ERROR_FAILED, "there is no profile '%s' (%s) in %s or %s", name, origin,
		  files->config_path, files->credentials_path);
	struct nearest nearest = {.wanted = name, .distance = 4};
	aws_files_each_profile(files, keep_nearest, &nearest);
	if (nearest.name[0] != '\0')
		return error_hint(err, "did you mean '%s'?", nearest.name);
	return error_hint(err, "'aws configure list-profiles' lists those that there are");
}

int aws_profile_choose(struct aws_profile *ret_profile, const struct aws_files *files,
		       const char *option, struct error *err)
{
	static const char *const origins[] = {"--profile", "AWS_PROFILE", "AWS_DEFAULT_PROFILE"};
	const char *const names[] = {option, environment_get(origins[1]),
				     environment_get(origins[2])};
	size_t chosen = 0;
	while (chosen < 3 && !names[chosen])
		chosen++;
	const char *name = chosen < 3 ? names[chosen] : default_name;
	struct aws_profile profile = {
		.files = files,
		.name = name,
		.by_option = chosen == 0,
		.in_config = find_profile(&files->config, name),
		.in_credentials = ini_find(&files->credentials, name),
	};
	if (chosen < 3 && !profile.in_config && !profile.in_credentials)
		return no_such_profile(files, name, origins[chosen], err);
	*ret_profile = profile;
	return 0;
}

/* --- what it says ------------------------------------------------------------------------ */

const char *aws_profile_get(const struct aws_profile *profile, const char *key)
{
	const char *value = NULL;
	if (profile->in_credentials)
		value = ini_get(&profile->files->credentials, profile->in_credentials, key);
	if (!value && profile->in_config)
		value = ini_get(&profile->files->config, profile->in_config, key);
	return value;
}

int aws_profile_get_service(const struct aws_profile *profile, const char *service, const char *key,
			    const char **ret_value, struct error *err)
{
	const char *name = aws_profile_get(profile, "services");
	*ret_value = NULL;
	if (!name)
		return 0;
	const struct ini *config = &profile->files->config;
	const struct ini_section *section = find_named(config, "services", name);
	if (!section)
		return error_set(err, ERROR_FAILED,
				 "profile '%s' names services = %s, and %s has no [services %s]",
				 profile->name, name, profile->files->config_path, name);
	*ret_value = ini_get_nested(config, section, service, key);
	return 0;
}

const char *aws_profile_setting(const struct aws_profile *profile, const char *variable,
				const char *key)
{
	const char *value = environment_get(variable);
	if (!value)
		value = aws_profile_get(profile, key);
	return string_is_empty(value) ? NULL : value;
}

bool aws_profile_switch(const struct aws_profile *profile, const char *variable, const char *key)
{
	const char *value = aws_profile_setting(profile, variable, key);
	return value && strcasecmp(value, "true") == 0;
}

const char *aws_profile_region(const struct aws_profile *profile, const char *option)
{
	if (option)
		return option;
	const char *region = environment_get("AWS_REGION");
	return region ? region : aws_profile_setting(profile, "AWS_DEFAULT_REGION", "region");
}
