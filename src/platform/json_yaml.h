/*
 * A JSON value as YAML that people read and that YAML 1.1 and 1.2 readers take alike: block style,
 * two spaces a level, lists at the level of their key, as kubectl writes it. A text stands without
 * quotes only where no reader can take it for anything else.
 */
#ifndef PLATFORM_JSON_YAML_H
#define PLATFORM_JSON_YAML_H

struct buffer;
struct error;
struct json;

/*
 * Appends the document, with its closing newline and without "---". A name that is longer than YAML
 * allows is an error.
 */
int json_write_yaml(const struct json *value, struct buffer *out, struct error *err);

#endif
