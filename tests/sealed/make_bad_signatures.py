"""Writes ``bad_signatures.json``: signatures (Ed25519) that every verifier must refuse, and a few good ones.

``python -m tests.sealed.make_bad_signatures``. Each entry has ``name``, ``good``, ``why``, and in hexadecimal
``key``, ``message`` and ``signature``. Implementations of Ed25519 differ in just these cases (Chalkias,
Garillot, Nikolaenko 2020), and a keyholder who cheats could make one verifier take what another refuses.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from voting.sealed.group import EDWARDS_D, ORDER, PRIME, Element, Ristretto, scalar_bytes
from voting.sealed.wire import sealed_hash

FILE = Path(__file__).with_name("bad_signatures.json")
CURVE = Ristretto(int)
ROOT = pow(2, (PRIME - 1) // 4, PRIME)


def point(y: int, odd: bool) -> Element:
    """The point with this y, whose x is odd or not (RFC 8032, 5.1.3)."""
    square = (y * y - 1) * pow(EDWARDS_D * y * y + 1, -1, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    if x * x % PRIME != square:
        x = x * ROOT % PRIME
    assert x * x % PRIME == square
    x = x if x % 2 == odd else PRIME - x
    return x, y, 1, x * y % PRIME


def written(of: Element) -> bytes:
    """A point as Ed25519 writes it."""
    x, y, z, _ = of
    inverse = pow(z, -1, PRIME)
    return (y * inverse % PRIME | (x * inverse % PRIME & 1) << 255).to_bytes(32, "little")


BASE = point(4 * pow(5, -1, PRIME) % PRIME, False)
EIGHTH_Y = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
EIGHTH = point(int.from_bytes(EIGHTH_Y, "little"), False)
SMALL = [CURVE.identity]
"""The eight points of small order."""
for _ in range(7):
    SMALL.append(CURVE.add(SMALL[-1], EIGHTH))
SECRET = sealed_hash("test signing key")[:32]
EXPANDED = int.from_bytes(hashlib.sha512(SECRET).digest()[:32], "little") & (1 << 254) - 8 | 1 << 254
KEY = Ed25519PrivateKey.from_private_bytes(SECRET).public_key().public_bytes_raw()
MESSAGE = sealed_hash("test message")
ANYBODYS = written(CURVE.multiple(7, BASE)) + scalar_bytes(7)
"""Holds without any secret, where the challenge times the key is the identity."""


def challenge(commitment: bytes, key: bytes, message: bytes) -> int:
    """k of RFC 8032, 5.1.7."""
    return int.from_bytes(hashlib.sha512(commitment + key + message).digest(), "little") % ORDER


def made(key: bytes = KEY, message: bytes = MESSAGE, more: Element = CURVE.identity, r: int = 7) -> bytes:
    """A signature whose commitment is rB and some point more."""
    commitment = written(CURVE.add(CURVE.multiple(r, BASE), more))
    return commitment + scalar_bytes(r + challenge(commitment, key, message) * EXPANDED)


def entry(
    name: str, why: str, key: bytes, message: bytes, signature: bytes, *, good: bool = False
) -> dict[str, Any]:
    """A line of the file."""
    parts = {"key": key.hex(), "message": message.hex(), "signature": signature.hex()}
    return {"name": name, "good": good, "why": why, **parts}


def good_ones() -> Iterator[dict[str, Any]]:
    """As RFC 8032 makes them."""
    for number, message in enumerate((b"", b"a", MESSAGE)):
        for secret in (SECRET, sealed_hash("test another key")[:32]):
            key = Ed25519PrivateKey.from_private_bytes(secret)
            public = key.public_key().public_bytes_raw()
            name = f"good {number} of {public.hex()[:4]}"
            yield entry(name, "it is sound", public, message, key.sign(message), good=True)
    yield entry("good r", "it is sound", KEY, MESSAGE, made(), good=True)


def bad_ones() -> Iterator[dict[str, Any]]:
    """What none may take."""
    good = Ed25519PrivateKey.from_private_bytes(SECRET).sign(MESSAGE)
    other = Ed25519PrivateKey.from_private_bytes(sealed_hash("test another key")[:32])
    response = int.from_bytes(good[32:], "little")
    for at in (0, 31, 32, 63):
        changed = good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :]
        yield entry(f"byte {at} changed", "another signature", KEY, MESSAGE, changed)
    yield entry("another message", "another message", KEY, MESSAGE[:-1], good)
    yield entry("another key", "another key", other.public_key().public_bytes_raw(), MESSAGE, good)
    for length in (0, 32, 63):
        yield entry(f"cut to {length}", "length", KEY, MESSAGE, good[:length])
    yield entry("a byte behind", "length", KEY, MESSAGE, good + b"\0")
    yield entry("key of 31 bytes", "length of the key", KEY[:-1], MESSAGE, good)
    yield entry("key of 33 bytes", "length of the key", KEY + b"\0", MESSAGE, good)
    for times in range(1, 16):
        if response + times * ORDER < 2**256:
            unreduced = good[:32] + (response + times * ORDER).to_bytes(32, "little")
            yield entry(
                f"S plus {times} times the order", "S is not below the order", KEY, MESSAGE, unreduced
            )
    for number, small in enumerate(SMALL):
        yield from of_small_order(number, written(small))
    above = (PRIME + 1).to_bytes(32, "little")
    why = "not written in the one way"
    yield entry("key: identity written as p + 1", why, above, MESSAGE, ANYBODYS)
    zero = above + scalar_bytes(challenge(above, KEY, MESSAGE) * EXPANDED)
    yield entry("R: identity written as p + 1", why, KEY, MESSAGE, zero)
    why = "holds only times the cofactor"
    for number, small in enumerate(SMALL[1:], 1):
        yield entry(f"R with small point {number}", why, KEY, MESSAGE, made(more=small))
        mixed = written(CURVE.add(CURVE.multiple(EXPANDED, BASE), small))
        message = next(
            text
            for text in (MESSAGE + bytes([each]) for each in range(256))
            if challenge(ANYBODYS[:32], mixed, text) * number % 8
        )
        yield entry(f"key with small point {number}", why, mixed, message, made(mixed, message))
    for number, small in enumerate(SMALL):
        why = "R of small order"
        yield entry(f"R is small point {number}", why, KEY, MESSAGE, made(more=small, r=0))
    off = (2).to_bytes(32, "little")
    yield entry("key that is no point", "key is no point", off, MESSAGE, good)
    yield entry("R that is no point", "R is no point", KEY, MESSAGE, off + good[32:])


def of_small_order(number: int, key: bytes) -> Iterator[dict[str, Any]]:
    """A key under which anybody makes signatures: under every eighth message at least."""
    message = next(
        text
        for text in (MESSAGE + bytes([each]) for each in range(256))
        if challenge(ANYBODYS[:32], key, text) % 8 == 0
    )
    yield entry(f"key of small order {number}", "key of small order", key, message, ANYBODYS)


def signatures() -> list[dict[str, Any]]:
    """All entries of the file."""
    return [*good_ones(), *bad_ones()]


def main() -> None:
    """Write the file."""
    FILE.write_text(json.dumps({"format": "voting-sealed-1", "signatures": signatures()}, indent=1) + "\n")


if __name__ == "__main__":
    main()
