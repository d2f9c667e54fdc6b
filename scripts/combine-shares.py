#!/usr/bin/env python3
"""Rebuild the age identity of a quorum from its custodians' shares, with Python alone.

    age -d -i alice.key prod-alice.share.age > alice.share      each custodian, for his own share
    combine-shares.py prod.quorum alice.share bob.share > identity
    age -d -i identity prod.age > kubeconfig

Shares may also come on standard input. The description (prod.quorum) may be left out where the
shares are whole texts; of shares from QR codes, which are values alone, it is needed.
"""

import hashlib
import itertools
import re
import sys

ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
P = 2**255 - 19


def gf_multiply(a, b):
    """In GF(2^8) modulo x^8 + x^4 + x^3 + x + 1."""
    product = 0
    for bit in range(8):
        product ^= a * (b >> bit & 1)
        a = a << 1 ^ 0x11B * (a >> 7)
    return product


def combine(shares):
    """Lagrange's interpolation at 0; a share has 32 values and then its x."""
    secret = bytes(32)
    for share in shares:
        weight = 1
        for other in {other[32] for other in shares} - {share[32]}:
            inverse = next(i for i in range(256) if gf_multiply(i, share[32] ^ other) == 1)
            weight = gf_multiply(weight, gf_multiply(other, inverse))
        secret = bytes(s ^ gf_multiply(y, weight) for s, y in zip(secret, share))
    return secret


def bech32_data(text):
    """The checksum is left to the SHA-256, which says more."""
    bits = "".join(f"{ALPHABET.find(c) & 31:05b}" for c in text.lower().rpartition("1")[2][:-6])
    return bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits) - 7, 8))


def bech32_encode(prefix, data):
    bits = "".join(f"{byte:08b}" for byte in data)
    values = [int(bits[i : i + 5].ljust(5, "0"), 2) for i in range(0, len(bits), 5)]
    state = 1
    head = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    for value in head + values + [0] * 6:
        top, state = state >> 25, (state & 0x1FFFFFF) << 5 ^ value
        for i, g in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            state ^= g * (top >> i & 1)
    values += [(state ^ 1) >> 5 * i & 31 for i in reversed(range(6))]
    return prefix + "1" + "".join(ALPHABET[value] for value in values)


def x25519_public(scalar):
    """RFC 7748: the scalar times the base point."""
    k = int.from_bytes(scalar, "little") & ~7 & 2**255 - 1 | 2**254
    x2, z2, x3, z3 = 1, 0, 9, 1
    for bit in reversed(range(255)):
        if k >> bit & 1:
            x2, z2, x3, z3 = x3, z3, x2, z2
        da, cb = (x3 - z3) * (x2 + z2), (x3 + z3) * (x2 - z2)
        aa, bb = (x2 + z2) ** 2, (x2 - z2) ** 2
        x2, z2 = aa * bb % P, (aa - bb) * (aa + 121665 * (aa - bb)) % P
        x3, z3 = (da + cb) ** 2 % P, 9 * (da - cb) ** 2 % P
        if k >> bit & 1:
            x2, z2, x3, z3 = x3, z3, x2, z2
    return (x2 * pow(z2, P - 2, P) % P).to_bytes(32, "little")


def main():
    text = "\n".join([open(path).read() for path in sys.argv[1:]] or [sys.stdin.read()])
    quorums = set(re.findall(r"^(?:quorum: )?(age1[a-z0-9]{58})\s*$", text, re.M))
    thresholds = set(re.findall(r"^(?:# )?threshold: (\d+)\s*$", text, re.M))
    digests = re.findall(r"^(?:sha256:|# share: \d+ \S+) ([0-9a-f]{64})\b", text, re.M)
    if len(quorums) != 1 or len(thresholds) != 1:
        sys.exit("combine-shares: give shares of one quorum, or its description and values")
    quorum, threshold = quorums.pop(), int(thresholds.pop())
    shares = set()
    for value in re.findall(r"^(?:value: )?(EKSBREAKGLASS-SHARE-1\w+)\s*$", text, re.M):
        share = bech32_data(value)
        if hashlib.sha256(share).hexdigest() not in digests:
            number = share[32] if len(share) == 33 else "?"
            sys.exit(f"combine-shares: share {number} is wrong: its SHA-256 is not the one given")
        shares.add(share)
    for chosen in itertools.combinations(shares, threshold):
        if len({share[32] for share in chosen}) == threshold:
            secret = combine(chosen)
            if bech32_encode("age", x25519_public(secret)) == quorum:
                return print(bech32_encode("age-secret-key-", secret).upper())
    numbers = sorted({share[32] for share in shares})
    if len(numbers) < threshold:
        sys.exit(f"combine-shares: {threshold} shares are needed; here are {numbers}")
    sys.exit(f"combine-shares: the shares {numbers} do not give the key of {quorum}")


if __name__ == "__main__":
    main()
