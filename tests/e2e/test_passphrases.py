"""Files and identity files that are sealed with a passphrase, with people at terminals, and Debian's
age, which takes passphrases in no other way."""

import pytest

from rig import Terminal

PASSPHRASE = "Xq7 vor dem Frühstück"


def seal_raw(cli, content, *words, passphrase=PASSPHRASE):
    (cli.home / "plain").write_text(content)
    words = ("seal", "--raw", "plain", "-p", "--passphrase-fd", "0", *words)
    return cli(*words, input=f"{passphrase}\n").expect(0)


def test_age_opens_what_we_seal(cli, age):
    for armor in ((), ("--armor",)):
        sealed = seal_raw(cli, "a note", "--out", "note.age", "--force", *armor)
        assert "with a passphrase" in sealed.stderr and PASSPHRASE not in sealed.stderr
        terminal = Terminal(age, "-d", "-o", "opened", "note.age")
        terminal.answer("Enter passphrase", PASSPHRASE)
        code, shown = terminal.end()
        assert code == 0, shown
        assert (cli.home / "opened").read_text() == "a note"


def test_we_open_what_age_seals(cli, age, home):
    (home / "plain").write_text("their note")
    terminal = Terminal(age, "-p", "-o", "note.age", "plain")
    terminal.answer("Enter passphrase", PASSPHRASE)
    terminal.answer("Confirm passphrase", PASSPHRASE)
    code, shown = terminal.end()
    assert code == 0, shown
    opened = cli("unseal", "--raw", "--passphrase-fd", "0", "note.age", input=PASSPHRASE).expect(0)
    assert opened.stdout == "their note"
    terminal = Terminal(cli, "unseal", "--raw", "--out", "opened", "note.age")
    terminal.wait_for("Passphrase for note.age: ")
    assert not terminal.echoes()
    terminal.enter(f"{PASSPHRASE}\n")
    code, shown = terminal.end()
    assert code == 0 and PASSPHRASE not in shown
    assert (home / "opened").read_text() == "their note"


def test_a_new_passphrase_is_asked_for_twice_and_judged(cli, home):
    (home / "plain").write_text("a note")
    words = ("seal", "--raw", "plain", "-p", "--out")
    weak = Terminal(cli, *words, "weak.age")
    weak.answer("New passphrase (empty: one is made) for weak.age", "12345678")
    shown = weak.answer("Once more", "12345678")
    assert "strength: at most " in shown and "warning: below 60 bits" in shown
    assert weak.end()[0] == 0
    differing = Terminal(cli, *words, "differing.age")
    differing.answer("New passphrase", PASSPHRASE)
    shown = differing.answer("Once more", PASSPHRASE + "x")
    assert "strength: " in shown and "warning" not in shown
    code, shown = differing.end()
    assert code == 4 and "differ" in shown and PASSPHRASE not in shown
    assert not (home / "differing.age").exists()
    opened = cli("unseal", "--raw", "--passphrase-fd", "0", "weak.age", input="12345678").expect(0)
    assert opened.stdout == "a note"


def test_a_passphrase_is_made_where_none_is_typed(cli, home):
    (home / "plain").write_text("a note")
    terminal = Terminal(cli, "seal", "--raw", "plain", "-p", "--out", "note.age")
    terminal.answer("New passphrase", "")
    terminal.wait_for("The passphrase, to be kept somewhere safe: ")
    made = terminal.wait_for("\r\n").strip()
    assert terminal.end()[0] == 0
    assert [len(group) for group in made.split("-")] == [5] * 5
    opened = cli("unseal", "--raw", "--passphrase-fd", "0", "note.age", input=made).expect(0)
    assert opened.stdout == "a note"


def test_errors(cli, age_keygen, home):
    age_keygen("-o", "a.key").expect(0)
    seal_raw(cli, "a note", "--out", "note.age")
    words = ("unseal", "--raw", "note.age")
    assert "the passphrase is wrong" in cli(
        *words, "--passphrase-fd", "0", input=PASSPHRASE + " "
    ).expect(1).stderr
    assert "is empty" in cli(*words, "--passphrase-fd", "0", input="\n").expect(1).stderr
    assert "file descriptor 9" in cli(*words, "--passphrase-fd", "9").expect(1).stderr
    assert "it is sealed with a passphrase" in cli(*words, "-i", "a.key").expect(1).stderr
    # No terminal: a person is needed.
    assert "--passphrase-fd" in cli(*words).expect(4).stderr


@pytest.mark.parametrize("armored", [False, True])
def test_identity_files_that_age_encrypted(cli, age, age_keygen, home, armored):
    age_keygen("-o", "plain.key").expect(0)
    recipient = age_keygen("-y", "plain.key").expect(0).stdout.strip()
    terminal = Terminal(age, "-p", *(("-a",) if armored else ()), "-o", "safe.key", "plain.key")
    terminal.answer("Enter passphrase", PASSPHRASE)
    terminal.answer("Confirm passphrase", PASSPHRASE)
    assert terminal.end()[0] == 0
    age("-r", recipient, "-o", "note.age", input="a note").expect(0)
    fd = ("--passphrase-fd", "0")
    words = ("unseal", "--raw", "-i", "safe.key", "note.age")
    assert cli(*words, *fd, input=PASSPHRASE).expect(0).stdout == "a note"
    assert cli("keygen", "-y", "safe.key", *fd, input=PASSPHRASE).expect(0).stdout.strip() == recipient
    wrong = cli(*words, *fd, input="wrong").expect(1).stderr
    assert "safe.key" in wrong and "the passphrase is wrong" in wrong
    terminal = Terminal(cli, *words, "--out", "opened")
    terminal.answer("Passphrase for safe.key", PASSPHRASE)
    assert terminal.end()[0] == 0
    assert (home / "opened").read_text() == "a note"


def test_identity_files_that_we_encrypt(cli, age, home):
    made = cli("keygen", "-p", "--passphrase-fd", "0", "--out", "safe.key", input=PASSPHRASE).expect(0)
    recipient = made.stderr.removeprefix("Public key: ").strip()
    text = (home / "safe.key").read_text()
    assert text.startswith("-----BEGIN AGE ENCRYPTED FILE-----\n") and "SECRET" not in text
    age("-r", recipient, "-o", "note.age", input="a note").expect(0)
    terminal = Terminal(age, "-d", "-i", "safe.key", "-o", "opened", "note.age")
    terminal.answer("Enter passphrase", PASSPHRASE)
    code, shown = terminal.end()
    assert code == 0, shown
    assert (home / "opened").read_text() == "a note"


def test_an_identity_file_for_recipients_is_refused(cli, age, age_keygen, home):
    age_keygen("-o", "plain.key").expect(0)
    recipient = age_keygen("-y", "plain.key").expect(0).stdout.strip()
    age("-r", recipient, "-o", "safe.key", "plain.key").expect(0)
    age("-r", recipient, "-o", "note.age", input="a note").expect(0)
    refused = cli("unseal", "--raw", "-i", "safe.key", "note.age").expect(1)
    assert "it is sealed for recipients" in refused.stderr and "hint:" in refused.stderr
