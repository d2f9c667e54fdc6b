"""A quorum: shares for custodians, and every way back from them, with our programs and without."""

import hashlib
import itertools
import json
import os
import pty
import re
import signal
import stat
import subprocess
import sys
import termios

import pytest

from rig import TOP, Program, Terminal, tool
from test_sealing import SERVER, TOKEN, write_config

PEOPLE = ["alice", "bob", "carol", "dave", "erin"]
SCRIPT = TOP / "scripts/combine-shares.py"
VALUE = re.compile(r"^value: (EKSBREAKGLASS-SHARE-1[02-9A-Z]+)$", re.M)


class Quorum:
    """Custodians with identity files NAME.key, their opened shares NAME.share, and prod.age."""

    def __init__(self, cli, age, age_keygen, home):
        self.cli, self.age, self.age_keygen, self.home = cli, age, age_keygen, home

    def make(self, threshold, count):
        self.names = PEOPLE[:count]
        options = []
        for name in self.names:
            self.age_keygen("-o", f"{name}.key").expect(0)
            recipient = self.age_keygen("-y", f"{name}.key").expect(0).stdout.strip()
            options += ["--custodian", f"{name}={recipient}"]
        made = self.cli("keygen", "--quorum", threshold, *options, "--out", "prod", "-o", "json")
        self.report = json.loads(made.expect(0).stdout)
        self.recipient = self.report["recipient"]
        for name in self.names:
            sealed = f"prod/prod-{name}.share.age"
            text = self.age("-d", "-i", f"{name}.key", sealed).expect(0).stdout
            (self.home / f"{name}.share").write_text(text)
        config = ("--kubeconfig", write_config(self.home))
        self.cli("seal", *config, "-R", "prod/prod.quorum", "--out", "prod.age").expect(0)
        return self

    def text(self, name):
        return (self.home / f"{name}.share").read_text()

    def value(self, name):
        return VALUE.search(self.text(name)).group(1)

    def shares(self, *names):
        return [word for name in names for word in ("-s", f"{name}.share")]

    def opened(self, path="opened"):
        """The kubeconfig that came out; it goes."""
        text = (self.home / path).read_text()
        assert stat.S_IMODE((self.home / path).stat().st_mode) == 0o600
        (self.home / path).unlink()
        assert TOKEN in text and SERVER in text
        return text


@pytest.fixture
def quorum(cli, age, age_keygen, home):
    return Quorum(cli, age, age_keygen, home)


@pytest.fixture
def script(home):
    return Program(sys.executable, home, prefix=("-B", str(SCRIPT)))


def test_keygen_tells_what_it_made(quorum, cli, age, home):
    quorum.make(2, 3)
    assert quorum.report["description"] == "prod/prod.quorum"
    assert quorum.report["threshold"] == 2
    for number, (name, share) in enumerate(zip(quorum.names, quorum.report["shares"]), 1):
        assert share["number"] == number and share["custodian"] == name
        assert stat.S_IMODE((home / share["file"]).stat().st_mode) == 0o600
        assert f"sha256: {share['sha256']}" in quorum.text(name)
        assert f"custodian: {name}\n" in quorum.text(name)
        others = [other for other in quorum.names if other != name]
        assert not any(age("-d", "-i", f"{other}.key", share["file"]) for other in others)
    refused = cli("keygen", "--quorum", 2, "--custodian", "a=age1", "--out", "prod").expect(2)
    assert "custodian a" in refused.stderr
    secrets = [path for path in home.rglob("*") if path.is_file() and path.suffix != ".key"]
    assert secrets
    assert not any(b"AGE-SECRET-KEY-" in path.read_bytes() for path in secrets)


def test_an_existing_directory_stays(quorum, cli, home):
    quorum.make(2, 2)
    before = {path: path.read_bytes() for path in (home / "prod").iterdir()}
    options = [word for share in quorum.names for word in ("--custodian", f"{share}=")]
    for index, name in enumerate(quorum.names):
        key = quorum.age_keygen("-y", f"{name}.key").expect(0).stdout.strip()
        options[2 * index + 1] += key
    refused = cli("keygen", "--quorum", 2, *options, "--out", "prod").expect(1)
    assert "File exists" in refused.stderr and "choose another name" in refused.stderr
    assert {path: path.read_bytes() for path in (home / "prod").iterdir()} == before


