"""Whether a clock is believed, for every two clocks."""

from hypothesis import given
from hypothesis import strategies as st

from voting.timekeeping.rules import JUMP, STEP, Against, Allowed, ClocksSeen, judge

SECONDS = st.floats(-1e6, 1e6)
SMALL, LARGE = st.floats(-JUMP, JUMP), st.floats(JUMP + 0.01, 1e6)
HOUR = 3600.0


@given(SMALL, st.none() | SMALL)
def test_small_steps_are_followed_and_never_in_doubt(system: float, database: float | None) -> None:
    verdict = judge(ClocksSeen(system, database), Allowed())
    assert verdict.against is None
    assert verdict.follow == (system if abs(system) > STEP else 0.0)


@given(LARGE, st.sampled_from((1, -1)), SMALL)
def test_a_jump_of_either_clock_is_doubted_and_not_followed(by: float, sign: int, other: float) -> None:
    system, database = (
        judge(ClocksSeen(sign * by, other), Allowed()),
        judge(ClocksSeen(other, sign * by), Allowed()),
    )
    assert (system.against, system.ahead, system.follow) == (Against.SYSTEM, sign * by, 0.0)
    assert (database.against, database.ahead, database.follow) == (Against.DATABASE, sign * by, 0.0)


@given(SECONDS, SECONDS)
def test_what_a_person_has_said_ends_the_doubt_until_a_clock_jumps_again(
    system: float, database: float
) -> None:
    said = judge(ClocksSeen(system, database), Allowed(None, None))
    assert said.against is None
    again = judge(ClocksSeen(system, database), said.allowed)
    assert again.against is None
    assert judge(ClocksSeen(system + 3 * JUMP, database), said.allowed).against in (
        Against.SYSTEM,
        None if abs(system + 3 * JUMP) <= JUMP else Against.SYSTEM,
    )


def test_a_clock_that_was_allowed_to_be_wrong_and_is_right_may_not_be_wrong_again() -> None:
    said = judge(ClocksSeen(HOUR), Allowed(None, 0.0)).allowed
    assert said == Allowed(HOUR, 0.0)
    right = judge(ClocksSeen(0.2), said)
    assert (right.against, right.allowed) == (None, Allowed())
    assert judge(ClocksSeen(HOUR), right.allowed).against is Against.SYSTEM


def test_a_database_that_did_not_answer_is_judged_neither_way() -> None:
    assert judge(ClocksSeen(0.0, None), Allowed(0.0, HOUR)).allowed == Allowed(0.0, HOUR)
    assert judge(ClocksSeen(0.0, None), Allowed(0.0, None)).allowed == Allowed(0.0, None)


def test_a_clock_that_is_allowed_to_be_wrong_is_not_followed() -> None:
    assert judge(ClocksSeen(HOUR + 5), Allowed(HOUR, 0.0)).follow == 0.0


def test_the_bounds() -> None:
    assert judge(ClocksSeen(JUMP), Allowed()).against is None
    assert judge(ClocksSeen(STEP), Allowed()).follow == 0.0
    assert judge(ClocksSeen(HOUR + JUMP), Allowed(HOUR, 0.0)).against is None
    assert judge(ClocksSeen(0.0, HOUR + JUMP), Allowed(0.0, HOUR)).against is None
    assert judge(ClocksSeen(0.0, JUMP), Allowed()).against is None
