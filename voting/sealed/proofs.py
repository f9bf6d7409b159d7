"""Pure: sealing a ballot, and checking that sealed ones are well formed without opening them.

A question's answer is encrypted to the keyholders' key K (exponential ElGamal: α = rG, β = mG + rK), with a
proof that m is one of the question's weights: a disjunction of Chaum-Pedersen proofs (Cramer, Damgård,
Schoenmakers 1994), made non-interactive by a hash over all of the statement (Bernhard, Pereira, Warinschi
2012). Equations: docs/sealed.md, Ballot.
"""

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count

from voting.sealed.group import (
    IDENTITY_BYTES,
    ORDER,
    BadEncoding,
    Element,
    FixedTable,
    Ristretto,
    Term,
    ristretto,
)
from voting.sealed.wire import (
    BallotParts,
    ChoiceProof,
    SealedShape,
    Unsound,
    UnsoundBallot,
    ballot_head,
    hash_scalar,
    member_tag,
    parsed_ballot,
    sealed_hash,
    u8,
    u32,
    written_ballot,
)

MULTIPLIER_BITS = 128
"""A false ballot passes a check of many with a chance of 1 in 2^128."""

Ciphertext = tuple[Element, Element]
"""α and β."""
Scalars = Callable[[], int]
"""Gives the next scalar of a stream."""


@dataclass(frozen=True, slots=True)
class SealedBallot:
    """A ballot, and the 16 bytes by which the member's number gives its tag."""

    ballot: bytes
    nonce: bytes


@dataclass(frozen=True, slots=True)
class CheckedBallots:
    """What is wrong with which ballots, by their place; and the ciphertexts of every sound one, in order."""

    unsound: dict[int, Unsound]
    ciphertexts: list[tuple[Ciphertext, ...]]


@dataclass(frozen=True, slots=True)
class Sealing:
    """What ballots are sealed with: the group, and multiples of its base and of the keyholders' key."""

    group: Ristretto
    base: FixedTable
    key: FixedTable

    def encrypted(self, weight: int, r: int) -> Ciphertext:
        """α and β of a weight under the random r."""
        group = self.group
        masked = group.add(group.fixed_multiple(weight, self.base), group.fixed_multiple(r, self.key))
        return group.fixed_multiple(r, self.base), masked

    def proof(
        self, head: bytes, label: bytes, weights: Sequence[int], answer: int, r: int, scalars: Scalars
    ) -> ChoiceProof:
        """That the ciphertext of ``weights[answer]`` under r holds one of these weights.

        Each branch takes the same additions, the true one as the simulated ones.
        """
        w = scalars()
        drawn = [(0, w) if branch == answer else (scalars(), scalars()) for branch in range(len(weights))]
        commitments = list[bytes]()
        for (c, z), weight in zip(drawn, weights, strict=True):
            rest, wrong = z - c * r, c * (weights[answer] - weight)
            masked = self.group.fixed_multiple(rest, self.key), self.group.fixed_multiple(-wrong, self.base)
            commitments.append(self.group.encoded(self.group.fixed_multiple(rest, self.base)))
            commitments.append(self.group.encoded(self.group.add(*masked)))
        challenge = hash_scalar("choice", head, label, *commitments) - sum(c for c, _ in drawn)
        drawn[answer] = challenge % ORDER, (w + challenge * r) % ORDER
        return ChoiceProof(tuple(commitments), tuple(c for c, _ in drawn[:-1]), tuple(z for _, z in drawn))


def public_element(encoded: bytes, group: Ristretto) -> Element:
    """An element that is not the identity, such as a key. Raises BadEncoding."""
    if encoded == IDENTITY_BYTES:
        raise BadEncoding("identity")
    return group.element_from(encoded)


@lru_cache(maxsize=8)
def sealing_to(key: bytes, group: Ristretto | None = None) -> Sealing:
    """What ballots under the keyholders' key K, encoded, are sealed with. Raises BadEncoding."""
    group = group or ristretto()
    return Sealing(group, group.fixed_table(group.base), group.fixed_table(public_element(key, group)))


