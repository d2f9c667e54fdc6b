#include "age/keygen.h"

#include "age/x25519.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/time.h"

enum { FILE_TEXT_MAX = 512 };

int age_keygen(int64_t now, struct secret *ret_file, struct buffer *recipient, struct error *err)
{
	cleanup(secret_done) struct secret identity = SECRET_INIT(0);
	cleanup(secret_done) struct secret file = SECRET_INIT(FILE_TEXT_MAX);
	cleanup(buffer_done) struct buffer public = BUFFER_INIT(FILE_TEXT_MAX);
	char created[TIME_RFC3339_SIZE];
	if (time_format_rfc3339(now, created) != 0)
		return error_set(err, ERROR_FAILED, "the clock is out of range");
	if (age_x25519_generate(&identity, &public, err) != 0)
		return -1;
	buffer_append_format(&file.bytes, "# created: %s\n# public key: %s\n", created,
			     buffer_string(&public));
	buffer_append(&file.bytes, secret_string(&identity), secret_length(&identity));
	buffer_append_char(&file.bytes, '\n');
	buffer_append(recipient, buffer_string(&public), public.length);
	if (buffer_check(&file.bytes, "the identity file", err) != 0 ||
	    buffer_check(recipient, "the recipient", err) != 0)
		return -1;
	secret_move(ret_file, &file);
	return 0;
}
