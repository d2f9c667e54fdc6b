"""Sealed files as the stores take them, made by stock age and minisign."""

import subprocess
from pathlib import Path

from rig import find_program

ARN = "arn:aws:eks:eu-central-1:111122223333:cluster/prod"


def comment_of(serial):
    return (
        f"eksbreakglass/1 arn={ARN} server=https://prod.example issued=2026-11-2{serial}T00:00:00Z "
        f"rotate_by=2027-02-21T00:00:00Z serial={serial}"
    )


class SealedFiles:
    """Makes files with an identity and a signing key of its own."""

    def __init__(self, directory):
        self.directory = Path(directory)
        self.identity = self.directory / "identity"
        self.run("age-keygen", "-o", self.identity)
        self.recipient = self.run("age-keygen", "-y", self.identity).decode().strip()
        self.signing_key, self.public_key = self.directory / "sign.key", self.directory / "sign.pub"
        self.run("minisign", "-G", "-W", "-s", self.signing_key, "-p", self.public_key)

    def run(self, program, *arguments, input=b""):
        return subprocess.run(
            [find_program(program), *map(str, arguments)], input=input, check=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        ).stdout

    def make(self, serial=1, name="prod", signed=True, content=b"kubeconfig"):
        """directory/SERIAL/NAME.age, and its signature beside it."""
        path = self.directory / str(serial) / f"{name}.age"
        path.parent.mkdir(exist_ok=True)
        self.run("age", "-r", self.recipient, "-o", path, input=content + b" %d" % serial)
        if signed:
            self.run(
                "minisign", "-S", "-s", self.signing_key, "-m", path, "-t", comment_of(serial)
            )
        return path

    def verify(self, path):
        """Stock minisign accepts the file, and stock age opens it."""
        self.run("minisign", "-V", "-p", self.public_key, "-m", path)
        return self.run("age", "-d", "-i", self.identity, path)


def pair(path):
    """(file, signature or None)"""
    signature = Path(f"{path}.minisig")
    return path.read_bytes(), signature.read_bytes() if signature.exists() else None
