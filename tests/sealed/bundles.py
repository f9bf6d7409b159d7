"""Bundles of sealed resolutions: server, voters and keyholders are played, with all their secrets at hand.

Everything is drawn from a seed, so that a bundle is the same each time. Of ballots that are made by
``finish_ballot`` from one ``StartedBallot`` the secrets could be worked out: they are for measuring alone.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from voting import verify_sealed
from voting.auditing.packing import zipped
from voting.verify_sealed import (
    BASE,
    FORMAT,
    KEYHOLDERS,
    ORDER,
    QUORUM,
    THRESHOLD,
    ZERO,
    LeafTree,
    Point,
    ProofOfOne,
    added,
    big_endian,
    ceremony,
    challenge,
    combined,
    decoded,
    encoded,
    hashed,
    shape_of,
    total,
)

REMEMBERED = {name: cache(getattr(verify_sealed, name)) for name in ("hello_points", "is_signed")}
"""What takes most of the time in checking a small bundle. They are pure: to remember what they answered
changes nothing in the tests of what is not theirs."""
Files = dict[str, bytes]
Answers = Sequence[int]
"""Of each question the index of the weight that is chosen."""


def written(value: Any) -> bytes:
    """A JSON value in its one notation."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


class Drawn:
    """Numbers below the order of the group, one after the other, from a seed."""

    def __init__(self, seed: bytes) -> None:
        self._seed, self._count = seed, 0

    def next(self) -> int:
        """The next one."""
        self._count += 1
        return challenge("drawn for a test", self._seed, big_endian(self._count, 4))


class Multiples:
    """Quick multiples of one point: tables of its multiples by 1 to 15 at each four bits."""

    def __init__(self, point: Point) -> None:
        self._tables = list[list[Point]]()
        for _ in range(64):
            table = [ZERO]
            for _ in range(15):
                table.append(added(table[-1], point))
            self._tables.append(table)
            point = added(table[-1], point)

    def times(self, number: int) -> Point:
        """The point so many times."""
        number %= ORDER
        return total([table[number >> 4 * place & 15] for place, table in enumerate(self._tables)])


of_base = cache(lambda: Multiples(BASE))


class Ceremony:
    """Five keyholders and the keys that they have made. ``false_ready`` have signed another key."""

    def __init__(self, seed: bytes = b"", names: Sequence[str] = "ABCDE", assembly: int = 7) -> None:
        drawn = Drawn(b"ceremony" + seed)
        self.assembly = assembly
        self.session = written(
            {
                "assembly": assembly,
                "attempt": hashlib.sha256(b"attempt" + seed).hexdigest()[:32],
                "format": FORMAT,
                "keyholders": list(names),
                "n": KEYHOLDERS,
                "quorum": QUORUM,
                "t": THRESHOLD,
            }
        )
        self.sid = hashed("session", self.session)[:32]
        numbers = range(1, KEYHOLDERS + 1)
        self.coefficients = {number: [drawn.next() for _ in range(THRESHOLD)] for number in numbers}
        self.signing = {
            number: Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"sign %d" % number + seed).digest())
            for number in numbers
        }
        self.hellos = {number: self._hello(number, drawn) for number in numbers}
        self.keys, faults = ceremony(self.sid, self.hellos, list(names), assembly)
        self.faults = faults
        self.secret = {
            number: sum(c * number**e for each in self.coefficients.values() for e, c in enumerate(each))
            % ORDER
            for number in numbers
        }
        ready = hashed("ready", self.sid, self.keys.transcript, self.keys.key, *self.keys.shares.values())
        self.file = self.keys_file([self.sign(number, ready) for number in numbers])

    def keys_file(self, ready: Sequence[bytes]) -> bytes:
        """``keys.json`` with these signatures."""
        return written(
            {
                "format": FORMAT,
                "hellos": [hello.hex() for hello in self.hellos.values()],
                "ready": [signature.hex() for signature in ready],
                "session": self.session.hex(),
            }
        )

    def sign(self, number: int, message: bytes) -> bytes:
        """A keyholder's signature."""
        return self.signing[number].sign(message)

    def _hello(self, number: int, drawn: Drawn) -> bytes:
        a, (e, w1, w2) = self.coefficients[number], (drawn.next() for _ in range(3))
        parts = [encoded(of_base().times(each)) for each in (*a, e)]
        parts.append(self.signing[number].public_key().public_bytes_raw())
        tried = [encoded(of_base().times(each)) for each in (w1, w2)]
        c = challenge("pok", self.sid, big_endian(number, 1), *parts, *tried)
        return b"".join(parts) + b"".join(as_bytes(each) for each in (c, w1 + c * a[0], w2 + c * e))


def as_bytes(number: int) -> bytes:
    """A number modulo the order of the group."""
    return (number % ORDER).to_bytes(32, "little")


class StartedProof(NamedTuple):
    """A proof before its challenge is known: which branch is true, its ``w`` and mask, the commitments, and
    of each other branch its two numbers."""

    proof: ProofOfOne
    true: int
    w: int
    mask: int
    commitments: tuple[bytes, ...]
    numbers: list[tuple[int, int]]


