#include "platform/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/secret.h"
#include "core/strings.h"
#include "platform/file.h"

bool terminal_has_colour(FILE *stream)
{
	return isatty(fileno(stream)) && string_is_empty(getenv("NO_COLOR")) &&
	       !string_equal(getenv("TERM"), "dumb");
}

/* Standard input may be a pipe with data in it; the person is at /dev/tty. */
static int open_terminal(struct error *err)
{
	int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return error_set(err, ERROR_PERSON,
				 "a person must answer, and there is no terminal");
	return fd;
}

static int read_line(int fd, struct buffer *line, struct error *err)
{
	for (;;) {
		char c;
		ssize_t got = read(fd, &c, 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_errno(err, errno, "cannot read from the terminal");
		if (got == 0 || c == '\n')
			return buffer_check(line, "the answer", err);
		buffer_append_char(line, c);
	}
}

int terminal_confirm(const char *question, bool *ret_yes, struct error *err)
{
	cleanup_close
	int fd = open_terminal(err);
	if (fd < 0)
		return error_hint(err, "give --yes to go on without being asked");
	cleanup(buffer_done) struct buffer line = BUFFER_INIT(256);
	if (file_write_fd(fd, "the terminal", question, strlen(question), err) != 0 ||
	    file_write_fd(fd, "the terminal", " [y/N] ", 7, err) != 0 ||
	    read_line(fd, &line, err) != 0)
		return -1;
	const char *answer = buffer_string(&line);
	*ret_yes = strcasecmp(answer, "y") == 0 || strcasecmp(answer, "yes") == 0;
	return 0;
}

int terminal_read_secret(const char *prompt, struct secret *secret, struct error *err)
{
	cleanup_close
	int fd = open_terminal(err);
	struct termios before;
	if (fd < 0)
		return -1;
	if (tcgetattr(fd, &before) != 0)
		return error_errno(err, errno, "cannot switch the terminal's echo off");
	struct termios silent = before;
	silent.c_lflag &= (tcflag_t)~ECHO;
	silent.c_lflag |= ECHONL;
	if (tcsetattr(fd, TCSAFLUSH, &silent) != 0)
		return error_errno(err, errno, "cannot switch the terminal's echo off");
	int result = file_write_fd(fd, "the terminal", prompt, strlen(prompt), err);
	if (result == 0)
		result = read_line(fd, &secret->bytes, err);
	tcsetattr(fd, TCSAFLUSH, &before);
	return result;
}
