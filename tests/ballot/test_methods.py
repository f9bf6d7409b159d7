"""Marking and counting a ballot: what is valid, its one canonical text, and sums that add up."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.ballot.methods import (
    BLANK,
    MARKED,
    ONE_SEAT,
    POSITIONS,
    RANKED,
    Contest,
    InvalidChoice,
    Method,
    add,
    cells,
    count,
    nested,
    parse_choice,
)
from voting.ballot.sheet_faults import sheet_faults
from voting.errors import Fault

CODES = ("a", "b", "c", "d")
MOTION = Contest(Method.FOR_AGAINST_ABSTAIN)
EACH = Contest(Method.PER_CANDIDATE, ("a", "b"), 1)
AT_LARGE = Contest(Method.PLURALITY_AT_LARGE, ("a", "b", "c"), 2)
APPROVAL = Contest(Method.APPROVAL, ("a", "b", "c"), 1)
STV = Contest(Method.SCOTTISH_STV, ("a", "b", "c"), 2)


@st.composite
def contests(draw: Any) -> Contest:
    """Any contest of up to four candidates."""
    method = draw(st.sampled_from(list(Method)))
    if method is Method.FOR_AGAINST_ABSTAIN:
        return Contest(method)
    candidates = CODES[: draw(st.integers(1, 4))]
    seats = 1 if method in ONE_SEAT else draw(st.integers(1, len(candidates)))
    return Contest(method, candidates, seats)


def choices(contest: Contest) -> st.SearchStrategy[str]:
    """Valid ballots of a contest, not always in their canonical form."""
    if contest.method is Method.FOR_AGAINST_ABSTAIN:
        return st.sampled_from(POSITIONS)
    if contest.method is Method.PER_CANDIDATE:
        marks = st.lists(st.sampled_from(POSITIONS), min_size=len(contest.candidates), max_size=4)
        order = st.permutations(contest.candidates)
        return st.tuples(order, marks).map(
            lambda pair: ",".join(f"{name}={mark}" for name, mark in zip(*pair, strict=False))
        )
    most = contest.seats if contest.method is Method.PLURALITY_AT_LARGE else len(contest.candidates)
    joint = ">" if contest.method in RANKED else "+"
    some = st.lists(st.sampled_from(contest.candidates), max_size=most, unique=True)
    return some.map(lambda names: joint.join(names) or BLANK)


@st.composite
def votes(draw: Any) -> tuple[Contest, list[str]]:
    """A contest with some ballots."""
    contest = draw(contests())
    return contest, draw(st.lists(choices(contest), max_size=25))


@pytest.mark.parametrize(
    ("contest", "text", "canonical"),
    [
        (MOTION, "for", "for"),
        (MOTION, "abstain", "abstain"),
        (EACH, "b=for,a=against", "a=against,b=for"),
        (AT_LARGE, "c+a", "a+c"),
        (AT_LARGE, "b", "b"),
        (AT_LARGE, "blank", "blank"),
        (APPROVAL, "c+b+a", "a+b+c"),
        (STV, "c>a", "c>a"),
        (STV, "blank", "blank"),
    ],
)
def test_a_choice_has_one_text(contest: Contest, text: str, canonical: str) -> None:
    assert parse_choice(contest, text) == canonical


@pytest.mark.parametrize(
    ("contest", "text"),
    [
        *((MOTION, text) for text in ("", "For", "blank", "for ", "yes", "for,against", "for\0")),
        *((EACH, text) for text in ("", "a=for", "a=for,a=for", "a=for,b=", "a=for,b=for,c=for", "blank")),
        *((EACH, text) for text in ("a=for,b=blank", "a=for, b=for", "a,b", "a=for,b=for,")),
        *((AT_LARGE, text) for text in ("", "a+a", "a+b+c", "x", "a+", "blank+a", "a>b", "A")),
        *((APPROVAL, text) for text in ("", "a+a", "a+x", "a+b+c+a")),
        *((STV, text) for text in ("", "a>a", "a>x", "a>", "a+b", "blank>a", ">a")),
    ],
)
def test_anything_else_is_no_choice(contest: Contest, text: str) -> None:
    with pytest.raises(InvalidChoice):
        parse_choice(contest, text)


@given(contests(), st.text(max_size=20) | st.text("abcd+>,=forblank", max_size=20))
def test_any_text_is_a_choice_or_refused(contest: Contest, text: str) -> None:
    try:
        canonical = parse_choice(contest, text)
    except InvalidChoice:
        return
    assert parse_choice(contest, canonical) == canonical


@given(votes())
def test_the_canonical_text_is_stable_and_a_tally_counts_every_ballot(
    given_votes: tuple[Contest, list[str]],
) -> None:
    contest, ballots = given_votes
    canonical = [parse_choice(contest, text) for text in ballots]
    assert [parse_choice(contest, text) for text in canonical] == canonical
    tally = count(contest, Counter(canonical))
    assert set(cells(contest)) <= set(tally)
    assert min(tally.values(), default=0) >= 0
    if contest.method is Method.PER_CANDIDATE:
        for candidate in contest.candidates:
            assert sum(tally[f"{candidate}={mark}"] for mark in POSITIONS) == len(ballots)
    elif contest.method in MARKED:
        marks = sum(len(text.split("+")) for text in canonical if text != BLANK)
        assert tally.total() == marks + canonical.count(BLANK)
    else:
        assert tally.total() == len(ballots)


@given(votes(), st.integers(0, 25))
def test_counting_in_two_halls_gives_the_same_as_in_one(
    given_votes: tuple[Contest, list[str]], split: int
) -> None:
    contest, texts = given_votes
    ballots = [parse_choice(contest, text) for text in texts]
    halls = [count(contest, Counter(part)) for part in (ballots[:split], ballots[split:])]
    assert add(contest, *halls) == count(contest, Counter(ballots))


@given(votes())
def test_what_real_ballots_give_is_a_possible_sheet(given_votes: tuple[Contest, list[str]]) -> None:
    contest, texts = given_votes
    ballots = [parse_choice(contest, text) for text in texts]
    sheet = count(contest, Counter(ballots))
    assert sheet_faults(contest, len(ballots), sheet) == []
    assert sheet_faults(contest, len(ballots), sheet | {"nobody": 1})
    if contest.method not in MARKED:
        assert sheet_faults(contest, len(ballots) + 1, sheet)


@pytest.mark.parametrize(
    ("contest", "ballots", "sheet", "fault"),
    [
        (MOTION, 3, {"for": 2, "against": 2, "abstain": 0}, "sheet_sum"),
        (MOTION, 3, {"for": 4, "against": -1, "abstain": 0}, "sheet_negative"),
        (MOTION, 3, {"for": 3}, "sheet_cells"),
        (MOTION, -1, {"for": 0, "against": 0, "abstain": -1}, "sheet_negative"),
        (EACH, 1, {"a=for": 1, "a=against": 0, "a=abstain": 0}, "sheet_cells"),
        (AT_LARGE, 3, {"a": 4, "b": 0, "c": 0, "blank": 0}, "sheet_marks"),  # more for one than ballots
        (AT_LARGE, 3, {"a": 3, "b": 3, "c": 1, "blank": 0}, "sheet_marks"),  # more than two on each
        (AT_LARGE, 3, {"a": 1, "b": 1, "c": 0, "blank": 0}, "sheet_marks"),  # without a mark it is blank
        (AT_LARGE, 3, {"a": 2, "b": 0, "c": 0, "blank": 2}, "sheet_marks"),
        (AT_LARGE, 1, {"a": 0, "b": 0, "c": 0, "blank": 2}, "sheet_marks"),
        (APPROVAL, 1, {"a": 1, "b": 1, "c": 1, "blank": 1}, "sheet_marks"),
        (STV, 2, {"a>b": 1, "blank": 0}, "sheet_rankings_sum"),
        (STV, 1, {"b>b": 1, "blank": 0}, "sheet_ranking"),
    ],
)
def test_impossible_sheets_are_found(
    contest: Contest, ballots: int, sheet: dict[str, int], fault: str
) -> None:
    assert {item.code for item in sheet_faults(contest, ballots, sheet)} == {fault}


@pytest.mark.parametrize(
    ("ballots", "marks"),
    [
        (3, (3, 3, 0, 0)),
        (3, (1, 1, 1, 0)),
        (3, (3, 0, 0, 0)),
        (3, (2, 2, 0, 1)),
        (3, (0, 0, 0, 3)),
        (0, (0, 0, 0, 0)),
    ],
)
def test_a_sheet_of_marks_is_possible_up_to_each_bound(ballots: int, marks: tuple[int, ...]) -> None:
    """Two marks on each ballot at most, one at least, and none twice for one candidate."""
    assert sheet_faults(AT_LARGE, ballots, dict(zip(("a", "b", "c", "blank"), marks, strict=True))) == []


def test_a_fault_of_a_sheet_says_what_was_counted_and_what_it_should_be() -> None:
    cells_of_b = {"b=for": 1, "b=against": 0, "b=abstain": 0}
    each = {"a=for": 1, "a=against": 1, "a=abstain": 0} | cells_of_b
    found = [
        sheet_faults(MOTION, 3, {"for": 2, "against": 1, "abstain": 1}),
        sheet_faults(EACH, 2, each),
        sheet_faults(AT_LARGE, 3, {"a": 3, "b": 3, "c": 1, "blank": 0}),
        sheet_faults(AT_LARGE, 1, {"a": 0, "b": 0, "c": 0, "blank": 2}),
        sheet_faults(APPROVAL, 1, {"a": 1, "b": 1, "c": 2, "blank": 0}),
        sheet_faults(STV, 2, {"a>b": 1, "blank": 2}),
        sheet_faults(EACH, 1, each),
    ]
    assert found == [
        [Fault(0, "cell-for", "sheet_sum", {"total": 4, "ballots": 3})],
        [Fault(0, "cell-b=for", "sheet_sum", {"total": 1, "ballots": 2})],
        [Fault(0, "cell-a", "sheet_marks", {"marks": 7, "marked": 3, "most": 2})],
        [Fault(0, "cell-a", "sheet_marks", {"marks": 0, "marked": 0, "most": 2})],
        [Fault(0, "cell-a", "sheet_marks", {"marks": 4, "marked": 1, "most": 3})],
        [Fault(0, "ballots", "sheet_rankings_sum", {"total": 3, "ballots": 2})],
        [Fault(0, "cell-a=for", "sheet_sum", {"total": 2, "ballots": 1})],
    ]


@pytest.mark.parametrize(
    ("contest", "text", "fault"),
    [
        (MOTION, "", "nothing_marked"),
        (MOTION, "for,against", "too_many_marked"),
        (MOTION, "maybe", "invalid"),
        (EACH, "a=for", "some_unmarked"),
        (EACH, "a=for,b=for,a=against", "marked_twice"),
        (AT_LARGE, "a+b+c", "too_many_marked"),
        (AT_LARGE, "a+a", "marked_twice"),
        (AT_LARGE, "a+blank", "blank_and_marked"),
        (STV, "a=b", "same_rank"),
        (STV, "a>b>a", "marked_twice"),
        (STV, "a>x", "invalid"),
        (STV, "a>blank", "blank_and_marked"),
    ],
)
def test_each_fault_of_a_ballot_has_its_name(contest: Contest, text: str, fault: str) -> None:
    with pytest.raises(InvalidChoice) as invalid:
        parse_choice(contest, text)
    assert invalid.value.fault == fault


def test_a_result_shows_counts_in_the_order_of_the_ballot() -> None:
    assert nested(MOTION, count(MOTION, {"for": 2})) == {"for": 2, "against": 0, "abstain": 0}
    assert nested(EACH, count(EACH, {"a=for,b=against": 3})) == {
        "a": {"for": 3, "against": 0, "abstain": 0},
        "b": {"for": 0, "against": 3, "abstain": 0},
    }
    assert nested(AT_LARGE, count(AT_LARGE, {"a+c": 2, "blank": 1})) == {"a": 2, "b": 0, "c": 2}
    assert nested(STV, count(STV, {"c>a": 2, "a": 1, "blank": 1})) == {"a": 1, "b": 0, "c": 2}


@pytest.mark.parametrize(
    ("contest", "sheet", "unread"),
    [
        (MOTION, {"for": 2, "against": 2, "abstain": 0}, "cell-abstain"),
        (MOTION, {"for": 2, "against": 2, "abstain": 0}, "ballots"),
        (AT_LARGE, {"a": 4, "b": 0, "c": 0, "blank": 0}, "cell-blank"),
        (STV, {"a>b": 1, "blank": 0}, "rankings"),
        (STV, {"a>b": 1, "blank": 0}, "cell-blank"),
    ],
)
def test_no_sum_is_told_with_a_number_that_cannot_be_read(
    contest: Contest, sheet: dict[str, int], unread: str
) -> None:
    assert len(sheet_faults(contest, 3, sheet)) == 1
    assert sheet_faults(contest, 3, sheet, {unread}) == []


@pytest.mark.parametrize(
    ("sheet", "codes"),
    [
        ({"A:for": 2, "A:against": 0, "A:abstain": 0, "C:for": 0, "C:against": 0, "C:abstain": 1}, []),
        (
            {"A:for": 1, "A:against": 0, "A:abstain": 0, "C:for": 0, "C:against": 1, "C:abstain": 1},
            ["sheet_class_issued"],
        ),
        (
            {"A:for": 1, "A:against": 0, "A:abstain": 0, "C:for": 0, "C:against": 0, "C:abstain": 1},
            ["sheet_sum"],
        ),
        ({"for": 2, "against": 0, "abstain": 1}, ["sheet_cells"]),
        (
            {"A:for": 3, "A:against": 0, "A:abstain": -1, "C:for": 0, "C:against": 0, "C:abstain": 1},
            ["sheet_negative"],
        ),
    ],
)
def test_a_sheet_by_class_adds_up_within_the_papers_of_each(sheet: dict[str, int], codes: list[str]) -> None:
    """Of A two papers were given out, of C one; three came back."""
    found = sheet_faults(MOTION, 3, sheet, issued={"A": 2, "C": 1})
    assert [fault.code for fault in found] == codes


def test_each_candidate_has_as_many_ballots_of_a_class_as_the_first() -> None:
    marks = {f"{name}={mark}": 0 for name in EACH.candidates for mark in ("for", "against", "abstain")}
    first, second, *_ = EACH.candidates
    sheet = {f"{name}:{cell}": 0 for name in "AC" for cell in marks}
    for candidate in EACH.candidates:
        sheet |= {f"A:{candidate}=for": 2, f"C:{candidate}=for": 1}
    assert sheet_faults(EACH, 3, sheet, issued={"A": 3, "C": 3}) == []
    sheet |= {f"A:{second}=for": 1, f"C:{second}=for": 2}
    found = sheet_faults(EACH, 3, sheet, issued={"A": 3, "C": 3})
    assert [(fault.column, fault.code) for fault in found] == [
        (f"cell-A:{second}=for", "sheet_class_sum"),
        (f"cell-C:{second}=for", "sheet_class_sum"),
    ]
    assert first != second
