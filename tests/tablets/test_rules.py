"""When a hand-over ends, and for how long a code makes a tablet."""

from datetime import timedelta

from tests.world import MEETING
from voting.tablets.rules import CODE_LASTS, IDLE, LATEST, code_is_valid, is_over

MOMENT = timedelta(microseconds=1)


def test_the_times_of_a_tablet() -> None:
    assert (timedelta(seconds=60), timedelta(seconds=70)) == (IDLE, LATEST)
    assert timedelta(minutes=30) == CODE_LASTS


def test_a_hand_over_is_over_when_it_was_ended_or_nothing_was_heard_for_long() -> None:
    assert not is_over(None, MEETING, MEETING + LATEST - MOMENT)
    assert is_over(None, MEETING, MEETING + LATEST)
    assert is_over(None, MEETING, MEETING + 2 * LATEST)
    assert is_over(MEETING, MEETING, MEETING)


def test_a_code_makes_one_tablet_for_half_an_hour() -> None:
    assert code_is_valid(MEETING, None, MEETING + CODE_LASTS - MOMENT)
    assert not code_is_valid(MEETING, None, MEETING + CODE_LASTS)
    assert not code_is_valid(MEETING, None, MEETING + 2 * CODE_LASTS)
    assert not code_is_valid(MEETING, MEETING, MEETING)
