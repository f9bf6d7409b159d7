"""Votes racing a closing: each is counted or refused, never acknowledged and lost."""

import threading
from itertools import count as numbers
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, make_url, select, text

from tests.gate.crowd import attempt, run_together
from tests.world import MEETING, Clock, make_world
from voting.ballot.cast import Vote, cast
from voting.ballot.life import announce_resolution, close_resolution, open_resolution
from voting.ballot.models import Ballot, Channel, Deposit, Participation, Resolution, Result
from voting.ballot.tally import reconcile
from voting.database import writing
from voting.extensions import db

VOTERS = 3
ROUNDS_OF_VOTES = 400


def definition_with(resolutions: int) -> str:
    """An assembly with as many motions."""
    motions = "".join(
        f'[[resolutions]]\nnumber = "{number}"\nkind = "motion"\ntitle = "Motion {number}"\n'
        'method = "for_against_abstain"\nadvance = false\n'
        for number in range(1, resolutions + 1)
    )
    return f'date = 2025-06-17\nrecord_date = 2025-06-02\ntitle = "Races"\n{motions}'


def race(app: Flask, share: tuple[int, list[int], int]) -> list[tuple[int, int]]:
    """One runner of all races. Runner 0 opens and closes; the others vote until they are refused.

    Returns, for each resolution, how many of this runner's votes were acknowledged.
    """
    runner, resolutions, voters = share
    acknowledged = []
    for resolution in resolutions:
        mine = 0
        if runner == 0:
            attempt(open_resolution, resolution, now=MEETING, actor="test")
            _wait_for_votes(resolution)
            assert attempt(close_resolution, resolution, now=MEETING, actor="test") == "ok"
        else:
            for step in numbers():
                member = str(1 + (runner - 1) + step * voters)
                answer = attempt(cast, Vote(resolution, member, Channel.ONLINE, choice="for"), now=MEETING)
                mine += answer == "ok"
                if answer == "ok":
                    continue
                if _state(resolution) not in ("draft", "open"):
                    break
        acknowledged.append((resolution, mine))
    return acknowledged


def _state(resolution: int) -> str:
    state = db.session.execute(select(Resolution.state).where(Resolution.id == resolution)).scalar_one()
    db.session.rollback()
    return state


def _wait_for_votes(resolution: int) -> None:
    """Until the race is on: at least one vote is in."""
    voted = 0
    while not voted:
        query = select(func.count()).select_from(Participation)
        voted = db.session.scalar(query.where(Participation.resolution_id == resolution)) or 0
        db.session.rollback()


def run_races(app: Flask, url: str, instance: Path, races: int, members: int) -> None:
    world = make_world(app, app.extensions["clock"], definition_with(races), members)
    resolutions = sorted(world.resolutions.values())
    shares = [(runner, resolutions, VOTERS) for runner in range(VOTERS + 1)]
    acknowledged = dict.fromkeys(resolutions, 0)
    for runner in run_together(url, str(instance), race, shares):
        for resolution, votes in runner:
            acknowledged[resolution] += votes
    with app.app_context():
        for resolution in resolutions:
            held = [
                db.session.scalar(
                    select(func.count()).select_from(table).where(table.resolution_id == resolution)
                )
                for table in (Participation, Deposit, Ballot)
            ]
            assert held == [acknowledged[resolution]] * 3, f"resolution {resolution}"
            assert acknowledged[resolution] > 0
            assert reconcile(db.session(), resolution) == []
            assert attempt(announce_resolution, resolution, now=MEETING, actor="test") == "ok"
            content: dict[str, Any] = db.session.get_one(Result, resolution).content
            assert content["counts"]["for"] == acknowledged[resolution]


@pytest.mark.slow
def test_votes_racing_a_closing_are_counted_or_refused(
    app: Flask, database_url: str, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    """A thousand races on PostgreSQL in the full form."""
    full = pytestconfig.getoption("full")
    if make_url(database_url).get_backend_name() == "sqlite":
        races = 100 if full else 8
    else:
        races = 1000 if full else 60
    run_races(app, database_url, tmp_path / "crowd", races, members=2000)


def test_closing_waits_for_a_vote_in_flight(app: Flask, database_url: str, clock: Clock) -> None:
    """A vote has passed the gate and is not committed yet; the closing must wait for it, and count it."""
    resolution = make_world(app, clock).resolutions["1"]
    closed: list[int] = []

    def close() -> None:
        with app.app_context():
            attempt(close_resolution, resolution, now=MEETING, actor="test")
            closed.append(stored_votes(resolution))

    with app.app_context():
        attempt(open_resolution, resolution, now=MEETING, actor="test")
        closer = threading.Thread(target=close)
        with writing(db.session()) as session:
            cast(session, Vote(resolution, "1", Channel.ONLINE, choice="for"), now=MEETING)
            closer.start()
            if db.engine.dialect.name == "postgresql":
                _wait_until_done_or_waiting(closer)
            assert closed == []
        closer.join(60)
    assert closed == [1]


def stored_votes(resolution: int) -> int:
    query = select(func.count()).select_from(Participation).where(Participation.resolution_id == resolution)
    return db.session.scalar(query) or 0


def _wait_until_done_or_waiting(closer: threading.Thread) -> None:
    """Until the closing has finished, or PostgreSQL says that it waits for a lock."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND state = 'active'"
    )
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as watcher:
        while closer.is_alive() and not watcher.execute(waiting).scalar():
            pass
