"""A box is opened by three after four have signed it; two views never give two openings."""

import itertools
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sealed.forging import CTX, EACH, GROUP, MARKS, OTHER_CTX, SEALING, VOTE, Kind
from tests.sealed.keyholder import PlayedCeremony, Refuses
from tests.sealed.kinds import over_both_kinds
from tests.sealed.vectors import VECTORS
from voting.sealed.counting import UncountableSum
from voting.sealed.group import ORDER, Ristretto, scalar_bytes
from voting.sealed.opening import (
    BoxFault,
    ClosedBox,
    UnopenedBox,
    UnsoundBox,
    closed_box,
    lagrange_at_zero,
    opened_count,
    opened_share,
    sums_of_box,
    true_shares,
    unmasked,
)
from voting.sealed.proofs import seal_ballot
from voting.sealed.tree import leaf_hash
from voting.sealed.wire import digits_aloud

OPENING = VECTORS["opening"]
BOX = sorted((bytes.fromhex(of["ballot"]) for of in VECTORS["ballots"][:3]), key=leaf_hash)
TOOK_PART = bytes.fromhex(OPENING["participation_root"])
ROUND = ("3", 1)


SID = bytes.fromhex(VECTORS["session"])
MET = PlayedCeremony(SID)
ROUNDS = itertools.count(1)


@pytest.fixture
def ceremony() -> PlayedCeremony:
    """Keyholders who have met, and signed nothing yet."""
    for each in MET.all.values():
        each.signed.clear()
        each.contexts.clear()
    return MET


def ballot(answers: Sequence[int], number: str, kind: Kind = VOTE, ctx: bytes = CTX) -> bytes:
    seed = f"{number} {answers}".encode().ljust(32)
    return seal_ballot(SEALING, ctx, 1, number, kind.shape, answers, seed).ballot


def look(ceremony: PlayedCeremony, keyholder: int, box: Sequence[bytes] = BOX, ctx: bytes = CTX) -> bytes:
    """A keyholder looks at a box, and signs it."""
    by = [sum(each[3] == who for each in box) for who in range(3)]
    return ceremony.all[keyholder].look(ROUND, ctx, VOTE.shape, box, by, 1, TOOK_PART)


@over_both_kinds
def test_the_opening_of_the_vectors(group: Ristretto) -> None:
    ceremony = PlayedCeremony(SID)
    box, keys = closed_box(BOX), ceremony.keys
    statement = box.statement(CTX, 1, TOOK_PART)
    assert (box.size, list(box.by), box.root.hex()) == (3, OPENING["by"], OPENING["root"])
    assert (statement.hex(), digits_aloud(statement)) == (OPENING["statement"], OPENING["digits"])
    sums = sums_of_box(CTX, keys.key, VOTE.shape, BOX, group)
    assert [(a.hex(), b.hex()) for a, b in sums] == [(OPENING["A"], OPENING["B"])]
    signed = {j: look(ceremony, j) for j in range(1, 6)}
    assert {str(j): each.hex() for j, each in signed.items()} == OPENING["signatures"]
    shares = {j: ceremony.all[j].release(signed) for j in (1, 2, 4)}
    assert {str(j): each[0].hex() for j, each in shares.items()} == OPENING["shares"]
    count = opened_count(statement, keys, VOTE.shape, box, sums, shares, group)
    assert list(count.answers[0]) == OPENING["count"]


def released(ceremony: PlayedCeremony) -> tuple[ClosedBox, bytes, Any, dict[int, list[bytes]]]:
    """The box of the vectors, its statement, its sums, and the shares of all five."""
    signed = {j: look(ceremony, j) for j in range(1, 6)}
    first = ceremony.all[1]
    shares = {j: ceremony.all[j].release(signed) for j in range(1, 6)}
    return closed_box(BOX), first.statement, first.sums, shares


def test_any_three_open_and_two_do_not(ceremony: PlayedCeremony) -> None:
    box, statement, sums, shares = released(ceremony)
    for three in ((1, 2, 3), (1, 3, 5), (2, 4, 5)):
        some = {j: shares[j] for j in three}
        assert opened_count(statement, ceremony.keys, VOTE.shape, box, sums, some).answers == ((1, 1, 1),)
    with pytest.raises(UnopenedBox, match="2 of 3"):
        opened_count(statement, ceremony.keys, VOTE.shape, box, sums, {j: shares[j] for j in (1, 5)})


