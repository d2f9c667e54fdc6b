#include "aws/ini.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/cleanup.h"
#include "core/error.h"
#include "core/strings.h"
#include "platform/file.h"

/* The parser works in place: what it hands out are pieces of the text, ended by a NUL each. */
struct parser {
	struct ini *ini;
	const char *name; /* of the file */
	size_t line;
	size_t section; /* index of the open one */
	bool in_section;
	bool in_value; /* the last entry may go on */
	size_t indent; /* a deeper line goes on with it */
	char *value;
	char *value_end; /* where it ends so far */
	size_t section_capacity;
	size_t entry_capacity;
	struct error *err;
};

static const char defaults_name[] = "DEFAULT";
static const size_t defaults_index = SIZE_MAX;

static int bad_line(const struct parser *parser, size_t line, const char *why)
{
	return error_set(parser->err, ERROR_FAILED, "cannot read %s: line %zu %s", parser->name,
			 line, why);
}

/* --- pieces of text ---------------------------------------------------------------------- */

static char *skip_space(char *text, const char *end)
{
	for (size_t size; (size = string_space(text, (size_t)(end - text))) > 0;)
		text += size;
	return text;
}

static char *trim_end(const char *text, char *end)
{
	for (size_t size; (size = string_space_before(text, (size_t)(end - text))) > 0;)
		end -= size;
	return end;
}

static void to_lower(char *text)
{
	for (; *text; text++)
		*text = string_lower(*text);
}

/* Makes room for one more item of `size` bytes. */
static int grow(void **items, size_t size, size_t count, size_t *capacity, struct error *err)
{
	if (count < *capacity)
		return 0;
	size_t more = *capacity ? *capacity * 2 : 32;
	void *bigger = reallocarray(*items, more, size);
	if (!bigger)
		return error_no_memory(err);
	*items = bigger;
	*capacity = more;
	return 0;
}

/* --- lines ------------------------------------------------------------------------------- */

static int add_entry(struct parser *parser, const char *parent, char *key, char *value)
{
	struct ini *ini = parser->ini;
	void *entries = ini->entries;
	if (grow(&entries, sizeof(*ini->entries), ini->entry_count, &parser->entry_capacity,
		 parser->err) != 0)
		return -1;
	ini->entries = entries;
	ini->entries[ini->entry_count++] = (struct ini_entry){
		.parent = parent,
		.key = key,
		.value = value,
		.section = parser->section,
		.line = parser->line,
	};
	return 0;
}

static int add_section(struct parser *parser, char *name)
{
	struct ini *ini = parser->ini;
	parser->in_section = true;
	if (string_equal(name, defaults_name)) {
		parser->section = defaults_index;
		return 0;
	}
	void *sections = ini->sections;
	if (grow(&sections, sizeof(*ini->sections), ini->section_count, &parser->section_capacity,
		 parser->err) != 0)
		return -1;
	ini->sections = sections;
	parser->section = ini->section_count;
	ini->sections[ini->section_count++] =
		(struct ini_section){.name = name, .line = parser->line};
	return 0;
}

/* "\nkey = value\nkey = value", the joined lines below a key that has nothing behind it. */
static int parse_nested(struct parser *parser, char *text)
{
	struct ini_entry *option = &parser->ini->entries[parser->ini->entry_count - 1];
	const char *parent = option->key;
	size_t line = option->line;
	option->has_nested = true;
	option->value = "";
	for (char *next = text; next;) {
		char *start = next;
		char *end = strchr(start, '\n');
		next = end ? end + 1 : NULL;
		end = trim_end(start, end ? end : start + strlen(start));
		start = skip_space(start, end);
		if (start == end)
			continue;
		*end = '\0';
		char *equals = strchr(start, '=');
		if (!equals)
			return bad_line(parser, line, "has a line below it without '='");
		*trim_end(start, equals) = '\0';
		if (add_entry(parser, parent, start, skip_space(equals + 1, end)) != 0)
			return -1;
	}
	return 0;
}

/* No more lines of the open value can come. */
static int end_value(struct parser *parser)
{
	if (!parser->in_value)
		return 0;
	parser->in_value = false;
	*trim_end(parser->value, parser->value_end) = '\0';
	return *parser->value == '\n' ? parse_nested(parser, parser->value) : 0;
}

