"""The pure decisions of the doors."""

from datetime import timedelta

import pytest

from tests.world import MEETING
from voting.attendance.models import ONLINE
from voting.attendance.rules import (
    LET_IN,
    UNDO_WITHIN,
    Answer,
    ConflictKind,
    judge_arrival,
    judge_late,
    may_undo,
)


@pytest.mark.parametrize(
    ("present_at", "answer"),
    [
        (None, Answer.WELCOME),
        (ONLINE, Answer.WELCOME),
        ("BRU", Answer.ALREADY_HERE),
        ("LIE", Answer.PRESENT_ELSEWHERE),
    ],
)
def test_an_arrival_is_answered_by_where_the_member_is(present_at: str | None, answer: Answer) -> None:
    assert judge_arrival(True, present_at, "BRU") is answer
    assert judge_arrival(True, present_at, "BRU", revoked=True) is Answer.PASS_REVOKED
    assert judge_arrival(False, present_at, "BRU") is Answer.NOT_ENTITLED
    assert judge_arrival(False, present_at, "BRU", revoked=True, overtaken=True) is Answer.NOT_ENTITLED


@pytest.mark.parametrize("present_at", [None, ONLINE, "BRU", "LIE"])
def test_only_who_would_be_welcome_can_be_overtaken(present_at: str | None) -> None:
    usual = judge_arrival(True, present_at, "BRU")
    overtaken = judge_arrival(True, present_at, "BRU", overtaken=True)
    assert overtaken is (Answer.OVERTAKEN if usual is Answer.WELCOME else usual)


def test_what_the_steward_showed_as_let_in_is_looked_at_and_nothing_else() -> None:
    assert {Answer.WELCOME, Answer.PRESENT_ELSEWHERE} == LET_IN
    for shown in set(Answer) - LET_IN:
        assert {judge_late(answer, shown) for answer in Answer} == {None}
    for shown in LET_IN:
        assert judge_late(Answer.WELCOME, shown) is None
        assert judge_late(Answer.NOT_ENTITLED, shown) is ConflictKind.REFUSED


def test_an_act_is_taken_back_within_ten_minutes_the_last_moment_included() -> None:
    assert timedelta(minutes=10) == UNDO_WITHIN
    assert may_undo(MEETING, MEETING)
    assert may_undo(MEETING, MEETING + UNDO_WITHIN)
    assert not may_undo(MEETING, MEETING + UNDO_WITHIN + timedelta(microseconds=1))