class StartedBallot(NamedTuple):
    """A ballot before its tag is known."""

    ciphertexts: list[bytes]
    proofs: list[StartedProof]


class PlayedRound:
    """One round of a resolution that is sealed under the keys of a ceremony."""

    def __init__(
        self,
        made: Ceremony,
        method: str = "for_against_abstain",
        candidates: int = 0,
        seats: int = 1,
        other: Mapping[str, Any] | None = None,
    ) -> None:
        self.ceremony, self.method = made, method
        self.box = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"box").digest())
        self.shape, self.candidates = shape_of(method, candidates, seats), candidates
        self.questions = [proof for proof in self.shape if proof.label[:1] == b"q"]
        told = {
            "assembly": made.assembly,
            "box_key": self.box.public_key().public_bytes_raw().hex(),
            "candidates": [f"c{number}" for number in range(1, candidates + 1)],
            "format": FORMAT,
            "keys": hashlib.sha256(made.file).hexdigest(),
            "method": method,
            "number": "3",
            "round": 1,
            "rules_hash": hashlib.sha256(b"rules").hexdigest(),
            "seats": seats,
        }
        self.context = written({**told, **(other or {})})
        self.ctx = hashlib.sha256(self.context).digest()
        self._of_key: Multiples | None = None

    def started(self, answers: Answers, drawn: Drawn) -> StartedBallot:
        """A ballot with these answers, whatever they are: one that is not allowed has no sound proof."""
        self._of_key = self._of_key or Multiples(decoded(self.ceremony.keys.key))
        base, key = of_base().times, self._of_key.times
        masks = [drawn.next() for _ in answers]
        held = [proof.weights[answer] for proof, answer in zip(self.questions, answers, strict=True)]
        points = [
            point for r, m in zip(masks, held, strict=True) for point in (base(r), added(base(m), key(r)))
        ]
        proofs = []
        for proof in self.shape:
            mask = sum(masks[question] * often for question, often in proof.parts) % ORDER
            value = sum(held[question] * often for question, often in proof.parts)
            true = proof.weights.index(value) if value in proof.weights else 0
            w, commitments, numbers = drawn.next(), list[Point](), list[tuple[int, int]]()
            for place, weight in enumerate(proof.weights):
                c, z = (0, w) if place == true else (drawn.next(), drawn.next())
                rest = z - c * mask
                commitments += (base(rest), added(key(rest), base(-c * (value - weight))))
                numbers.append((c, z))
            proofs.append(StartedProof(proof, true, w, mask, tuple(map(encoded, commitments)), numbers))
        return StartedBallot([encoded(point) for point in points], proofs)

    def finish_ballot(
        self, started: StartedBallot, tag: bytes, by: int = 1, ctx: bytes | None = None
    ) -> bytes:
        """A ballot with this tag."""
        first = b"SB1" + bytes([by]) + tag + b"".join(started.ciphertexts)
        head = hashed("ballot", ctx or self.ctx, bytes([by]), tag, *started.ciphertexts)
        written_proofs = []
        for of in started.proofs:
            cs, zs = map(list, zip(*of.numbers, strict=True))
            whole = challenge("choice", head, of.proof.label, *of.commitments)
            cs[of.true] = (whole - sum(cs)) % ORDER
            zs[of.true] = of.w + cs[of.true] * of.mask
            written_proofs += (*of.commitments, *map(as_bytes, cs[:-1]), *map(as_bytes, zs))
        return first + b"".join(written_proofs)

    def nonce(self, member: str) -> bytes:
        """What a member's browser has drawn."""
        return hashed("nonce of a test", member.encode())[:16]

    def ballot(self, member: str, answers: Answers, by: int = 1, ctx: bytes | None = None) -> bytes:
        """A member's ballot."""
        tag = hashed("member", ctx or self.ctx, self.nonce(member), member.encode())[:32]
        return self.finish_ballot(self.started(answers, Drawn(member.encode())), tag, by, ctx)

    def receipt(self, member: str, ballot: bytes) -> bytes:
        """The receipt that a member keeps of a ballot: 144 bytes."""
        leaf = leaf_hash_of(ballot)
        return self.ctx + leaf + self.nonce(member) + self.box.sign(hashed("receipt", self.ctx, leaf))

    def counts(self, answers: Iterable[Answers]) -> list[list[int]]:
        """How often each answer was given to each question."""
        counts = [[0] * len(proof.weights) for proof in self.questions]
        for each in answers:
            for question, answer in enumerate(each):
                counts[question][answer] += 1
        return counts

    def opening(
        self,
        ballots: Sequence[bytes],
        *,
        signers: Iterable[int] = (1, 2, 3, 4),
        openers: Iterable[int] = (1, 2, 4),
        three_voices: Iterable[int] = (),
        context_signers: Iterable[int] = (1, 2, 3, 4, 5),
        paper: int = 12,
        said: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """The values of ``opening.json`` for these ballots; ``said`` are parts of the statement, instead."""
        tree = LeafTree()
        for ballot in ballots:
            tree.append(leaf_hash_of(ballot))
        statement = {
            "ballots": len(ballots),
            "by": [sum(ballot[3] == by for ballot in ballots) for by in (0, 1, 2)],
            "paper": paper,
            "root": tree.root().hex(),
            "took_part": hashlib.sha256(b"took part").hexdigest(),
        } | dict(said or {})
        message = self.statement(statement)
        signed = hashed("context", self.ctx)
        return {
            "box_signature": self.box.sign(message).hex(),
            "context_signatures": {str(j): self.ceremony.sign(j, signed).hex() for j in context_signers},
            "format": FORMAT,
            "shares": {str(j): self.shares(j, message, self.sums(ballots)) for j in openers},
            "signatures": {str(j): self.ceremony.sign(j, message).hex() for j in signers},
            "statement": statement,
            "three_voices": list(three_voices),
        }

    def statement(self, said: Mapping[str, Any]) -> bytes:
        """What is signed of these values."""
        numbers = (big_endian(number, 4) for number in (*said["by"], said["paper"]))
        root, took_part = (bytes.fromhex(said[name]) for name in ("root", "took_part"))
        return hashed("statement", self.ctx, big_endian(said["ballots"], 4), root, *numbers, took_part)

    def sums(self, ballots: Sequence[bytes]) -> list[Point]:
        """The sums of their ciphertexts."""
        places = range(36, 36 + 64 * len(self.questions), 32)
        return [total([decoded(ballot[at : at + 32]) for ballot in ballots]) for at in places]

    def shares(
        self, number: int, statement: bytes, sums: Sequence[Point], secret: int | None = None
    ) -> list[str]:
        """A keyholder's shares of the sums, with proofs that hold if the secret is its own."""
        secret, drawn = secret or self.ceremony.secret[number], Drawn(b"share" + statement)
        shares = []
        for question, (first, second) in enumerate(zip(sums[::2], sums[1::2], strict=True)):
            w, part = drawn.next(), encoded(combined((secret, first)))
            written_parts = (self.ceremony.keys.shares[number], encoded(first), encoded(second), part)
            tried = (encoded(of_base().times(w)), encoded(combined((w, first))))
            place = (big_endian(number, 1), big_endian(question, 2))
            c = challenge("share", statement, *place, *written_parts, *tried)
            shares.append((part + as_bytes(c) + as_bytes(w + c * secret)).hex())
        return shares

    def files(
        self, ballots: Iterable[bytes], counts: Sequence[Sequence[int]], opening: dict[str, Any] | None = None
    ) -> Files:
        """The five files of a bundle."""
        ordered = in_order(ballots)
        return {
            "ballots.bin": b"".join(ordered),
            "context.json": self.context,
            "count.json": written({"counts": counts, "format": FORMAT}),
            "keys.json": self.ceremony.file,
            "opening.json": written(opening or self.opening(ordered)),
        }


def leaf_hash_of(ballot: bytes) -> bytes:
    """The leaf of a ballot in the tree."""
    return hashlib.sha256(b"\0" + ballot).digest()


def in_order(ballots: Iterable[bytes]) -> list[bytes]:
    """The ballots as the box has them."""
    return sorted(ballots, key=leaf_hash_of)


def packed_files(files: Files) -> bytes:
    """A bundle of these files."""
    return zipped(files)


@cache
def usual_ceremony() -> Ceremony:
    """Keys that tests share."""
    return Ceremony(names=["An", "Bo", "Cé", "Dirk", "Ève"])


USUAL: dict[str, tuple[int, int, list[list[int]]]] = {
    "for_against_abstain": (0, 1, [[0]] * 6 + [[1]] * 3 + [[2]] * 2),
    "per_candidate": (2, 1, [[0, 2], [1, 1], [0, 0]] * 4),
    "plurality_at_large": (3, 2, [[1, 1, 0, 0], [0, 0, 0, 1], [0, 1, 0, 0]] * 4),
    "approval": (2, 1, [[1, 1, 0], [0, 0, 1], [0, 1, 0]] * 4),
}
"""By method how many candidates and seats, and what the members answer."""


@cache
def usual_round(method: str) -> tuple[PlayedRound, list[bytes], list[list[int]]]:
    """A round of more than ten members, their ballots in the order of the members, from 0, and the counts."""
    candidates, seats, answers = USUAL[method]
    held = PlayedRound(usual_ceremony(), method, candidates, seats)
    ballots = [held.ballot(str(member), each, by=member % 3) for member, each in enumerate(answers)]
    return held, ballots, held.counts(answers)


@cache
def _usual_files(method: str) -> Files:
    held, ballots, counts = usual_round(method)
    return held.files(ballots, counts)


def usual_files(method: str = "for_against_abstain") -> Files:
    """The files of a sound bundle."""
    return dict(_usual_files(method))
