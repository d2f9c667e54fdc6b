"""Completion of context names, in the shells themselves."""

import os
import pty

import pytest
import yaml

from rig import TOP
from test_docs import bash_completes, candidates, fish_completes, zsh_completes

ARN = "arn:aws:eks:eu-central-1:123456789012:cluster/prod"


@pytest.fixture
def kubeconfig(home):
    """Writes a kubeconfig with contexts of these names, by default where kubectl looks for it."""

    def write(*names, path=None):
        path = path or home / ".kube/config"
        path.parent.mkdir(exist_ok=True)
        path.write_text(yaml.safe_dump({
            "contexts": [{"name": name, "context": {"cluster": f"of {name}"}} for name in names],
        }, allow_unicode=True))
        return path

    return write


def test_offers_the_contexts_of_the_kubeconfig(cli, kubeconfig):
    kubeconfig("prod-blue", "prod-green", "test", "ä b", "\x1b[31m", "new\nline")
    assert candidates(cli, "config", "contexts", "prod") == {
        "prod-blue": "of prod-blue", "prod-green": "of prod-green",
    }
    assert list(candidates(cli, "config", "contexts", "")) == ["prod-blue", "prod-green", "test", "ä b"]
    assert list(candidates(cli, "config", "contexts", "test", "p")) == ["prod-blue", "prod-green"]


def test_honours_the_kubeconfig_given_earlier_on_the_line(cli, kubeconfig, home):
    kubeconfig("default")
    other = kubeconfig("other", path=home / "other")
    for words in [["--kubeconfig", other], [f"--kubeconfig={other}"], ["--kubeconfig", "~/other"]]:
        assert list(candidates(cli, "config", "contexts", *words, "")) == ["other"], words
    assert list(candidates(cli, "config", "contexts", "")) == ["default"]
    assert candidates(cli, "config", "contexts", "--kubeconfig", home / "missing", "") == {}


def test_a_broken_kubeconfig_offers_nothing_and_says_nothing(cli, home):
    (home / "broken").write_text("contexts: {")
    result = cli("__complete", "config", "contexts", "--kubeconfig", home / "broken", "").expect(0)
    assert result.stdout == "" and result.stderr == ""


@pytest.mark.parametrize("completes", [bash_completes, zsh_completes, fish_completes])
def test_shells_complete_contexts(cli, kubeconfig, completes):
    kubeconfig("prod-blue", "prod-green", "test")
    assert set(completes(cli, "eksbreakglass config contexts prod")) == {"prod-blue", "prod-green"}


def test_bash_completes_names_with_colons(cli, kubeconfig):
    kubeconfig(ARN, "arn:aws:eks:us-east-1:1:cluster/x", "other")
    # What stands before the last colon stays: only the rest is to be replaced.
    assert bash_completes(cli, "eksbreakglass config contexts arn:aws:eks:eu") == [
        "eu-central-1:123456789012:cluster/prod",
    ]
    assert len(bash_completes(cli, "eksbreakglass config contexts arn:")) == 2
    assert len(bash_completes(cli, "eksbreakglass config contexts a")) == 2


@pytest.mark.parametrize("typed, word", [
    ("arn:aws:eks:eu", ARN),
    ("arn:", ARN),
    ("a", ARN),
    ("two", "two words"),
    ("--output=j", "--output=json"),
])
def test_bash_puts_the_name_on_the_line(cli, kubeconfig, typed, word):
    kubeconfig(ARN, "two words", "other")
    words = bash_words_after_tab(cli, f"eksbreakglass config contexts {typed}")
    assert words == f"[eksbreakglass][config][contexts][{word}]"


def bash_words_after_tab(cli, typed):
    """The words that an interactive bash sees when a line is typed, Tab and Return pressed."""
    environment = cli.environment({
        "TERM": "dumb", "PS1": "READY>", "INPUTRC": "/dev/null",
        "PATH": f"{cli.path.parent}:{cli.base_env['PATH']}",
    })
    pid, fd = pty.fork()
    if pid == 0:
        os.execvpe("bash", ["bash", "--norc", "--noprofile", "-i"], environment)
    output = b""

    def read_until(marker):
        nonlocal output
        while marker not in output:
            output += os.read(fd, 65536)

    read_until(b"READY>")
    os.write(fd, f"source {TOP}/completions/eksbreakglass.bash; PS1=AGAIN'>'\n".encode())
    read_until(b"AGAIN>")
    # Before Return, the line becomes arguments of printf (Control-A goes to its start).
    os.write(fd, typed.encode() + b"\t\x01printf 'words: '; printf '[%s]' \x05; echo; exit\n")
    try:
        while True:
            output += os.read(fd, 65536)
    except OSError:
        pass
    os.close(fd)
    os.waitpid(pid, 0)
    return next(
        line.removeprefix("words: ").strip()
        for line in output.decode().replace("\r", "").splitlines() if line.startswith("words: ")
    )