def new_sealing_seed() -> bytes:
    """32 random bytes to seal a ballot with."""
    return secrets.token_bytes(32)


def seal_ballot(
    sealing: Sealing,
    ctx: bytes,
    by: int,
    number: str,
    shape: SealedShape,
    answers: Sequence[int],
    seed: bytes,
) -> SealedBallot:
    """Seal a member's answers: of each question the index of its weight. The same seed gives the same bytes.

    Raises ValueError for answers that no ballot of this shape may hold, and for the seed, one of 2^252, by
    which an answer would not be hidden.
    """
    weights = [of[answer] for of, answer in zip(shape.questions, _each(answers, shape), strict=True)]
    scalars = _stream(sealed_hash("expand", seed, ctx, u8(by), number.encode(), bytes(answers)))
    nonce = sealed_hash("nonce", seed, ctx, number.encode())[:16]
    tag, randoms = member_tag(ctx, nonce, number), [scalars() for _ in weights]
    if not all(randoms):
        raise ValueError("another seed is needed")
    pairs = [sealing.encrypted(weight, r) for weight, r in zip(weights, randoms, strict=True)]
    ciphertexts = tuple(sealing.group.encoded(each) for pair in pairs for each in pair)
    head = ballot_head(ctx, by, tag, ciphertexts)
    proven = [*zip(answers, randoms, strict=True)]
    if shape.sums:
        marks = shape.sums.index(_weighted(shape.coefficients, weights))
        proven.append((marks, _weighted(shape.coefficients, randoms)))
    proofs = tuple(
        sealing.proof(head, label, of, answer, r, scalars)
        for (label, of), (answer, r) in zip(shape.proofs, proven, strict=True)
    )
    return SealedBallot(written_ballot(BallotParts(by, tag, ciphertexts, proofs)), nonce)


def check_ballot(
    ctx: bytes, key: bytes, shape: SealedShape, ballot: bytes, group: Ristretto | None = None
) -> tuple[Ciphertext, ...]:
    """The ciphertexts of a sound ballot. Raises UnsoundBallot, and BadEncoding where the key is none."""
    checked = check_ballots(ctx, key, shape, [ballot], group)
    for why in checked.unsound.values():
        raise UnsoundBallot(why)
    return checked.ciphertexts[0]


def check_ballots(
    ctx: bytes, key: bytes, shape: SealedShape, ballots: Sequence[bytes], group: Ristretto | None = None
) -> CheckedBallots:
    """Check many ballots at once: every proof times a secret random number of its own, in one sum that is the
    identity if all hold (Bellare, Garay, Rabin 1998). Where it is not, halves tell which do not.

    Raises BadEncoding where the key is none.
    """
    group = group or ristretto()
    key_element = public_element(key, group)
    unsound, claims = dict[int, Unsound](), dict[int, _Claim]()
    for place, ballot in enumerate(ballots):
        try:
            claims[place] = _claim(ctx, shape, parsed_ballot(ballot, shape), group)
        except UnsoundBallot as refused:
            unsound[place] = refused.why
    for place in _false_claims(list(claims), claims, key_element, group):
        unsound[place] = Unsound.PROOF
    return CheckedBallots(
        dict(sorted(unsound.items())),
        [claim.ciphertexts for place, claim in claims.items() if place not in unsound],
    )


