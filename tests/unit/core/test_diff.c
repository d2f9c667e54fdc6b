/* diff(1) and plain dynamic programming are the oracles. */
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/buffer.h"
#include "core/diff.h"
#include "core/error.h"
#include "unit.h"

enum { SEED = 20261123, TEXT_LIMIT = 16 * 1024 * 1024 };

static uint32_t next_random(uint64_t *state, uint32_t below)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*state >> 33) % below;
}

static void compare(const char *before, const char *after, struct buffer *out)
{
	struct diff_text a = {.name = "a", .text = slice_of(before)};
	struct diff_text b = {.name = "b", .text = slice_of(after)};
	assert_int_equal(diff_unified(&a, &b, false, out, NULL), 0);
}

/* --- against diff(1) ---------------------------------------------------------------------- */

static void write_file(const char *path, const struct buffer *text)
{
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(buffer_string(text), 1, text->length, file), text->length);
	assert_int_equal(fclose(file), 0);
}

static void read_all(int fd, struct buffer *out)
{
	char chunk[4096];
	for (ssize_t got = read(fd, chunk, sizeof(chunk)); got > 0;
	     got = read(fd, chunk, sizeof(chunk)))
		buffer_append(out, chunk, (size_t)got);
}

static void run_diff(const char *directory, const struct buffer *before, const struct buffer *after,
		     struct buffer *out)
{
	char a[128], b[128];
	int ends[2], status = 0;
	snprintf(a, sizeof(a), "%s/a", directory);
	snprintf(b, sizeof(b), "%s/b", directory);
	write_file(a, before);
	write_file(b, after);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		dup2(ends[1], STDOUT_FILENO);
		execlp("diff", "diff", "-u", "--label", "a", "--label", "b", a, b, (char *)NULL);
		_exit(127);
	}
	close(ends[1]);
	read_all(ends[0], out);
	close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) <= 1);
	unlink(a);
	unlink(b);
}

/* Lines that are nowhere twice, so that there is one shortest difference. */
static void make_unique_texts(uint64_t *seed, struct buffer *before, struct buffer *after)
{
	uint32_t count = next_random(seed, 60), rate = 2 + next_random(seed, 20);
	for (uint32_t i = 0; i < count; i++) {
		bool removed = next_random(seed, rate) == 0, added = next_random(seed, rate) == 0;
		if (added)
			buffer_append_format(after, "new line %u\n", i);
		buffer_append_format(before, "line %u\n", i);
		if (!removed)
			buffer_append_format(after, "line %u\n", i);
	}
	if (next_random(seed, 4) == 0 && before->length > 0)
		buffer_truncate(before, before->length - 1);
	if (next_random(seed, 4) == 0 && after->length > 0)
		buffer_truncate(after, after->length - 1);
}

static void writes_what_diff_writes(void **state)
{
	(void)state;
	char directory[] = "/tmp/diff-test-XXXXXX";
	uint64_t seed = SEED;
	assert_non_null(mkdtemp(directory));
	for (int i = 0; i < 500; i++) {
		struct buffer before = BUFFER_INIT(TEXT_LIMIT), after = BUFFER_INIT(TEXT_LIMIT);
		struct buffer ours = BUFFER_INIT(TEXT_LIMIT), theirs = BUFFER_INIT(TEXT_LIMIT);
		make_unique_texts(&seed, &before, &after);
		compare(buffer_string(&before), buffer_string(&after), &ours);
		run_diff(directory, &before, &after, &theirs);
		assert_string_equal(buffer_string(&ours), buffer_string(&theirs));
		buffer_done(&before);
		buffer_done(&after);
		buffer_done(&ours);
		buffer_done(&theirs);
	}
	assert_int_equal(rmdir(directory), 0);
}

/* --- what holds for every text ------------------------------------------------------------ */

static const char *line_end(const char *text)
{
	const char *end = strchr(text, '\n');
	return end ? end + 1 : text + strlen(text);
}

static size_t count_lines(const char *text)
{
	size_t count = 0;
	for (; *text; text = line_end(text))
		count++;
	return count;
}

/* Copies lines of *text up to line `number`, counted from 1 at the start. */
static void copy_until(const char **text, size_t *at, size_t number, struct buffer *out)
{
	for (; *at < number && **text; (*at)++) {
		const char *end = line_end(*text);
		buffer_append(out, *text, (size_t)(end - *text));
		*text = end;
	}
}

/* Whether it says at this line that the line has no line break. */
static bool is_incomplete(const char *next)
{
	return next[0] == '\\';
}

/*
 * Applies a difference strictly: what it says of the old text must be there. Returns the number of
 * lines that it adds and removes.
 */
