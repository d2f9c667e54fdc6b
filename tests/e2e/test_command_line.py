"""What holds for every command: exit codes, errors, output, and what is linked in."""

import errno
import json
import os
import subprocess
import time

import pytest

from rig import BUILD_DIR


@pytest.mark.parametrize(
    "words, said",
    [
        ([], "no command is given"),
        (["sael"], "there is no command 'sael'"),
        (["version", "--no-such"], "there is no option '--no-such'"),
        (["version", "-o", "xml"], "--output takes text|json, not 'xml'"),
        (["version", "extra"], "unexpected argument 'extra'"),
        (["completion", "tcsh"], "there is no completion for 'tcsh'"),
        (["\x1b[31m"], "there is no command '\\x1b[31m'"),
    ],
)
def test_usage_errors_exit_with_2_and_print_nothing_on_stdout(cli, words, said):
    result = cli(*words).expect(2)
    assert result.stdout == ""
    assert said in result.stderr
    assert "\x1b" not in result.stderr


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["help"]])
def test_help_goes_to_stdout(cli, words):
    assert cli(*words).expect(0).stdout.startswith("Usage: eksbreakglass COMMAND")


def test_help_of_a_command_both_ways(cli):
    assert cli("help", "version").expect(0).stdout == cli("version", "-h").expect(0).stdout


def test_help_of_an_online_command_comes_from_the_other_program(cli):
    assert cli("help", "create").expect(0).stdout.startswith("Usage: eksbreakglass create")


def test_version_as_json(cli):
    version = json.loads(cli("version", "-o", "json").expect(0).stdout)["version"]
    assert cli("--version").expect(0).stdout == f"eksbreakglass {version}\n"


def test_a_full_disk_is_an_error(cli):
    with open("/dev/full", "w") as full:
        run = subprocess.run(
            [cli.path, "--help"], stdout=full, stderr=subprocess.PIPE, text=True, env=cli.environment()
        )
    assert run.returncode == 1
    assert "cannot write to standard output: No space left on device" in run.stderr


def test_kubectl_runs_it_as_a_plugin(cli, kubectl, tmp_path):
    plugin = tmp_path / "bin"
    plugin.mkdir()
    os.symlink(cli.path, plugin / "kubectl-eksbreakglass")
    path = f"{plugin}:{cli.base_env['PATH']}"
    text = kubectl("eksbreakglass", "--help", env={"PATH": path}).expect(0).stdout
    assert text.startswith("Usage: kubectl eksbreakglass COMMAND")


def test_a_lost_online_program_is_explained(cli, tmp_path):
    alone = tmp_path / "eksbreakglass"
    alone.write_bytes(cli.path.read_bytes())
    alone.chmod(0o755)
    run = subprocess.run(
        [alone, "create"], capture_output=True, text=True, env=cli.environment(), timeout=30
    )
    assert run.returncode == 1
    assert "eksbreakglass-online" in run.stderr and "hint: reinstall" in run.stderr


def test_the_offline_program_has_no_network_code():
    linked = subprocess.run(
        ["ldd", BUILD_DIR / "eksbreakglass"], stdout=subprocess.PIPE, text=True, check=True
    ).stdout
    assert "libsodium" in linked
    for library in ("curl", "ssl", "crypto.so"):
        assert library not in linked
    imports = subprocess.run(
        ["nm", "-D", "--undefined-only", BUILD_DIR / "eksbreakglass"],
        stdout=subprocess.PIPE, text=True, check=True,
    ).stdout
    for call in ("socket", "connect", "getaddrinfo"):
        assert f" {call}@" not in imports


@pytest.mark.parametrize("program", ["eksbreakglass", "eksbreakglass-online"])
def test_programs_are_hardened(program):
    def readelf(*options):
        return subprocess.run(
            ["readelf", "-W", *options, BUILD_DIR / program], stdout=subprocess.PIPE, text=True, check=True
        ).stdout

    assert "Type:                              DYN" in readelf("-h")
    dynamic = readelf("-d")
    assert "BIND_NOW" in dynamic and "PIE" in dynamic
    segments = readelf("-l")
    assert "GNU_RELRO" in segments
    assert "RWE" not in segments
    symbols = readelf("--dyn-syms")
    assert "__stack_chk_fail" in symbols
    assert "_chk@GLIBC" in symbols


def open_when_read(fifo, reader):
    """Opens the FIFO for writing once the process reads it; fails if the process ends instead."""
    while reader.poll() is None:
        try:
            return open(os.open(fifo, os.O_WRONLY | os.O_NONBLOCK), "wb")
        except OSError as error:
            assert error.errno == errno.ENXIO
            time.sleep(0.01)
    raise AssertionError(f"the program ended with exit code {reader.returncode}")


def test_secrets_do_not_reach_core_dumps_or_tracers(cli, tmp_path):
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    # Any command that waits for a file will do.
    process = subprocess.Popen(
        [cli.path, "unseal", "-i", os.devnull, "--out", tmp_path / "out", fifo],
        env=cli.environment(), stdin=subprocess.DEVNULL,
    )
    try:
        with open_when_read(fifo, process):
            limits = open(f"/proc/{process.pid}/limits").read()
            # Files of an untraceable process belong to root whoever runs it.
            status = os.stat(f"/proc/{process.pid}/environ")
            assert "Max core file size        0                    0" in limits
            assert status.st_uid == 0
    finally:
        process.kill()
        process.wait()
