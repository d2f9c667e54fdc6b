"""Sealed files in directories: what is there, what stays there, and what a crash leaves."""

import fcntl
import json
import os
import resource
import shutil
import signal
import stat
import subprocess

import pytest

from rig import BUILD_DIR
from sealed_files import ARN, SealedFiles, pair


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    sealed = SealedFiles(tmp_path_factory.mktemp("sealed"))
    sealed.paths = {serial: sealed.make(serial) for serial in (1, 2, 3)}
    return sealed


@pytest.fixture
def store(tmp_path):
    directory = tmp_path / "stick"
    directory.mkdir()
    return directory


@pytest.fixture
def push(cli, files, store):
    def run(serial, *options):
        return cli("escrow", "push", "--to", f"dir:{store}", *options, files.paths[serial])

    return run


def versions(cli, store):
    """{name: {version: whether it is removed}}"""
    text = cli("escrow", "list", "--from", f"dir:{store}", "-o", "json").expect(0).stdout
    return {
        entry["name"]: {version["version"]: version["sha256"] for version in entry["versions"]}
        for entry in json.loads(text)["entries"]
    }


def tree(directory):
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in directory.rglob("*") if path.is_file()
    }


def test_versions_are_kept_and_the_newest_has_the_plain_name(push, files, store):
    assert push(1).expect(0).stdout == f"dir:{store}: prod stored as version 1\n"
    assert push(2).expect(0).stdout == f"dir:{store}: prod stored as version 2\n"
    assert sorted(tree(store)) == [
        "prod.age", "prod.age.minisig",
        "prod.versions/1.age", "prod.versions/1.age.minisig",
        "prod.versions/2.age", "prod.versions/2.age.minisig",
    ]
    assert pair(store / "prod.age") == pair(files.paths[2])
    # Without this program: stock minisign and age.
    assert files.verify(store / "prod.age") == b"kubeconfig 2"
    assert files.verify(store / "prod.versions/1.age") == b"kubeconfig 1"


def test_only_the_owner_can_read_what_is_stored(push, store):
    os.umask(os.umask(0))
    push(1).expect(0)
    for path in store.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_the_same_file_again_changes_nothing(push, store):
    push(1).expect(0)
    before = {path: path.stat().st_mtime_ns for path in store.rglob("*")}
    assert push(1).expect(0).stdout == f"dir:{store}: prod was there as version 1\n"
    assert {path: path.stat().st_mtime_ns for path in store.rglob("*")} == before


def test_a_new_signature_is_a_new_version(push, files, store, cli, tmp_path):
    push(1).expect(0)
    again = tmp_path / "prod.age"
    shutil.copy(files.paths[1], again)
    result = cli("escrow", "push", "--to", f"dir:{store}", again).expect(0)
    assert "stored as version 2" in result.stdout
    assert "there is no signature" in result.stderr
    assert pair(store / "prod.age") == (files.paths[1].read_bytes(), None)
    assert pair(store / "prod.versions/1.age") == pair(files.paths[1])


def test_a_file_that_somebody_put_there_becomes_a_version(push, files, store, cli):
    shutil.copy(files.paths[3], store / "prod.age")
    assert list(versions(cli, store)["prod"]) == [1]
    assert "version 2" in push(1).expect(0).stdout
    assert pair(store / "prod.versions/1.age") == (files.paths[3].read_bytes(), None)
    # And once more, over versions that are there.
    shutil.copy(files.paths[2], store / "prod.age")
    (store / "prod.age.minisig").unlink()
    assert list(versions(cli, store)["prod"]) == [1, 2, 3]
    assert "version 4" in push(1).expect(0).stdout
    assert (store / "prod.versions/3.age").read_bytes() == files.paths[2].read_bytes()


def crash_before_the_file(store, files):
    """Killed after the signature of version 2 was written."""
    shutil.copy(f"{files.paths[3]}.minisig", store / "prod.versions/2.age.minisig")


