"""Pure: how everything sealed is written as bytes, and hashed (docs/sealed.md, Encoding and Ballot)."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from voting.sealed.group import (
    ELEMENT_BYTES,
    IDENTITY_BYTES,
    ORDER,
    SCALAR_BYTES,
    BadEncoding,
    scalar_bytes,
    scalar_from,
)

FORMAT = "voting-sealed-1"
AGAINST = 1 << 20
"""W: what a vote against weighs, so that one sum has both counts. More than any roll has lines."""
MOTION = (1, AGAINST, 0)
"""The weights of a question that is answered by for, against or abstention."""
MARK = (0, 1)
"""The weights of a question that is answered by no mark or a mark."""
MOST_BRANCHES = 64
"""So much can be proven in one ballot, lest its check keep others waiting."""
MAGIC = b"SB1"
SEALED_BY = range(3)
"""By whom a ballot was sealed: 0 the server, 1 the member's own device, 2 a tablet of the house."""
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_HEAD = len(MAGIC) + 1 + 32


class UnsealableReason(StrEnum):
    """Why a resolution cannot be sealed."""

    RANKED = "ranked_method"
    NO_CANDIDATES = "no_candidates"
    TOO_MANY_BRANCHES = "too_many_branches"
    ROLL_TOO_LONG = "roll_too_long"
    LIVE_CHOICES = "live_choices"


class Unsound(StrEnum):
    """What is wrong with a ballot. What comes first in it is said; all are refused alike."""

    LENGTH = "length"
    MAGIC = "magic"
    SEALED_BY = "by"
    ELEMENT = "element"
    IDENTITY = "identity"
    SCALAR = "scalar"
    PROOF = "proof"


class UnsoundBallot(ValueError):
    """A ballot that is refused; ``why`` says by which rule."""

    def __init__(self, why: Unsound) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class SealedShape:
    """What a sealed ballot of one resolution consists of.

    ``questions`` has the weights of each question's answers, in the order of the candidates. Where marks are
    limited, the sum of all questions, each times its coefficient, is one of ``sums``; else both are empty.
    """

    questions: tuple[tuple[int, ...], ...]
    coefficients: tuple[int, ...] = ()
    sums: tuple[int, ...] = ()

    @property
    def proofs(self) -> tuple[tuple[bytes, tuple[int, ...]], ...]:
        """Of each proof in a ballot its label, and the weights of its branches."""
        labelled = tuple((question_label(index), weights) for index, weights in enumerate(self.questions))
        return (*labelled, (SUM_LABEL, self.sums)) if self.sums else labelled

    @property
    def branches(self) -> int:
        """How many branches all proofs have together."""
        return sum(len(weights) for _, weights in self.proofs)

    @property
    def length(self) -> int:
        """How many bytes each ballot has."""
        points = 2 * len(self.questions) * ELEMENT_BYTES
        return _HEAD + points + sum(_proof_length(len(weights)) for _, weights in self.proofs)


@dataclass(frozen=True, slots=True)
class ChoiceProof:
    """That a ciphertext holds one of k weights: two commitments and a response of each, and all challenges
    but the last, which follows from the hash."""

    commitments: tuple[bytes, ...]
    challenges: tuple[int, ...]
    responses: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BallotParts:
    """The parts of a ballot: ``ciphertexts`` are α and β of each question, one after the other, encoded."""

    by: int
    tag: bytes
    ciphertexts: tuple[bytes, ...]
    proofs: tuple[ChoiceProof, ...]


def u8(number: int) -> bytes:
    """A number in one byte. Raises OverflowError."""
    return number.to_bytes(1, "big")


def u16(number: int) -> bytes:
    """A number in two bytes, big-endian. Raises OverflowError."""
    return number.to_bytes(2, "big")


def u32(number: int) -> bytes:
    """A number in four bytes, big-endian. Raises OverflowError."""
    return number.to_bytes(4, "big")


def sealed_hash(tag: str, *parts: bytes) -> bytes:
    """H: the SHA-512 of the format, a tag and the parts, each with its length; 64 bytes."""
    counted = b"".join(u32(len(part)) + part for part in parts)
    return hashlib.sha512(f"{FORMAT}/{tag}\0".encode() + counted).digest()


def hash_scalar(tag: str, *parts: bytes) -> int:
    """Hs: the same, as a scalar."""
    return int.from_bytes(sealed_hash(tag, *parts), "little") % ORDER


def digits_aloud(data: bytes) -> str:
    """Twenty digits of a hash, to be read aloud in any language."""
    return f"{int.from_bytes(data[:16], 'big') % 10**20:020d}"


def code_for_the_eye(leaf: bytes) -> str:
    """The first 100 bits of a leaf in the 32 letters and digits of Crockford, five groups of four."""
    bits = int.from_bytes(leaf[:13], "big") >> 4
    letters = "".join(_CROCKFORD[bits >> 5 * place & 31] for place in reversed(range(20)))
    return " ".join(letters[at : at + 4] for at in range(0, 20, 4))