def test_any_two_of_three_recover_with_and_without_us(quorum, cli, age, age_keygen, script, home):
    quorum.make(2, 3)
    for pair in itertools.permutations(quorum.names, 2):
        combined = cli("combine", *quorum.shares(*pair), "--out", "opened", "prod.age").expect(0)
        assert combined.stdout == ""
        assert f"rebuilt the identity of {quorum.recipient} from 2 shares" in combined.stderr
        assert "kubectl --kubeconfig opened get ns" in combined.stderr
        ours = quorum.opened()
        identity = script(*(f"{name}.share" for name in pair)).expect(0).stdout
        assert age_keygen("-y", input=identity).expect(0).stdout.strip() == quorum.recipient
        (home / "identity").write_text(identity)
        assert age("-d", "-i", "identity", "prod.age").expect(0).stdout.rstrip() == ours.rstrip()
        printed = cli("combine", *quorum.shares(*pair), "--print-identity").expect(0)
        assert printed.stdout == identity


@pytest.mark.parametrize("threshold, count", [(2, 2), (3, 5), (5, 5)])
def test_the_script_takes_every_combination_that_is_enough(quorum, script, threshold, count):
    quorum.make(threshold, count)
    identities = set()
    for size in range(1, count + 1):
        for chosen in itertools.combinations(quorum.names, size):
            text = "".join(quorum.text(name) for name in chosen)
            if size >= threshold:
                identities.add(script(input=text).expect(0).stdout)
            else:
                assert f"{threshold} shares are needed" in script(input=text).expect(1).stderr
    (identity,) = identities
    assert quorum.age_keygen("-y", input=identity).expect(0).stdout.strip() == quorum.recipient


def flip(text, position, bit):
    data = bytearray(text.encode())
    data[position] ^= 1 << bit
    return bytes(data)


def test_the_script_takes_values_alone_and_refuses_wrong_ones(quorum, script, home):
    quorum.make(2, 3)
    identity = script("alice.share", "bob.share").expect(0).stdout
    values = "\n".join(quorum.value(name) for name in ("carol", "alice"))
    (home / "values").write_text(values)
    assert script("prod/prod.quorum", "values").expect(0).stdout == identity
    assert "its description" in script("values").expect(1).stderr
    # A share that was given twice is one share.
    assert "here are [1]" in script("alice.share", "alice.share").expect(1).stderr
    text = quorum.text("bob")
    at = text.index("value: ") + len("value: EKSBREAKGLASS-SHARE-1")
    for position in range(at, at + 52, 6):  # the last character has a bit that is not used
        for other in "QY":
            if text[position] != other:
                (home / "bad.share").write_text(text[:position] + other + text[position + 1 :])
                refused = script("alice.share", "bad.share").expect(1)
                assert "is wrong" in refused.stderr and refused.stdout == ""


def bech32_bytes(value):
    """Not the code of the script that is tested."""
    number = 0
    for letter in value.split("1", 1)[1][:-6].lower():
        number = number << 5 | "qpzry9x8gf2tvdw0s3jn54khce6mua7l".index(letter)
    return (number >> 1).to_bytes(33, "big")


def test_vaults_own_code_combines_our_shares(quorum, script, home):
    """sops carries Vault's Shamir package unchanged; 33 bytes have 264 bits, so one of padding."""
    vault = Program(tool("shamir"), home)
    quorum.make(3, 5)
    identity = script(*(f"{name}.share" for name in quorum.names)).expect(0).stdout.strip()
    number = 0
    for letter in identity.removeprefix("AGE-SECRET-KEY-1")[:-6].lower():
        number = number << 5 | "qpzry9x8gf2tvdw0s3jn54khce6mua7l".index(letter)
    scalar = (number >> 4).to_bytes(32, "big").hex()
    shares = {name: bech32_bytes(quorum.value(name)) for name in quorum.names}
    for name, share in shares.items():
        assert hashlib.sha256(share).hexdigest() in quorum.text(name)
    for chosen in itertools.combinations(shares.values(), 3):
        lines = "".join(f"{share.hex()}\n" for share in chosen)
        assert vault("combine", input=lines).expect(0).stdout.strip() == scalar
    lines = "".join(f"{share.hex()}\n" for share in list(shares.values())[:2])
    assert vault("combine", input=lines).expect(0).stdout.strip() != scalar