def sum_of_ciphertexts(
    ballots: Iterable[Sequence[Ciphertext]], group: Ristretto | None = None
) -> list[Ciphertext]:
    """Of each question the sum over all ballots; nothing where there is no ballot."""
    group = group or ristretto()
    return [
        (group.total(alpha for alpha, _ in column), group.total(beta for _, beta in column))
        for column in zip(*ballots, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Claim:
    """That the terms, with so many times the base and so many times the key, are the identity in sum."""

    base: int
    key: int
    terms: list[Term]
    ciphertexts: tuple[Ciphertext, ...]


def _claim(ctx: bytes, shape: SealedShape, parts: BallotParts, group: Ristretto) -> _Claim:
    """What must hold of a ballot, under fresh multipliers ρ and σ of every branch: the sums of
    ρ (zG − a − cα) and σ (zK − b − c(β − mG)). Raises UnsoundBallot for what is no element."""
    try:
        points = [group.element_from(each) for each in parts.ciphertexts]
        commitments = [[group.element_from(each) for each in proof.commitments] for proof in parts.proofs]
    except BadEncoding:
        raise UnsoundBallot(Unsound.ELEMENT) from None
    head = ballot_head(ctx, parts.by, parts.tag, parts.ciphertexts)
    base = key = 0
    terms, of_ciphertexts = list[Term](), [0] * len(points)
    for index, ((label, weights), proof) in enumerate(zip(shape.proofs, parts.proofs, strict=True)):
        last = hash_scalar("choice", head, label, *proof.commitments) - sum(proof.challenges)
        alpha = beta = 0
        for branch, (weight, c, z) in enumerate(
            zip(weights, (*proof.challenges, last % ORDER), proof.responses, strict=True)
        ):
            rho, sigma = secrets.randbits(MULTIPLIER_BITS), secrets.randbits(MULTIPLIER_BITS)
            terms.append((rho, commitments[index][2 * branch]))
            terms.append((sigma, commitments[index][2 * branch + 1]))
            base, key = base - rho * z - sigma * c * weight, key - sigma * z
            alpha, beta = alpha + rho * c, beta + sigma * c
        whole = [(index, 1)] if index < len(shape.questions) else [*enumerate(shape.coefficients)]
        for question, coefficient in whole:
            of_ciphertexts[2 * question] += coefficient * alpha
            of_ciphertexts[2 * question + 1] += coefficient * beta
    terms += zip(of_ciphertexts, points, strict=True)
    return _Claim(base, key, terms, tuple(zip(points[::2], points[1::2], strict=True)))


def _false_claims(
    places: list[int], claims: dict[int, _Claim], key: Element, group: Ristretto, known_false: bool = False
) -> Iterator[int]:
    """The places of those that do not hold. Where it is known that one of several does not, and the first
    half holds, the second need not be tried as a whole."""
    if not places or (not known_false and _hold([claims[place] for place in places], key, group)):
        return
    if len(places) == 1:
        yield places[0]
        return
    half = len(places) // 2
    first = list(_false_claims(places[:half], claims, key, group))
    yield from first
    yield from _false_claims(places[half:], claims, key, group, known_false=not first)


def _hold(claims: Sequence[_Claim], key: Element, group: Ristretto) -> bool:
    terms = [term for claim in claims for term in claim.terms]
    terms.append((sum(claim.base for claim in claims), group.base))
    terms.append((sum(claim.key for claim in claims), key))
    return group.is_identity(group.combination(terms))


def _each(answers: Sequence[int], shape: SealedShape) -> Sequence[int]:
    """The answers, if there is one of each question, and they may stand together. Raises ValueError."""
    if len(answers) != len(shape.questions) or any(
        not 0 <= answer < len(weights) for answer, weights in zip(answers, shape.questions, strict=False)
    ):
        raise ValueError("there is not one possible answer to each question")
    if shape.sums and _weighted(shape.coefficients, answers) not in shape.sums:
        raise ValueError("the marks are more than are allowed, none, or beside blank")
    return answers


def _weighted(coefficients: Iterable[int], values: Iterable[int]) -> int:
    return sum(coefficient * value for coefficient, value in zip(coefficients, values, strict=True))


def _stream(key: bytes) -> Scalars:
    numbers = count()
    return lambda: hash_scalar("scalar", key, u32(next(numbers)))