/* The joined value is never longer than the lines it comes from, so it fits where they are. */
static void continue_value(struct parser *parser, const char *start, const char *end)
{
	*parser->value_end++ = '\n';
	memmove(parser->value_end, start, (size_t)(end - start));
	parser->value_end += end - start;
}

/* [name], up to the last bracket of the line; what follows it means nothing. */
static char *find_header_end(char *start, char *end)
{
	if (*start != '[')
		return NULL;
	char *bracket = memrchr(start, ']', (size_t)(end - start));
	return bracket && bracket >= start + 2 ? bracket : NULL;
}

static int parse_option(struct parser *parser, char *start, char *end)
{
	char *delimiter = start;
	while (delimiter < end && *delimiter != '=' && *delimiter != ':')
		delimiter++;
	if (delimiter == end)
		return bad_line(parser, parser->line, "is neither '[section]' nor 'key = value'");
	if (delimiter == start)
		return bad_line(parser, parser->line, "has no key before the value");
	char *value = skip_space(delimiter + 1, end);
	*trim_end(start, delimiter) = '\0';
	to_lower(start);
	parser->in_value = true;
	parser->value = value;
	parser->value_end = end;
	return add_entry(parser, NULL, start, value);
}

static int parse_line(struct parser *parser, char *line, char *line_end)
{
	char *end = trim_end(line, line_end);
	char *start = line;
	size_t indent = 0; /* in characters */
	for (size_t size; (size = string_space(start, (size_t)(end - start))) > 0; indent++)
		start += size;
	if (start == end) {
		if (parser->in_value)
			continue_value(parser, start, start);
		return 0;
	}
	if (*start == '#' || *start == ';')
		return 0;
	if (parser->in_value && indent > parser->indent) {
		continue_value(parser, start, end);
		return 0;
	}
	if (end_value(parser) != 0)
		return -1;
	parser->indent = indent;
	char *bracket = find_header_end(start, end);
	if (bracket) {
		*bracket = '\0';
		return add_section(parser, start + 1);
	}
	if (!parser->in_section)
		return bad_line(parser, parser->line, "comes before the first '[section]'");
	return parse_option(parser, start, end);
}

/* A line ends with LF, CR LF or CR. */
static int parse_lines(struct parser *parser, char *text)
{
	for (char *next = text; *next;) {
		char *line = next;
		char *end = line + strcspn(line, "\r\n");
		next = end + (end[0] == '\r' && end[1] == '\n' ? 2 : *end ? 1 : 0);
		parser->line++;
		if (parse_line(parser, line, end) != 0)
			return -1;
	}
	return end_value(parser);
}

static int check_encoding(const struct parser *parser, const struct secret *text)
{
	const unsigned char *bytes = (const unsigned char *)secret_string(text);
	size_t line = 1;
	for (size_t i = 0; i < secret_length(text);) {
		size_t size = string_utf8_sequence(bytes + i, secret_length(text) - i);
		if (size == 0 || bytes[i] == '\0')
			return bad_line(parser, line, "is not text in UTF-8");
		if (bytes[i] == '\n')
			line++;
		i += size;
	}
	return 0;
}

/* --- order ------------------------------------------------------------------------------- */

static int compare_entries(const void *left, const void *right)
{
	const struct ini_entry *a = left, *b = right;
	if (a->section != b->section)
		return a->section < b->section ? -1 : 1;
	if (!a->parent != !b->parent)
		return a->parent ? 1 : -1;
	int order = a->parent ? strcmp(a->parent, b->parent) : 0;
	if (order == 0)
		order = strcmp(a->key, b->key);
	if (order == 0)
		order = a->value < b->value ? -1 : a->value > b->value;
	return order;
}

static int compare_sections(const void *left, const void *right)
{
	const struct ini_section *a = ((const struct ini_name *)left)->section;
	const struct ini_section *b = ((const struct ini_name *)right)->section;
	int order = strcmp(a->name, b->name);
	return order != 0 ? order : a->line < b->line ? -1 : a->line > b->line;
}

