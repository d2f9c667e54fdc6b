"""Key pairs that age-keygen and age take for their own."""

import json
import re
import stat


def test_an_identity_file_is_one_of_age_keygens(cli, age_keygen, home):
    made = cli("keygen", "--out", "alice.key").expect(0)
    recipient = re.fullmatch(r"Public key: (age1[0-9a-z]{58})\n", made.stderr).group(1)
    assert made.stdout == ""
    lines = (home / "alice.key").read_text().splitlines()
    assert re.fullmatch(r"# created: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", lines[0])
    assert lines[1] == f"# public key: {recipient}"
    assert re.fullmatch(r"AGE-SECRET-KEY-1[0-9A-Z]{58}", lines[2])
    assert len(lines) == 3
    assert stat.S_IMODE((home / "alice.key").stat().st_mode) == 0o600
    assert age_keygen("-y", "alice.key").expect(0).stdout == f"{recipient}\n"


def test_an_existing_file_stays(cli, home):
    (home / "alice.key").write_text("precious")
    refused = cli("keygen", "--out", "alice.key").expect(1)
    assert "alice.key" in refused.stderr and "AGE-SECRET-KEY" not in refused.stdout
    assert (home / "alice.key").read_text() == "precious"
    assert sorted(path.name for path in home.iterdir()) == ["alice.key"]


def test_prints_the_identity_without_out(cli, age_keygen):
    made = cli("keygen").expect(0)
    recipient = made.stderr.removeprefix("Public key: ")
    assert age_keygen("-y", input=made.stdout).expect(0).stdout == recipient


def test_no_two_identities_are_the_same(cli):
    assert len({cli("keygen").expect(0).stdout.splitlines()[2] for _ in range(20)}) == 20


def test_converts_identities_as_age_keygen_does(cli, age_keygen, home):
    text = "".join(age_keygen().expect(0).stdout for _ in range(3))
    (home / "many.key").write_text(text)
    expected = age_keygen("-y", "many.key").expect(0).stdout
    assert cli("keygen", "-y", "many.key").expect(0).stdout == expected
    assert cli("keygen", "-y", input=text).expect(0).stdout == expected
    cli("keygen", "-y", "--out", "team.txt", "many.key").expect(0)
    assert (home / "team.txt").read_text() == expected


def test_tells_in_json_what_was_made(cli, home):
    made = cli("keygen", "--out", "bob.key", "-o", "json").expect(0)
    report = json.loads(made.stdout)
    assert made.stderr == ""
    assert report["file"] == "bob.key"
    assert cli("keygen", "-y", "bob.key").expect(0).stdout == f"{report['recipient']}\n"
    assert report["created"] in (home / "bob.key").read_text()
    assert json.loads(cli("keygen", "-y", "-o", "json", "bob.key").expect(0).stdout) == {
        "recipients": [report["recipient"]]
    }
    assert "AGE-SECRET-KEY" not in made.stdout


def test_usage_errors(cli, home):
    assert "--out" in cli("keygen", "-o", "json").expect(2).stderr
    assert "keygen -y" in cli("keygen", "alice.key").expect(2).stderr
    assert "no identity" in cli("keygen", "-y", input="# none\n").expect(1).stderr
    assert list(home.iterdir()) == []
