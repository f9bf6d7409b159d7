"""Choices shown live: they move by the minimum group or not at all, and the result is no exception."""

from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.ballot.meeting import step as take
from tests.ballot.meeting import vote_online
from tests.world import ASSEMBLY, Clock, make_world
from voting.ballot.models import Resolution
from voting.ballot.rules import MINIMUM_GROUP
from voting.extensions import db
from voting.halls.live_counts import NOTHING, Counted, advance_live_counts, live_count, step

LIVE = ASSEMBLY.replace(
    'method = "for_against_abstain"', 'method = "for_against_abstain"\nlive_choices = true', 1
)


@given(st.lists(st.integers(0, 25), max_size=40))
def test_whatever_is_shown_differs_from_what_is_shown_next_by_a_group(arrivals: list[int]) -> None:
    shown = waiting = NOTHING
    seen, ballots = [0], 0
    for arrival in arrivals:
        ballots += arrival
        shown, waiting = step(shown, waiting, Counted(ballots, {"for": ballots}))
        if shown.ballots != seen[-1]:
            seen.append(shown.ballots)
    result = [*seen, ballots]
    moves = [later - earlier for earlier, later in pairwise(result)]
    assert all(move >= MINIMUM_GROUP or (move == ballots and len(seen) == 1) for move in moves)


def test_what_waits_is_shown_with_the_tenth_ballot_after_it() -> None:
    assert MINIMUM_GROUP == 10
    nine, ten, nineteen, twenty = (Counted(number, {"for": number}) for number in (9, 10, 19, 20))
    assert step(NOTHING, NOTHING, nine) == (NOTHING, NOTHING)
    assert step(NOTHING, NOTHING, ten) == (NOTHING, ten)
    assert step(NOTHING, ten, nineteen) == (NOTHING, ten)
    assert step(NOTHING, ten, twenty) == (ten, twenty)


def test_the_display_shows_choices_only_where_the_rules_say_so(app: Any, clock: Clock) -> None:
    world = make_world(app, clock, LIVE)
    one, four = world.resolutions["1"], world.resolutions["4"]
    display = f"/display/{world.staff['display']}/state"
    with app.app_context():
        for resolution in (four, one):
            take(resolution, "open")

        def shown(up_to: int) -> Counted | None:
            advance_live_counts(db.session())
            found = live_count(db.session(), db.session.get_one(Resolution, one))
            assert found is not None
            assert found.ballots == up_to
            return found

        vote_online(one, range(1, 10), "against")
        assert shown(0) == NOTHING
        vote_online(one, range(10, 11), "for")
        shown(0)
        vote_online(one, range(11, 20), "for")
        shown(0)
        assert "Tegen" not in app.test_client().get(display).text
        vote_online(one, range(20, 21), "for")
        assert shown(10) == Counted(10, {"for": 1, "against": 9, "abstain": 0})
        assert "Tegen" in app.test_client().get(display).text
        vote_online(four, range(1, 31), "for")
        advance_live_counts(db.session())
        advance_live_counts(db.session())
        assert live_count(db.session(), db.session.get_one(Resolution, four)) is None
        take(one, "close")
        db.session.rollback()
        assert live_count(db.session(), db.session.get_one(Resolution, one)) is None
        assert "Tegen" not in app.test_client().get(display).text