static int refuse_repeated(const struct parser *parser)
{
	const struct ini *ini = parser->ini;
	for (size_t i = 1; i < ini->section_count; i++)
		if (string_equal(ini->by_name[i - 1].section->name, ini->by_name[i].section->name))
			return bad_line(parser, ini->by_name[i].section->line,
					"begins a section that was there before");
	for (size_t i = 1; i < ini->entry_count; i++) {
		const struct ini_entry *a = &ini->entries[i - 1], *b = &ini->entries[i];
		if (a->section == b->section && !a->parent && !b->parent &&
		    string_equal(a->key, b->key))
			return bad_line(parser, a->line > b->line ? a->line : b->line,
					"has a key that its section has already");
	}
	return 0;
}

static int put_in_order(struct parser *parser)
{
	struct ini *ini = parser->ini;
	ini->by_name = calloc(ini->section_count + 1, sizeof(*ini->by_name));
	if (!ini->by_name)
		return error_no_memory(parser->err);
	for (size_t i = 0; i < ini->section_count; i++)
		ini->by_name[i].section = &ini->sections[i];
	qsort(ini->by_name, ini->section_count, sizeof(*ini->by_name), compare_sections);
	if (ini->entry_count > 0)
		qsort(ini->entries, ini->entry_count, sizeof(*ini->entries), compare_entries);
	for (size_t i = 0; i < ini->entry_count; i++) {
		size_t index = ini->entries[i].section;
		struct ini_section *section =
			index == defaults_index ? &ini->defaults : &ini->sections[index];
		if (section->count++ == 0)
			section->first = i;
	}
	return refuse_repeated(parser);
}

/* --- interface --------------------------------------------------------------------------- */

int ini_parse(struct ini *ini, struct secret *text, const char *name, struct error *err)
{
	struct parser parser = {.ini = ini, .name = name, .err = err};
	if (check_encoding(&parser, text) != 0)
		return -1;
	secret_move(&ini->text, text);
	char *start = ini->text.bytes.data;
	if (!start)
		return put_in_order(&parser);
	/* Windows editors put a byte-order mark there. */
	if (string_has_prefix(start, "\xef\xbb\xbf"))
		start += 3;
	if (parse_lines(&parser, start) != 0)
		return -1;
	return put_in_order(&parser);
}

/* A home directory that may not be entered, as containers have it, holds no file for us. */
static bool is_absent(const char *path, int errnum)
{
	struct stat status;
	return errnum == ENOENT || errnum == ENOTDIR ||
	       (errnum == EACCES && stat(path, &status) != 0 && errno == EACCES);
}

int ini_load(struct ini *ini, const char *path, struct error *err)
{
	cleanup(secret_done) struct secret text = SECRET_INIT(INI_SIZE_LIMIT);
	struct error cause = ERROR_INIT;
	if (file_read(path, &text.bytes, &cause) != 0 && !is_absent(path, cause.errnum)) {
		if (err)
			*err = cause;
		return -1;
	}
	return ini_parse(ini, &text, path, err);
}

void ini_done(struct ini *ini)
{
	secret_done(&ini->text);
	free(ini->sections);
	free(ini->entries);
	free(ini->by_name);
	*ini = (struct ini)INI_INIT;
}

const struct ini_section *ini_find(const struct ini *ini, const char *name)
{
	size_t low = 0, high = ini->section_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(ini->by_name[middle].section->name, name);
		if (order == 0)
			return ini->by_name[middle].section;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* The last of its name: a nested key may be there twice, and then the later one counts. */
static const struct ini_entry *find_entry(const struct ini *ini, const struct ini_section *section,
					  const char *parent, const char *key)
{
	const struct ini_entry *found = NULL;
	for (size_t i = 0; i < section->count; i++) {
		const struct ini_entry *entry = &ini->entries[section->first + i];
		if (string_equal(entry->parent, parent) && string_equal(entry->key, key))
			found = entry;
	}
	return found;
}

const char *ini_get(const struct ini *ini, const struct ini_section *section, const char *key)
{
	const struct ini_entry *entry = find_entry(ini, section, NULL, key);
	if (!entry)
		entry = find_entry(ini, &ini->defaults, NULL, key);
	return entry ? entry->value : NULL;
}

const char *ini_get_nested(const struct ini *ini, const struct ini_section *section,
			   const char *parent, const char *key)
{
	const struct ini_section *holder =
		find_entry(ini, section, NULL, parent) ? section : &ini->defaults;
	const struct ini_entry *entry = find_entry(ini, holder, parent, key);
	return entry ? entry->value : NULL;
}
