/* Where passphrases come from: a file descriptor, or the person at the terminal. */
#ifndef CMD_PASSPHRASE_H
#define CMD_PASSPHRASE_H

#include "age/identity.h"
#include "cmd/command.h"
#include "core/secret.h"

struct error;

#define PASSPHRASE_OPTION_FD(settings, member)                                                \
	{                                                                                     \
		.name = "passphrase-fd", .type = OPTION_TEXT, .argument = "N",                \
		.offset = offsetof(settings, member),                                         \
		.help = "read the passphrase from file descriptor N, up to the end of a line" \
	}

struct passphrase_source {
	struct age_prompt prompt; /* asks as passphrase_ask() does */
	int fd;                   /* -1: the terminal */
	struct secret given;      /* read from fd; serves every request */
};

/* fd_option: of --passphrase-fd, or NULL. The descriptor is read at once. End it in any case. */
int passphrase_source_open(struct passphrase_source *source, const char *fd_option,
			   struct error *err);
void passphrase_source_done(struct passphrase_source *source);

/* True where the descriptor is standard input. */
bool passphrase_fd_is_stdin(const char *fd_option);

/* For something that was sealed before; `what` names it. */
int passphrase_ask(const struct passphrase_source *source, const char *what,
		   struct secret *ret_passphrase, struct error *err);

/*
 * For something to be sealed: on the terminal asked for twice, its strength told, and, where
 * nothing is typed, made and shown.
 */
int passphrase_choose(const struct passphrase_source *source, const char *what,
		      struct secret *ret_passphrase, struct error *err);

#endif
