/* The scripts of completions/, inside the program, each followed by a NUL. */
	.section .rodata
	.global completion_script_bash, completion_script_zsh, completion_script_fish
completion_script_bash:
	.incbin "completions/eksbreakglass.bash"
	.byte 0
completion_script_zsh:
	.incbin "completions/_eksbreakglass"
	.byte 0
completion_script_fish:
	.incbin "completions/eksbreakglass.fish"
	.byte 0
	.section .note.GNU-stack, "", %progbits
