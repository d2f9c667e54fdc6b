"""A server process that a later run of a script finds again, by its pid file."""

import ctypes
import os
import select
import signal
import subprocess
from pathlib import Path

from lib.failure import Failure

STOP_GRACE_SECONDS = 5
PR_SET_PDEATHSIG = 1


class PortTaken(Exception):
    """Somebody else bound the port between our choice and our use of it."""


class ServerProcess:
    """NAME.pid, which holds "PID START-TIME", and NAME.log in a directory; the pair of numbers is
    what tells the process from a later one that got the same pid."""

    def __init__(self, directory, name):
        self.directory, self.name = directory, name
        self.pid_file, self.log = directory / f"{name}.pid", directory / f"{name}.log"

    def spawn(self, program, arguments, die_with_parent):
        """Start it in the directory, logging to an emptied log."""
        parent = os.getpid()

        def before_exec():
            # The process writes it itself: at no moment it runs and is not on record.
            self.pid_file.write_text(f"{os.getpid()} {start_time('self')}\n")
            if die_with_parent:
                ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
                if os.getppid() != parent:
                    os._exit(1)

        # Its own session, so that Ctrl-C passes it by; no proxy or Go setting of the caller.
        with open(self.log, "wb") as log:
            subprocess.Popen(
                [program, *arguments],
                cwd=self.directory,
                env={"HOME": str(self.directory)},
                preexec_fn=before_exec,
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def running(self):
        """The pid, or None where it has ended or its number now belongs to somebody else."""
        try:
            pid, started = self.pid_file.read_text().split()
            return int(pid) if start_time(pid) == started else None
        except (OSError, ValueError):
            return None

    def check_running(self):
        """Raise what the log says where it has ended."""
        if self.running():
            return
        said = self.log.read_text(errors="replace")
        if "address already in use" in said:
            raise PortTaken
        last = "\n  ".join(said.splitlines()[-5:])
        raise Failure(f"{self.name} ended while starting; {self.log} closes with:\n  {last}")

    def stop(self):
        """End it if it runs, and only it."""
        pid = self.running()
        if pid:
            try:
                # While the descriptor is open, nobody else gets the number unseen.
                descriptor = os.pidfd_open(pid)
            except ProcessLookupError:
                descriptor = None
            if descriptor is not None and self.running() == pid:
                end(descriptor)
        self.pid_file.unlink(missing_ok=True)


def start_time(pid):
    """When it started, in clock ticks since boot (proc(5)); None for a dead one or none."""
    try:
        # The command name, field 2, may itself hold spaces and parentheses.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else fields[19]


def end(descriptor):
    """TERM, then KILL for what does not go; returns when it is gone."""
    for number, seconds in ((signal.SIGTERM, STOP_GRACE_SECONDS), (signal.SIGKILL, None)):
        try:
            signal.pidfd_send_signal(descriptor, number)
        except ProcessLookupError:
            break
        if select.select([descriptor], [], [], seconds)[0]:
            break
    os.close(descriptor)
