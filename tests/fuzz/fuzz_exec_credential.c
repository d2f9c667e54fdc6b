/* Reading an ExecCredential: there is something in it, or an error. */
#include "core/error.h"
#include "fuzz.h"
#include "kube/exec_plugin.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct exec_credential credential = {0};
	struct error err = ERROR_INIT;
	if (exec_credential_parse((const char *)data, size, "client.authentication.k8s.io/v1",
				  &credential, &err) != 0) {
		fuzz_require(err.message[0] != '\0');
		fuzz_require(!credential.token.bytes.data);
		return 0;
	}
	bool has_certificate = secret_length(&credential.client_certificate_pem) > 0;
	fuzz_require(has_certificate == (secret_length(&credential.client_key_pem) > 0));
	fuzz_require(has_certificate || secret_length(&credential.token) > 0);
	exec_credential_done(&credential);
	return 0;
}
