/* A key pair and a signature made with minisign 0.11, for the tests alone. */
#ifndef UNIT_MINISIGN_KEYS_H
#define UNIT_MINISIGN_KEYS_H

#define KEY_ID "2232441782188219"
#define PUBLIC_LINE "RWQZghiCF0QyIoya+QRjEYuyWhHjYUDwyW1WC+lkqFDmUfuioAW8X/wK"
#define PUBLIC_FILE "untrusted comment: minisign public key " KEY_ID "\n" PUBLIC_LINE "\n"
#define SECRET_FILE                                                                        \
	"untrusted comment: minisign encrypted secret key\n"                               \
	"RWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAGYIYghdE" \
	"MiILeDKuD8BxzjtQj0zkIPcee2D2YvU1wvtCk60hpApEBIya+QRjEYuyWhHjYUDwyW1WC+lkqFDmUfui" \
	"oAW8X/wKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"

/* Of "hello". */
#define SIGNATURE_FILE                                                                     \
	"untrusted comment: signature from minisign secret key\n"                          \
	"RUQZghiCF0QyIvac9VmgLcma7N5hHCEwgZvxlZcXVwBDJr/tW4A1WdneVV0ZS6WnWTVF/M0SUnGwCfBS" \
	"j2ht7UW3vGHMGdfIwAo=\n"                                                           \
	"trusted comment: trusted text\n"                                                  \
	"A0u088+TixqEHf0jYSx3iw73+yVmFGBG98UQHnhL3kFmknQwvIER9WkUWz9Sk9714z+WOKevgb3eYhIY" \
	"lLJKAA==\n"

#endif
