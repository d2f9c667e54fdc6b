/*
 * Makes command_rows out of commands.def; included by the two programs' tables, which say by
 * OFFLINE, ONLINE and DECLARE_... which commands they hold.
 */
#define COMMAND(program, symbol, name, alias, group, summary) DECLARE_##program(symbol)
#include "cmd/commands.def"
#undef COMMAND

const struct command_row command_rows[] = {
#define COMMAND(program_, symbol, name_, alias_, group_, summary_) \
	{.name = (name_),                                          \
	 .alias = (alias_),                                        \
	 .program = COMMAND_##program_,                            \
	 .group = GROUP_##group_,                                  \
	 .summary = (summary_),                                    \
	 .command = program_(symbol)},
#include "cmd/commands.def"
#undef COMMAND
	{.name = NULL},
};
