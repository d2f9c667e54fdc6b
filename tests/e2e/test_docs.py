"""The command table is the truth: manual page, README and completions must say the same."""

import re
import subprocess

import pytest

from rig import TOP

MAN = TOP / "man/eksbreakglass.1"
README = TOP / "README.md"


def candidates(cli, *words):
    """What the shells would offer: {text: description}."""
    lines = cli("__complete", *words).expect(0).stdout.splitlines()
    return dict(line.split("\t", 1) for line in lines if not line.startswith(":"))


@pytest.fixture
def commands(cli):
    """{name: summary} of every command, from `--help`."""
    text = cli("--help").expect(0).stdout
    return dict(re.findall(r"^  ([a-z-]+(?: [a-z-]+)?) {2,}(\S.*)$", text, re.M))


def help_of(cli, command):
    """{long option: letter or ""} of a command, from its help."""
    text = cli(*command.split(), "--help").expect(0).stdout
    return {
        name: letter for letter, name in re.findall(r"^  (?:-(\w), |    )--([a-z-]+)", text, re.M)
    }


def man_sections():
    """{command: {long option: letter or ""}} from the manual page's source."""
    text = MAN.read_text()
    commands_part = text.split("\n.Sh COMMANDS\n")[1].split("\n.Sh ")[0]
    vault_options = text.split("\n.Ss Options for vaults\n")[1].split("\n.Sh ")[0]
    sections = {}
    for part in commands_part.split("\n.Ss ")[1:] + [commands_part.split("\n.Ss ")[0]]:
        name = part.removeprefix(".Ss ").split("\n")[0]
        # What these commands share is described there once.
        if "\n.Sx STORES" in part:
            part += vault_options
        options = {}
        for item in re.findall(r"^\.It (.*Fl.*)$", part, re.M):
            letter = re.search(r"\bFl (\w)\b(?: |$)", item)
            name_ = re.search(r"Fl Fl ([a-z-]+)", item)
            options[name_.group(1)] = letter.group(1) if letter and len(letter.group(1)) == 1 else ""
        sections[name] = options
    return sections


def test_every_command_helps_with_examples(cli, commands):
    assert len(commands) >= 2
    for command in commands:
        text = cli(*command.split(), "--help").expect(0).stdout
        assert text.startswith(f"Usage: eksbreakglass {command}"), command
        assert "\nExamples:\n" in text, f"{command} has no example"
        assert all(len(line) <= 100 for line in text.splitlines()), f"{command}: long line"


def test_manual_page_describes_the_same_commands_and_options(cli, commands):
    sections = man_sections()
    assert sorted(sections) == sorted(commands)
    for command in commands:
        options = help_of(cli, command)
        options.pop("help")
        assert sections[command] == options, command


def test_manual_page_is_clean():
    lint = subprocess.run(
        ["mandoc", "-T", "lint", "-W", "warning", MAN], stdout=subprocess.PIPE, text=True
    )
    assert lint.returncode == 0, lint.stdout


def test_readme_names_every_command(commands):
    text = README.read_text()
    for command in commands:
        assert f"`{command}`" in text, f"README does not name `{command}`"


def test_readme_mentions_no_unknown_command(commands):
    shown = re.findall(r"^(?:\$ )?eksbreakglass ([a-z][a-z-]*)(?: ([a-z-]+))?", README.read_text(), re.M)
    for first, second in shown:
        assert first in commands or f"{first} {second}" in commands, f"{first} {second}"


def test_completion_offers_every_command_and_option(cli, commands):
    first_words = candidates(cli, "")
    assert sorted(first_words) == sorted({command.split()[0] for command in commands})
    for command in commands:
        words = command.split()
        if len(words) == 2:
            assert words[1] in candidates(cli, words[0], "")
        offered = candidates(cli, *words, "--")
        assert sorted(offered) == sorted(f"--{name}" for name in help_of(cli, command)), command