def test_sealed_shares_are_opened_with_their_custodians_identities(quorum, cli):
    quorum.make(2, 3)
    sealed = [word for name in ("alice", "carol") for word in ("-s", f"prod/prod-{name}.share.age")]
    keys = ("-i", "alice.key", "-i", "carol.key")
    cli("combine", *sealed, *keys, "--out", "opened", "prod.age").expect(0)
    quorum.opened()
    missing = cli("combine", *sealed, *keys[:2], "--out", "opened", "prod.age").expect(4)
    assert "warning: cannot use the share in prod/prod-carol.share.age" in missing.stderr
    assert "2 of the 3 shares are needed, and only 1 is here" in missing.stderr
    missing = cli("combine", *sealed, "--out", "opened", "prod.age").expect(4)
    assert "no identity is given" in missing.stderr


def test_shares_come_on_standard_input(quorum, cli):
    quorum.make(2, 3)
    both = quorum.text("alice") + "\r\n" + quorum.text("carol").replace("\n", "\r\n")
    cli("combine", "-s", "-", "--out", "opened", "prod.age", input=both).expect(0)
    quorum.opened()
    values = f"{quorum.value('bob')}\n{quorum.value('alice')}\n"
    words = ("combine", "-s", "-", "--out", "opened", "prod.age")
    unknown = cli(*words, input=values).expect(4)
    assert "--description FILE" in unknown.stderr
    cli(*words, "--description", "prod/prod.quorum", input=values).expect(0)
    quorum.opened()


def test_wrong_and_duplicate_shares_are_named_and_do_not_hinder(quorum, cli, home):
    quorum.make(2, 3)
    bad = quorum.text("bob").replace("value: EKSBREAKGLASS-SHARE-1", "value: EKSBREAKGLASS-SHARE-1Q")
    (home / "bad.share").write_text(bad)
    words = ("-s", "bad.share", *quorum.shares("alice", "alice", "carol"))
    done = cli("combine", *words, "--out", "opened", "prod.age").expect(0)
    assert "warning: bad.share: share 2 (bob) is damaged" in done.stderr
    assert "warning: share 1 (alice) was given before" in done.stderr
    quorum.opened()
    for name in quorum.names:
        assert quorum.value(name) not in done.stderr


def test_a_share_that_was_swapped_is_named(quorum, cli, home, age, age_keygen):
    """The share of another quorum, dressed up as one of this: all its digests are right."""
    quorum.make(2, 3)
    (home / "elsewhere").mkdir()
    other = Quorum(*(Program(program.path, home / "elsewhere") for program in (cli, age, age_keygen)),
                   home / "elsewhere").make(2, 3)  # fmt: skip
    forged = other.text("bob").replace(other.recipient, quorum.recipient)
    (home / "forged.share").write_text(forged)
    opened = ("--out", "opened", "prod.age")
    two = cli("combine", "-s", "forged.share", *quorum.shares("alice"), *opened).expect(1)
    assert "the shares 1 (alice), 2 (bob) do not give the key of age1" in two.stderr
    three = cli("combine", "-s", "forged.share", *quorum.shares("alice", "carol"), *opened).expect(0)
    assert "warning: share 2 (bob) is wrong, and the others were enough" in three.stderr
    quorum.opened()
    described = cli(
        "combine", "--description", "prod/prod.quorum", "-s", "forged.share",
        *quorum.shares("alice"), *opened,
    ).expect(4)  # fmt: skip
    assert "warning: share 2 (bob) is wrong: its SHA-256 is not" in described.stderr
    assert "still missing: 2 (bob), 3 (carol)" in described.stderr
    undisguised = cli("combine", *quorum.shares("alice"), "-s", "elsewhere/bob.share", *opened)
    assert "share 2 (bob) is of another quorum" in undisguised.expect(4).stderr


