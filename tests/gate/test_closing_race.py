"""Votes racing a closing: each is counted or refused, never acknowledged and lost."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import count as numbers
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import event, make_url, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from tests.conftest import new_app
from tests.databases import Content, Databases
from tests.gate.crowd import attempt, run_together, stored
from tests.waiting import PATIENCE
from tests.world import MEETING, Clock, World, make_world
from voting.ballot.cast import Vote, cast
from voting.ballot.life import announce_resolution, close_resolution, open_resolution
from voting.ballot.models import Ballot, Channel, Deposit, Participation, Resolution, Result
from voting.ballot.tally import reconcile
from voting.extensions import db
from voting.rehearsal.browser import answer_of

VOTERS = 3


def definition_with(resolutions: int) -> str:
    """An assembly with as many motions."""
    motions = "".join(
        f'[[resolutions]]\nnumber = "{number}"\nkind = "motion"\ntitle = "Motion {number}"\n'
        'method = "for_against_abstain"\nadvance = false\n'
        for number in range(1, resolutions + 1)
    )
    return f'title = "Races"\ndate = 2025-06-17\nrecord_date = 2025-06-02\n{motions}'


def race(_: Flask, share: tuple[int, list[int]]) -> list[tuple[int, int]]:
    """One runner of all races. Runner 0 opens and closes; the others vote until they are refused.

    Returns, for each resolution, how many of this runner's votes were acknowledged.
    """
    runner, resolutions = share
    acknowledged = []
    for resolution in resolutions:
        if runner == 0:
            assert attempt(open_resolution, resolution, now=MEETING, actor="test") == "ok"
            _wait_for_votes(resolution, 1 + resolution % 9)
            assert attempt(close_resolution, resolution, now=MEETING, actor="test") == "ok"
            acknowledged.append((resolution, 0))
        else:
            acknowledged.append((resolution, _vote_until_closed(resolution, runner)))
    return acknowledged


def _vote_until_closed(resolution: int, runner: int) -> int:
    """Cast vote after vote, each of another member, until the resolution is closed; how many were ok."""
    acknowledged = 0
    members = numbers(runner, VOTERS)
    member = next(members)
    while True:
        vote = Vote(resolution, str(member), Channel.ONLINE, choice="for")
        if attempt(cast, vote, now=MEETING) == "ok":
            acknowledged, member = acknowledged + 1, next(members)
        elif _state(resolution) == "closed":
            return acknowledged


def _state(resolution: int) -> str:
    state = db.session.execute(select(Resolution.state).where(Resolution.id == resolution)).scalar_one()
    db.session.rollback()
    return state


def _wait_for_votes(resolution: int, votes: int) -> None:
    """Until the race is on: so many votes are in."""
    while stored(Participation, resolution) < votes:
        pass


@pytest.mark.slow
def test_votes_racing_a_closing_are_counted_or_refused(
    app: Flask, database_url: str, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    """A thousand races on PostgreSQL in the full form."""
    full = pytestconfig.getoption("full")
    if make_url(database_url).get_backend_name() == "sqlite":
        races = 100 if full else 10
    else:
        races = 1000 if full else 60
    world = make_world(app, app.extensions["clock"], definition_with(races), members=2000)
    resolutions = sorted(world.resolutions.values())
    shares = [(runner, resolutions) for runner in range(VOTERS + 1)]
    acknowledged = dict.fromkeys(resolutions, 0)
    for runner in run_together(database_url, tmp_path / "crowd", race, shares):
        for resolution, votes in runner:
            acknowledged[resolution] += votes
    with app.app_context():
        for resolution, votes in acknowledged.items():
            held = [stored(table, resolution) for table in (Participation, Deposit, Ballot)]
            assert held == [votes] * 3, f"resolution {resolution}"
            assert votes > 0
            assert reconcile(db.session(), resolution) == []
            assert attempt(announce_resolution, resolution, now=MEETING, actor="test") == "ok"
            content: dict[str, Any] = db.session.get_one(Result, resolution).content
            assert content["counts"]["for"] == votes


class Pause:
    """Whoever first is about to execute such a statement waits until it is let go: a vote that has passed
    the rule and is about to be stored."""

    def __init__(self, statement: str = "INSERT INTO participation") -> None:
        self._statement = statement
        self.reached, self.go_on = threading.Event(), threading.Event()

    def __call__(self, *arguments: Any) -> None:
        """What SQLAlchemy calls before each statement; the third argument is its text."""
        if arguments[2].startswith(self._statement) and not self.reached.is_set():
            self.reached.set()
            assert self.go_on.wait(PATIENCE)


@contextmanager
def votes_paused(app: Flask) -> Iterator[Pause]:
    """Votes of this process pause before they are stored, until they are let go or this ends."""
    pause = Pause()
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", pause)
        try:
            yield pause
        finally:
            pause.go_on.set()


def test_closing_waits_for_a_vote_that_has_passed_the_rule(
    app: Flask, database_url: str, clock: Clock
) -> None:
    """The vote was admitted to an open resolution and will be acknowledged: the closing must count it."""
    resolution = make_world(app, clock).resolutions["1"]
    answers: list[str] = []
    counted: list[int] = []

    def vote() -> None:
        with app.app_context():
            answers.append(attempt(cast, Vote(resolution, "1", Channel.ONLINE, choice="for"), now=MEETING))

    def close() -> None:
        with app.app_context():
            attempt(close_resolution, resolution, now=MEETING, actor="test")
            counted.append(stored(Participation, resolution))

    voter, closer = threading.Thread(target=vote), threading.Thread(target=close)
    with app.app_context():
        attempt(open_resolution, resolution, now=MEETING, actor="test")
        with votes_paused(app) as pause:
            voter.start()
            assert pause.reached.wait(PATIENCE)
            if db.engine.dialect.name == "sqlite":
                path = make_url(database_url).database or ""
                with (
                    closing(sqlite3.connect(path, timeout=0)) as other_process,
                    pytest.raises(sqlite3.OperationalError, match="locked"),
                ):
                    other_process.execute("BEGIN IMMEDIATE")
                closer.start()
            else:
                closer.start()
                _wait_until_done_or_waiting(closer)
            assert counted == []
        voter.join(PATIENCE)
        closer.join(PATIENCE)
    assert (answers, counted) == (["ok"], [1])


class Crew:
    """Threads of one application, each doing one thing in a transaction; what each was answered."""

    def __init__(self, app: Flask) -> None:
        self.app, self.answers = app, dict[str, str]()

    def run(
        self, name: str, action: Callable[..., Any], *arguments: Any, **keywords: Any
    ) -> threading.Thread:
        """Begin to do something."""

        def work() -> None:
            with self.app.app_context():
                self.answers[name] = attempt(action, *arguments, now=MEETING, **keywords)

        thread = threading.Thread(target=work)
        thread.start()
        return thread


@pytest.fixture
def on_postgresql(
    make_database: Callable[..., str], tmp_path: Path, clock: Clock, databases: Databases
) -> Iterator[World]:
    """The world on PostgreSQL; SQLite has one writer at a time."""
    app = new_app(make_database("postgresql", Content.WORLD), tmp_path / "instance", clock)
    yield databases.world_in(app, clock)
    with app.app_context():
        db.engine.dispose()


def test_a_vote_that_comes_after_a_waiting_closing_waits_behind_it(on_postgresql: World) -> None:
    """Else a steady stream of votes, each begun before the last has ended, would hold a closing up for
    ever."""
    app, resolution = on_postgresql.app, on_postgresql.resolutions["1"]
    crew = Crew(app)

    def late_vote(session: Session) -> None:
        session.execute(text("SET LOCAL lock_timeout = '500ms'"))
        cast(session, Vote(resolution, "40", Channel.ONLINE, choice="for"), now=MEETING)

    with app.app_context():
        attempt(open_resolution, resolution, now=MEETING, actor="test")
        with votes_paused(app) as pause:
            voter = crew.run("vote", cast, Vote(resolution, "1", Channel.ONLINE, choice="for"))
            assert pause.reached.wait(PATIENCE)
            closer = crew.run("closing", close_resolution, resolution, actor="test")
            _wait_until_done_or_waiting(closer)
            with pytest.raises(OperationalError, match="lock timeout"):
                attempt(late_vote)
        voter.join(PATIENCE)
        closer.join(PATIENCE)
    assert crew.answers == {"vote": "ok", "closing": "ok"}


def test_votes_on_other_resolutions_pass_a_closing_that_waits(on_postgresql: World) -> None:
    """A closing is held up by a vote; meanwhile members vote on another resolution, open another, and close
    it."""
    app, (one, other) = on_postgresql.app, (on_postgresql.resolutions[number] for number in "14")
    crew = Crew(app)
    with app.app_context():
        attempt(open_resolution, one, now=MEETING, actor="test")
        with votes_paused(app) as pause:
            voter = crew.run("vote", cast, Vote(one, "1", Channel.ONLINE, choice="for"))
            assert pause.reached.wait(PATIENCE)
            closer = crew.run("closing", close_resolution, one, actor="test")
            _wait_until_done_or_waiting(closer)
            assert attempt(open_resolution, other, now=MEETING, actor="test") == "ok"
            for number in range(1, 21):
                vote = Vote(other, str(number), Channel.ONLINE, choice="for")
                assert attempt(cast, vote, now=MEETING) == "ok"
            assert attempt(close_resolution, other, now=MEETING, actor="test") == "ok"
            assert crew.answers == {}
        voter.join(PATIENCE)
        closer.join(PATIENCE)
        assert stored(Ballot, other) == 20
    assert crew.answers == {"vote": "ok", "closing": "ok"}


def test_a_first_vote_and_a_closing_do_not_wait_for_each_other(on_postgresql: World) -> None:
    """Who votes from home takes part from then on, which the audit log says, as it says the closing: the vote
    waits for the closing before it holds anything for which the closing would wait."""
    app, resolution = on_postgresql.app, on_postgresql.resolutions["1"]
    member, crew = on_postgresql.member(1), Crew(app)
    with app.app_context():
        attempt(open_resolution, resolution, now=MEETING, actor="test")
        member.look(f"/resolutions/{resolution}")
        pause = Pause("SELECT envelope.key")
        event.listen(db.engine, "before_cursor_execute", pause)
        try:
            closer = crew.run("closing", close_resolution, resolution, actor="test")
            assert pause.reached.wait(PATIENCE)
            answers: list[str] = []
            fields = {"channel": "online", "choice": "for"}
            path = f"/resolutions/{resolution}/vote"
            voter = threading.Thread(target=lambda: answers.append(answer_of(member.send(path, fields))))
            voter.start()
            _wait_until_done_or_waiting(voter)
        finally:
            pause.go_on.set()
        closer.join(PATIENCE)
        voter.join(PATIENCE)
        assert stored(Participation, resolution) == 0
    assert (crew.answers, answers) == ({"closing": "ok"}, ["not_open"])


def _wait_until_done_or_waiting(closer: threading.Thread) -> None:
    """Until the closing has finished, or PostgreSQL says that it waits for a lock."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND state = 'active' "
        "AND datname = current_database()"
    )
    with db.engine.connect() as watcher:
        while closer.is_alive() and not watcher.execute(waiting).scalar():
            pass


