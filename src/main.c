/* eksbreakglass: everything that works offline; no network code is linked in. */
#include "cmd/dispatch.h"

int main(int argc, char **argv)
{
	return dispatch(COMMAND_OFFLINE, argc, argv);
}
