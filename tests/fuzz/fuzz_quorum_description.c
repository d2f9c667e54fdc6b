/* Reading the description of a quorum; what was read, written and read again, is the same, and the
 * text is a recipients file of the quorum alone. */
#include "age/recipient.h"
#include "core/buffer.h"
#include "core/error.h"
#include "fuzz.h"
#include "quorum/description.h"

static void is_recipient(const struct quorum_description *description)
{
	struct age_recipients recipients = {0};
	fuzz_require(age_recipients_add(&recipients, description->terms.recipient, NULL) == 0);
	age_recipients_done(&recipients);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct quorum_description description = {0}, again = {0};
	struct buffer text = BUFFER_INIT(QUORUM_DESCRIPTION_MAX + 1024);
	struct buffer text_again = BUFFER_INIT(QUORUM_DESCRIPTION_MAX + 1024);
	struct error err = ERROR_INIT;
	if (quorum_description_parse((const char *)data, size, &description, &err) != 0) {
		fuzz_require(err.message[0] != '\0' && !description.custodians[0].recipient);
		return 0;
	}
	is_recipient(&description);
	quorum_description_format(&description, &text);
	fuzz_require(quorum_description_parse(buffer_string(&text), text.length, &again, NULL) ==
		     0);
	quorum_description_format(&again, &text_again);
	fuzz_require(strcmp(buffer_string(&text), buffer_string(&text_again)) == 0);
	buffer_done(&text_again);
	buffer_done(&text);
	quorum_description_done(&again);
	quorum_description_done(&description);
	return 0;
}