def besiege(_: Flask, share: tuple[int, int]) -> int:
    """Runner 0 closes once the siege is on; the others ask for votes without end, most of them refused."""
    runner, resolution = share
    if runner == 0:
        _wait_for_votes(resolution, 200)
        assert attempt(_close_within_a_minute, resolution) == "ok"
        return 0
    acknowledged = 0
    for step in numbers():
        vote = Vote(resolution, str(1 + (runner + step * 7) % 402), Channel.ONLINE, choice="against")
        acknowledged += attempt(cast, vote, now=MEETING) == "ok"
        if step % 20 == 0 and _state(resolution) == "closed":
            break
    return acknowledged


def _close_within_a_minute(session: Session, resolution: int) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL lock_timeout = '60s'"))
    close_resolution(session, resolution, now=MEETING, actor="test")


def test_a_closing_gets_through_a_siege_of_votes(app: Flask, database_url: str, tmp_path: Path) -> None:
    """Votes from several processes without a pause: the closing is not starved, and counts what was told."""
    world = make_world(app, app.extensions["clock"], definition_with(1), members=400)
    resolution = world.resolutions["1"]
    with app.app_context():
        attempt(open_resolution, resolution, now=MEETING, actor="test")
    shares = [(runner, resolution) for runner in range(16)]
    acknowledged = sum(run_together(database_url, tmp_path / "crowd", besiege, shares, threads=4))
    with app.app_context():
        assert stored(Participation, resolution) == stored(Ballot, resolution) == acknowledged >= 200
        assert attempt(announce_resolution, resolution, now=MEETING, actor="test") == "ok"


