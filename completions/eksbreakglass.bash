# bash completion for eksbreakglass; the program itself knows the candidates.
# shellcheck shell=bash

_eksbreakglass()
{
	local line text words=("${COMP_WORDS[@]:1:COMP_CWORD}")
	local current=${COMP_WORDS[COMP_CWORD]}
	# "--option=value" comes as three words; hand it over as one, and complete the value alone.
	local joined=() index
	for ((index = 0; index < ${#words[@]}; index++)); do
		if [[ ${words[index]} == "=" && ${#joined[@]} -gt 0 ]]; then
			joined[-1]+="=${words[index + 1]-}"
			index=$((index + 1))
		else
			joined+=("${words[index]}")
		fi
	done
	[[ $current == "=" ]] && current=
	COMPREPLY=()
	while IFS= read -r line; do
		if [[ $line == ":file" ]]; then
			compopt -o filenames 2>/dev/null
			while IFS= read -r text; do
				COMPREPLY+=("$text")
			done < <(compgen -f -- "$current")
			continue
		fi
		text=${line%%$'\t'*}
		[[ ${joined[-1]} == *=* ]] && text=${text#*=}
		COMPREPLY+=("$text")
	done < <("${COMP_WORDS[0]}" __complete "${joined[@]}" 2>/dev/null)
}

complete -F _eksbreakglass eksbreakglass