def test_a_false_share_does_not_count_and_the_next_does(ceremony: PlayedCeremony) -> None:
    box, statement, sums, shares = released(ceremony)
    opened = GROUP.add(GROUP.element_from(shares[2][0][:32]), GROUP.base)
    false = {
        "another D": GROUP.encoded(opened) + shares[2][0][32:],
        "another's": shares[3][0],
        "the identity": bytes(32) + shares[2][0][32:],
        "cut": shares[2][0][:-1],
        "longer": shares[2][0] + b"\0",
        "unreduced": shares[2][0][:64]
        + (int.from_bytes(shares[2][0][64:], "little") + ORDER).to_bytes(32, "little"),
        "another response": shares[2][0][:64] + scalar_bytes(1),
        "no element": b"\1" + shares[2][0][1:],
        "empty": b"",
    }
    for share in false.values():
        sent = {**shares, 2: [share]}
        assert true_shares(statement, ceremony.keys, sums, sent).keys() == {1, 3, 4, 5}
        count = opened_count(statement, ceremony.keys, VOTE.shape, box, sums, sent)
        assert count.answers == ((1, 1, 1),)
    for sent in ({**shares, 2: []}, {**shares, 2: shares[2] * 2}):
        assert true_shares(statement, ceremony.keys, sums, sent).keys() == {1, 3, 4, 5}


def test_a_share_is_bound_to_statement_keyholder_question_and_sums(ceremony: PlayedCeremony) -> None:
    _, statement, sums, shares = released(ceremony)
    public, share = ceremony.keys.public_shares, shares[1][0]
    (a, b), other = sums[0], GROUP.encoded(GROUP.base)
    assert opened_share(statement, 1, 0, public[0], (a, b), share) is not None
    assert opened_share(bytes(64), 1, 0, public[0], (a, b), share) is None
    assert opened_share(statement, 2, 0, public[0], (a, b), share) is None
    assert opened_share(statement, 1, 1, public[0], (a, b), share) is None
    assert opened_share(statement, 1, 0, public[1], (a, b), share) is None
    assert opened_share(statement, 1, 0, public[0], (other, b), share) is None
    assert opened_share(statement, 1, 0, public[0], (a, other), share) is None
    assert opened_share(statement, 1, 0, public[0], (bytes(32), b), share) is None


def test_the_split_view_opens_nothing(ceremony: PlayedCeremony) -> None:
    """The server shows two boxes; keyholder 5 is corrupt and signs both; each honest one saw one of them."""
    other = sorted([*BOX[1:], ballot((2,), "fake")], key=leaf_hash)
    one = {j: look(ceremony, j) for j in (1, 2)}
    two = {j: look(ceremony, j, other) for j in (3, 4)}
    for who, signed in ((1, one), (3, two)):
        corrupt = ceremony.all[5].sign_statement(ceremony.all[who].statement)
        with pytest.raises(Refuses, match="too few"):
            ceremony.all[who].release({**one, **two, **signed, 5: corrupt})


def test_a_second_box_for_a_round_is_signed_by_nobody(ceremony: PlayedCeremony) -> None:
    look(ceremony, 1)
    with pytest.raises(Refuses, match="another box"):
        look(ceremony, 1, BOX[1:])
    assert look(ceremony, 1) == look(ceremony, 1)


def test_a_context_for_one_victim_is_signed_by_nobody(ceremony: PlayedCeremony) -> None:
    ceremony.all[1].sign_context(ROUND, CTX)
    with pytest.raises(Refuses, match="another context"):
        ceremony.all[1].sign_context(ROUND, OTHER_CTX)
    look(ceremony, 1)
    with pytest.raises(Refuses, match="another box"):
        look(ceremony, 1, [ballot((0,), "M0", ctx=OTHER_CTX)], OTHER_CTX)


def test_a_box_is_in_the_order_of_its_leaves_and_has_each_ballot_once() -> None:
    for box, place in ((BOX[::-1], 1), ([BOX[0], BOX[0]], 1), ([*BOX[:2], BOX[1], BOX[2]], 2)):
        with pytest.raises(UnsoundBox) as unsound:
            closed_box(box)
        assert (unsound.value.fault, unsound.value.place) == (BoxFault.ORDER, place)


def test_one_tag_lies_in_a_box_once() -> None:
    """The same nonce and number with another answer: two ballots with one T."""
    first, other = ballot((0,), "M1"), ballot((1,), "M1")
    assert first[4:36] != other[4:36]
    twice = sorted([first, first[:36] + other[36:]], key=leaf_hash)
    with pytest.raises(UnsoundBox, match="tag_twice 1"):
        closed_box(twice)


def test_one_unsound_ballot_is_found_in_a_box(ceremony: PlayedCeremony) -> None:
    bad = BOX[1][:-32] + scalar_bytes(5)
    box = sorted([BOX[0], bad, BOX[2]], key=leaf_hash)
    with pytest.raises(UnsoundBox) as unsound:
        sums_of_box(CTX, ceremony.keys.key, VOTE.shape, box)
    assert (unsound.value.fault, unsound.value.place) == (BoxFault.UNSOUND, box.index(bad))
    with pytest.raises(UnsoundBox):
        look(ceremony, 1, box)


