/* What the commands around sealed files share: their options' values, and how they report. */
#ifndef CMD_ENVELOPE_H
#define CMD_ENVELOPE_H

#include <stdbool.h>

#include "cmd/command.h"

struct age_identities;
struct age_recipients;
struct bundle_info;
struct error;
struct passphrase_source;

#define ENVELOPE_OPTION_RECIPIENT(settings, member)                                               \
	{                                                                                         \
		.name = "recipient", .letter = 'r', .type = OPTION_LIST, .argument = "RECIPIENT", \
		.offset = offsetof(settings, member),                                             \
		.help = "who can open it (age1...); may be given several times"                   \
	}
#define ENVELOPE_OPTION_RECIPIENTS_FILE(settings, member)                            \
	{                                                                            \
		.name = "recipients-file", .letter = 'R', .type = OPTION_LIST,       \
		.completes = COMPLETE_FILE, .argument = "FILE",                      \
		.offset = offsetof(settings, member),                                \
		.help = "file of recipients, one a line; may be given several times" \
	}
#define ENVELOPE_OPTION_IDENTITY(settings, member)                                          \
	{                                                                                   \
		.name = "identity", .letter = 'i', .type = OPTION_LIST,                     \
		.completes = COMPLETE_FILE, .argument = "FILE",                             \
		.offset = offsetof(settings, member),                                       \
		.help = "identity file, '-' for standard input; may be given several times" \
	}

/* Of -r and -R; ERROR_USAGE where both lists are empty. */
int envelope_recipients(const struct text_list *texts, const struct text_list *files,
			struct age_recipients *recipients, struct error *err);

/* Of -i; ERROR_USAGE where the list is empty. The passphrases of encrypted identity files are asked
 * for on the terminal. */
int envelope_identities(const struct text_list *files, struct age_identities *identities,
			struct error *err);

/* As envelope_identities, with the passphrases from `source`; an empty list adds nothing. */
int envelope_add_identities(const struct text_list *files, const struct passphrase_source *source,
			    struct age_identities *identities, struct error *err);

/* How many of the paths are "-"; NULL is none. */
size_t envelope_count_stdin(const struct text_list *paths, const char *path);

/* What a bundle is for, on standard error, indented; user_name where it is no ServiceAccount's. */
void envelope_print_info(const struct bundle_info *info, const char *user_name);

/* A path as a shell takes it, on standard error. */
void envelope_print_quoted(const char *path);

/* "it exists" becomes a hint to give --force. */
int envelope_hint_force(struct error *err);

#endif
