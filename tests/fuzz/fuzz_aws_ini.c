/* Reading AWS files; whatever was read can be looked up, and lies within the text. */
#include "aws/ini.h"
#include "core/error.h"
#include "fuzz.h"

static void look_up(const struct ini *ini)
{
	const char *start = secret_string(&ini->text);
	const char *end = start + secret_length(&ini->text);
	for (size_t i = 0; i < ini->section_count; i++) {
		const struct ini_section *section = &ini->sections[i];
		fuzz_require(ini_find(ini, section->name) == section);
		fuzz_require(section->name >= start && section->name <= end);
		for (size_t j = 0; j < section->count; j++) {
			const struct ini_entry *entry = &ini->entries[section->first + j];
			fuzz_require(entry->section == i);
			const char *value =
				entry->parent
					? ini_get_nested(ini, section, entry->parent, entry->key)
					: ini_get(ini, section, entry->key);
			fuzz_require(value != NULL);
			fuzz_require(entry->parent || value == entry->value);
			fuzz_require(entry->has_nested ||
				     (entry->value >= start &&
				      entry->value + strlen(entry->value) <= end));
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ini ini = INI_INIT;
	struct secret text = SECRET_INIT(INI_SIZE_LIMIT);
	struct error err = ERROR_INIT;
	if (secret_set(&text, data, size, NULL) == 0) {
		if (ini_parse(&ini, &text, "FILE", &err) == 0)
			look_up(&ini);
		else
			fuzz_require(err.message[0] != '\0');
	}
	secret_done(&text);
	ini_done(&ini);
	return 0;
}