def test_nobody_is_asked_in_vain(quorum, cli, home):
    """What can go wrong without the custodians does so before their shares are read."""
    quorum.make(2, 2)
    (home / "precious").write_text("precious")
    (home / "bad.age").write_text("hello")
    cases = {
        1: (
            (*quorum.shares(*quorum.names), "--out", "precious", "prod.age"),
            (*quorum.shares(*quorum.names), "--out", "opened", "no.age"),
            (*quorum.shares(*quorum.names), "--out", "opened", "bad.age"),
            (*quorum.shares(*quorum.names), "--description", "bad.age", "--out", "o", "prod.age"),
            (*quorum.shares(*quorum.names), "-i", "bad.age", "--out", "opened", "prod.age"),
        ),
        2: (
            (*quorum.shares(*quorum.names), "--out", "opened"),
            (*quorum.shares(*quorum.names), "--print-identity", "prod.age"),
            (*quorum.shares(*quorum.names), "--print-identity", "--raw"),
            ("-s", "-", "--out", "opened", "-"),
            ("-s", "-", "-i", "-", "--out", "opened", "prod.age"),
        ),
    }
    for code, commands in cases.items():
        for words in commands:
            refused = cli("combine", *words).expect(code)
            assert "is here" not in refused.stderr, words
            assert refused.stdout == ""
    assert (home / "precious").read_text() == "precious"
    assert not (home / "opened").exists()
    words = (*quorum.shares(*quorum.names), "--out", "precious", "--force", "prod.age")
    cli("combine", *words).expect(0)
    quorum.opened("precious")


def test_any_age_file_is_opened_raw(quorum, cli, age):
    quorum.make(2, 2)
    age("-r", quorum.recipient, "-o", "note.age", input="a note").expect(0)
    words = ("combine", *quorum.shares(*quorum.names))
    assert cli(*words, "--raw", "note.age").expect(0).stdout == "a note"
    age("-a", "-r", quorum.recipient, "-o", "armored.age", input="a note").expect(0)
    assert cli(*words, "--raw", "armored.age").expect(0).stdout == "a note"
    assert "is not a sealed kubeconfig" in cli(*words, "note.age").expect(1).stderr


def test_an_armored_share_is_opened(quorum, cli, age):
    quorum.make(2, 2)
    recipient = quorum.age_keygen("-y", "bob.key").expect(0).stdout.strip()
    age("-a", "-r", recipient, "-o", "bob.asc", "bob.share").expect(0)
    words = ("-s", "alice.share", "-s", "bob.asc", "-i", "bob.key")
    cli("combine", *words, "--out", "opened", "prod.age").expect(0)
    quorum.opened()


PROMPT = "(not shown; Ctrl-D ends): "


def test_custodians_come_to_the_terminal_one_by_one(quorum, cli, home):
    quorum.make(3, 5)
    terminal = Terminal(
        cli, "combine", "--description", "prod/prod.quorum", "--out", "opened", "prod.age"
    )
    shown = terminal.wait_for(PROMPT)
    assert "still missing: 1 (alice), 2 (bob), 3 (carol), 4 (dave), 5 (erin)" in shown
    assert "Share 1 of 3: " in shown and not terminal.echoes()
    terminal.enter(quorum.text("dave"))  # the text, pasted
    shown = terminal.wait_for(PROMPT)
    assert "share 4 (dave) is here: 1 of 3" in shown and "Share 2 of 3: " in shown
    terminal.enter(quorum.text("dave").replace("\n", "\r\n"))
    shown += (part := terminal.wait_for(PROMPT))
    assert "warning: share 4 (dave) was given before" in part and "Share 2 of 3: " in part
    terminal.enter(quorum.value("erin")[:-1] + "\n")  # a value cut off
    shown += (part := terminal.wait_for(PROMPT))
    assert "warning: the share is damaged" in part
    terminal.enter("AGE-SECRET-KEY-1QQQ\n")  # what must not be shown either
    shown += (part := terminal.wait_for(PROMPT))
    assert "neither a share nor a file" in part
    terminal.enter(quorum.value("erin") + "\n")  # a value alone
    shown += (part := terminal.wait_for(PROMPT))
    assert "share 5 (erin) is here: 2 of 3" in part
    terminal.enter("prod/prod-alice.share.age\n")  # a sealed file, on a stick with its identity
    terminal.wait_for("Identity file that opens it: ")
    assert terminal.echoes()
    terminal.enter("bob.key\n")
    shown += (part := terminal.wait_for(PROMPT))
    assert "warning: cannot use the share in prod/prod-alice.share.age" in part
    terminal.enter("prod/prod-alice.share.age\n")
    terminal.wait_for("Identity file that opens it: ")
    terminal.enter("alice.key\n")
    code, last = terminal.end()
    shown += last
    assert code == 0, shown
    assert "share 1 (alice) is here: 3 of 3" in last and "rebuilt the identity of" in last
    quorum.opened()
    for name in quorum.names:
        assert quorum.value(name)[-20:] not in shown
    assert "AGE-SECRET-KEY" not in shown and TOKEN not in shown


