"""A vote that closes by itself: at its moment, once, by whichever process comes first."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.ballot.meeting import step
from tests.gate.crowd import attempt, run_together
from tests.world import MEETING, World
from voting.audit.models import AuditEntry
from voting.ballot.cast import Vote, cast
from voting.ballot.closing_time import close_overdue, set_closing_time
from voting.ballot.models import Channel, Resolution
from voting.extensions import db

IN_A_MINUTE = MEETING + timedelta(minutes=1)
LATER = MEETING + timedelta(minutes=2)


def set_time(resolution: int, closes_at: object, now: object = MEETING) -> str:
    return attempt(set_closing_time, resolution, closes_at, now=now, actor="test")


def vote(resolution: int, member: str, now: object) -> str:
    return attempt(cast, Vote(resolution, member, Channel.ONLINE, choice="for"), now=now)


def closings() -> int:
    return db.session.scalar(
        select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "resolution.closed")
    )


def test_no_vote_counts_from_its_moment_on_even_before_anybody_closes_it(world: World) -> None:
    one = world.resolutions["1"]
    with world.app.app_context():
        step(one, "open")
        assert set_time(one, IN_A_MINUTE) == "ok"
        assert vote(one, "1", IN_A_MINUTE - timedelta(microseconds=1)) == "ok"
        assert vote(one, "2", IN_A_MINUTE) == "not_open"
        assert close_overdue(db.session(), IN_A_MINUTE - timedelta(microseconds=1)) == []
        assert close_overdue(db.session(), LATER) == [one]
        assert close_overdue(db.session(), LATER) == []
        resolution = db.session.get_one(Resolution, one)
        assert (resolution.state, resolution.closed_at) == ("closed", LATER)


def test_it_can_be_moved_and_lifted_until_then(world: World) -> None:
    one = world.resolutions["1"]
    with world.app.app_context():
        assert set_time(one, IN_A_MINUTE) == "wrong_state"
        step(one, "open")
        assert set_time(one, IN_A_MINUTE) == "ok"
        assert set_time(one, LATER, now=IN_A_MINUTE - timedelta(seconds=1)) == "ok"
        assert vote(one, "1", IN_A_MINUTE) == "ok"
        assert set_time(one, LATER + timedelta(hours=1), now=LATER + timedelta(seconds=1)) == "wrong_state"
        assert set_time(one, None, now=IN_A_MINUTE) == "ok"
        assert close_overdue(db.session(), LATER + timedelta(hours=1)) == []
        assert vote(one, "2", LATER) == "ok"
        for wrong in (MEETING, MEETING - timedelta(seconds=1), MEETING + timedelta(hours=13)):
            assert set_time(one, wrong) == "closing_time_invalid"
        assert set_time(10_000, LATER) == "not_found"


def try_to_close(app: Flask, resolution: int) -> list[int]:
    with app.app_context():
        return close_overdue(db.session(), LATER)


def test_several_processes_close_it_once(world: World, tmp_path: Path, database_url: str) -> None:
    one = world.resolutions["1"]
    with world.app.app_context():
        step(one, "open")
        set_time(one, IN_A_MINUTE)
        db.engine.dispose()
    closed = run_together(database_url, tmp_path / "crowd", try_to_close, [one] * 4, threads=2)
    assert sorted(closed) == [[], [], [], [one]]
    with world.app.app_context():
        assert closings() == 1


@pytest.mark.parametrize("change", ["close", "annul"])
def test_what_the_chair_does_first_stands(world: World, change: str) -> None:
    one = world.resolutions["1"]
    with world.app.app_context():
        step(one, "open")
        set_time(one, IN_A_MINUTE)
    world.person("chair").send(f"/chair/resolutions/{one}/{change}", {"reason": "x"})
    with world.app.app_context():
        before = closings()
        assert close_overdue(db.session(), LATER) == []
        assert closings() == before