static size_t apply(const char *before, const char *diff, struct buffer *out)
{
	size_t at = 1, changed = 0;
	assert_memory_equal(diff, "--- a\n+++ b\n", 12);
	for (diff += 12; *diff; diff = line_end(diff)) {
		const char *end = line_end(diff);
		size_t length = (size_t)(end - diff - 1) - (is_incomplete(end) ? 1 : 0);
		if (diff[0] == '@') {
			size_t start = strtoul(diff + 4, NULL, 10);
			const char *comma = strpbrk(diff + 4, ", ");
			bool empty = comma[0] == ',' && comma[1] == '0';
			copy_until(&before, &at, start + (empty ? 1 : 0), out);
			assert_int_equal(at, start + (empty ? 1 : 0));
		} else if (diff[0] != '\\') {
			if (diff[0] != '+') {
				assert_memory_equal(before, diff + 1, length);
				assert_int_equal(line_end(before) - before, length);
				before = line_end(before);
				at++;
			}
			if (diff[0] != '-')
				buffer_append(out, diff + 1, length);
			changed += diff[0] != ' ' ? 1 : 0;
		}
	}
	buffer_append_string(out, before);
	return changed;
}

static size_t shortest_by_table(const char *before, const char *after)
{
	enum { SIDE = 128 };
	static size_t common[SIDE + 1][SIDE + 1];
	const char *a[SIDE], *b[SIDE];
	size_t a_count = 0, b_count = 0;
	for (; *before; before = line_end(before))
		a[a_count++] = before;
	for (; *after; after = line_end(after))
		b[b_count++] = after;
	for (size_t i = 0; i <= a_count; i++)
		for (size_t k = 0; k <= b_count; k++) {
			common[i][k] = 0;
			if (i == 0 || k == 0)
				continue;
			size_t length = (size_t)(line_end(a[i - 1]) - a[i - 1]);
			bool same = length == (size_t)(line_end(b[k - 1]) - b[k - 1]) &&
				    memcmp(a[i - 1], b[k - 1], length) == 0;
			size_t best = common[i - 1][k] > common[i][k - 1] ? common[i - 1][k]
									  : common[i][k - 1];
			common[i][k] = same ? common[i - 1][k - 1] + 1 : best;
		}
	return a_count + b_count - 2 * common[a_count][b_count];
}

static void make_random_text(uint64_t *seed, uint32_t lines, uint32_t kinds, struct buffer *text)
{
	for (uint32_t i = 0; i < lines; i++) {
		uint32_t kind = next_random(seed, kinds);
		for (uint32_t k = 0; k < kind % 3; k++)
			buffer_append_string(text, "  ");
		buffer_append_format(text, "%u\n", kind);
	}
	if (next_random(seed, 3) == 0 && text->length > 0)
		buffer_truncate(text, text->length - 1);
}

static void is_right_and_shortest(void **state)
{
	(void)state;
	uint64_t seed = SEED;
	for (int i = 0; i < 3000; i++) {
		struct buffer before = BUFFER_INIT(TEXT_LIMIT), after = BUFFER_INIT(TEXT_LIMIT);
		struct buffer out = BUFFER_INIT(TEXT_LIMIT), again = BUFFER_INIT(TEXT_LIMIT);
		uint32_t kinds = 1 + next_random(&seed, 12);
		make_random_text(&seed, next_random(&seed, 60), kinds, &before);
		make_random_text(&seed, next_random(&seed, 60), kinds, &after);
		compare(buffer_string(&before), buffer_string(&after), &out);
		size_t changed = 0;
		if (out.length > 0)
			changed = apply(buffer_string(&before), buffer_string(&out), &again);
		else
			buffer_append_string(&again, buffer_string(&before));
		assert_string_equal(buffer_string(&again), buffer_string(&after));
		assert_int_equal(changed,
				 shortest_by_table(buffer_string(&before), buffer_string(&after)));
		buffer_done(&before);
		buffer_done(&after);
		buffer_done(&out);
		buffer_done(&again);
	}
}

static void large_texts_with_little_in_common_are_compared_too(void **state)
{
	(void)state;
	uint64_t seed = SEED;
	struct buffer before = BUFFER_INIT(TEXT_LIMIT), after = BUFFER_INIT(TEXT_LIMIT);
	struct buffer out = BUFFER_INIT(TEXT_LIMIT), again = BUFFER_INIT(TEXT_LIMIT);
	make_random_text(&seed, 60000, 50, &before);
	make_random_text(&seed, 50000, 50, &after);
	compare(buffer_string(&before), buffer_string(&after), &out);
	size_t changed = apply(buffer_string(&before), buffer_string(&out), &again);
	assert_string_equal(buffer_string(&again), buffer_string(&after));
	/* Random texts of this kind have about a third in common; less would be no comparison. */
	assert_true(changed < count_lines(buffer_string(&before)) +
				      count_lines(buffer_string(&after)) - 20000);
	buffer_done(&before);
	buffer_done(&after);
	buffer_done(&out);
	buffer_done(&again);
}

/* --- how it looks ------------------------------------------------------------------------- */

