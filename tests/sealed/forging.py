"""Ballots by honest members and by cheats, for tests: each method as a kind, the same bytes each time."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from tests.sealed.vectors import VECTORS
from voting.sealed.group import ristretto
from voting.sealed.proofs import Scalars, seal_ballot, sealing_to
from voting.sealed.wire import (
    MOTION,
    BallotParts,
    SealedShape,
    ballot_head,
    hash_scalar,
    question_label,
    sealed_shape,
    u32,
    written_ballot,
)

CTX, KEY = bytes.fromhex(VECTORS["ctx"]), bytes.fromhex(VECTORS["K"])
OTHER_CTX = hashlib.sha256(b"another context").digest()
GROUP = ristretto()
OTHER_KEY = GROUP.encoded(GROUP.fixed_multiple(hash_scalar("test key"), sealing_to(KEY).base))
SEALING = sealing_to(KEY)


@dataclass(frozen=True)
class Kind:
    """A method with its candidates and seats, and answers that are allowed by it."""

    method: str
    candidates: int
    seats: int
    answers: tuple[int, ...]

    @property
    def shape(self) -> SealedShape:
        return sealed_shape(self.method, self.candidates, self.seats)


VOTE = Kind("for_against_abstain", 0, 0, (0,))
EACH = Kind("per_candidate", 2, 1, (0, 2))
MARKS = Kind("plurality_at_large", 3, 2, (1, 0, 1, 0))
ONE = Kind("plurality_at_large", 3, 1, (0, 1, 0, 0))
ALL = Kind("approval", 3, 1, (1, 1, 1, 0))
KINDS = (VOTE, EACH, MARKS, ONE, ALL)


def sealed(
    kind: Kind, answers: Sequence[int] | None = None, by: int = 1, ctx: bytes = CTX, name: str = ""
) -> bytes:
    """A sound ballot."""
    seed = hashlib.sha256(f"seed {name} {kind} {answers} {by}".encode()).digest()
    return seal_ballot(SEALING, ctx, by, "M1", kind.shape, answers or kind.answers, seed).ballot


def stream(name: str) -> Scalars:
    """Scalars that are the same each time."""
    numbers = iter(range(10_000))
    return lambda: hash_scalar("test scalar", name.encode(), u32(next(numbers)))


def forged(
    kind: Kind,
    weights: Sequence[int],
    answers: Sequence[int],
    marks: int | None = None,
    labels: Sequence[bytes] | None = None,
    scalars: Scalars | None = None,
    head: bytes | None = None,
) -> bytes:
    """A ballot by somebody who holds to nothing: the weights that it hides, and what its proofs say that it
    hides: ``answers`` of the questions, ``marks`` the place of the sum among those allowed."""
    shape, scalars = kind.shape, scalars or stream(f"{kind} {weights}")
    tag, randoms = (
        hashlib.sha256(b"tag").digest(),
        [hash_scalar("test random", u32(q)) for q in range(len(weights))],
    )
    pairs = [SEALING.encrypted(weight, r) for weight, r in zip(weights, randoms, strict=True)]
    ciphertexts = tuple(GROUP.encoded(each) for pair in pairs for each in pair)
    head = head or ballot_head(CTX, 1, tag, ciphertexts)
    proven = list(zip(answers, randoms, strict=True))
    if marks is not None:
        proven.append((marks, sum(k * r for k, r in zip(shape.coefficients, randoms, strict=True))))
    proofs = tuple(
        SEALING.proof(head, label, of, answer, r, scalars)
        for label, (_, of), (answer, r) in zip(
            labels or [label for label, _ in shape.proofs], shape.proofs, proven, strict=True
        )
    )
    return written_ballot(BallotParts(1, tag, ciphertexts, proofs))


def with_word(ballot: bytes, word: int, data: bytes) -> bytes:
    """The ballot with another 32 bytes in this place after T."""
    at = 36 + 32 * word
    return ballot[:at] + data + ballot[at + 32 :]


def words(ballot: bytes) -> list[bytes]:
    """Everything after T, by 32 bytes."""
    return [ballot[at : at + 32] for at in range(36, len(ballot), 32)]


def forged_by(by: int) -> bytes:
    """A motion's ballot whose proof holds, with any value of by."""
    r, tag = hash_scalar("test random", u32(by)), hashlib.sha256(b"tag").digest()
    ciphertexts = tuple(GROUP.encoded(each) for each in SEALING.encrypted(1, r))
    proof = SEALING.proof(
        ballot_head(CTX, by, tag, ciphertexts), question_label(0), MOTION, 0, r, stream(f"by {by}")
    )
    return written_ballot(BallotParts(by, tag, ciphertexts, (proof,)))


def plain_ballot() -> bytes:
    """A vote for, with r = 0: the proof holds, and α is the identity."""
    tag = hashlib.sha256(b"tag").digest()
    ciphertexts = tuple(GROUP.encoded(each) for each in SEALING.encrypted(1, 0))
    proof = SEALING.proof(
        ballot_head(CTX, 1, tag, ciphertexts), question_label(0), MOTION, 0, 0, stream("plain")
    )
    return written_ballot(BallotParts(1, tag, ciphertexts, (proof,)))


def identity_as_beta() -> bytes:
    """α and β both the identity: an abstention with r = 0."""
    tag, ciphertexts = hashlib.sha256(b"tag").digest(), (bytes(32), bytes(32))
    proof = SEALING.proof(
        ballot_head(CTX, 1, tag, ciphertexts), question_label(0), MOTION, 2, 0, stream("zero")
    )
    return written_ballot(BallotParts(1, tag, ciphertexts, (proof,)))
