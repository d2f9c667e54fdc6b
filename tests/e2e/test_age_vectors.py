"""The C2SP test vectors of the age format (https://c2sp.org/CCTV/age), opened by `unseal --raw`."""

import hashlib
import zlib
from dataclasses import dataclass, field

from rig import age_vectors

# For vectors that need none.
SOME_IDENTITY = "AGE-SECRET-KEY-1VHHJJTZM0RU87XLWL4LDEQHY03SVFA93ZMZLYQJF39948PTUUG2Q38X943"

# What the error says where a vector expects this outcome.
MESSAGES = {
    "header failure": (
        "the age header is not valid",
        "it is not an age file",
        "is not supported",
        "what follows the age header is cut off",
    ),
    "no match": (
        "is one of those it is sealed for",
        "is not one of those it is sealed for",
        "the passphrase is wrong",
    ),
    "HMAC failure": ("its MAC is wrong",),
    "payload failure": ("the sealed content",),
    "armor failure": ("the armor is not valid", "it is not an age file"),
}


@dataclass
class Vector:
    name: str
    expect: str = ""
    payload: str = ""
    identities: list = field(default_factory=list)
    passphrases: list = field(default_factory=list)
    file: bytes = b""


def read_vector(path):
    head, _, body = path.read_bytes().partition(b"\n\n")
    vector = Vector(path.name, file=body)
    for line in head.decode().splitlines():
        key, _, value = line.partition(": ")
        match key:
            case "expect" | "payload":
                setattr(vector, key, value)
            case "identity":
                vector.identities.append(value)
            case "passphrase":
                vector.passphrases.append(value)
            case "compressed":
                assert value == "zlib"
                vector.file = zlib.decompress(body)
            case "file key" | "comment" | "armored":
                pass
            case _:
                raise AssertionError(f"{path.name}: unknown key {key}")
    return vector


def reason_to_leave_out(vector):
    """Why a vector does not apply; None where it does."""
    if any(identity.startswith("AGE-SECRET-KEY-PQ-") for identity in vector.identities):
        return "post-quantum identities are not supported"
    return None


def run(cli, vector):
    """What is wrong with how the vector opens, or None."""
    identities = vector.identities or [SOME_IDENTITY]
    (cli.home / "identity").write_text("".join(f"{line}\n" for line in identities))
    (cli.home / "sealed").write_bytes(vector.file)
    words = ("unseal", "--raw", "-i", "identity", "sealed")
    # Of several passphrases, in a file that no passphrase may open, the first stands for all.
    for passphrase in vector.passphrases[:1]:
        words += ("--passphrase-fd", "0")
    result = cli(*words, input="".join(vector.passphrases[:1]))
    if vector.expect == "success":
        if result.rc != 0:
            return f"exit code {result.rc}: {result.stderr}"
        digest = hashlib.sha256(result.stdout_bytes).hexdigest()
        return None if digest == vector.payload else "other plaintext"
    if result.rc != 1:
        return f"exit code {result.rc}, expected {vector.expect}"
    # All or nothing: also where the start of the payload is good.
    if result.stdout_bytes:
        return "plaintext came out of a file that is not good"
    if not any(message in result.stderr for message in MESSAGES[vector.expect]):
        return f"expected {vector.expect}, got: {result.stderr}"
    return None


def test_every_vector_ends_as_it_should(cli):
    vectors = [read_vector(path) for path in sorted(age_vectors().iterdir())]
    applicable = [vector for vector in vectors if not reason_to_leave_out(vector)]
    wrong = {vector.name: problem for vector in applicable if (problem := run(cli, vector))}
    assert wrong == {}
    assert {vector.expect for vector in applicable} == {"success", *MESSAGES}
