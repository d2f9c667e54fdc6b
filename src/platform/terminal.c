#include "platform/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
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

bool terminal_is_there(void)
{
	cleanup_close int fd = open_terminal(NULL);
	return fd >= 0;
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

int terminal_show_secret(const char *label, const struct secret *secret, struct error *err)
{
	cleanup_close int fd = open_terminal(err);
	if (fd < 0 || file_write_fd(fd, "the terminal", label, strlen(label), err) != 0 ||
	    file_write_fd(fd, "the terminal", secret_string(secret), secret_length(secret), err) !=
		    0)
		return -1;
	return file_write_fd(fd, "the terminal", "\n", 1, err);
}

int terminal_confirm(const char *question, bool *ret_yes, struct error *err)
{
	cleanup_close int fd = open_terminal(err);
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

int terminal_read_line(const char *prompt, struct buffer *line, struct error *err)
{
	cleanup_close int fd = open_terminal(err);
	if (fd < 0 || file_write_fd(fd, "the terminal", prompt, strlen(prompt), err) != 0)
		return -1;
	return read_line(fd, line, err);
}

/*
 * The terminal without echo. Signals that would end the process with the echo still off are held
 * back until it is on again; they are seen through a descriptor, so that they end the reading.
 */
struct silence {
	int fd;
	int signals; /* from signalfd(2) */
	struct termios terminal_before;
	sigset_t mask_before;
};

static int hold_signals(struct silence *silence, struct error *err)
{
	sigset_t ending, held;
	sigemptyset(&ending);
	sigaddset(&ending, SIGHUP);
	sigaddset(&ending, SIGINT);
	sigaddset(&ending, SIGQUIT);
	sigaddset(&ending, SIGTERM);
	held = ending;
	sigaddset(&held, SIGTSTP); /* the shell would come back without echo */
	silence->signals = signalfd(-1, &ending, SFD_CLOEXEC);
	if (silence->signals < 0)
		return error_errno(err, errno, "cannot hold signals back");
	sigprocmask(SIG_BLOCK, &held, &silence->mask_before);
	return 0;
}

static void silence_end(struct silence *silence)
{
	/* What was typed and not read is not for the shell. */
	tcsetattr(silence->fd, TCSAFLUSH, &silence->terminal_before);
	close(silence->fd);
	close(silence->signals);
	/* A signal that was held back ends the process here. */
	sigprocmask(SIG_SETMASK, &silence->mask_before, NULL);
}

static int silence_begin(struct silence *silence, struct error *err)
{
	silence->fd = open_terminal(err);
	if (silence->fd < 0)
		return -1;
	if (tcgetattr(silence->fd, &silence->terminal_before) != 0) {
		error_errno(err, errno, "cannot switch the terminal's echo off");
		close(silence->fd);
		return -1;
	}
	if (hold_signals(silence, err) != 0) {
		close(silence->fd);
		return -1;
	}
	struct termios silent = silence->terminal_before;
	silent.c_lflag &= (tcflag_t) ~(ECHO | ECHONL);
	if (tcsetattr(silence->fd, TCSAFLUSH, &silent) == 0)
		return 0;
	error_errno(err, errno, "cannot switch the terminal's echo off");
	silence_end(silence);
	return -1;
}

/* 1 with a character, 0 at the end of the input, -1 with err set. */
static int read_silently(const struct silence *silence, char *ret_c, struct error *err)
{
	for (;;) {
		struct pollfd wait[] = {{.fd = silence->fd, .events = POLLIN},
					{.fd = silence->signals, .events = POLLIN}};
		ssize_t got = poll(wait, 2, -1);
		if (got > 0 && wait[1].revents != 0)
			return error_set(err, ERROR_PERSON, "interrupted");
		if (got > 0)
			got = read(silence->fd, ret_c, 1);
		if (got >= 0)
			return got > 0 ? 1 : 0;
		if (errno != EINTR && errno != EAGAIN)
			return error_errno(err, errno, "cannot read from the terminal");
	}
}

/* Of one line where is_whole is NULL, and then without its newline. */
static int read_secret(const struct silence *silence, const char *prompt,
		       bool (*is_whole)(const char *text, size_t length), struct secret *secret,
		       struct error *err)
{
	if (file_write_fd(silence->fd, "the terminal", prompt, strlen(prompt), err) != 0)
		return -1;
	for (;;) {
		char c = '\0';
		int got = read_silently(silence, &c, err);
		if (got < 0)
			return -1;
		if (got == 0 || (c == '\n' && !is_whole))
			break;
		buffer_append_char(&secret->bytes, c);
		if (secret->bytes.state != BUFFER_OK)
			break;
		if (c == '\n' && is_whole(secret_string(secret), secret_length(secret)))
			break;
	}
	if (file_write_fd(silence->fd, "the terminal", "\n", 1, err) != 0)
		return -1;
	return buffer_check(&secret->bytes, "the answer", err);
}

int terminal_read_secret_text(const char *prompt, bool (*is_whole)(const char *text, size_t length),
			      struct secret *secret, struct error *err)
{
	struct silence silence;
	if (silence_begin(&silence, err) != 0)
		return -1;
	int result = read_secret(&silence, prompt, is_whole, secret, err);
	silence_end(&silence);
	return result;
}

int terminal_read_secret(const char *prompt, struct secret *secret, struct error *err)
{
	return terminal_read_secret_text(prompt, NULL, secret, err);
}
