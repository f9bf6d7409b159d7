"""Practice votes: started and ended by the chair, ended by a real vote, and outside the record."""

from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from tests.ballot.meeting import step, vote_online
from tests.gate.crowd import attempt, run_together
from tests.world import ACTOR, MEETING, World
from voting.assembly.models import Assembly
from voting.audit.models import AuditEntry
from voting.ballot.meeting import close_meeting, open_meeting
from voting.database import Base
from voting.extensions import db
from voting.practice.practice import (
    Practice,
    can_start_practice,
    end_practice,
    is_for_homes,
    practice_of,
    practise,
    start_practice,
)

PRACTICE_TABLES = {"practice_round", "practice_count", "audit_entry"}


def start(world: World, now: datetime = MEETING) -> str:
    return attempt(start_practice, world.assembly_id, now=now, actor=ACTOR)


def end(world: World, now: datetime = MEETING) -> str:
    return attempt(end_practice, world.assembly_id, now=now, actor=ACTOR)


def mark(world: World, mark: str = "for") -> str:
    return attempt(practise, world.assembly_id, mark)


def practice(world: World) -> Practice:
    found = practice_of(db.session(), world.assembly_id)
    assert found is not None
    return found


def rows() -> dict[str, int]:
    """How many rows each table of the record has."""
    tables = [table for table in Base.metadata.sorted_tables if table.name not in PRACTICE_TABLES]
    return {table.name: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_it_counts_marks_and_nothing_else(world: World) -> None:
    with world.app.app_context():
        before = rows()
        assert practice_of(db.session(), world.assembly_id) is None
        assert mark(world) == "practice_over"
        assert start(world) == "ok"
        logged = db.session.scalar(select(func.count()).select_from(AuditEntry))
        assert [mark(world, name) for name in ("for", "for", "against", "abstain")] == ["ok"] * 4
        assert practice(world) == Practice(MEETING, None, {"for": 2, "against": 1, "abstain": 1})
        assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == logged
        later = MEETING + timedelta(minutes=3)
        assert end(world, later) == "ok"
        assert mark(world) == "practice_over"
        assert practice(world) == Practice(MEETING, later, {"for": 2, "against": 1, "abstain": 1})
        assert rows() == before, "nothing of it is in the record"


def test_the_next_one_begins_from_nothing_and_one_that_is_on_goes_on(world: World) -> None:
    with world.app.app_context():
        start(world)
        mark(world)
        assert start(world, MEETING + timedelta(minutes=1)) == "ok"
        assert practice(world) == Practice(MEETING, None, {"for": 1, "against": 0, "abstain": 0})
        end(world, MEETING + timedelta(minutes=2))
        assert end(world, MEETING + timedelta(minutes=3)) == "ok"
        assert practice(world).ended_at == MEETING + timedelta(minutes=2)
        start(world, MEETING + timedelta(minutes=4))
        assert practice(world).is_on
        assert practice(world).total == 0


def test_a_real_vote_ends_it_and_none_is_started_beside_one(world: World) -> None:
    one = world.resolutions["1"]
    with world.app.app_context():
        start(world)
        mark(world)
        opened = MEETING + timedelta(minutes=1)
        assert step(one, "open", opened) == "ok"
        assert mark(world) == "practice_over"
        assert practice(world).ended_at == opened
        assert start(world, opened) == "practice_during_vote"
        assert not can_start_practice(db.session(), db.session.get_one(Assembly, world.assembly_id))
        vote_online(one, range(1, 4), now=opened)
        assert step(one, "close", opened) == "ok"
        assert start(world, MEETING + timedelta(minutes=5)) == "ok"
        assert practice(world).total == 0
        assert step(one, "announce", MEETING + timedelta(minutes=6)) == "ok"
        assert practice(world).is_on


def test_not_after_the_meeting_nor_without_one(world: World) -> None:
    with world.app.app_context():
        assembly = db.session.get_one(Assembly, world.assembly_id)
        assert is_for_homes(assembly)
        assert attempt(open_meeting, world.assembly_id, now=MEETING, actor=ACTOR) == "ok"
        db.session.refresh(assembly)
        assert not is_for_homes(assembly)
        start(world)
        closed = MEETING + timedelta(hours=1)
        assert attempt(close_meeting, world.assembly_id, now=closed, actor=ACTOR) == "ok"
        assert mark(world) == "practice_over"
        assert start(world, closed) == "meeting_closed"


def _press(app: Flask, assembly_id: int) -> str:
    with app.app_context():
        return attempt(practise, assembly_id, "for")


def test_marks_that_come_together_are_all_counted(world: World, database_url: str, tmp_path: Path) -> None:
    with world.app.app_context():
        start(world)
    shares = [world.assembly_id] * 8
    assert run_together(database_url, tmp_path, _press, shares, threads=4) == ["ok"] * 8
    with world.app.app_context():
        assert practice(world).total == 8
