#include "core/secret.h"

#include <sodium.h>
#include <string.h>

#include "core/error.h"

static char *locked_grow(char *old, size_t old_size, size_t new_size)
{
	char *data = sodium_malloc(new_size);
	if (!data)
		return NULL;
	if (old) {
		memcpy(data, old, old_size);
		sodium_free(old);
	}
	return data;
}

static void locked_release(char *data, size_t size)
{
	(void)size;
	sodium_free(data);
}

const struct buffer_storage secret_storage = {.grow = locked_grow, .release = locked_release};

int secret_library_init(struct error *err)
{
	if (sodium_init() < 0)
		return error_set(err, ERROR_FAILED, "libsodium could not be initialised");
	return 0;
}

void secret_init(struct secret *secret, size_t limit)
{
	*secret = (struct secret)SECRET_INIT(limit);
}

void secret_done(struct secret *secret)
{
	buffer_done(&secret->bytes);
}

int secret_set(struct secret *secret, const void *bytes, size_t length, struct error *err)
{
	if (secret->bytes.data)
		sodium_memzero(secret->bytes.data, secret->bytes.capacity);
	secret->bytes.length = 0;
	buffer_append(&secret->bytes, bytes, length);
	return buffer_check(&secret->bytes, "a secret", err);
}

bool secret_equal(const struct secret *a, const struct secret *b)
{
	size_t length = secret_length(a);
	return length == secret_length(b) &&
	       sodium_memcmp(secret_string(a), secret_string(b), length) == 0;
}

void secret_move(struct secret *to, struct secret *from)
{
	secret_done(to);
	to->bytes = from->bytes;
	from->bytes = (struct buffer){.limit = to->bytes.limit, .storage = &secret_storage};
}

void secret_wipe(void *memory, size_t size)
{
	sodium_memzero(memory, size);
}
