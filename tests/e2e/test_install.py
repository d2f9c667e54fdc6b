"""make install: everything in its place, working from there, and gone again."""

import subprocess

from rig import BUILD_DIR, TOP


def make(target, destination):
    subprocess.run(
        ["make", "-s", target, f"DESTDIR={destination}", f"BUILD={BUILD_DIR}"],
        cwd=TOP, check=True, stdout=subprocess.DEVNULL,
    )


def installed_files(directory):
    return sorted(
        str(path.relative_to(directory)) for path in directory.rglob("*") if not path.is_dir()
    )


def test_install_and_uninstall(cli, tmp_path):
    make("install", tmp_path)
    root = tmp_path / "usr/local"
    files = installed_files(root)
    assert {
        "bin/eksbreakglass",
        "bin/kubectl-eksbreakglass",
        "libexec/eksbreakglass/combine-shares.py",
        "libexec/eksbreakglass/eksbreakglass-online",
        "share/man/man1/eksbreakglass.1",
        "share/bash-completion/completions/eksbreakglass",
        "share/zsh/site-functions/_eksbreakglass",
        "share/fish/vendor_completions.d/eksbreakglass.fish",
    } <= set(files)

    # The online program is found from where the offline one was put, wherever that is.
    for name in ("eksbreakglass", "kubectl-eksbreakglass"):
        run = subprocess.run(
            [root / "bin" / name, "create", "--help"],
            stdout=subprocess.PIPE, text=True, check=True, env=cli.environment(),
        )
        assert run.stdout.startswith("Usage: ")

    make("uninstall", tmp_path)
    assert installed_files(root) == []
