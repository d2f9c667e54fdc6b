/*
 * The textual form of an age file: strict PEM (RFC 7468, section 3) with the label
 * "AGE ENCRYPTED FILE". https://c2sp.org/age, "ASCII armor".
 *
 * Reading accepts one form only, so that nobody can make another file that opens to the same: lines
 * of 64 columns but for the last one, canonical base64, nothing before or after but white space. Of
 * what may vary, LF or CR LF, and white space around, the specification asks so.
 */
#ifndef AGE_ARMOR_H
#define AGE_ARMOR_H

#include <stdbool.h>
#include <stddef.h>

struct buffer;
struct error;

/* True where the text begins as an armored file of any kind does. */
bool armor_is_armored(const char *text, size_t length);

void armor_encode(const void *bytes, size_t length, struct buffer *out);

/* Appends the bytes; nothing on failure. */
int armor_decode(const char *text, size_t length, struct buffer *out, struct error *err);

#endif
