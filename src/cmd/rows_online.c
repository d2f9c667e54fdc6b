/* The command table of eksbreakglass-online: it knows every row, and holds the online commands. */
#include "cmd/command.h"

#define OFFLINE(symbol) NULL
#define ONLINE(symbol) &cmd_##symbol

#define DECLARE_OFFLINE(symbol)
#define DECLARE_ONLINE(symbol) extern const struct command cmd_##symbol;
#include "cmd/rows.h"