def test_files_first_and_then_the_terminal(quorum, cli):
    quorum.make(2, 3)
    terminal = Terminal(cli, "combine", *quorum.shares("alice"), "--out", "opened", "prod.age")
    assert "still missing: 2, 3" in terminal.wait_for(PROMPT)
    terminal.enter("bob.share\n")
    code, shown = terminal.end()
    assert code == 0 and "share 2 (bob) is here: 2 of 2" in shown
    quorum.opened()


def test_a_wrong_share_makes_it_ask_for_one_more(quorum, cli, home, age, age_keygen):
    quorum.make(2, 3)
    (home / "elsewhere").mkdir()
    other = Quorum(*(Program(program.path, home / "elsewhere") for program in (cli, age, age_keygen)),
                   home / "elsewhere").make(2, 3)  # fmt: skip
    forged = other.text("bob").replace(other.recipient, quorum.recipient)
    terminal = Terminal(cli, "combine", *quorum.shares("alice"), "--out", "opened", "prod.age")
    terminal.wait_for(PROMPT)
    terminal.enter(forged)
    shown = terminal.wait_for(PROMPT)
    assert "the shares 1 (alice), 2 (bob) do not give the key" in shown
    terminal.enter(quorum.text("carol"))
    code, shown = terminal.end()
    assert code == 0 and "warning: share 2 (bob) is wrong" in shown
    quorum.opened()


@pytest.mark.parametrize("answer", ["\x04", "\n\n\x04"])
def test_the_end_of_the_input_ends_it(quorum, cli, home, answer):
    quorum.make(2, 3)
    terminal = Terminal(cli, "combine", *quorum.shares("alice"), "--out", "opened", "prod.age")
    terminal.wait_for(PROMPT)
    terminal.enter(answer)
    code, shown = terminal.end()
    assert code == 4 and "2 of the 3 shares are needed, and only 1 is here" in shown
    assert not (home / "opened").exists()


def test_the_echo_is_back_when_it_is_interrupted(quorum, cli):
    """Ctrl-C, as the terminal makes it of the character, and signals of others."""
    quorum.make(2, 2)
    for number, interrupt in (
        (signal.SIGINT, lambda terminal: terminal.enter("\x03")),
        (signal.SIGTERM, lambda terminal: os.kill(terminal.pid, signal.SIGTERM)),
        (signal.SIGHUP, lambda terminal: os.kill(terminal.pid, signal.SIGHUP)),
    ):
        keeper, slave = pty.openpty()  # outlives the program, so that its state can be seen
        process = subprocess.Popen(
            cli.command("combine", "--raw", "--out", "opened", "prod.age"),
            env=cli.environment(), cwd=cli.home, stdin=slave, stdout=slave, stderr=slave,
            start_new_session=True,
            preexec_fn=lambda: __import__("fcntl").ioctl(0, termios.TIOCSCTTY, 0),
        )  # fmt: skip
        terminal = Terminal.__new__(Terminal)
        terminal.pid, terminal.fd, terminal.shown = process.pid, keeper, ""
        terminal.wait_for(PROMPT)
        assert not terminal.echoes()
        interrupt(terminal)
        assert process.wait(timeout=30) == -number
        assert terminal.echoes()
        os.close(keeper)
        os.close(slave)


def test_the_identity_never_touches_the_disk(quorum, cli, home):
    """Every write of the program goes to the kubeconfig or to its standard streams."""
    quorum.make(2, 2)
    identity = cli("combine", *quorum.shares(*quorum.names), "--print-identity").expect(0).stdout
    cli("combine", *quorum.shares(*quorum.names), "--out", "opened", "prod.age").expect(0)
    assert identity.startswith("AGE-SECRET-KEY-1")
    for path in home.rglob("*"):
        if path.is_file():
            assert identity.strip() not in path.read_text(errors="replace")
