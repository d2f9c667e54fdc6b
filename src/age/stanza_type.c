#include "age/stanza_type.h"

#include "age/scrypt.h"
#include "age/x25519.h"
#include "core/strings.h"

const struct age_stanza_type *const age_stanza_types[] = {
	&age_x25519,
	&age_scrypt,
	NULL,
};

const struct age_stanza_type *age_stanza_type_find(const char *name)
{
	for (size_t i = 0; age_stanza_types[i]; i++)
		if (string_equal(age_stanza_types[i]->name, name))
			return age_stanza_types[i];
	return NULL;
}