def crash_before_publishing(store, files):
    for suffix in ("", ".minisig"):
        shutil.copy(f"{files.paths[2]}{suffix}", store / f"prod.versions/2.age{suffix}")


def crash_amid_publishing(store, files):
    crash_before_publishing(store, files)
    shutil.copy(f"{files.paths[2]}.minisig", store / "prod.age.minisig")


def crash_amid_a_write(store, files):
    (store / "prod.versions/2.age.Xa82Bc").write_bytes(b"age-encr")
    (store / "prod.age.Xa82Bc").write_bytes(b"age-encr")


@pytest.mark.parametrize("crash", [
    crash_before_the_file, crash_before_publishing, crash_amid_publishing, crash_amid_a_write,
])
def test_the_same_command_completes_what_a_crash_interrupted(push, files, store, cli, crash):
    push(1).expect(0)
    crash(store, files)
    newest = 2 if (store / "prod.versions/2.age").exists() else 1
    assert list(versions(cli, store)["prod"]) == list(range(1, newest + 1))
    cli("escrow", "pull", "--from", f"dir:{store}", "--out", "got.age", "prod").expect(0)
    assert pair(cli.home / "got.age") == pair(files.paths[newest])
    assert "as version 2" in push(2).expect(0).stdout
    for name in ("prod.age", "prod.versions/2.age"):
        assert pair(store / name) == pair(files.paths[2])
    assert pair(store / "prod.versions/1.age") == pair(files.paths[1])


