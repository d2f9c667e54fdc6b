/* The command table of eksbreakglass: it knows every row, and holds the offline commands. */
#include "cmd/command.h"

#define OFFLINE(symbol) &cmd_##symbol
#define ONLINE(symbol) NULL

#define DECLARE_OFFLINE(symbol) extern const struct command cmd_##symbol;
#define DECLARE_ONLINE(symbol)
#include "cmd/rows.h"
