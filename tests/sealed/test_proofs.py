"""A sealed ballot is the same bytes in every implementation, hides all answers alike, and cannot be bent."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sealed.forging import CTX, EACH, KEY, MARKS, SEALING, VOTE, Kind, sealed, with_word
from tests.sealed.kinds import over_both_kinds
from tests.sealed.vectors import VECTORS
from voting.sealed.group import ORDER, BadEncoding, Ristretto
from voting.sealed.proofs import (
    CheckedBallots,
    check_ballot,
    check_ballots,
    new_sealing_seed,
    seal_ballot,
    sealing_to,
    sum_of_ciphertexts,
)
from voting.sealed.tree import leaf_hash
from voting.sealed.wire import Unsound, UnsoundBallot, member_tag, sealed_shape


@pytest.mark.parametrize("of", VECTORS["ballots"], ids=lambda of: f"{of['method']} {of['answers']}")
@over_both_kinds
def test_a_seed_gives_the_same_bytes_everywhere(group: Ristretto, of: dict[str, Any]) -> None:
    shape = sealed_shape(of["method"], of["candidates"], of["seats"])
    seed = bytes.fromhex(of["seed"])
    made = seal_ballot(sealing_to(KEY, group), CTX, of["by"], of["number"], shape, of["answers"], seed)
    assert made.ballot.hex() == of["ballot"]
    assert made.nonce.hex() == of["nonce"]
    assert member_tag(CTX, made.nonce, of["number"]) == made.ballot[4:36]
    assert leaf_hash(made.ballot).hex() == of["leaf"]
    ciphertexts = check_ballot(CTX, KEY, shape, made.ballot, group)
    assert group.encoded(ciphertexts[0][1]) == made.ballot[68:100]


@over_both_kinds
def test_a_good_batch_has_nothing_unsound_and_all_ciphertexts(group: Ristretto) -> None:
    ballots = [sealed(VOTE, (answer,)) for answer in (0, 1, 2)]
    checked = check_ballots(CTX, KEY, VOTE.shape, ballots, group)
    assert checked.unsound == {}
    (alpha, _), (first, _) = sum_of_ciphertexts(checked.ciphertexts, group)[0], checked.ciphertexts[0][0]
    rest = [each[0][0] for each in checked.ciphertexts[1:]]
    assert group.equal(alpha, group.total([first, *rest]))
    assert check_ballots(CTX, KEY, VOTE.shape, [], group) == CheckedBallots({}, [])
    assert sum_of_ciphertexts([], group) == []


@pytest.mark.parametrize("places", [{0}, {8}, {4}, {0, 8}, {3, 4}, set(range(9))])
def test_the_unsound_of_a_batch_are_found(places: set[int]) -> None:
    ballots = [sealed(VOTE, (place % 3,), name=str(place)) for place in range(9)]
    spoilt = [
        ballot[:4] + bytes(32) + ballot[36:] if place in places else ballot
        for place, ballot in enumerate(ballots)
    ]
    checked = check_ballots(CTX, KEY, VOTE.shape, spoilt)
    assert checked.unsound == dict.fromkeys(sorted(places), Unsound.PROOF)
    assert len(checked.ciphertexts) == 9 - len(places)


def test_two_faults_that_cancel_each_other_are_both_found() -> None:
    """One ballot's response is as much too high as the other's is too low: only random multipliers tell."""
    ballots = [sealed(VOTE, name="one"), sealed(VOTE, name="other")]
    for place, by in enumerate((1, ORDER - 1)):
        response = int.from_bytes(ballots[place][-32:], "little") + by
        ballots[place] = ballots[place][:-32] + (response % ORDER).to_bytes(32, "little")
    assert set(check_ballots(CTX, KEY, VOTE.shape, ballots).unsound) == {0, 1}


def test_what_is_wrong_is_said_of_each() -> None:
    good = sealed(VOTE)
    ballots = [good[1:], good, good[:3] + b"\7" + good[4:], with_word(good, 2, b"\1" + bytes(31))]
    checked = check_ballots(CTX, KEY, VOTE.shape, ballots)
    assert checked.unsound == {0: Unsound.LENGTH, 2: Unsound.SEALED_BY, 3: Unsound.ELEMENT}
    assert len(checked.ciphertexts) == 1
    with pytest.raises(UnsoundBallot):
        check_ballot(CTX, KEY, VOTE.shape, good[1:])


@pytest.mark.parametrize("key", [bytes(32), b"\1" + bytes(31), b""])
def test_a_key_that_is_none_seals_and_checks_nothing(key: bytes) -> None:
    with pytest.raises(BadEncoding):
        sealing_to(key)
    with pytest.raises(BadEncoding):
        check_ballots(CTX, key, VOTE.shape, [])


@pytest.mark.parametrize(
    ("kind", "answers"),
    [
        (VOTE, ()), (VOTE, (3,)), (VOTE, (-1,)), (VOTE, (0, 0)), (EACH, (0,)), (MARKS, (1, 1, 1, 0)),
        (MARKS, (0, 0, 0, 0)), (MARKS, (1, 0, 0, 1)), (MARKS, (2, 0, 0, 0)),
    ],
)  # fmt: skip
def test_answers_that_may_not_stand_together_are_not_sealed(kind: Kind, answers: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"one possible answer|more than are allowed"):
        seal_ballot(SEALING, CTX, 1, "M1", kind.shape, answers, bytes(32))


def test_everything_that_goes_in_changes_all_that_comes_out() -> None:
    def words_of(ctx: bytes, by: int, number: str, answer: int, seed: bytes) -> set[bytes]:
        ballot = seal_ballot(SEALING, ctx, by, number, VOTE.shape, [answer], seed).ballot
        return {ballot[at : at + 32] for at in range(4, len(ballot), 32)}

    usual = (CTX, 1, "M1", 0, bytes(32))
    others = [(bytes(32), *usual[1:]), (CTX, 2, *usual[2:]), (CTX, 1, "M2", *usual[3:])]
    others += [(*usual[:3], 1, bytes(32)), (*usual[:4], bytes(31) + b"\1")]
    made = [words_of(*each) for each in (usual, *others)]
    assert words_of(*usual) == made[0]
    tag = seal_ballot(SEALING, CTX, 1, "M1", VOTE.shape, [0], bytes(32)).ballot[4:36]
    assert all(one & other <= {tag} for one, other in itertools.combinations(made, 2))


class Counted(int):
    """An integer that counts what is multiplied."""

    times = 0


def counting(name: str) -> Callable[..., Any]:
    """An operation of integers whose result goes on counting."""
    operation = getattr(int, name)

    def counted(self: int, *others: int) -> Any:
        Counted.times += name.endswith("mul__")
        result = operation(self, *others)
        return result if result is NotImplemented else Counted(result)

    return counted


for operation in ("add", "radd", "sub", "rsub", "mul", "rmul", "mod", "neg", "pow"):
    setattr(Counted, f"__{operation}__", counting(f"__{operation}__"))


@pytest.mark.parametrize(
    ("kind", "possible"),
    [
        (VOTE, [(0,), (1,), (2,)]),
        (MARKS, [(1, 0, 0, 0), (0, 1, 1, 0), (0, 0, 0, 1)]),
    ],
)
def test_each_choice_takes_the_same_work_to_seal(kind: Kind, possible: list[tuple[int, ...]]) -> None:
    sealing, work = sealing_to(KEY, Ristretto(Counted)), set[int]()
    for answers in possible:
        before = Counted.times
        seal_ballot(sealing, CTX, 0, "M1", kind.shape, answers, bytes(32))
        work.add(Counted.times - before)
    assert len(work) == 1
    assert work.pop() > 5_000


@st.composite
def ballots_of_any_kind(draw: st.DrawFn) -> tuple[Kind, bytes]:
    """A sound ballot with any answers that are allowed."""
    method = draw(st.sampled_from(["for_against_abstain", "per_candidate", "plurality_at_large", "approval"]))
    candidates, seats = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    if method in ("for_against_abstain", "per_candidate"):
        number = 1 if method == "for_against_abstain" else candidates
        answers = draw(st.lists(st.integers(0, 2), min_size=number, max_size=number))
    else:
        most = candidates if method == "approval" else min(candidates, seats)
        marked = draw(st.sets(st.integers(0, candidates - 1), max_size=most))
        answers = [*(int(place in marked) for place in range(candidates)), int(not marked)]
    kind = Kind(method, candidates, seats, tuple(answers))
    seed = draw(st.binary(min_size=32, max_size=32))
    by, number = draw(st.integers(0, 2)), draw(st.text(st.characters(codec="utf-8"), max_size=8))
    return kind, seal_ballot(SEALING, CTX, by, number, kind.shape, answers, seed).ballot


@given(ballots_of_any_kind())
@settings(max_examples=15)
def test_whatever_is_allowed_is_sealed_soundly(made: tuple[Kind, bytes]) -> None:
    kind, ballot = made
    assert len(check_ballot(CTX, KEY, kind.shape, ballot)) == len(kind.shape.questions)


@given(ballots_of_any_kind(), st.data())
@settings(max_examples=40)
def test_one_changed_byte_is_refused(made: tuple[Kind, bytes], data: st.DataObject) -> None:
    kind, ballot = made
    at, by = data.draw(st.integers(0, len(ballot) - 1)), data.draw(st.integers(1, 255))
    changed = ballot[:at] + bytes([ballot[at] ^ by]) + ballot[at + 1 :]
    with pytest.raises(UnsoundBallot):
        check_ballot(CTX, KEY, kind.shape, changed)


@pytest.mark.full
def test_every_changed_byte_of_a_ballot_is_refused() -> None:
    ballot = sealed(VOTE)
    for at in range(len(ballot)):
        changed = ballot[:at] + bytes([ballot[at] ^ 1 << at % 8]) + ballot[at + 1 :]
        with pytest.raises(UnsoundBallot):
            check_ballot(CTX, KEY, VOTE.shape, changed)


def test_seeds_are_new() -> None:
    assert len({new_sealing_seed() for _ in range(10)}) == 10