static void shows_whole_entries(void **state)
{
	(void)state;
	struct buffer out = BUFFER_INIT(TEXT_LIMIT);
	compare("clusters:\n- cluster:\n    server: a\n  name: a\n- cluster:\n    server: c\n  "
		"name: c\n",
		"clusters:\n- cluster:\n    server: a\n  name: a\n- cluster:\n    server: b\n  "
		"name: b\n"
		"- cluster:\n    server: c\n  name: c\n",
		&out);
	assert_string_equal(buffer_string(&out), "--- a\n+++ b\n@@ -2,6 +2,9 @@\n"
						 " - cluster:\n     server: a\n   name: a\n"
						 "+- cluster:\n+    server: b\n+  name: b\n"
						 " - cluster:\n     server: c\n   name: c\n");
	buffer_done(&out);
}

static void equal_texts_have_no_difference(void **state)
{
	(void)state;
	struct buffer out = BUFFER_INIT(TEXT_LIMIT);
	compare("", "", &out);
	compare("a\nb", "a\nb", &out);
	assert_int_equal(out.length, 0);
	buffer_done(&out);
}

static void masked_bytes_are_not_shown(void **state)
{
	(void)state;
	static const char before[] = "a: 1\ntoken: one # x\nkey: |\n  s1\n  s2\n\nz: 1\n";
	static const char after[] = "a: 1\ntoken: two # x\nkey: |\n  s1\n  s3\n\nz: 2\n";
	static const struct diff_mask masks[] = {{12, 15}, {25, 37}, {26, 30}};
	struct buffer out = BUFFER_INIT(TEXT_LIMIT);
	struct diff_text a = {"a", slice_of(before), masks, COUNT_OF(masks)};
	struct diff_text b = {"b", slice_of(after), masks, COUNT_OF(masks)};
	assert_int_equal(diff_unified(&a, &b, false, &out, NULL), 0);
	assert_string_equal(buffer_string(&out), "--- a\n+++ b\n@@ -1,7 +1,7 @@\n a: 1\n"
						 "-token: REDACTED # x\n+token: REDACTED # x\n"
						 " key: REDACTED\n   REDACTED\n"
						 "-  REDACTED\n+  REDACTED\n \n-z: 1\n+z: 2\n");
	buffer_done(&out);
}

static void nothing_controls_the_terminal_but_our_colours(void **state)
{
	(void)state;
	struct buffer out = BUFFER_INIT(TEXT_LIMIT);
	struct diff_text a = {.name = "\x1b[2J", .text = slice_of("a\tb\x1b[31m\r\nsame\r\n")};
	struct diff_text b = {.name = "b", .text = slice_of("\xff\rx\r\nsame\r\n")};
	assert_int_equal(diff_unified(&a, &b, false, &out, NULL), 0);
	assert_string_equal(buffer_string(&out),
			    "--- \\x1b[2J\n+++ b\n@@ -1,2 +1,2 @@\n-a\tb\\x1b[31m\r\n"
			    "+\\xff\\x0dx\r\n same\r\n");
	buffer_truncate(&out, 0);
	a.name = "a";
	assert_int_equal(diff_unified(&a, &b, true, &out, NULL), 0);
	assert_string_equal(buffer_string(&out), "\x1b[1m--- a\x1b[0m\n\x1b[1m+++ b\x1b[0m\n"
						 "\x1b[36m@@ -1,2 +1,2 @@\x1b[0m\n"
						 "\x1b[31m-a\tb\\x1b[31m\x1b[0m\r\n"
						 "\x1b[32m+\\xff\\x0dx\x1b[0m\r\n same\r\n");
	buffer_done(&out);
}

static void long_lines_are_shown_whole(void **state)
{
	(void)state;
	struct buffer text = BUFFER_INIT(TEXT_LIMIT), out = BUFFER_INIT(TEXT_LIMIT);
	for (int i = 0; i < 1000; i++)
		buffer_append_string(&text, "\xe2\x82\xac");
	compare("", buffer_string(&text), &out);
	assert_non_null(strstr(buffer_string(&out), buffer_string(&text)));
	buffer_done(&text);
	buffer_done(&out);
}

static void an_output_that_is_too_small_is_an_error(void **state)
{
	(void)state;
	struct buffer out = BUFFER_INIT(10);
	struct diff_text a = {.name = "a", .text = slice_of("x\n")};
	struct diff_text b = {.name = "b", .text = slice_of("y\n")};
	struct error err = ERROR_INIT;
	assert_int_equal(diff_unified(&a, &b, false, &out, &err), -1);
	assert_int_equal(err.code, ERROR_FAILED);
	buffer_done(&out);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(writes_what_diff_writes),
	cmocka_unit_test(is_right_and_shortest),
	cmocka_unit_test(large_texts_with_little_in_common_are_compared_too),
	cmocka_unit_test(shows_whole_entries),
	cmocka_unit_test(equal_texts_have_no_difference),
	cmocka_unit_test(masked_bytes_are_not_shown),
	cmocka_unit_test(nothing_controls_the_terminal_but_our_colours),
	cmocka_unit_test(long_lines_are_shown_whole),
	cmocka_unit_test(an_output_that_is_too_small_is_an_error),
};
UNIT_MAIN(tests)
