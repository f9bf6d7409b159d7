"""Checking the bundle of a sealed resolution: ``python verify_sealed.py BUNDLE``.

This file needs nothing but Python: no database, no network, nothing else of this project, so that whoever
doubts a result can read it and run it anywhere. ``docs/sealed-bundle.md`` says what a bundle is, how to run
this, and what it shows and does not show. What is checked, in this order:

1. the bundle is byte for byte what was packed;
2. the keys: each keyholder has proved to know what it made, and all five have signed the same key (Pedersen,
   *Non-interactive and information-theoretic secure verifiable secret sharing*, 1991, without a dealer);
3. the context, by which every proof is bound to this one round, is signed by a quorum of the keyholders;
4. each ballot is well formed and proves that it holds one allowed answer (Cramer, Damgård and Schoenmakers,
   *Proofs of partial knowledge*, 1994, over ElGamal's encryption); none is there twice, none is a copy;
5. the statement is of these ballots (a tree as in RFC 9162), signed by the box and a quorum of keyholders;
6. the shares are those of the keys that were made (Chaum and Pedersen, *Wallet databases with observers*,
   1992), any three open the same, and that is what was counted.

The formats are those of docs/sealed.md. Groups: ristretto255 (RFC 9496); signatures: Ed25519 (RFC 8032).
Nothing here is secret, and so it takes no care to take equally long: never give this file a secret key.
"""

import argparse
import hashlib
import itertools
import json
import secrets
import struct
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

FORMAT = "voting-sealed-1"
KEYHOLDERS, THRESHOLD, QUORUM = 5, 3, 4
"""So many hold shares, so many open, so many sign."""
WEIGHT = 2**20
"""What a vote against counts in the sum, where one for counts 1; there are fewer members."""
MOST_BRANCHES = 64
"""So many answers a ballot may offer at most, over all its questions."""
FEW = 10
"""Fewer than so many on paper, or in the box, and the counts of the box go to the auditors alone."""


class UnsoundBundle(Exception):
    """Something by which a bundle is not sound, in a sentence."""


# Numbers and hashes


def hashed(tag: str, *parts: bytes) -> bytes:
    """The SHA-512 of a tag and of each part behind its length: 64 bytes."""
    framed = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return hashlib.sha512(f"{FORMAT}/{tag}\0".encode() + framed).digest()


def challenge(tag: str, *parts: bytes) -> int:
    """The same as a scalar: little-endian, modulo the order of the group."""
    return int.from_bytes(hashed(tag, *parts), "little") % ORDER


def big_endian(number: int, length: int) -> bytes:
    """A number in so many bytes."""
    return number.to_bytes(length, "big")


def digits(value: bytes) -> str:
    """Twenty digits, which stand for a value where people compare it."""
    return f"{int.from_bytes(value[:16], 'big') % 10**20:020}"


CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def leaf_code(leaf: bytes) -> str:
    """The first 100 bits of a leaf in Crockford's base 32, as it is shown to members."""
    bits = int.from_bytes(leaf, "big") >> 156
    letters = "".join(CROCKFORD[bits >> shift & 31] for shift in range(95, -5, -5))
    return "-".join(letters[at : at + 4] for at in range(0, 20, 4))


