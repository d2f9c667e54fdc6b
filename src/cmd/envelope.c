#include "cmd/envelope.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "age/identity.h"
#include "age/recipient.h"
#include "cmd/passphrase.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "core/time.h"
#include "escrow/bundle_info.h"
#include "platform/clock.h"

int envelope_recipients(const struct text_list *texts, const struct text_list *files,
			struct age_recipients *recipients, struct error *err)
{
	if (texts->count + files->count == 0) {
		error_set(err, ERROR_USAGE, "there is nobody to seal for");
		return error_hint(err, "give -r RECIPIENT or -R FILE; 'keygen' makes key pairs");
	}
	for (size_t i = 0; i < texts->count; i++)
		if (age_recipients_add(recipients, texts->items[i], err) != 0)
			return -1;
	for (size_t i = 0; i < files->count; i++)
		if (age_recipients_add_file(recipients, files->items[i], err) != 0)
			return -1;
	return 0;
}

int envelope_add_identities(const struct text_list *files, const struct passphrase_source *source,
			    struct age_identities *identities, struct error *err)
{
	for (size_t i = 0; i < files->count; i++)
		if (age_identities_add_file_asking(identities, files->items[i], &source->prompt,
						   err) != 0)
			return -1;
	return 0;
}

int envelope_identities(const struct text_list *files, struct age_identities *identities,
			struct error *err)
{
	if (files->count == 0) {
		error_set(err, ERROR_USAGE, "no identity is given to open it with");
		return error_hint(err, "give -i IDENTITY_FILE");
	}
	cleanup(passphrase_source_done) struct passphrase_source terminal;
	if (passphrase_source_open(&terminal, NULL, err) != 0)
		return -1;
	return envelope_add_identities(files, &terminal, identities, err);
}

size_t envelope_count_stdin(const struct text_list *paths, const char *path)
{
	size_t count = string_equal(path, "-") ? 1 : 0;
	for (size_t i = 0; i < paths->count; i++)
		count += string_equal(paths->items[i], "-") ? 1 : 0;
	return count;
}

/* The text may come from a file that somebody else made. */
static void print_line(const char *label, const char *text)
{
	char escaped[1024];
	string_escape(escaped, sizeof(escaped), text, strlen(text));
	fprintf(stderr, "  %-8s %s\n", label, escaped);
}

static void print_time(const char *label, int64_t seconds, bool is_deadline)
{
	char text[TIME_RFC3339_SIZE];
	bool passed = is_deadline && seconds <= clock_now(&clock_system);
	if (seconds == 0 || time_format_rfc3339(seconds, text) != 0)
		return;
	fprintf(stderr, "  %-8s %s%s\n", label, text, passed ? " (this has passed)" : "");
}

void envelope_print_info(const struct bundle_info *info, const char *user_name)
{
	if (info->cluster_arn)
		print_line("cluster:", info->cluster_arn);
	print_line("server:", info->server);
	if (info->service_account)
		print_line("account:", info->service_account);
	else
		print_line("user:", user_name);
	print_time("issued:", info->issued, false);
	print_time("expires:", info->expires, true);
	print_time("rotate:", info->rotate_by, true);
}

static bool is_plain(const char *text)
{
	static const char marks[] = "/._-+,:@%=";
	for (; *text; text++)
		if (!string_is_alnum(*text) && !strchr(marks, *text))
			return false;
	return true;
}

void envelope_print_quoted(const char *path)
{
	if (is_plain(path)) {
		fputs(path, stderr);
		return;
	}
	fputc('\'', stderr);
	for (; *path; path++)
		if (*path == '\'')
			fputs("'\\''", stderr);
		else
			fputc(*path, stderr);
	fputc('\'', stderr);
}

int envelope_hint_force(struct error *err)
{
	if (err && err->errnum == EEXIST) {
		err->hint[0] = '\0';
		error_hint(err, "choose another name, or give --force to replace that file");
	}
	return -1;
}
