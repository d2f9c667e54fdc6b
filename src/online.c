/* eksbreakglass-online: the commands that talk to a cluster, to AWS or to a vault. */
#include "cmd/dispatch.h"

int main(int argc, char **argv)
{
	return dispatch(COMMAND_ONLINE, argc, argv);
}