def test_completion_offers_choices_and_files(cli):
    assert sorted(candidates(cli, "version", "--output", "")) == ["json", "text"]
    assert sorted(candidates(cli, "version", "-o", "j")) == ["json"]
    assert sorted(candidates(cli, "version", "--output=t")) == ["--output=text"]


def bash_completes(cli, line):
    """COMPREPLY after a Tab at the end of the line."""
    script = f"""
        source "{TOP}/completions/eksbreakglass.bash"
        COMP_LINE={line!r}; COMP_POINT=${{#COMP_LINE}}
        # Readline splits words at '=' and ':' as well.
        COMP_SPLIT=${{COMP_LINE//=/ = }}
        read -ra COMP_WORDS <<< "${{COMP_SPLIT//:/ : }}"
        [[ $COMP_LINE == *[\\ =] ]] && COMP_WORDS+=("")
        [[ $COMP_LINE == *= ]] && COMP_WORDS=("${{COMP_WORDS[@]:0:${{#COMP_WORDS[@]}}-1}}")
        COMP_CWORD=$(( ${{#COMP_WORDS[@]}} - 1 ))
        _eksbreakglass
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    return shell(cli, ["bash", "--norc", "-c", script])


def fish_completes(cli, line):
    script = f'source "{TOP}/completions/eksbreakglass.fish"; complete --do-complete {line!r}'
    return [text.split("\t")[0] for text in shell(cli, ["fish", "--no-config", "-c", script])]


def zsh_completes(cli, line):
    """zsh completes only in its line editor: run one on a pseudo-terminal, and press Tab."""
    script = f"""
        zmodload zsh/zpty
        zpty shell zsh -f -i
        zpty -w shell 'fpath=({TOP}/completions $fpath); autoload -U compinit; compinit -u -D'
        zpty -w shell 'zstyle ":completion:*" list-prompt ""; zstyle ":completion:*" select-prompt ""'
        zpty -w shell 'LISTMAX=1000; PS1=; COLUMNS=200; bindkey "^I" list-choices; print READY'
        zpty -r shell text '*READY*READY*'
        zpty -n -w shell {line!r}$'\\t'
        sleep 0.1
        for attempt in {{1..50}}; do
            if zpty -r -t shell text; then all+=$text; else sleep 0.05; fi
            [[ $all == *--*$'\\n'* ]] && (( ++quiet > 10 )) && break
        done
        print -r -- $all
    """
    text = "\n".join(shell(cli, ["zsh", "-f", "-c", script]))
    return re.findall(r"^[^\w-]*([\w=-]+) +-- ", re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text), re.M)


def shell(cli, argv):
    environment = cli.environment({"TERM": "xterm", "PATH": f"{cli.path.parent}:{cli.base_env['PATH']}"})
    run = subprocess.run(
        argv, env=environment, cwd=cli.home, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60,
    )
    assert run.returncode == 0, run.stderr
    return [line for line in run.stdout.splitlines() if line]


@pytest.mark.parametrize("completes", [bash_completes, zsh_completes, fish_completes])
def test_shells_complete(cli, completes):
    assert {"completion", "version"} <= set(completes(cli, "eksbreakglass "))
    assert set(completes(cli, "eksbreakglass version --")) == {"--output", "--help"}


@pytest.mark.parametrize("completes", [bash_completes, fish_completes])
def test_shells_complete_values(cli, completes):
    assert set(completes(cli, "eksbreakglass version --output ")) == {"text", "json"}


def test_bash_completes_a_value_after_the_equals_sign(cli):
    assert bash_completes(cli, "eksbreakglass version --output=") == ["text", "json"]
    assert bash_completes(cli, "eksbreakglass version --output=j") == ["json"]


@pytest.mark.parametrize(
    "shell_name, file",
    [("bash", "eksbreakglass.bash"), ("zsh", "_eksbreakglass"), ("fish", "eksbreakglass.fish")],
)
def test_completion_prints_the_installed_script(cli, shell_name, file):
    assert cli("completion", shell_name).expect(0).stdout == (TOP / "completions" / file).read_text()
