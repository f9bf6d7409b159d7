"""Much of what ending a vote needs is done before: whoever votes until the end is counted all the same."""

import pytest
from sqlalchemy import select, text

from tests.gate.crowd import attempt, stored
from tests.gate.test_secrecy import UNGUARDED, VOTERS, choice_of, keys
from tests.world import MEETING, World
from voting.ballot.ahead import Ahead, look_ahead
from voting.ballot.cast import Vote, cast
from voting.ballot.life import announce_resolution, close_resolution, open_resolution
from voting.ballot.models import Ballot, Channel, Envelope, Resolution, Result
from voting.ballot.participation import seal_holds
from voting.ballot.sealed_ballots import ballots_hold
from voting.database import writing
from voting.extensions import db

LATE = 7


def vote(world: World, resolution: int, members: range) -> None:
    """Each of these members votes."""
    for number in members:
        cast_now = Vote(resolution, str(number), Channel.ONLINE, choice=choice_of(number))
        assert attempt(cast, cast_now, now=MEETING) == "ok"


def looked_ahead(resolution: int) -> Ahead:
    """What can be done before, with nothing written."""
    ahead = look_ahead(db.session(), resolution)
    db.session.rollback()
    assert stored(Ballot, resolution) == 0
    return ahead


def closed_with(resolution: int, ahead: Ahead) -> Resolution:
    """The resolution, closed with what was done before."""
    assert attempt(close_resolution, resolution, now=MEETING, actor="test", ahead=ahead) == "ok"
    return db.session.get_one(Resolution, resolution)


@pytest.mark.parametrize("late", [0, 1, LATE, VOTERS])
def test_all_votes_until_the_closing_are_counted(world: World, late: int) -> None:
    resolution = world.resolutions["1"]
    with world.app.app_context():
        attempt(open_resolution, resolution, now=MEETING, actor="test")
        vote(world, resolution, range(1, VOTERS - late + 1))
        ahead = looked_ahead(resolution)
        vote(world, resolution, range(VOTERS - late + 1, VOTERS + 1))
        closed = closed_with(resolution, ahead)
        assert (closed.envelope_key, stored(Ballot, resolution)) == (None, VOTERS)
        assert ballots_hold(db.session(), closed)
        assert seal_holds(db.session(), closed)
        before = {each.ballot["key"] for each in ahead.opened.waiting.values()}
        assert len(before & set(keys(resolution))) == VOTERS - late, (
            "what was opened before is not opened again"
        )
        assert attempt(announce_resolution, resolution, now=MEETING, actor="test") == "ok"
        counts = db.session.get_one(Result, resolution).content["counts"]
        assert (counts["for"], counts["against"]) == (VOTERS // 2, VOTERS // 2)


def test_an_envelope_that_is_gone_at_the_closing_is_no_ballot(world: World) -> None:
    """Where somebody with the database removes one meanwhile, and another vote comes, counting finds it."""
    resolution = world.resolutions["1"]
    with world.app.app_context():
        attempt(open_resolution, resolution, now=MEETING, actor="test")
        vote(world, resolution, range(1, VOTERS))
        ahead = looked_ahead(resolution)
        with writing(db.session()) as session:
            for statement in UNGUARDED[db.engine.dialect.name]:
                session.execute(text(statement))
            gone = session.scalars(select(Envelope.key).limit(1)).one()
            session.execute(text("DELETE FROM envelope WHERE key = :key"), {"key": gone})
        closed_with(resolution, ahead)
        assert stored(Ballot, resolution) == VOTERS - 2
        assert attempt(announce_resolution, resolution, now=MEETING, actor="test") == "not_reconciled"