def test_a_box_that_is_told_otherwise_is_not_signed(ceremony: PlayedCeremony) -> None:
    with pytest.raises(Refuses, match="not as it was told"):
        ceremony.all[1].look(ROUND, CTX, VOTE.shape, BOX, [0, 2, 1], 1, TOOK_PART)


def test_everything_that_a_statement_says_changes_it() -> None:
    box = closed_box(BOX)
    usual = box.statement(CTX, 1, TOOK_PART)
    others = [
        box.statement(OTHER_CTX, 1, TOOK_PART),
        box.statement(CTX, 2, TOOK_PART),
        box.statement(CTX, 1, bytes(32)),
        ClosedBox(4, box.by, box.root).statement(CTX, 1, TOOK_PART),
        ClosedBox(3, (0, 2, 1), box.root).statement(CTX, 1, TOOK_PART),
        ClosedBox(3, box.by, bytes(32)).statement(CTX, 1, TOOK_PART),
    ]
    assert len({usual, *others}) == 7


def test_an_empty_box_is_counted_without_keyholders(ceremony: PlayedCeremony) -> None:
    box = closed_box([])
    assert (box.size, box.by) == (0, (0, 0, 0))
    assert sums_of_box(CTX, ceremony.keys.key, MARKS.shape, []) == []
    count = opened_count(bytes(64), ceremony.keys, MARKS.shape, box, [], {})
    assert count.answers == ((0, 0),) * 4


@pytest.mark.parametrize(
    ("kind", "votes", "counts"),
    [
        (EACH, [(0, 1), (0, 2), (1, 1)], ((2, 1, 0), (0, 2, 1))),
        (MARKS, [(1, 0, 1, 0), (1, 0, 0, 0), (0, 0, 0, 1)], ((1, 2), (3, 0), (2, 1), (2, 1))),
    ],
)
@over_both_kinds
def test_each_question_is_opened(
    ceremony: PlayedCeremony, kind: Kind, votes: Any, counts: Any, group: Ristretto
) -> None:
    ballots = sorted((ballot(votes[at], f"M{at}", kind) for at in range(len(votes))), key=leaf_hash)
    box, everybody = closed_box(ballots), ceremony.all
    signed = {
        j: everybody[j].look(("4", 1), CTX, kind.shape, ballots, box.by, 0, bytes(32)) for j in everybody
    }
    shares = {j: everybody[j].release(signed) for j in (2, 3, 5)}
    statement, sums = everybody[2].statement, everybody[2].sums
    assert opened_count(statement, ceremony.keys, kind.shape, box, sums, shares, group).answers == counts
    swapped = [sums[1], sums[0], *sums[2:]]
    with pytest.raises(UnopenedBox):
        opened_count(statement, ceremony.keys, kind.shape, box, swapped, shares, group)
    small = ClosedBox(1, (0, 1, 0), box.root)
    with pytest.raises(UncountableSum):
        opened_count(statement, ceremony.keys, kind.shape, small, sums, shares, group)


@given(st.sampled_from([VOTE, EACH, MARKS]), st.data())
@settings(max_examples=6)
def test_whatever_is_sealed_is_opened_as_it_was_marked(kind: Kind, data: st.DataObject) -> None:
    shape = kind.shape
    possible = [
        answers
        for answers in itertools.product(*(range(len(weights)) for weights in shape.questions))
        if not shape.sums
        or sum(k * a for k, a in zip(shape.coefficients, answers, strict=True)) in shape.sums
    ]
    votes = data.draw(st.lists(st.sampled_from(possible), min_size=1, max_size=4))
    ballots = sorted((ballot(vote, f"M{at}", kind) for at, vote in enumerate(votes)), key=leaf_hash)
    of = ("5", next(ROUNDS))
    box, three = closed_box(ballots), [MET.all[j] for j in (1, 3, 4)]
    for each in three:
        each.look(of, CTX, shape, ballots, box.by, 0, bytes(32))
    shares = {each.number: [each.share(q, of) for q, of in enumerate(each.sums)] for each in three}
    count = opened_count(three[0].statement, MET.keys, shape, box, three[0].sums, shares)
    columns = zip(*votes, strict=True)
    expected = [
        tuple(column.count(answer) for answer in range(len(weights)))
        for column, weights in zip(columns, shape.questions, strict=True)
    ]
    assert list(count.answers) == expected


def test_the_weights_of_three_give_what_lies_at_zero() -> None:
    for three in ((1, 2, 3), (1, 2, 4), (3, 4, 5)):
        values = {j: 17 + 4 * j + 9 * j * j for j in three}
        assert sum(lagrange_at_zero(j, three) * values[j] for j in three) % ORDER == 17
    with pytest.raises(UnopenedBox, match="0 of 3"):
        unmasked([], {})