def question_label(index: int) -> bytes:
    """What the proof of a question is bound to."""
    return b"q" + u16(index)


SUM_LABEL = b"s" + u16(0)
"""What the proof of the sum is bound to."""


def why_unsealable(
    method: str, candidates: int, seats: int, *, entitled: int = 0, live_choices: bool = False
) -> UnsealableReason | None:
    """Why a resolution by this method, with so many candidates, seats and members on the roll, cannot be
    sealed; None if it can."""
    if method not in _SHAPES:
        return UnsealableReason.RANKED
    if method != "for_against_abstain" and (candidates < 1 or seats < 1):
        return UnsealableReason.NO_CANDIDATES
    if candidates > MOST_BRANCHES or _SHAPES[method](candidates, seats).branches > MOST_BRANCHES:
        return UnsealableReason.TOO_MANY_BRANCHES
    if entitled >= AGAINST:
        return UnsealableReason.ROLL_TOO_LONG
    return UnsealableReason.LIVE_CHOICES if live_choices else None


def sealed_shape(method: str, candidates: int, seats: int) -> SealedShape:
    """What the ballots of a resolution consist of. Raises ValueError for what cannot be sealed."""
    if why := why_unsealable(method, candidates, seats):
        raise ValueError(why.value)
    return _SHAPES[method](candidates, seats)


def parsed_ballot(ballot: bytes, shape: SealedShape) -> BallotParts:
    """The parts of a ballot; whether its elements are any, and its proofs hold, is not looked at. Raises
    UnsoundBallot."""
    if len(ballot) != shape.length:
        raise UnsoundBallot(Unsound.LENGTH)
    if not ballot.startswith(MAGIC):
        raise UnsoundBallot(Unsound.MAGIC)
    by, tag = ballot[3], ballot[4:_HEAD]
    if by not in SEALED_BY:
        raise UnsoundBallot(Unsound.SEALED_BY)
    words = (ballot[at : at + 32] for at in range(_HEAD, len(ballot), 32))
    ciphertexts = _taken(words, 2 * len(shape.questions))
    if IDENTITY_BYTES in ciphertexts:
        raise UnsoundBallot(Unsound.IDENTITY)
    try:
        proofs = tuple(_parsed_proof(words, len(weights)) for _, weights in shape.proofs)
    except BadEncoding:
        raise UnsoundBallot(Unsound.SCALAR) from None
    return BallotParts(by, tag, ciphertexts, proofs)


def tag_of(ballot: bytes) -> bytes:
    """T of a ballot that is long enough to have one."""
    return ballot[len(MAGIC) + 1 : _HEAD]


def written_ballot(parts: BallotParts) -> bytes:
    """The bytes of a ballot."""
    return b"".join((MAGIC, u8(parts.by), parts.tag, *parts.ciphertexts, *map(_written_proof, parts.proofs)))


def member_tag(ctx: bytes, nonce: bytes, number: str) -> bytes:
    """T: what binds a ballot to a member, whom nobody knows by it without the nonce; 32 bytes."""
    return sealed_hash("member", ctx, nonce, number.encode())[:32]


def ballot_head(ctx: bytes, by: int, tag: bytes, ciphertexts: tuple[bytes, ...]) -> bytes:
    """What all proofs of a ballot are bound to."""
    return sealed_hash("ballot", ctx, u8(by), tag, *ciphertexts)


def _motion(candidates: int, seats: int) -> SealedShape:
    return SealedShape((MOTION,))


def _per_candidate(candidates: int, seats: int) -> SealedShape:
    return SealedShape((MOTION,) * candidates)


def _marks(candidates: int, seats: int) -> SealedShape:
    most = min(seats, candidates)
    return SealedShape((MARK,) * (candidates + 1), (1,) * candidates + (most,), tuple(range(1, most + 1)))


def _approval(candidates: int, seats: int) -> SealedShape:
    return _marks(candidates, candidates)


_SHAPES = {
    "for_against_abstain": _motion,
    "per_candidate": _per_candidate,
    "plurality_at_large": _marks,
    "approval": _approval,
}


def _proof_length(branches: int) -> int:
    return 2 * branches * ELEMENT_BYTES + (2 * branches - 1) * SCALAR_BYTES


def _taken(words: Iterator[bytes], number: int) -> tuple[bytes, ...]:
    return tuple(next(words) for _ in range(number))


def _parsed_proof(words: Iterator[bytes], branches: int) -> ChoiceProof:
    commitments = _taken(words, 2 * branches)
    challenges = tuple(map(scalar_from, _taken(words, branches - 1)))
    return ChoiceProof(commitments, challenges, tuple(map(scalar_from, _taken(words, branches))))


def _written_proof(proof: ChoiceProof) -> bytes:
    return b"".join((*proof.commitments, *map(scalar_bytes, (*proof.challenges, *proof.responses))))