@pytest.mark.parametrize(("lock", "counted"), [("FOR SHARE", 1), ("FOR KEY SHARE", 0)])
def test_a_weaker_lock_would_lose_an_acknowledged_vote(
    make_database: Callable[[str], str], lock: str, counted: int
) -> None:
    """The gate in small, on PostgreSQL: a closing that updates the state and counts, while a vote is cast.

    It must wait for the vote's FOR SHARE. It does not wait for FOR KEY SHARE, which is all that a foreign
    key takes: there the vote is acknowledged and not in the count.
    """
    address = make_url(make_database("postgresql")).set(drivername="postgresql")
    plain = address.render_as_string(hide_password=False)
    with psycopg.connect(plain) as voter, psycopg.connect(plain) as closer:
        voter.execute("CREATE TABLE door (id integer PRIMARY KEY, state text)")
        voter.execute("CREATE TABLE vote (door integer REFERENCES door)")
        voter.execute("INSERT INTO door VALUES (1, 'open')")
        voter.commit()

        def close() -> int:
            closer.execute("SET LOCAL lock_timeout = '500ms'")
            closer.execute("SELECT state FROM door WHERE id = 1 FOR NO KEY UPDATE")
            closer.execute("UPDATE door SET state = 'closed' WHERE id = 1")
            (votes,) = closer.execute("SELECT count(*) FROM vote").fetchone() or (None,)
            closer.commit()
            return int(votes or 0)

        state = voter.execute(f"SELECT state FROM door WHERE id = 1 {lock}").fetchone()
        assert state == ("open",)
        waited, votes = False, 0
        try:
            votes = close()
        except psycopg.errors.LockNotAvailable:
            closer.rollback()
            waited = True
        voter.execute("INSERT INTO vote VALUES (1)")
        voter.commit()
        if waited:
            votes = close()
        assert voter.execute("SELECT count(*) FROM vote").fetchone() == (1,)
        assert votes == counted
