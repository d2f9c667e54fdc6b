#include "cmd/passphrase.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "age/passphrase.h"
#include "age/scrypt.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "platform/file.h"
#include "platform/terminal.h"

static int ask_prompt(const struct age_prompt *prompt, const char *what,
		      struct secret *ret_passphrase, struct error *err)
{
	/* The prompt is the first member. */
	return passphrase_ask((const struct passphrase_source *)(const void *)prompt, what,
			      ret_passphrase, err);
}

static int read_fd(int fd, struct secret *ret_passphrase, struct error *err)
{
	cleanup(secret_done) struct secret text = SECRET_INIT(AGE_PASSPHRASE_MAX + 2);
	char name[64];
	snprintf(name, sizeof(name), "the passphrase from file descriptor %d", fd);
	if (file_read_fd(fd, name, &text.bytes, err) != 0)
		return -1;
	size_t length = strcspn(secret_string(&text), "\r\n");
	if (length == 0)
		return error_set(err, ERROR_FAILED, "%s is empty", name);
	return secret_set(ret_passphrase, secret_string(&text), length, err);
}

int passphrase_source_open(struct passphrase_source *source, const char *fd_option,
			   struct error *err)
{
	uint64_t fd = 0;
	*source = (struct passphrase_source){
		.prompt = {.passphrase = ask_prompt},
		.fd = -1,
		.given = SECRET_INIT(AGE_PASSPHRASE_MAX),
	};
	if (!fd_option)
		return 0;
	if (string_to_u64(fd_option, INT_MAX, &fd) != 0)
		return error_set(err, ERROR_USAGE, "--passphrase-fd takes a number, not '%s'",
				 fd_option);
	source->fd = (int)fd;
	return read_fd(source->fd, &source->given, err);
}

void passphrase_source_done(struct passphrase_source *source)
{
	secret_done(&source->given);
}

bool passphrase_fd_is_stdin(const char *fd_option)
{
	uint64_t fd = 1;
	return fd_option && string_to_u64(fd_option, INT_MAX, &fd) == 0 && fd == STDIN_FILENO;
}

/* PROMPT WHAT: */
static int ask_terminal(const char *prompt, const char *what, struct secret *ret_passphrase,
			struct error *err)
{
	cleanup(secret_done) struct secret text = SECRET_INIT(AGE_PASSPHRASE_MAX);
	char escaped[256], line[512];
	string_escape(escaped, sizeof(escaped), what, strlen(what));
	snprintf(line, sizeof(line), "%s %s: ", prompt, escaped);
	if (terminal_read_secret(line, &text, err) != 0)
		return error_hint(err, "give it with --passphrase-fd");
	secret_move(ret_passphrase, &text);
	return 0;
}

int passphrase_ask(const struct passphrase_source *source, const char *what,
		   struct secret *ret_passphrase, struct error *err)
{
	if (source->fd < 0)
		return ask_terminal("Passphrase for", what, ret_passphrase, err);
	cleanup(secret_done) struct secret copy = SECRET_INIT(AGE_PASSPHRASE_MAX);
	if (secret_set(&copy, secret_string(&source->given), secret_length(&source->given), err) !=
	    0)
		return -1;
	secret_move(ret_passphrase, &copy);
	return 0;
}

static void report_strength(const struct secret *passphrase)
{
	unsigned bits = passphrase_bits(passphrase);
	fprintf(stderr, "strength: at most %u bits, less if it has words or names in it\n", bits);
	if (bits < PASSPHRASE_BITS_GOOD)
		fprintf(stderr,
			"warning: below %d bits, who has the sealed file can try to guess it\n",
			PASSPHRASE_BITS_GOOD);
}

static int make_passphrase(struct secret *ret_passphrase, struct error *err)
{
	if (passphrase_generate(ret_passphrase, err) != 0)
		return -1;
	return terminal_show_secret("The passphrase, to be kept somewhere safe: ", ret_passphrase,
				    err);
}

int passphrase_choose(const struct passphrase_source *source, const char *what,
		      struct secret *ret_passphrase, struct error *err)
{
	if (source->fd >= 0)
		return passphrase_ask(source, what, ret_passphrase, err);
	cleanup(secret_done) struct secret first = SECRET_INIT(0);
	cleanup(secret_done) struct secret second = SECRET_INIT(0);
	if (ask_terminal("New passphrase (empty: one is made) for", what, &first, err) != 0)
		return -1;
	if (secret_length(&first) == 0)
		return make_passphrase(ret_passphrase, err);
	report_strength(&first);
	if (ask_terminal("Once more, for", what, &second, err) != 0)
		return -1;
	if (!secret_equal(&first, &second))
		return error_set(err, ERROR_PERSON, "the two passphrases differ");
	secret_move(ret_passphrase, &first);
	return 0;
}
