"""Much of what ending a vote needs is done before: whoever votes until the end is counted all the same."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import delete, func, make_url, select, text

from tests.conftest import new_app
from tests.gate.crowd import attempt, stored
from tests.gate.test_secrecy import UNGUARDED, VOTERS, by_place, choice_of, keys
from tests.world import MEETING, Clock, World, make_world
from voting.ballot.ahead import Ahead, look_ahead, writing_ahead
from voting.ballot.cast import Vote, cast
from voting.ballot.life import announce_resolution, close_resolution, open_resolution
from voting.ballot.models import Ballot, Channel, Envelope, Resolution, Result
from voting.ballot.participation import seal_holds
from voting.ballot.sealed_ballots import ballots_hold
from voting.ballot.staged_ballots import staged_for
from voting.database import connection_of_its_own, writing
from voting.extensions import db

LATE = 7
IN_MEMORY = 2
"""As SQLite has it."""


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
        before = {each.key for each in ahead.opened.waiting.values()}
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


@pytest.mark.parametrize("late", [0, 1, LATE, VOTERS])
@pytest.mark.parametrize("gone", [0, 1])
def test_what_was_put_aside_is_written_with_what_came_later_in_one_order(
    make_database: Callable[[str], str], tmp_path: Path, late: int, gone: int
) -> None:
    """And until then it lies in no file."""
    url = make_database("sqlite")
    world = make_world(new_app(url, tmp_path / "instance", Clock()), Clock())
    resolution = world.resolutions["1"]
    with world.app.app_context():
        attempt(open_resolution, resolution, now=MEETING, actor="test")
        vote(world, resolution, range(1, VOTERS - late + 1))
        with connection_of_its_own(db.engine) as session:
            ahead = look_ahead(session, resolution, put_aside=True)
            assert session.connection().exec_driver_sql("PRAGMA temp_store").scalar() == IN_MEMORY
            assert session.scalar(select(func.count()).select_from(staged_for("ballot"))) == VOTERS - late
            session.rollback()
            vote(world, resolution, range(VOTERS - late + 1, VOTERS + 1))
            take_away(gone)
            with writing(session):
                close_resolution(session, resolution, now=MEETING, actor="test", ahead=ahead)
        found = keys(resolution)
        assert len(found) == VOTERS - gone
        assert ballots_hold(db.session(), db.session.get_one(Resolution, resolution))
        db.session.rollback()
        db.engine.dispose()
    assert by_place(make_url(url).database or "", found)[::-1] == found == sorted(found)


def take_away(number: int) -> None:
    """Remove so many envelopes, as somebody with the database may."""
    with writing(db.session()) as session:
        for statement in UNGUARDED["sqlite"]:
            session.execute(text(statement))
        some = select(Envelope.key).limit(number)
        session.execute(delete(Envelope).where(Envelope.key.in_(some)))


def test_a_closing_that_is_refused_leaves_nothing_aside(world: World) -> None:
    resolution = world.resolutions["1"]
    with world.app.app_context():
        attempt(open_resolution, resolution, now=MEETING, actor="test")
        vote(world, resolution, range(1, 4))
        for broken in (True, True, False):
            with (
                suppress(ZeroDivisionError),
                writing_ahead(db.engine, resolution) as (session, ahead),
            ):
                close_resolution(session, resolution, now=MEETING, actor="test", ahead=ahead)
                assert 1 / (not broken)
            assert stored(Ballot, resolution) == (0 if broken else 3)
