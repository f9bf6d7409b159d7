"""Pure: the closed box, what is signed of it, and opening its sums (docs/sealed.md, Closing and opening)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from voting.sealed.counting import SealedCount, SumCounter
from voting.sealed.documents import THRESHOLD
from voting.sealed.group import ORDER, BadEncoding, Element, Ristretto, ristretto, scalar_from
from voting.sealed.keys import SealedKeys
from voting.sealed.proofs import check_ballots, public_element, sum_of_ciphertexts
from voting.sealed.tree import leaf_hash, tree_root
from voting.sealed.wire import SEALED_BY, SealedShape, hash_scalar, sealed_hash, tag_of, u8, u16, u32

SHARE_BYTES = 96

QuestionSum = tuple[bytes, bytes]
"""A and B of a question, encoded."""


class BoxFault(StrEnum):
    """What is wrong with a box as a whole."""

    ORDER = "order"
    TAG_TWICE = "tag_twice"
    UNSOUND = "unsound"


class UnsoundBox(ValueError):
    """A box that nobody signs; ``place`` is that of the first ballot in it that is at fault, from 0."""

    def __init__(self, fault: BoxFault, place: int) -> None:
        super().__init__(f"{fault.value} {place}")
        self.fault, self.place = fault, place


class UnopenedBox(ValueError):
    """Too few keyholders have sent shares that are theirs."""


@dataclass(frozen=True, slots=True)
class ClosedBox:
    """What is told of a box: its ballots, how many were sealed by whom (0, 1, 2), and the root over them."""

    size: int
    by: tuple[int, ...]
    root: bytes

    def statement(self, ctx: bytes, paper: int, took_part: bytes) -> bytes:
        """S: with P votes on paper and the root Q of who took part, what the box and the keyholders sign."""
        by = map(u32, self.by)
        return sealed_hash("statement", ctx, u32(self.size), self.root, *by, u32(paper), took_part)


def closed_box(ballots: Sequence[bytes]) -> ClosedBox:
    """What is told of the box of these ballots, in the order of their leaves; their proofs are not looked at.
    Raises UnsoundBox."""
    leaves = [leaf_hash(ballot) for ballot in ballots]
    for place, (one, other) in enumerate(pairwise(leaves), 1):
        if one >= other:
            raise UnsoundBox(BoxFault.ORDER, place)
    tags = set[bytes]()
    for place, ballot in enumerate(ballots):
        if (tag := tag_of(ballot)) in tags:
            raise UnsoundBox(BoxFault.TAG_TWICE, place)
        tags.add(tag)
    by = Counter(ballot[3] for ballot in ballots)
    return ClosedBox(len(ballots), tuple(by[each] for each in SEALED_BY), tree_root(leaves))


def sums_of_box(
    ctx: bytes, key: bytes, shape: SealedShape, ballots: Sequence[bytes], group: Ristretto | None = None
) -> list[QuestionSum]:
    """A = Σα and B = Σβ of each question, encoded, once every proof is checked. Raises UnsoundBox."""
    group = group or ristretto()
    checked = check_ballots(ctx, key, shape, ballots, group)
    for place in checked.unsound:
        raise UnsoundBox(BoxFault.UNSOUND, place)
    sums = sum_of_ciphertexts(checked.ciphertexts, group)
    return [(group.encoded(alpha), group.encoded(beta)) for alpha, beta in sums]


def share_challenge(
    statement: bytes, keyholder: int, question: int, public: Sequence[bytes], commitments: Sequence[bytes]
) -> int:
    """What the proof of a share answers: ``public`` are P, A, B and D, ``commitments`` wG and wA."""
    return hash_scalar("share", statement, u8(keyholder), u16(question), *public, *commitments)


def opened_share(
    statement: bytes,
    keyholder: int,
    question: int,
    public_share: bytes,
    sums: QuestionSum,
    share: bytes,
    group: Ristretto | None = None,
) -> Element | None:
    """D, if it is proven to be A times the secret of P, the public share of keyholder 1 to 5; else None."""
    group = group or ristretto()
    parts = [share[at : at + 32] for at in range(0, SHARE_BYTES, 32)]
    try:
        if len(share) != SHARE_BYTES:
            return None
        opened, of_sum, public = (public_element(each, group) for each in (parts[0], sums[0], public_share))
        challenge, response = map(scalar_from, parts[1:])
    except BadEncoding:
        return None
    commitments = [
        group.encoded(group.combination([(response, base), (-challenge, of)]))
        for base, of in ((group.base, public), (of_sum, opened))
    ]
    answered = share_challenge(statement, keyholder, question, (public_share, *sums, parts[0]), commitments)
    return opened if challenge == answered else None


def true_shares(
    statement: bytes,
    keys: SealedKeys,
    sums: Sequence[QuestionSum],
    shares: Mapping[int, Sequence[bytes]],
    group: Ristretto | None = None,
) -> dict[int, list[Element]]:
    """Of every keyholder, 1 to 5, all of whose shares are true, D of each question. Others do not count."""
    group, found = group or ristretto(), dict[int, list[Element]]()
    for keyholder, public_share in enumerate(keys.public_shares, 1):
        sent = shares.get(keyholder, ())
        if len(sent) != len(sums):
            continue
        opened = [
            opened_share(statement, keyholder, question, public_share, of, share, group)
            for question, (of, share) in enumerate(zip(sums, sent, strict=True))
        ]
        true = [each for each in opened if each is not None]
        if len(true) == len(sums):
            found[keyholder] = true
    return found


def unmasked(
    sums: Sequence[QuestionSum],
    shares: Mapping[int, Sequence[Element]],
    group: Ristretto | None = None,
) -> list[Element]:
    """M = B − Σ λD of each question, by the first three of these keyholders (Shamir 1979). Raises
    UnopenedBox."""
    group, three = group or ristretto(), sorted(shares)[:THRESHOLD]
    if len(three) < THRESHOLD:
        raise UnopenedBox(f"{len(three)} of {THRESHOLD} keyholders")
    lagrange = {keyholder: lagrange_at_zero(keyholder, three) for keyholder in three}
    return [
        group.combination(
            [(1, group.element_from(beta))]
            + [(-lagrange[keyholder], shares[keyholder][question]) for keyholder in three]
        )
        for question, (_, beta) in enumerate(sums)
    ]


def lagrange_at_zero(keyholder: int, among: Sequence[int]) -> int:
    """λ: what the share of one keyholder weighs, where these open together."""
    weight = 1
    for other in among:
        if other != keyholder:
            weight = weight * other * pow(other - keyholder, -1, ORDER) % ORDER
    return weight


def opened_count(
    statement: bytes,
    keys: SealedKeys,
    shape: SealedShape,
    box: ClosedBox,
    sums: Sequence[QuestionSum],
    shares: Mapping[int, Sequence[bytes]],
    group: Ristretto | None = None,
) -> SealedCount:
    """The count of a box, from the shares of three keyholders or more. An empty box needs none.

    Raises UnopenedBox, UncountableSum.
    """
    group = group or ristretto()
    if not box.size:
        return SealedCount(0, tuple((0,) * len(weights) for weights in shape.questions))
    opened = true_shares(statement, keys, sums, shares, group)
    return SumCounter(box.size, group).counted(shape, unmasked(sums, opened, group))