# The curve: points in extended coordinates (X, Y, Z, T), of x = X/Z, y = Y/Z, xy = T/Z

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
MINUS_ONE_ROOT = pow(2, (P - 1) // 4, P)

Point = tuple[int, int, int, int]
ZERO: Point = (0, 1, 1, 0)


def added(one: Point, other: Point) -> Point:
    """The sum of two points (RFC 8032, 5.1.4)."""
    x1, y1, z1, t1 = one
    x2, y2, z2, t2 = other
    a, b = (y1 - x1) * (y2 - x2), (y1 + x1) * (y2 + x2)
    c, d = 2 * D * t1 * t2 % P, 2 * z1 * z2
    e, f, g, h = (b - a) % P, (d - c) % P, (d + c) % P, (b + a) % P
    return e * f % P, g * h % P, f * g % P, e * h % P


def negative(point: Point) -> Point:
    """The point that adds up to zero with it."""
    x, y, z, t = point
    return -x % P, y, z, -t % P


def total(points: Sequence[Point]) -> Point:
    """The sum of points."""
    found = ZERO
    for point in points:
        found = added(found, point)
    return found


def combined(*terms: tuple[int, Point]) -> Point:
    """The sum of a few points, each as many times as the number before it says."""
    found = ZERO
    for bit in range(max(number.bit_length() for number, _ in terms) - 1, -1, -1):
        found = added(found, found)
        for number, point in terms:
            if number >> bit & 1:
                found = added(found, point)
    return found


def inverse_root(value: int) -> tuple[bool, int]:
    """Whether a number has a square root, and the inverse of that, or of the root of i times the number; the
    even one of the two (``SQRT_RATIO_M1`` of RFC 9496, 4.2, of 1 and the number)."""
    cube = value * value % P * value % P
    root = cube * pow(cube * cube % P * value % P, (P - 5) // 8, P) % P
    check = value * root % P * root % P
    if check in (P - 1, -MINUS_ONE_ROOT % P):
        root = root * MINUS_ONE_ROOT % P
    return check in (1, P - 1), P - root if root & 1 else root


# ristretto255

IDENTITY = bytes(32)
INVERSE_ROOT_OF_A_MINUS_D = inverse_root(-1 - D)[1]


def decoded(data: bytes) -> Point:
    """The point that 32 bytes stand for, with Z = 1 (RFC 9496, 4.3.1). Raises UnsoundBundle for others."""
    s = int.from_bytes(data, "little")
    if s >= P or s & 1:
        raise UnsoundBundle("a point is not written as it must be")
    square = s * s % P
    u1, u2 = 1 - square, 1 + square
    u2_square = u2 * u2 % P
    v = (-D * u1 * u1 - u2_square) % P
    found, inverse = inverse_root(v * u2_square % P)
    x = 2 * s * inverse * u2 % P
    x = P - x if x & 1 else x
    y = u1 * inverse % P * inverse % P * u2 % P * v % P
    t = x * y % P
    if not found or t & 1 or y == 0:
        raise UnsoundBundle("bytes that should be a point are none")
    return x, y, 1, t


def decoded_but_zero(data: bytes) -> Point:
    """The same, of which zero is refused too."""
    if data == IDENTITY:
        raise UnsoundBundle("a point is zero")
    return decoded(data)


def encoded(point: Point) -> bytes:
    """A point as 32 bytes (RFC 9496, 4.3.2)."""
    x, y, z, t = point
    u1, u2 = (z + y) * (z - y) % P, x * y % P
    inverse = inverse_root(u1 * u2 % P * u2 % P)[1]
    d1, d2 = inverse * u1 % P, inverse * u2 % P
    z_inverse = d1 * d2 % P * t % P
    if t * z_inverse % P & 1:
        x, y, d2 = y * MINUS_ONE_ROOT % P, x * MINUS_ONE_ROOT % P, d1 * INVERSE_ROOT_OF_A_MINUS_D % P
    if x * z_inverse % P & 1:
        y = -y
    s = d2 * (z - y) % P
    return (P - s if s & 1 else s).to_bytes(32, "little")


def scalar(data: bytes) -> int:
    """The number below the order of the group that 32 bytes are. Raises UnsoundBundle for any others."""
    number = int.from_bytes(data, "little")
    if number >= ORDER:
        raise UnsoundBundle("a number is not below the order of the group")
    return number


# Ed25519


def edwards_point(data: bytes) -> Point | None:
    """The point of 32 bytes (RFC 8032, 5.1.3); None for any others, and for points of an order below 9."""
    number = int.from_bytes(data, "little")
    y, sign = number & 2**255 - 1, number >> 255
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    found, inverse = inverse_root(u * v % P)
    x = u * inverse % P
    if y >= P or not found:
        return None
    x = -x % P if x & 1 != sign else x
    point = x, y, 1, x * y % P
    return None if is_of_small_order(point) else point


def is_of_small_order(point: Point) -> bool:
    """Whether eight times the point is zero."""
    for _ in range(3):
        point = added(point, point)
    return point[0] == 0 and point[1] == point[2]


def is_signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a message is signed with a public key (RFC 8032, 5.1.7): the number below the order, the point
    in its one notation and of large order, without the cofactor."""
    point, number = edwards_point(key), int.from_bytes(signature[32:], "little")
    if point is None or len(signature) != 64 or number >= ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + key + message).digest()
    hash_number = int.from_bytes(digest, "little") % ORDER
    x, y, z, t = combined((number, BASE), (hash_number, negative(point)))
    inverse = pow(z, -1, P)
    written = (y * inverse % P | (x * inverse % P & 1) << 255).to_bytes(32, "little")
    return written == signature[:32] and not is_of_small_order((x, y, z, t))


_BASE_BYTES = (4 * pow(5, -1, P) % P).to_bytes(32, "little")
_FOUND = edwards_point(_BASE_BYTES)
assert _FOUND is not None  # noqa: S101 - the base point of both groups is a point
BASE: Point = _FOUND


# Many points at once

Prepared = tuple[int, int, int]
"""What adding a point with Z = 1 needs of it: y - x, y + x, 2dxy."""


def prepared(point: Point) -> Prepared:
    """A point with Z = 1, to be added often."""
    x, y, _, t = point
    return (y - x) % P, (y + x) % P, 2 * D * t % P


def sum_of_products(terms: Sequence[tuple[int, Prepared]]) -> Point:
    """The sum of many points, each as many times as the number before it says (Pippenger, *On the evaluation
    of powers and related problems*, 1976), by signed digits of so many bits that it is quickest."""
    most = max((number.bit_length() for number, _ in terms), default=0) + 2
    bits = sum(number.bit_length() for number, _ in terms)
    width = min(range(2, 16), key=lambda width: bits / width + most / width * 2**width)
    places, half, mask = -(-most // width), 1 << width - 1, (1 << width) - 1
    lifted = sum(half << place * width for place in range(places))
    shifted = [(number + lifted, point) for number, point in terms]
    found = ZERO
    for place in range(places - 1, -1, -1):
        shift, buckets = place * width, [ZERO] * (half + 1)
        for number, (less, more, product) in shifted:
            digit = (number >> shift & mask) - half
            if digit == 0:
                continue
            if digit < 0:
                digit, less, more, product = -digit, more, less, -product
            x, y, z, t = buckets[digit]
            a, b, c, d = (y - x) * less, (y + x) * more, t * product % P, 2 * z
            e, f, g, h = (b - a) % P, d - c, d + c, (b + a) % P
            buckets[digit] = e * f % P, g * h % P, f * g % P, e * h % P
        for _ in range(width):
            found = added(found, found)
        running = ZERO
        for digit in range(half, 0, -1):
            if buckets[digit] is not ZERO:
                running = added(running, buckets[digit])
            if running is not ZERO:
                found = added(found, running)
    return found


def is_zero(point: Point) -> bool:
    """Whether a sum of points of ristretto255 is zero there."""
    return point[0] == 0 or point[1] == 0


# The file: a ZIP of five files in the order of their names, uncompressed, without dates

NAMES = ("ballots.bin", "context.json", "count.json", "keys.json", "opening.json")
MOST_JSON = 2**18
"""Bytes of a JSON file at most."""
_LOCAL, _CENTRAL, _END = "<4s5H3I2H", "<4s6H3I5H2I", "<4s4H2IH"
_STORED = (20, 0, 0, 0, 0x21)
"""Version, flags, method, time and date of 1 January 1980."""


class BundleFiles:
    """The five files of a bundle, each at its place in the file that holds them. Raises UnsoundBundle where
    that is not byte for byte as the five are packed."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._places = file, dict[str, tuple[int, int]]()
        directory = b""
        for name in NAMES:
            at = file.tell()
            head, label = file.read(struct.calcsize(_LOCAL)), name.encode()
            if len(head) != struct.calcsize(_LOCAL):
                raise UnsoundBundle(f"this is no bundle: {name} is not where it should be")
            told, size = struct.unpack(_LOCAL, head)[6:8]
            sums = (told, size, size, len(label), 0)
            if head + file.read(len(label)) != struct.pack(_LOCAL, b"PK\3\4", *_STORED, *sums) + label:
                raise UnsoundBundle(f"this is no bundle: {name} is not where it should be")
            if name != "ballots.bin" and size > MOST_JSON:
                raise UnsoundBundle(f"{name} is larger than any that is sound")
            self._places[name] = file.tell(), size
            if self._checksum(size) != told:
                raise UnsoundBundle(f"{name} is damaged")
            versions = (0x0314, *_STORED)
            directory += struct.pack(_CENTRAL, b"PK\1\2", *versions, *sums, 0, 0, 0, 0o600 << 16, at) + label
        rest = (0, 0, len(NAMES), len(NAMES), len(directory), file.tell(), 0)
        directory += struct.pack(_END, b"PK\5\6", *rest)
        if file.read(len(directory) + 1) != directory:
            raise UnsoundBundle("this is no bundle: what stands behind its files is not as it should be")

    def _checksum(self, size: int) -> int:
        found = 0
        while size:
            piece = self._file.read(min(size, 2**20))
            if not piece:
                raise UnsoundBundle("this is no bundle: it ends too early")
            found, size = zlib.crc32(piece, found), size - len(piece)
        return found

    def size(self, name: str) -> int:
        """The length of a file in bytes."""
        return self._places[name][1]

    def content(self, name: str) -> bytes:
        """A file as it is."""
        at, size = self._places[name]
        self._file.seek(at)
        return self._file.read(size)

    def values(self, name: str) -> Any:
        """The values of a JSON file. Raises UnsoundBundle where it is none, or not in its one notation."""
        return json_values(self.content(name), name)

    def pieces(self, name: str, length: int) -> Iterator[bytes]:
        """A file in pieces of so many bytes."""
        at, size = self._places[name]
        self._file.seek(at)
        for _ in range(size // length):
            piece = self._file.read(length)
            if len(piece) != length:
                raise UnsoundBundle("the bundle has changed while it was read")
            yield piece


def json_values(data: bytes, name: str) -> Any:
    """The values of JSON in its one notation: keys sorted, no spaces, UTF-8. Raises UnsoundBundle."""
    try:
        values = json.loads(data.decode())
        written = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise UnsoundBundle(f"{name} cannot be read as JSON") from error
    if written != data:
        raise UnsoundBundle(f"{name} is not written as it should be: keys sorted, no spaces")
    return values


MOST = 2**31 - 1
"""The largest number that is read, where no other limit holds."""

# The values of JSON: each reader takes a value and its name, and raises UnsoundBundle where it is another

Reader = Callable[[Any, str], Any]


def whole(most: int, least: int = 0) -> Reader:
    """Reads a whole number within these limits."""

    def read(value: Any, name: str) -> int:
        if type(value) is not int or not least <= value <= most:
            raise UnsoundBundle(f"{name} is no whole number from {least} to {most}")
        return value

    return read


def hexadecimal(length: int | None = None) -> Reader:
    """Reads bytes, of a length, that are written in hexadecimal."""

    def read(value: Any, name: str) -> bytes:
        found = bytes.fromhex(value) if isinstance(value, str) and is_hexadecimal(value) else None
        if found is None or (length is not None and len(found) != length):
            raise UnsoundBundle(f"{name} is not {length or 'some'} bytes in hexadecimal")
        return found

    return read


def is_hexadecimal(text: str) -> bool:
    """Whether a text is of pairs of lower-case hexadecimal digits and nothing else."""
    return len(text) % 2 == 0 and not text.strip("0123456789abcdef")


def words(value: Any, name: str) -> str:
    """Reads a text that is not empty."""
    if not isinstance(value, str) or not value:
        raise UnsoundBundle(f"{name} is no text, or an empty one")
    return value


def exactly(*allowed: Any) -> Reader:
    """Reads one of these values."""

    def read(value: Any, name: str) -> Any:
        if not any(type(value) is type(one) and value == one for one in allowed):
            raise UnsoundBundle(f"{name} is not {' or '.join(str(one) for one in allowed)}")
        return value

    return read


def list_of(reader: Reader, *lengths: int) -> Reader:
    """Reads a list, of one of these lengths where some are given."""

    def read(value: Any, name: str) -> list[Any]:
        if not isinstance(value, list) or (lengths and len(value) not in lengths):
            raise UnsoundBundle(f"{name} is no list of {' or '.join(map(str, lengths)) or 'values'}")
        return [reader(each, f"{name}, number {place},") for place, each in enumerate(value, 1)]

    return read


def by_keyholder(reader: Reader) -> Reader:
    """Reads what some keyholders have given: an object whose keys are their numbers, from 1."""

    def read(value: Any, name: str) -> dict[int, Any]:
        known = [str(number) for number in range(1, KEYHOLDERS + 1)]
        if not isinstance(value, dict) or not value.keys() <= set(known):
            raise UnsoundBundle(f"{name} is no object by the numbers of keyholders")
        return {
            int(number): reader(value[number], f"{name} of keyholder {number}") for number in sorted(value)
        }

    return read


def fields(value: Any, name: str, **readers: Reader) -> dict[str, Any]:
    """Reads an object that has these fields and no others."""
    if not isinstance(value, dict) or value.keys() != readers.keys():
        raise UnsoundBundle(f"{name} is no object of {', '.join(readers)}")
    return {field: reader(value[field], f"{field} in {name}") for field, reader in readers.items()}


# The keys


class BundleKeys(NamedTuple):
    """What the ceremony made, by the numbers of the keyholders."""

    names: list[str]
    assembly: int
    transcript: bytes
    key: bytes
    shares: dict[int, bytes]
    signing: dict[int, bytes]

    def name_of(self, number: int) -> str:
        """A keyholder in words."""
        return f"keyholder {number} ({shown(self.names[number - 1])})"


def keys_of(data: bytes) -> tuple[BundleKeys, list[str]]:
    """The keys in ``keys.json``, and a sentence for each fault of the ceremony that made them."""
    read = fields(
        json_values(data, "keys.json"),
        "keys.json",
        format=exactly(FORMAT),
        hellos=list_of(hexadecimal(256), KEYHOLDERS),
        ready=list_of(hexadecimal(64), KEYHOLDERS),
        session=hexadecimal(),
    )
    session = fields(
        json_values(read["session"], "the session"),
        "the session",
        assembly=whole(MOST),
        attempt=hexadecimal(16),
        format=exactly(FORMAT),
        keyholders=list_of(words, KEYHOLDERS),
        n=exactly(KEYHOLDERS),
        quorum=exactly(QUORUM),
        t=exactly(THRESHOLD),
    )
    if len(set(session["keyholders"])) < KEYHOLDERS:
        raise UnsoundBundle("two keyholders have one name")
    sid, hellos = hashed("session", read["session"])[:32], dict(enumerate(read["hellos"], 1))
    keys, faults = ceremony(sid, hellos, session["keyholders"], session["assembly"])
    told = hashed("ready", sid, keys.transcript, keys.key, *keys.shares.values())
    for number, signature in enumerate(read["ready"], 1):
        if not is_signed(keys.signing[number], told, signature):
            faults.append(f"{keys.name_of(number)} has not signed the key that all have made")
    return keys, faults


def ceremony(
    sid: bytes, hellos: Mapping[int, bytes], names: list[str], assembly: int
) -> tuple[BundleKeys, list[str]]:
    """What five hellos make, and a sentence for each that proves nothing."""
    coefficients, faults = dict[int, list[Point]](), list[str]()
    for number, hello in hellos.items():
        try:
            coefficients[number] = hello_points(sid, number, hello)
        except UnsoundBundle as fault:
            faults.append(f"keyholder {number} ({shown(names[number - 1])}) has not proved its part: {fault}")
    if faults:
        raise UnsoundBundle("; ".join(faults))
    key = encoded(total([points[0] for points in coefficients.values()]))
    shares = {
        number: encoded(
            total(
                [
                    combined(*((number**e, points[e]) for e in range(THRESHOLD)))
                    for points in coefficients.values()
                ]
            )
        )
        for number in hellos
    }
    signing = {number: hello[128:160] for number, hello in hellos.items()}
    if IDENTITY in (key, *shares.values()):
        faults.append("a key that was made is zero")
    if len(set(signing.values())) < KEYHOLDERS:
        faults.append("two keyholders sign with the same key")
    transcript = hashed("hello", sid, *hellos.values())
    return BundleKeys(names, assembly, transcript, key, shares, signing), faults


def hello_points(sid: bytes, number: int, hello: bytes) -> list[Point]:
    """The points of a keyholder's polynomial, which it has proved to know. Raises UnsoundBundle."""
    parts = [hello[at : at + 32] for at in range(0, 160, 32)]
    points = [decoded_but_zero(part) for part in parts[:4]]
    if edwards_point(parts[4]) is None:
        raise UnsoundBundle("its key for signing is none")
    c, z1, z2 = (scalar(hello[at : at + 32]) for at in (160, 192, 224))
    tried = [
        encoded(combined((z, BASE), (c, negative(point)))) for z, point in ((z1, points[0]), (z2, points[3]))
    ]
    if c != challenge("pok", sid, big_endian(number, 1), *parts, *tried):
        raise UnsoundBundle("its proof does not hold")
    return points[:THRESHOLD]


# The context


class BundleContext(NamedTuple):
    """What every proof of a round is bound to."""

    ctx: bytes
    place: str
    box_key: bytes
    candidates: list[str]
    method: str
    seats: int


METHODS = ("for_against_abstain", "per_candidate", "plurality_at_large", "approval")


def context_of(data: bytes, keys_hash: bytes, assembly: int) -> tuple[BundleContext, list[str]]:
    """The context in ``context.json``, and a sentence for each of its faults."""
    read = fields(
        json_values(data, "context.json"),
        "context.json",
        assembly=whole(MOST),
        box_key=hexadecimal(32),
        candidates=list_of(words),
        format=exactly(FORMAT),
        keys=hexadecimal(32),
        method=exactly(*METHODS),
        number=words,
        round=whole(MOST),
        rules_hash=hexadecimal(32),
        seats=whole(MOST),
    )
    faults, candidates, motion = list[str](), read["candidates"], read["method"] == METHODS[0]
    if read["keys"] != keys_hash:
        faults.append("the context is of other keys than keys.json")
    if read["assembly"] != assembly:
        faults.append("the context is of another assembly than the keys")
    if edwards_point(read["box_key"]) is None:
        faults.append("the key of the box is none")
    if (
        len(set(candidates)) < len(candidates)
        or motion != (not candidates)
        or (not motion and not read["seats"])
    ):
        raise UnsoundBundle("the candidates or seats of the context are not those of a ballot")
    if branches(shape_of(read["method"], len(candidates), read["seats"])) > MOST_BRANCHES:
        raise UnsoundBundle("the context is of more candidates than can be sealed")
    place = f"resolution {shown(read['number'])}, round {read['round']}, of assembly {read['assembly']}"
    ctx = hashlib.sha256(data).digest()
    return BundleContext(ctx, place, read["box_key"], candidates, read["method"], read["seats"]), faults


# The ballots


class ProofOfOne(NamedTuple):
    """What a proof is of: the sum of the ciphertexts of ``parts`` (each a question and how often it counts)
    holds one of ``weights``."""

    label: bytes
    parts: tuple[tuple[int, int], ...]
    weights: tuple[int, ...]


def shape_of(method: str, candidates: int, seats: int) -> list[ProofOfOne]:
    """The proofs of a ballot: one for each question, and for marks one of how many there are."""
    questions: list[tuple[int, ...]]
    if method == "for_against_abstain":
        questions = [(1, WEIGHT, 0)]
    elif method == "per_candidate":
        questions = [(1, WEIGHT, 0)] * candidates
    else:
        questions = [(0, 1)] * (candidates + 1)
    proofs = [
        ProofOfOne(b"q" + big_endian(place, 2), ((place, 1),), weights)
        for place, weights in enumerate(questions)
    ]
    if method in ("plurality_at_large", "approval"):
        most = most_marks(method, candidates, seats)
        parts = (*((place, 1) for place in range(candidates)), (candidates, most))
        proofs.append(ProofOfOne(b"s" + big_endian(0, 2), parts, tuple(range(1, most + 1))))
    return proofs


def most_marks(method: str, candidates: int, seats: int) -> int:
    """So many candidates may be marked on one ballot."""
    return candidates if method == "approval" else min(seats, candidates)


def branches(shape: Sequence[ProofOfOne]) -> int:
    """So many answers a ballot offers, over all its proofs."""
    return sum(len(proof.weights) for proof in shape)


def questions_of(shape: Sequence[ProofOfOne]) -> int:
    """So many ciphertexts a ballot has."""
    return sum(proof.label[:1] == b"q" for proof in shape)


def ballot_length(shape: Sequence[ProofOfOne]) -> int:
    """So many bytes a ballot has."""
    return 36 + 64 * questions_of(shape) + sum(128 * len(proof.weights) - 32 for proof in shape)


class BallotApart(NamedTuple):
    """A ballot that is written as it must be: ``points`` are those of its ciphertexts and then of its proofs;
    ``answers`` has for each branch its proof, its weight and its two numbers."""

    name: str
    ciphertexts: list[Point]
    points: list[Prepared]
    answers: list[tuple[ProofOfOne, int, int, int]]


def read_ballot(ballot: bytes, name: str, ctx: bytes, shape: Sequence[ProofOfOne]) -> BallotApart:
    """A ballot taken apart, of which no proof is checked yet. Raises UnsoundBundle."""
    if len(ballot) != ballot_length(shape) or ballot[:3] != b"SB1" or ballot[3] > 2:
        raise UnsoundBundle("it does not begin as a ballot, or is not as long as one")
    at = 36 + 64 * questions_of(shape)
    ciphertexts = [ballot[place : place + 32] for place in range(36, at, 32)]
    head = hashed("ballot", ctx, ballot[3:4], ballot[4:36], *ciphertexts)
    points, answers = (
        [decoded_but_zero(each) for each in ciphertexts],
        list[tuple[ProofOfOne, int, int, int]](),
    )
    ready = [prepared(point) for point in points]
    for proof in shape:
        many = len(proof.weights)
        parts = [ballot[place : place + 32] for place in range(at, at + 128 * many - 32, 32)]
        at += 128 * many - 32
        commitments, numbers = parts[: 2 * many], [scalar(part) for part in parts[2 * many :]]
        last = (challenge("choice", head, proof.label, *commitments) - sum(numbers[: many - 1])) % ORDER
        ready += (prepared(decoded(each)) for each in commitments)
        both = zip((*numbers[: many - 1], last), numbers[many - 1 :], strict=True)
        answers += ((proof, weight, c, z) for weight, (c, z) in zip(proof.weights, both, strict=True))
    return BallotApart(name, points, ready, answers)


def hold(ballots: Sequence[BallotApart], key: Prepared) -> bool:
    """Whether all proofs of all these ballots hold, but for one chance in 2^128 that nobody can steer.

    Each branch says zG = a + cA and zK = b + c(B - mG). Each of these is taken so many times as a number says
    that was drawn just now, and they are summed up (Bellare, Garay and Rabin, *Fast batch verification for
    modular exponentiation and digital signatures*, 1998).
    """
    terms, of_base, of_key = list[tuple[int, Prepared]](), 0, 0
    for ballot in ballots:
        factors = [0] * len(ballot.ciphertexts)
        points = iter(ballot.points[len(factors) :])
        for proof, weight, c, z in ballot.answers:
            one, other = secrets.randbits(128), secrets.randbits(128)
            of_base += one * z + other * c * weight
            of_key += other * z
            one_c, other_c = one * c, other * c
            for question, often in proof.parts:
                factors[2 * question] += one_c * often
                factors[2 * question + 1] += other_c * often
            terms += ((one, next(points)), (other, next(points)))
        terms += ((factor % ORDER, point) for factor, point in zip(factors, ballot.points, strict=False))
    terms += ((-of_base % ORDER, prepared(BASE)), (-of_key % ORDER, key))
    return is_zero(sum_of_products(terms))


def without_proof(ballots: Sequence[BallotApart], key: Prepared) -> Iterator[BallotApart]:
    """Those of the ballots whose proofs do not hold."""
    if not ballots or hold(ballots, key):
        return
    if len(ballots) == 1:
        yield ballots[0]
        return
    half = len(ballots) // 2
    yield from without_proof(ballots[:half], key)
    yield from without_proof(ballots[half:], key)


class LeafTree:
    """The tree of RFC 9162 over leaves that come one by one."""

    def __init__(self) -> None:
        self._full = list[tuple[int, bytes]]()

    def append(self, leaf: bytes) -> None:
        """Take in the next leaf, which is hashed already."""
        size = 1
        while self._full and self._full[-1][0] == size:
            leaf = hashlib.sha256(b"\1" + self._full.pop()[1] + leaf).digest()
            size *= 2
        self._full.append((size, leaf))

    def root(self) -> bytes:
        """The root of what has come so far."""
        if not self._full:
            return hashlib.sha256().digest()
        found = self._full[-1][1]
        for _, left in self._full[-2::-1]:
            found = hashlib.sha256(b"\1" + left + found).digest()
        return found


class BoxOfBundle:
    """What is learned of the ballots as they are read one by one: ``tags`` has a tag by leaf for those leaves
    that were asked for, from their beginnings."""

    def __init__(self, questions: int, sought: Sequence[int]) -> None:
        self.tree, self.size, self.by = LeafTree(), 0, [0, 0, 0]
        self.sums = [ZERO] * (2 * questions)
        self.faults = list[str]()
        self.found = dict[bytes, bytes]()
        self._sought, self._last, self._tags = set(sought), b"", set[bytes]()

    def take(self, ballot: bytes) -> str:
        """Note a ballot, and what is wrong with its place among the others; its name in words."""
        leaf, tag = hashlib.sha256(b"\0" + ballot).digest(), ballot[4:36]
        self.size += 1
        name = f"ballot {self.size} ({leaf_code(leaf)})"
        if leaf == self._last:
            self.faults.append(f"{name} is there twice")
        elif leaf < self._last:
            self.faults.append(
                f"{name} is not in its place: the ballots must be in the order of their leaves"
            )
        elif tag in self._tags:
            self.faults.append(f"{name} has the tag of another ballot")
        if ballot[3] < 3:
            self.by[ballot[3]] += 1
        if int.from_bytes(leaf, "big") >> 156 in self._sought:
            self.found[leaf] = tag
        self._tags.add(tag)
        self._last = leaf
        self.tree.append(leaf)
        return name

    def add(self, ballot: BallotApart) -> None:
        """Add its ciphertexts to the sums."""
        self.sums = [added(one, other) for one, other in zip(self.sums, ballot.ciphertexts, strict=True)]


MOST_POINTS = 2**15
"""So many points are held at a time, and checked at once."""
MOST_NAMED = 100
"""After so many faults of ballots the rest is not looked at."""


def box_of(
    ballots: Iterator[bytes], shape: Sequence[ProofOfOne], ctx: bytes, key: bytes, sought: Sequence[int] = ()
) -> BoxOfBundle:
    """Check ballots, in the order in which they come, and add them up. ``sought`` are leaves to look for, the
    first 100 bits of each."""
    box, ready = BoxOfBundle(questions_of(shape), sought), prepared(decoded_but_zero(key))
    at_once = max(1, MOST_POINTS // (2 * questions_of(shape) + 2 * branches(shape)))
    for chunk in iter(lambda: list(itertools.islice(ballots, at_once)), []):
        read = list[BallotApart]()
        for ballot in chunk:
            name = box.take(ballot)
            try:
                read.append(read_ballot(ballot, name, ctx, shape))
                box.add(read[-1])
            except UnsoundBundle as fault:
                box.faults.append(f"{name} is unsound: {fault}")
            if len(box.faults) >= MOST_NAMED:
                break
        left = max(0, MOST_NAMED - len(box.faults))
        for unsound in itertools.islice(without_proof(read, ready), left):
            box.faults.append(f"{unsound.name} is unsound: its proofs do not hold")
        if len(box.faults) >= MOST_NAMED:
            box.faults.append(f"the ballots after these {MOST_NAMED} faults were not looked at")
            break
    return box


# The statement


class BundleOpening(NamedTuple):
    """What ``opening.json`` says."""

    ballots: int
    by: list[int]
    paper: int
    root: bytes
    took_part: bytes
    box_signature: bytes
    context_signatures: dict[int, bytes]
    signatures: dict[int, bytes]
    three_voices: list[int]
    shares: dict[int, list[bytes]]

    def statement(self, ctx: bytes) -> bytes:
        """What box and keyholders sign: 64 bytes."""
        by = (big_endian(number, 4) for number in self.by)
        return hashed(
            *("statement", ctx, big_endian(self.ballots, 4), self.root),
            *(*by, big_endian(self.paper, 4), self.took_part),
        )


def opening_of(values: Any, questions: int) -> BundleOpening:
    """What ``opening.json`` says of a ballot with so many questions. Raises UnsoundBundle."""
    signatures = by_keyholder(hexadecimal(64))
    read = fields(
        values,
        "opening.json",
        box_signature=hexadecimal(64),
        context_signatures=signatures,
        format=exactly(FORMAT),
        shares=by_keyholder(list_of(hexadecimal(96), questions)),
        signatures=signatures,
        statement=lambda value, name: fields(
            value,
            name,
            ballots=whole(WEIGHT - 1),
            by=list_of(whole(WEIGHT - 1), 3),
            paper=whole(WEIGHT - 1),
            root=hexadecimal(32),
            took_part=hexadecimal(32),
        ),
        three_voices=list_of(whole(KEYHOLDERS, least=1)),
    )
    del read["format"]
    return BundleOpening(**read.pop("statement"), **read)


def signature_faults(
    told: Mapping[int, bytes], message: bytes, keys: BundleKeys, what: str, needed: int
) -> Iterator[str]:
    """Which signatures of keyholders are not valid, and whether there are too few."""
    for number, signature in told.items():
        if not is_signed(keys.signing[number], message, signature):
            yield f"the signature of {keys.name_of(number)} under {what} is not valid"
    if len(told) < needed:
        yield f"{len(told)} keyholders have signed {what}, and {needed} must"


def statement_faults(
    opening: BundleOpening, box: BoxOfBundle, context: BundleContext, keys: BundleKeys
) -> Iterator[str]:
    """What of the statement is not of these ballots, or not signed."""
    if opening.ballots != box.size:
        yield f"the statement is of {opening.ballots} ballots, and there are {box.size}"
    if opening.root != box.tree.root():
        yield "the statement is of other ballots: the root of their tree differs"
    if opening.by != box.by:
        yield "the statement says otherwise where the ballots were sealed"
    statement = opening.statement(context.ctx)
    if not is_signed(context.box_key, statement, opening.box_signature):
        yield "the box's signature under the statement is not valid"
    three = len(opening.signatures) == THRESHOLD and opening.three_voices == sorted(opening.signatures)
    if opening.three_voices and not three:
        yield "those who compared the digits by voice are not the three who signed"
    needed = THRESHOLD if three else QUORUM
    yield from signature_faults(opening.signatures, statement, keys, "the statement", needed)


# The opening


def share_fault(
    share: bytes, statement: bytes, number: int, question: int, public: bytes, sums: tuple[Point, Point]
) -> str | None:
    """Why a share is not the keyholder's share of the sum of a question; None where it is."""
    try:
        part, c, z = decoded_but_zero(share[:32]), scalar(share[32:64]), scalar(share[64:])
    except UnsoundBundle as fault:
        return str(fault)
    written = (public, *map(encoded, sums), share[:32])
    tried = (
        encoded(combined((z, BASE), (c, negative(decoded(public))))),
        encoded(combined((z, sums[0]), (c, negative(part)))),
    )
    told = challenge("share", statement, big_endian(number, 1), big_endian(question, 2), *written, *tried)
    return None if c == told else "its proof does not hold"


def opened(shares: Mapping[int, Point], second: Point) -> bytes:
    """The sum that shares open, by Lagrange's interpolation at zero (Shamir, *How to share a secret*, 1979):
    M = B - the sum of each share, so many times as its factor says; encoded."""
    terms = []
    for number, share in shares.items():
        factor = 1
        for other in shares.keys() - {number}:
            factor = factor * other * pow(other - number, -1, ORDER) % ORDER
        terms.append((factor, negative(share)))
    return encoded(added(second, combined(*terms)))


def opening_faults(
    opening: BundleOpening,
    counts: list[list[int]],
    sums: Sequence[Point],
    context: BundleContext,
    keys: BundleKeys,
) -> Iterator[str]:
    """What of the shares and counts is false, where the ballots and their statement are sound."""
    statement, valid = opening.statement(context.ctx), dict[int, list[Point]]()
    questions = list(zip(sums[::2], sums[1::2], strict=True))
    for number, shares in opening.shares.items():
        found = list[Point]()
        for question, (share, both) in enumerate(zip(shares, questions, strict=True)):
            fault = share_fault(share, statement, number, question, keys.shares[number], both)
            if fault is not None:
                yield f"the share of {keys.name_of(number)} of question {question + 1} is false: {fault}"
                break
            found.append(decoded(share[:32]))
        else:
            valid[number] = found
    if len(valid) < THRESHOLD:
        if opening.ballots:
            yield f"{len(valid)} keyholders have given valid shares, and {THRESHOLD} must"
        return
    weights = [proof.weights for proof in shape_of(context.method, len(context.candidates), context.seats)]
    for question, ((_, second), count) in enumerate(zip(questions, counts, strict=True)):
        threes = itertools.combinations(valid, THRESHOLD)
        sums_opened = {
            opened({number: valid[number][question] for number in three}, second) for three in threes
        }
        told = sum(often * weight for often, weight in zip(count, weights[question], strict=True))
        if len(sums_opened) > 1:
            yield f"the shares of question {question + 1} do not open the same"
        elif sums_opened != {encoded(combined((told, BASE)))}:
            yield f"the count of question {question + 1} is not what its shares open"


def count_faults(counts: list[list[int]], ballots: int, context: BundleContext) -> Iterator[str]:
    """What of the counts cannot be, whatever the shares open."""
    for question, count in enumerate(counts, 1):
        if sum(count) != ballots:
            yield f"the counts of question {question} are {sum(count)} together, of {ballots} ballots"
    if context.method in METHODS[2:] and all(sum(count) == ballots for count in counts):
        marks, marked = [yes for _, yes in counts[:-1]], ballots - counts[-1][1]
        most = most_marks(context.method, len(context.candidates), context.seats)
        if not marked <= sum(marks) <= most * marked or max(marks) > marked:
            yield f"{sum(marks)} marks cannot be those of {marked} ballots with marks, {most} at most on each"


def counts_of(values: Any, context: BundleContext) -> list[list[int]]:
    """The counts in ``count.json``, for each question as many as it has answers. Raises UnsoundBundle."""
    shape = shape_of(context.method, len(context.candidates), context.seats)
    answers, questions = len(shape[0].weights), questions_of(shape)
    read = fields(
        values,
        "count.json",
        counts=list_of(list_of(whole(WEIGHT - 1), answers), 0, questions),
        format=exactly(FORMAT),
    )
    return list(read["counts"])


# All of it


class FromElsewhere(NamedTuple):
    """What somebody knows who checks a bundle: digits that were read aloud, a leaf or its first 100 bits, the
    144 bytes of a receipt, and the number of the member whose it is."""

    digits: str | None = None
    keys_digits: str | None = None
    leaf: str | None = None
    receipt: bytes | None = None
    member: str | None = None


def check_sealed_bundle(file: BinaryIO, known: FromElsewhere) -> tuple[list[str], list[str]]:
    """What was found in a bundle, and its faults, each in a sentence; without a fault it is sound, and as is
    known from elsewhere."""
    found, faults = list[str](), list[str]()
    try:
        for sentence, is_fault in sentences(BundleFiles(file), known):
            (faults if is_fault else found).append(sentence)
    except UnsoundBundle as fault:
        faults.append(str(fault))
    return found, faults


Sentences = Iterator[tuple[str, bool]]
"""Each with whether it tells a fault."""


def sentences(files: BundleFiles, known: FromElsewhere) -> Sentences:
    """What there is to say of a bundle. Raises UnsoundBundle where no more can be said."""
    key_bytes = files.content("keys.json")
    keys, key_faults = keys_of(key_bytes)
    context, context_faults = context_of(
        files.content("context.json"), hashlib.sha256(key_bytes).digest(), keys.assembly
    )
    shape = shape_of(context.method, len(context.candidates), context.seats)
    opening = opening_of(files.values("opening.json"), questions_of(shape))
    counts = counts_of(files.values("count.json"), context)
    signed = hashed("context", context.ctx)
    faults = [
        *key_faults,
        *context_faults,
        *signature_faults(opening.context_signatures, signed, keys, "the context", QUORUM),
    ]
    size, length = files.size("ballots.bin"), ballot_length(shape)
    if size % length:
        faults.append(f"ballots.bin is not of so many ballots of {length} bytes each")
    yield from ((fault, True) for fault in faults)
    if faults:
        yield "the ballots were not checked: what they are bound to is not sound", True
        return
    ballots = files.pieces("ballots.bin", length)
    box = box_of(ballots, shape, context.ctx, keys.key, sought_of(known))
    faults = box.faults or list(statement_faults(opening, box, context, keys))
    yield from ((fault, True) for fault in faults)
    if faults:
        yield "shares and counts were not checked: what they are of is not sound", True
    else:
        yield from told_of_box(opening, context, keys)
        yield from told_of_counts(opening, counts, box, context, keys)
    yield from told_of_digits("the keys", digits(keys.transcript), known.keys_digits)
    yield from told_of_digits("the box", digits(opening.statement(context.ctx)), known.digits)
    if not box.faults:
        yield from told_of_leaves(known, box, context)


def told_of_box(opening: BundleOpening, context: BundleContext, keys: BundleKeys) -> Sentences:
    """What a sound box is, and who has signed it."""
    server, device, tablet = opening.by
    yield f"{context.place}: {len(context.candidates) or 'no'} candidates, method {context.method}", False
    yield f"the key was made by {', '.join(map(keys.name_of, keys.shares))}", False
    yield (
        f"{opening.ballots} electronic ballots, all sound, none twice: {device} sealed on the voter's device,"
        f" {tablet} on a tablet of the house, {server} by the server, which saw what these say",
        False,
    )
    yield f"{opening.paper} voted on paper, says the box", False
    signers = ", ".join(keys.name_of(number) for number in opening.signatures)
    yield f"the box and {len(opening.signatures)} keyholders have signed this: {signers}", False
    if opening.three_voices:
        yield (
            "NOTE  only three keyholders signed. It is said that they read the digits of the box to each "
            "other; this bundle does not prove it: ask them",
            False,
        )


def told_of_counts(
    opening: BundleOpening,
    counts: list[list[int]],
    box: BoxOfBundle,
    context: BundleContext,
    keys: BundleKeys,
) -> Sentences:
    """The counts of a sound box, or why they are not there, or not what they should be."""
    few = 0 < opening.ballots < FEW or 0 < opening.paper < FEW
    if few and not counts and not opening.shares:
        yield (
            f"NOTE  shares and counts are NOT in this bundle, and were not checked: fewer than {FEW} voted "
            "electronically or on paper, and only auditors have those",
            False,
        )
        return
    if not counts:
        yield "count.json has no counts", True
        return
    faults = [
        *count_faults(counts, opening.ballots, context),
        *opening_faults(opening, counts, box.sums, context, keys),
    ]
    yield from ((fault, True) for fault in faults)
    if faults:
        return
    if opening.shares:
        yield (
            f"opened by the shares of {', '.join(map(keys.name_of, opening.shares))}; any three agree",
            False,
        )
    if context.method in METHODS[:2]:
        for name, (in_favour, against, abstained) in zip(
            context.candidates or ["motion"], counts, strict=True
        ):
            yield f"{shown(name)}: {in_favour} for, {against} against, {abstained} abstained", False
    else:
        for name, (_, marks) in zip([*context.candidates, "blank"], counts, strict=True):
            yield f"{shown(name)}: {marks}", False


def told_of_digits(what: str, here: str, known: str | None) -> Sentences:
    """The twenty digits of something, beside those that are known."""
    grouped = " ".join(here[at : at + 4] for at in range(0, 20, 4))
    if known is None:
        yield (
            f"the digits of {what} are {grouped}: compare them with those that you heard or were sent",
            False,
        )
    elif "".join(known.split()) == here:
        yield f"the digits of {what} are {grouped}, as you know them", False
    else:
        yield f"the digits of {what} are {grouped}, and you know others: {shown(known)}", True


# What members keep


def told_of_leaves(known: FromElsewhere, box: BoxOfBundle, context: BundleContext) -> Sentences:
    """Whether the ballots that somebody asks for are in the box, and whether a receipt is one of it."""
    if known.leaf is not None:
        asked = leaf_of(known.leaf)
        lacks = not any(asked in (leaf, first_bits(leaf)) for leaf in box.found)
        yield f"the ballot {shown(known.leaf)} is {'NOT ' if lacks else ''}in the box", lacks
    if known.receipt is None:
        return
    ctx, leaf, nonce = (known.receipt[at:end] for at, end in ((0, 32), (32, 64), (64, 80)))
    if ctx != context.ctx:
        yield "the receipt is of another vote than this bundle", True
        return
    if not is_signed(context.box_key, hashed("receipt", ctx, leaf), known.receipt[80:]):
        yield "the receipt is not signed by this box", True
        return
    there = leaf in box.found
    yield (
        f"the receipt is signed by this box, and its ballot {leaf_code(leaf)} is "
        f"{'in it' if there else 'NOT in it: keep the receipt, it proves that a ballot was taken away'}",
        not there,
    )
    if known.member is not None and there:
        tag = hashed("member", ctx, nonce, known.member.encode())[:32]
        of_member = tag == box.found[leaf]
        yield (
            f"that ballot is {'' if of_member else 'NOT '}one of member {shown(known.member)}",
            not of_member,
        )


def sought_of(known: FromElsewhere) -> list[int]:
    """The first 100 bits of the leaves that somebody asks for."""
    leaves = [] if known.leaf is None else [leaf_of(known.leaf)]
    leaves += [] if known.receipt is None else [known.receipt[32:64]]
    return [leaf if isinstance(leaf, int) else first_bits(leaf) for leaf in leaves]


def first_bits(leaf: bytes) -> int:
    """The first 100 bits of a leaf."""
    return int.from_bytes(leaf, "big") >> 156


def leaf_of(text: str) -> bytes | int:
    """A leaf of 64 hexadecimal digits, or the first 100 bits that its 20 letters say. Raises ValueError."""
    kept = "".join(text.split()).replace("-", "")
    if len(kept) == 64 and is_hexadecimal(kept.lower()):
        return bytes.fromhex(kept)
    letters = kept.upper().translate(str.maketrans("OIL", "011"))
    if len(letters) != 20 or letters.strip(CROCKFORD):
        raise ValueError("a leaf has 20 letters, or 64 hexadecimal digits")
    number = 0
    for letter in letters:
        number = number * 32 + CROCKFORD.index(letter)
    return number


def receipt_of(content: bytes) -> bytes:
    """The 144 bytes of a receipt, which may be written in hexadecimal. Raises ValueError."""
    if len(content) != 144:
        content = bytes.fromhex(content.decode("ascii"))
    if len(content) != 144:
        raise ValueError("a receipt has 144 bytes")
    return content


# The command


def shown(text: str) -> str:
    """A text of a bundle as it may be printed, whatever is in it."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def known_by(options: argparse.Namespace) -> FromElsewhere:
    """What is known from elsewhere, as options say it. Raises ValueError, OSError."""
    receipt = None
    if options.receipt is not None:
        written = "".join(options.receipt.split())
        given = written.encode() if len(written) == 288 else Path(options.receipt).read_bytes()
        receipt = receipt_of(given)
    for heard in (options.digits, options.keys_digits):
        if heard is not None and (
            len("".join(heard.split())) != 20 or not "".join(heard.split()).isdecimal()
        ):
            raise ValueError("digits that are compared are twenty")
    if options.leaf is not None:
        leaf_of(options.leaf)
    return FromElsewhere(options.digits, options.keys_digits, options.leaf, receipt, options.member)


def main(arguments: list[str]) -> int:
    """Check the bundle named and print what was found: 0 for sound, 1 for faults, 2 for no such file."""
    parser = argparse.ArgumentParser(
        prog="verify_sealed.py", description="Check the bundle of a sealed resolution."
    )
    parser.add_argument("bundle", metavar="BUNDLE", type=Path)
    parser.add_argument("--digits", help="the twenty digits of the box that you heard, in quotation marks")
    parser.add_argument("--keys-digits", help="the twenty digits of the keys, from the invitation")
    parser.add_argument("--leaf", metavar="CODE", help="the code of a ballot: is it in the box?")
    parser.add_argument("--receipt", metavar="FILE", help="a receipt: a file, or its 288 hexadecimal digits")
    parser.add_argument("--member", metavar="NUMBER", help="with --receipt, the member whose ballot it is")
    options = parser.parse_args(arguments)
    try:
        known, file = known_by(options), options.bundle.open("rb")
    except (OSError, ValueError) as error:
        print(f"it cannot be read: {error}", file=sys.stderr)  # noqa: T201 - this is a command
        return 2
    with file:
        try:
            found, faults = check_sealed_bundle(file, known)
        except Exception as error:  # whatever it is by which it cannot be read: it is no sound bundle
            found, faults = [], [f"this cannot be read as a bundle: {error!r}"]
    for sentence in [f"FAULT  {fault}" for fault in faults] or ["sound", *found]:
        say(sentence)
    return 1 if faults else 0


def say(sentence: str) -> None:
    """Print a sentence, whatever letters the terminal has."""
    encoding = sys.stdout.encoding or "ascii"
    print(sentence.encode(encoding, "replace").decode(encoding))  # noqa: T201 - this is a command


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
