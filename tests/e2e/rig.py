"""The real parts that the end-to-end tests run: control planes and command-line programs.

Nothing here stands in for anything: kube-apiserver, kubectl and age are the genuine programs, on
loopback, with throw-away keys.
"""

import functools
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import termios
import time
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
BUILD_DIR = Path(os.environ.get("EKSBREAKGLASS_BUILD_DIR") or TOP / "build").absolute()

# What a program under test may inherit: where programs are, and how sanitizers report.
INHERITED = ("PATH", "ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS", "LLVM_PROFILE_FILE")


@functools.cache
def tool(name):
    """The path of a pinned program (etcd, kubectl, ...; see scripts/test-tools)."""
    run = subprocess.run(
        [TOP / "scripts/test-tools", "path", name], stdout=subprocess.PIPE, text=True, check=True
    )
    return Path(run.stdout.strip())


@functools.cache
def age_vectors():
    """The directory of the C2SP test vectors of the age format (see scripts/test-tools)."""
    run = subprocess.run(
        [TOP / "scripts/test-tools", "age-vectors"], stdout=subprocess.PIPE, text=True, check=True
    )
    return Path(run.stdout.strip())


@dataclass(frozen=True)
class Result:
    """How a program ended. bool(result) is whether it succeeded."""

    argv: tuple
    rc: int
    stdout_bytes: bytes
    stderr_bytes: bytes

    def __bool__(self):
        return self.rc == 0

    @property
    def stdout(self):
        return self.stdout_bytes.decode()

    @property
    def stderr(self):
        return self.stderr_bytes.decode()

    def expect(self, rc=0):
        """Assert the exit code, showing what the program said where it is another."""
        assert self.rc == rc, (
            f"{' '.join(self.argv)}\nexit code {self.rc}, not {rc}\n{self.stdout}\n{self.stderr}"
        )
        return self


class Program:
    """A command-line program run in a home directory of its own and an otherwise bare environment.

    No AWS_*, KUBECONFIG or proxy setting of the caller gets through; what a test wants it gives:

        cli("create", "-o", "json", env={"KUBECONFIG": path}, input=b"yes\n").expect(0).stdout
    """

    def __init__(self, path, home, prefix=(), env=None):
        self.path, self.home, self.prefix = Path(path), Path(home), tuple(prefix)
        self.base_env = {name: os.environ[name] for name in INHERITED if name in os.environ}
        self.base_env |= {"HOME": str(home), "LANG": "C.UTF-8", "TZ": "UTC"} | (env or {})

    def environment(self, extra=None):
        """The whole environment of a call; a value of None takes the variable out."""
        merged = self.base_env | (extra or {})
        return {name: str(value) for name, value in merged.items() if value is not None}

    def command(self, *arguments):
        return tuple(str(part) for part in (self.path, *self.prefix, *arguments))

    def __call__(self, *arguments, env=None, input=b"", cwd=None, timeout=60):
        data = input.encode() if isinstance(input, str) else input
        argv = self.command(*arguments)
        process = subprocess.Popen(
            argv,
            env=self.environment(env),
            cwd=cwd or self.home,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        try:
            stdout, stderr = process.communicate(data, timeout=timeout)
        except BaseException:
            # Its children too, or they would keep the pipes open.
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            raise
        return Result(argv, process.returncode, stdout, stderr)

    def with_prefix(self, *prefix):
        """The same program with arguments that come before all others."""
        return Program(self.path, self.home, (*self.prefix, *prefix), self.base_env)


class Terminal:
    """A program with a person at its controlling terminal.

        terminal = Terminal(cli, "seal", "-p", "--out", "x.age")
        terminal.answer("New passphrase", "secret")
        code, shown = terminal.end()
    """

    def __init__(self, program, *arguments):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(program.home)
            os.execve(
                program.path, program.command(*arguments), program.environment({"TERM": "xterm"})
            )
        self.shown = ""

    def read(self, deadline):
        """What the terminal shows next; "" at its end."""
        assert select.select([self.fd], [], [], deadline - time.monotonic())[0], self.shown
        try:
            part = os.read(self.fd, 4096).decode(errors="replace")
        except OSError:  # EIO: the program has ended
            part = ""
        self.shown += part
        return part

    def wait_for(self, text):
        """Until the text is shown; what was shown since the last time."""
        deadline = time.monotonic() + 60
        while text not in self.shown:
            assert self.read(deadline), f"it ended without {text!r}: {self.shown!r}"
        before, _, self.shown = self.shown.partition(text)
        return before + text

    def enter(self, text):
        os.write(self.fd, text.encode())

    def answer(self, prompt, text):
        shown = self.wait_for(prompt) + self.wait_for(": ")
        self.enter(text + "\n")
        return shown

    def echoes(self):
        return bool(termios.tcgetattr(self.fd)[3] & termios.ECHO)

    def end(self):
        """(exit code, what was shown since the last time)"""
        deadline = time.monotonic() + 60
        while self.read(deadline):
            pass
        _, status = os.waitpid(self.pid, 0)
        os.close(self.fd)
        return os.waitstatus_to_exitcode(status), self.shown


class ControlPlane:
    """A control plane that lives as long as this process at most (see scripts/control-plane)."""

    def __init__(self, directory, *options, apiserver_flags=()):
        self.dir = Path(directory)
        self.options, self.apiserver_flags = options, tuple(apiserver_flags)
        self.kubeconfig = self.dir / "admin.kubeconfig"
        self.ca_file, self.ca_key = self.dir / "ca.crt", self.dir / "ca.key"
        self.audit_log = self.dir / "audit.log"
        self.server, self.process = None, None

    def start(self):
        """Start, or resume after stop() with the same CA, data and port."""
        argv = [TOP / "scripts/control-plane", "run", "--dir", self.dir, *self.options]
        if self.apiserver_flags:
            argv += ["--", *self.apiserver_flags]
        self.process = subprocess.Popen(
            argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        ready = self.process.stdout.readline()
        if not ready:
            self.process.wait()
            raise RuntimeError(
                f"the control plane in {self.dir} did not start (see its standard error)"
            )
        self.server = re.search(r"https://\S+", ready).group(0)
        return self

    def stop(self):
        if self.process:
            self.process.stdin.close()
            self.process.stdout.close()
            self.process.wait()
            self.process = None

    def pid(self, name):
        """The pid of etcd, kube-apiserver or kube-controller-manager."""
        return int((self.dir / f"{name}.pid").read_text().split()[0])


def find_program(name):
    path = shutil.which(name)
    assert path, f"{name} is missing: run scripts/bootstrap check"
    return path
