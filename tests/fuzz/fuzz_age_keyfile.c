/* Reading identity files; the recipient of each identity can be sealed for. */
#include "age/identity.h"
#include "age/recipient.h"
#include "core/error.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct age_identities identities = {0};
	struct error err = ERROR_INIT;
	if (age_identities_add_text(&identities, (const char *)data, size, "input", &err) == 0)
		fuzz_require(identities.count > 0);
	else
		fuzz_require(identities.count == 0 && err.message[0] != '\0');
	struct age_recipients recipients = {0};
	for (size_t i = 0; i < identities.count; i++)
		fuzz_require(age_recipients_add(&recipients,
						age_identities_recipient(&identities, i),
						NULL) == 0);
	/* Recipients are text of the same kind. */
	char line[256];
	snprintf(line, sizeof(line), "%.*s", (int)(size < 255 ? size : 255), (const char *)data);
	(void)age_recipients_add(&recipients, line, NULL);
	age_recipients_done(&recipients);
	age_identities_done(&identities);
	return 0;
}