@pytest.mark.parametrize("fault", ["signal=KILL", "error=ENOSPC", "error=EIO"])
@pytest.mark.parametrize(
    "call, when",
    [("rename", 1), ("rename", 2), ("rename", 3), ("renameat2", 1), ("fsync", 1), ("fsync", 4)],
)
def test_a_fault_at_any_write_leaves_whole_versions(push, files, store, cli, call, when, fault):
    """The n-th call is not made: the program dies there, or is told that it failed."""
    push(1).expect(0)
    command = [
        "strace", "-f", "-qq", "-o", os.devnull, "-e", f"inject={call}:{fault}:when={when}",
        BUILD_DIR / "eksbreakglass-online", "escrow", "push", "--to", f"dir:{store}",
        files.paths[2],
    ]
    run = subprocess.run(command, env=cli.environment(), stdin=subprocess.DEVNULL, timeout=60,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert run.returncode != 0
    for number in versions(cli, store)["prod"]:
        cli("escrow", "pull", "--from", f"dir:{store}", "--version", number,
            "--out", f"{number}.age", "prod").expect(0)
        assert pair(cli.home / f"{number}.age") == pair(files.paths[number])
    push(2).expect(0)
    assert list(versions(cli, store)["prod"]) == [1, 2]
    assert pair(store / "prod.age") == pair(files.paths[2])


def test_a_full_disk_leaves_what_was_there(push, files, store, cli):
    push(1).expect(0)
    before = tree(store)

    def no_room():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

    run = subprocess.run(
        cli.command("escrow", "push", "--to", f"dir:{store}", files.paths[2]),
        env=cli.environment(), stderr=subprocess.PIPE, preexec_fn=no_room, text=True, timeout=60,
    )
    assert run.returncode == 1 and "File too large" in run.stderr
    assert tree(store) == before


def test_writers_take_turns(push, files, store, cli):
    """While somebody else holds the directory, a push waits."""
    fd = os.open(store, os.O_RDONLY)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        process = subprocess.Popen(
            cli.command("escrow", "push", "--to", f"dir:{store}", files.paths[1]),
            env=cli.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.5)
        assert tree(store) == {}
    finally:
        os.close(fd)
    assert process.wait(30) == 0
    process.communicate()


def test_many_writers_lose_nothing(files, store, cli):
    sealed = [files.make(serial, name=f"many{serial}", signed=False) for serial in range(10, 18)]
    running = [
        subprocess.Popen(
            cli.command("escrow", "push", "--to", f"dir:{store}", "--name", "prod", path),
            env=cli.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for path in sealed
    ]
    for process in running:
        assert process.wait(60) == 0, process.communicate()
        process.communicate()
    stored = {(store / f"prod.versions/{number}.age").read_bytes() for number in range(1, 9)}
    assert stored == {path.read_bytes() for path in sealed}


def test_list_says_what_the_files_are_for(push, store, cli, files):
    push(1).expect(0)
    push(2).expect(0)
    push(1, "--name", "other").expect(0)
    (store / "README.txt").write_text("not ours")
    text = cli("escrow", "list", "--from", f"dir:{store}", "-o", "json").expect(0).stdout
    entries = json.loads(text)["entries"]
    assert [entry["name"] for entry in entries] == ["other", "prod"]
    prod = entries[1]
    assert (prod["cluster"], prod["serial"], prod["issued"]) == (ARN, "2", "2026-11-22T00:00:00Z")
    assert [version["version"] for version in prod["versions"]] == [1, 2]
    shown = cli("escrow", "list", "--from", f"dir:{store}", "prod").expect(0).stdout
    assert ARN in shown and "version 2 " in shown and "other" not in shown
    missing = cli("escrow", "list", "--from", f"dir:{store}", "none").expect(1)
    assert "there is no none" in missing.stderr


def test_labels_cannot_write_on_the_terminal(store, cli, files):
    path = files.make(9)
    files.run("minisign", "-S", "-s", files.signing_key, "-m", path,
              "-t", "eksbreakglass/1 arn=\x1b]0;x\x07 serial=\x1b[31m")
    cli("escrow", "push", "--to", f"dir:{store}", path).expect(0)
    assert "\x1b" not in cli("escrow", "list", "--from", f"dir:{store}").expect(0).stdout


def test_prune_keeps_the_newest(push, store, cli):
    for serial in (1, 2, 3):
        push(serial).expect(0)
    prune = ("escrow", "prune", "--from", f"dir:{store}")
    before = tree(store)
    text = cli(*prune, "--keep", "1", "--dry-run").expect(0).stdout
    assert text.count("would be removed") == 2 and tree(store) == before
    asked = cli(*prune, "--keep", "1").expect(4)
    assert "--yes" in asked.stderr and tree(store) == before
    cli(*prune, "--keep", "2", "--yes").expect(0)
    assert sorted(tree(store)) == [
        "prod.age", "prod.age.minisig",
        "prod.versions/2.age", "prod.versions/2.age.minisig",
        "prod.versions/3.age", "prod.versions/3.age.minisig",
    ]
    # Numbers are not used again.
    assert "version 4" in push(1).expect(0).stdout
    assert "how many versions" in cli(*prune, "--keep", "0").expect(2).stderr


def test_pull_gives_back_the_same_bytes(push, files, store, cli):
    push(1).expect(0)
    push(2).expect(0)
    pull = ("escrow", "pull", "--from", f"dir:{store}")
    said = cli(*pull, "prod").expect(0).stderr
    assert said == f"pulled version 2 of prod from dir:{store}\n"
    assert pair(cli.home / "prod.age") == pair(files.paths[2])
    assert stat.S_IMODE((cli.home / "prod.age").stat().st_mode) == 0o600
    cli(*pull, "prod").expect(0)  # there already, and the same
    assert "--force" in cli(*pull, "--version", "1", "prod").expect(1).stderr
    assert pair(cli.home / "prod.age") == pair(files.paths[2])
    cli(*pull, "--version", "1", "--force", "prod").expect(0)
    assert pair(cli.home / "prod.age") == pair(files.paths[1])
    assert cli(*pull, "--out", "-", "prod").expect(0).stdout_bytes == files.paths[2].read_bytes()
    assert "there is no version 7 of prod" in cli(*pull, "--version", "7", "prod").expect(1).stderr


def test_pull_leaves_no_signature_of_another_file(files, store, cli, push):
    push(1).expect(0)
    cli("escrow", "pull", "--from", f"dir:{store}", "prod").expect(0)
    unsigned = files.make(8, signed=False)
    cli("escrow", "push", "--to", f"dir:{store}", unsigned).expect(0)
    pull = ("escrow", "pull", "--from", f"dir:{store}", "prod")
    assert "has no signature" in cli(*pull).expect(1).stderr
    cli(*pull, "--force").expect(0)
    assert pair(cli.home / "prod.age") == (unsigned.read_bytes(), None)


def test_pull_takes_the_first_store_that_works(push, files, store, cli, tmp_path):
    push(1).expect(0)
    empty = tmp_path / "empty"
    empty.mkdir()
    sources = [f"dir:{tmp_path}/none", f"dir:{empty}", f"dir:{store}"]
    options = [word for source in sources for word in ("--from", source)]
    said = cli("escrow", "pull", *options, "prod").expect(0).stderr
    assert "is its medium mounted?" in said and f"dir:{empty}: there is no prod" in said
    assert pair(cli.home / "prod.age") == pair(files.paths[1])
    none = cli("escrow", "pull", *options[:4], "other").expect(1)
    assert "none of the 2 stores gave other" in none.stderr


def test_stores_that_work_are_served_where_others_fail(files, store, cli, tmp_path):
    later = tmp_path / "later"
    command = (
        "escrow", "push", "--to", f"dir:{later}", "--to", f"dir:{store}", files.paths[1],
    )
    result = cli(*command).expect(1)
    assert result.stdout == f"dir:{store}: prod stored as version 1\n"
    assert f"dir:{later}: cannot use the directory" in result.stderr
    assert "1 of 2 stores do not have prod" in result.stderr
    later.mkdir()
    assert cli(*command).expect(0).stdout == (
        f"dir:{later}: prod stored as version 1\ndir:{store}: prod was there as version 1\n"
    )


def test_a_changed_medium_is_noticed(push, files, store, cli):
    """A newest version that is damaged is not taken for what is pushed."""
    push(1).expect(0)
    damaged = store / "prod.versions/1.age"
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"?")
    push(1).expect(0)
    assert pair(store / "prod.age") == pair(files.paths[1])
    assert files.paths[1].read_bytes() in tree(store / "prod.versions").values()


@pytest.mark.parametrize("content", [b"apiVersion: v1\nkind: Config\n", b"", b"age-encryption.org/v1\n"])
def test_nothing_unsealed_gets_into_a_store(store, cli, tmp_path, content):
    path = tmp_path / "prod.age"
    path.write_bytes(content)
    assert "is not a sealed file" in cli(
        "escrow", "push", "--to", f"dir:{store}", path
    ).expect(1).stderr
    assert tree(store) == {}


def test_armored_files_are_stored_as_they_are(files, store, cli, tmp_path):
    path = tmp_path / "prod.age"
    files.run("age", "-a", "-r", files.recipient, "-o", path, input=b"kubeconfig")
    cli("escrow", "push", "--to", f"dir:{store}", path).expect(0)
    assert (store / "prod.age").read_bytes() == path.read_bytes()


@pytest.mark.parametrize("words, said", [
    (["push", "prod.age"], "there is no store to push to"),
    (["push", "--to", "/media/stick", "prod.age"], "does not name a store"),
    (["push", "--to", "s3:bucket", "prod.age"], "does not name a store"),
    (["push", "--to", "dir:.", "--name", "../x", "prod.age"], "cannot be a name"),
    (["push", "--to", "dir:.", "--name", "x.age", "prod.age"], "the name of prod.age is prod"),
    (["pull", "prod"], "there is no store to pull from"),
    (["pull", "--from", "dir:.", "a/b"], "cannot be a name"),
    (["list"], "there is no store to list"),
    (["prune", "--from", "dir:."], "how many versions"),
])
def test_wrong_command_lines(cli, words, said):
    assert said in cli("escrow", *words).expect(2).stderr
