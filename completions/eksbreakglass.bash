# bash completion for eksbreakglass; the program itself knows the candidates.
# shellcheck shell=bash

_eksbreakglass()
{
	local current=${COMP_WORDS[COMP_CWORD]} rest=${COMP_LINE:0:COMP_POINT}
	local line text trimmed word before joined=()
	# Bash splits words at "=" and ":" as well: put together what no space divides.
	for word in "${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
		trimmed=${rest#"${rest%%[![:space:]]*}"}
		if [[ $trimmed == "$rest" && ${#joined[@]} -gt 0 ]]; then
			joined[-1]+=$word
		else
			joined+=("$word")
		fi
		rest=${trimmed#"$word"}
	done
	[[ $current == [=:] ]] && current=
	# What is typed of the last word and is not to be replaced.
	before=${joined[-1]%"$current"}
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
		text=${text#"$before"}
		[[ -n $text ]] && printf -v text %q "$text"
		COMPREPLY+=("$text")
	done < <("${COMP_WORDS[0]}" __complete "${joined[@]:1}" 2>/dev/null)
}

complete -F _eksbreakglass eksbreakglass
