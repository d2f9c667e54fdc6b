/*
 * Calls that this project does not make: unbounded copies, and conversions that hide overflow.
 * The build puts this header before every source file, so that a use is a compile error.
 */
#ifndef CORE_BANNED_H
#define CORE_BANNED_H

/* Before the macros: the declarations in the system headers must not meet them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BANNED(function) this_project_does_not_call_##function

/* The C library may have macros of its own for these. */
#undef strcpy
#undef strcat
#undef strncpy
#undef strncat
#undef sprintf
#undef vsprintf
#undef strtok
#undef atoi
#undef atol
#undef atoll
#undef gmtime
#undef localtime
#undef ctime
#undef asctime
#undef mktemp
#undef tmpnam
#undef system
#undef popen

#define strcpy(to, from) BANNED(strcpy)
#define strcat(to, from) BANNED(strcat)
#define strncpy(to, from, size) BANNED(strncpy)
#define strncat(to, from, size) BANNED(strncat)
#define sprintf(...) BANNED(sprintf)
#define vsprintf(...) BANNED(vsprintf)
#define strtok(text, separators) BANNED(strtok)
#define atoi(text) BANNED(atoi)
#define atol(text) BANNED(atol)
#define atoll(text) BANNED(atoll)
#define gmtime(time) BANNED(gmtime)
#define localtime(time) BANNED(localtime)
#define ctime(time) BANNED(ctime)
#define asctime(tm) BANNED(asctime)
#define mktemp(template) BANNED(mktemp)
#define tmpnam(name) BANNED(tmpnam)
#define system(command) BANNED(system)
#define popen(command, mode) BANNED(popen)

#endif
