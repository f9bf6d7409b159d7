"""The rules by which the figures of a venue add up, for any figures."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.ballot.adding_up import Figures, Mismatch, mismatches
from voting.ballot.models import Channel

NUMBERS = st.integers(0, 5_000)
ELECTRONIC = st.dictionaries(st.sampled_from([Channel.VENUE.value, Channel.PROXY.value]), NUMBERS)


@st.composite
def sound(draw: st.DrawFn) -> Figures:
    """Figures as they are where every member and every paper is accounted for."""
    voted = draw(st.dictionaries(st.sampled_from([channel.value for channel in Channel]), NUMBERS))
    not_voted, counted, unreturned, exchanged = (draw(NUMBERS) for _ in range(4))
    electronic = draw(ELECTRONIC)
    papers = {Channel.PAPER.value: counted + unreturned} if counted + unreturned else {}
    return Figures(
        present=sum(voted.values()) + not_voted,
        voted=voted,
        not_voted=not_voted,
        cast=electronic | papers,
        boxes=electronic,
        exchanged=exchanged,
        counted=counted,
        unreturned=unreturned,
        spoiled=exchanged,
    )


@given(sound())
def test_what_is_accounted_for_adds_up(figures: Figures) -> None:
    assert mismatches(figures) == []
    assert figures.papers == (figures.counted or 0) + (figures.unreturned or 0) + (figures.spoiled or 0)


@given(sound(), st.integers(-50, 50).filter(bool))
def test_one_paper_or_one_member_too_many_or_too_few_is_found(figures: Figures, error: int) -> None:
    counted, spoiled = (figures.counted or 0) + error, (figures.spoiled or 0) + error
    assert mismatches(replace(figures, present=figures.present + error)) == [Mismatch.PRESENT]
    assert mismatches(replace(figures, not_voted=figures.not_voted + error)) == [Mismatch.PRESENT]
    assert mismatches(replace(figures, counted=counted)) == [Mismatch.PAPERS]
    assert mismatches(replace(figures, spoiled=spoiled)) == [Mismatch.PAPERS, Mismatch.SPOILED]
    boxes = {**figures.boxes, "venue": figures.boxes.get("venue", 0) + error}
    assert mismatches(replace(figures, boxes=boxes)) == [Mismatch.BOXES]


@given(sound(), st.integers(1, 50))
def test_a_spoiled_paper_cannot_be_passed_off_as_one_that_did_not_come_back(
    figures: Figures, moved: int
) -> None:
    moved_over = replace(
        figures, unreturned=(figures.unreturned or 0) + moved, spoiled=(figures.spoiled or 0) - moved
    )
    assert mismatches(moved_over) == [Mismatch.SPOILED]


@given(sound(), st.integers(1, 50))
def test_papers_that_are_not_counted_yet_are_not_judged_and_everything_else_is(
    figures: Figures, error: int
) -> None:
    waiting = replace(figures, counted=None, unreturned=None, spoiled=None)
    assert mismatches(waiting) == []
    assert waiting.is_counted == (waiting.papers == 0)
    assert mismatches(replace(waiting, exchanged=figures.exchanged + error)) == []
    boxes = {**figures.boxes, "proxy": figures.boxes.get("proxy", 0) + error}
    wrong = replace(waiting, present=figures.present + error, boxes=boxes)
    assert mismatches(wrong) == [Mismatch.PRESENT, Mismatch.BOXES]


def test_papers_that_were_never_handed_out_are_found_in_the_count() -> None:
    nothing = Figures(0, {}, 0, {}, {}, 0, 0, 0, 0)
    assert mismatches(nothing) == []
    assert mismatches(replace(nothing, counted=1)) == [Mismatch.PAPERS]
    assert mismatches(replace(nothing, cast={"paper": 1})) == [Mismatch.PAPERS]
    assert replace(nothing, cast={"paper": 1}, unreturned=1).is_counted


@pytest.mark.parametrize(("papers", "counted"), [(0, None), (0, 0), (3, 3)])
def test_no_paper_needs_no_count(papers: int, counted: int | None) -> None:
    cast = {"paper": papers} if papers else {}
    figures = Figures(0, {}, 0, cast, {}, 0, counted, 0 if counted is not None else None, None)
    assert figures.is_counted
    assert not replace(figures, cast={"paper": 1}, counted=None).is_counted
    assert not replace(figures, exchanged=1, counted=None).is_counted
