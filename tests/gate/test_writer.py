"""The writer of a process: one commit for many, a refusal or a failure for one, and nobody left waiting."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gevent
import pytest
from flask import Flask
from sqlalchemy import event, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from tests.conftest import new_app
from tests.gate.crowd import attempt, refuse_member, run_together, stored
from tests.waiting import PATIENCE
from tests.world import MEETING, Clock, World, make_world
from voting import together
from voting.ballot.cast import Vote, cast
from voting.ballot.life import announce_resolution, close_resolution, open_resolution
from voting.ballot.models import Ballot, Channel, Deposit, Envelope, Participation, Resolution
from voting.ballot.tally import reconcile
from voting.ballot.writer import Writer
from voting.database import committed, writing
from voting.errors import Refused
from voting.extensions import db

PROCESSES = 4


def answer(writer: Writer, vote: Vote) -> str:
    try:
        writer.cast(vote, now=MEETING)
    except Refused as refused:
        return refused.code.value
    except SQLAlchemyError as error:
        return type(error).__name__
    return "ok"


def rush(writer: Writer, votes: list[Vote]) -> list[str]:
    """Each vote from a request of its own, all at once."""
    asked = [gevent.spawn(answer, writer, vote) for vote in votes]
    gevent.joinall(asked, timeout=PATIENCE)
    return [each.get(block=False) for each in asked]


def online(resolution: int, *numbers: int) -> list[Vote]:
    return [
        Vote(resolution, str(number), Channel.ONLINE, choice="for", attempt=f"a{number}")
        for number in numbers
    ]


@pytest.fixture
def opened(world: World) -> Iterator[int]:
    """The first resolution of the world, open, and its application."""
    with world.app.app_context():
        assert attempt(open_resolution, world.resolutions["1"], now=MEETING, actor="test") == "ok"
        yield world.resolutions["1"]


def test_votes_that_wait_share_one_commit(opened: int) -> None:
    commits = list[set[str]]()
    with committed.connected_to(lambda _, written: commits.append(written.tables), db.engine):
        assert rush(Writer(db.engine), online(opened, *range(1, 41))) == ["ok"] * 40
    assert len(commits) == 1
    assert {"participation", "deposit", "envelope"} <= commits[0]
    assert stored(Participation, opened) == stored(Deposit, opened) == stored(Envelope, opened) == 40


def test_who_is_refused_is_told_so_alone(opened: int) -> None:
    votes = [*online(opened, 1, 2, 41, 1, 3), Vote(opened, "2", Channel.ONLINE, choice="against")]
    assert rush(Writer(db.engine), votes) == ["ok", "ok", "not_entitled", "ok", "ok", "already_voted"]
    assert stored(Participation, opened) == stored(Envelope, opened) == 3


def test_a_batch_that_fails_is_tried_again_one_by_one(opened: int) -> None:
    refuse_member("participation", "3")
    assert rush(Writer(db.engine), online(opened, 1, 2, 3, 4, 41)) == [
        *("ok", "ok", "IntegrityError", "ok", "not_entitled")
    ]
    voted = db.session.scalars(select(Participation.member).order_by(Participation.member)).all()
    assert voted == ["1", "2", "4"]
    assert stored(Envelope, opened) == stored(Deposit, opened) == 3


@pytest.fixture
def contested(
    make_database: Callable[[str], str], tmp_path: Path, clock: Clock
) -> Iterator[tuple[int, list[Callable[[Session], object]]]]:
    """The first resolution of the world, open, on PostgreSQL; and what another process does just before the
    next participations are written: both have passed the rule then."""
    app = new_app(make_database("postgresql"), tmp_path / "instance", clock)
    resolution = make_world(app, clock).resolutions["1"]
    with app.app_context():
        engine = db.engine
    acts = list[Callable[[Session], object]]()

    def elsewhere(*arguments: Any) -> None:
        if acts and arguments[2].startswith("INSERT INTO participation"):
            act = acts.pop()
            with Session(engine) as other, writing(other):
                act(other)

    with app.app_context():
        attempt(open_resolution, resolution, now=MEETING, actor="test")
        event.listen(engine, "before_cursor_execute", elsewhere)
        yield resolution, acts
        db.session.remove()
        db.engine.dispose()


def test_another_process_that_was_faster_costs_one_vote_only(
    contested: tuple[int, list[Callable[[Session], object]]],
) -> None:
    """The primary key refuses the whole statement."""
    resolution, acts = contested
    faster = text(
        "INSERT INTO participation (resolution_id, member, channel, cast_at) "
        "VALUES (:resolution, '3', 'paper', now())"
    )
    acts.append(lambda other: other.execute(faster, {"resolution": resolution}))
    assert rush(Writer(db.engine), online(resolution, 1, 2, 3, 4)) == ["ok", "ok", "already_voted", "ok"]
    assert (stored(Participation, resolution), stored(Envelope, resolution)) == (4, 3)


@pytest.mark.parametrize("others", [(), (2, 3)])
def test_one_form_that_comes_to_two_processes_at_once_is_counted_once_and_told_so_twice(
    contested: tuple[int, list[Callable[[Session], object]]], others: tuple[int, ...]
) -> None:
    resolution, acts = contested
    votes = online(resolution, 1, *others)
    acts.append(lambda other: cast(other, votes[0], now=MEETING))
    assert rush(Writer(db.engine), votes) == ["ok"] * len(votes)
    assert stored(Participation, resolution) == stored(Envelope, resolution) == len(votes)


def test_who_comes_when_too_many_wait_is_told_to_come_again(
    opened: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "MOST_WAITING", 3)
    writer = Writer(db.engine)
    assert rush(writer, online(opened, 1, 2, 3, 4, 5)) == ["ok"] * 3 + ["busy"] * 2
    assert rush(writer, online(opened, 4, 5)) == ["ok"] * 2


def test_the_writer_survives_a_database_that_fails(opened: int) -> None:
    writer = Writer(db.engine)
    for rename in ("envelope RENAME TO gone", "gone RENAME TO envelope"):
        with writing(db.session()) as session:
            session.execute(text(f"ALTER TABLE {rename}"))
        answers = set(rush(writer, online(opened, 1, 2)))
        assert answers <= ({"ok"} if "TO envelope" in rename else {"OperationalError", "ProgrammingError"})
    assert stored(Participation, opened) == stored(Envelope, opened) == 2


def test_nobody_waits_for_a_writer_that_has_ended(opened: int) -> None:
    """Whatever ends it: those who wait are told to come again, and the next vote begins another."""
    writer = Writer(db.engine)

    def end(*_: Any) -> None:
        raise gevent.GreenletExit

    event.listen(db.engine, "before_cursor_execute", end)
    assert rush(writer, online(opened, 1, 2)) == ["busy"] * 2
    event.remove(db.engine, "before_cursor_execute", end)
    assert rush(writer, online(opened, 1, 2)) == ["ok"] * 2


def test_who_has_gone_away_has_voted_once(opened: int) -> None:
    """The request ends before its answer; the same form sent again is told that the vote is counted."""
    writer = Writer(db.engine)
    (vote,) = online(opened, 1)
    gone = gevent.spawn(writer.cast, vote, now=MEETING)
    gevent.sleep(0)
    gone.kill()
    assert rush(writer, [vote, *online(opened, 2)]) == ["ok", "ok"]
    assert stored(Participation, opened) == stored(Envelope, opened) == 2


def all_at_once(_: Flask, share: tuple[int, int]) -> list[str]:
    """One process of several: the same forty members, in an order of its own."""
    resolution, runner = share
    votes = [Vote(resolution, str(number), Channel.ONLINE, choice="for") for number in range(1, 41)]
    random.Random(runner).shuffle(votes)
    answers = dict(zip((vote.member for vote in votes), rush(Writer(db.engine), votes), strict=True))
    return [answers[str(number)] for number in range(1, 41)]


def test_batches_of_several_processes_with_the_same_members_leave_one_vote_each(
    world: World, opened: int, database_url: str, tmp_path: Path
) -> None:
    shares = [(opened, runner) for runner in range(PROCESSES)]
    answers = run_together(database_url, tmp_path / "crowd", all_at_once, shares)
    for of_member in zip(*answers, strict=True):
        assert Counter(of_member) == {"ok": 1, "already_voted": PROCESSES - 1}
    assert stored(Participation, opened) == stored(Deposit, opened) == stored(Envelope, opened) == 40


def rush_until_closed(_: Flask, share: tuple[int, int]) -> int:
    """Runner 0 closes when some votes are in; the others vote in batches of their members until then. How
    many votes were acknowledged."""
    resolution, runner = share
    if runner == 0:
        while stored(Participation, resolution) < 30:
            pass
        assert attempt(close_resolution, resolution, now=MEETING, actor="test") == "ok"
        return 0
    writer, acknowledged = Writer(db.engine), 0
    members = range(runner, 2_000, PROCESSES - 1)
    for begin in range(0, len(members), 7):
        acknowledged += rush(writer, online(resolution, *members[begin : begin + 7])).count("ok")
        if db.session.scalar(select(Resolution.state).where(Resolution.id == resolution)) == "closed":
            break
        db.session.rollback()
    return acknowledged


def test_batches_that_race_a_closing_are_counted_or_refused(
    app: Flask, clock: Clock, database_url: str, tmp_path: Path
) -> None:
    resolution = make_world(app, clock, members=2_000).resolutions["1"]
    with app.app_context():
        assert attempt(open_resolution, resolution, now=MEETING, actor="test") == "ok"
    shares = [(resolution, runner) for runner in range(PROCESSES)]
    acknowledged = sum(run_together(database_url, tmp_path / "crowd", rush_until_closed, shares))
    with app.app_context():
        held = [stored(table, resolution) for table in (Participation, Deposit, Ballot)]
        assert held == [acknowledged] * 3
        assert acknowledged >= 30
        assert reconcile(db.session(), resolution) == []
        db.session.rollback()
        assert attempt(announce_resolution, resolution, now=MEETING, actor="test") == "ok"
