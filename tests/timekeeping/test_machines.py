"""The clock of a machine jumps: its processes go on by what has passed, votes stay open until somebody says
what is right."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from tests.ballot.meeting import step
from tests.conftest import new_app
from tests.gate.crowd import attempt
from tests.log_lines import log_lines
from tests.timekeeping.machine import Machine
from tests.world import World
from voting.audit.chain import verify
from voting.audit.models import AuditEntry
from voting.ballot.cast import Vote, cast
from voting.ballot.closing_time import set_closing_time
from voting.ballot.models import Channel, Resolution
from voting.clock import SteadyClock, seconds_of_boot
from voting.database import writing
from voting.extensions import db
from voting.timekeeping.machines import doubts, settle_doubts, take_over
from voting.web.each_second import each_second, watch_clock

HOUR = 3600.0
IN_TEN_MINUTES = timedelta(minutes=10)


class Served:
    """The application of a world, served by one process of a machine; ``another`` process can begin."""

    def __init__(self, world: World, machine: Machine) -> None:
        self.world, self.machine, self.app = world, machine, world.app
        self.begin()

    def begin(self) -> None:
        """The process begins (again)."""
        self.app.extensions["clock"] = self.machine.process()
        self.tick()

    @property
    def clock(self) -> SteadyClock:
        found: SteadyClock = self.app.extensions["clock"]
        return found

    def tick(self) -> None:
        """A second passes."""
        self.machine.passed += 1
        with self.app.app_context():
            each_second()

    def open_for(self, number: str, minutes: timedelta) -> int:
        """Open a vote that closes by itself in so many minutes."""
        resolution = self.world.resolutions[number]
        with self.app.app_context():
            step(resolution, "open")
        assert self.set_time(resolution, self.clock() + minutes) == "ok"
        return resolution

    def set_time(self, resolution: int, closes_at: datetime | None) -> str:
        with self.app.app_context():
            return attempt(set_closing_time, resolution, closes_at, now=self.clock(), actor="test")

    def vote(self, resolution: int, member: str) -> str:
        with self.app.app_context():
            return attempt(cast, Vote(resolution, member, Channel.ONLINE, choice="for"), now=self.clock())

    def state(self, resolution: int) -> tuple[str, bool]:
        """The state of a vote, and whether it closes by itself."""
        with self.app.app_context():
            found = db.session.get_one(Resolution, resolution)
            return found.state, found.closes_at is not None

    def in_doubt(self) -> list[tuple[str | None, float]]:
        with self.app.app_context():
            return [(one.against, round(one.ahead or 0)) for one in doubts(db.session())]

    def settle(self, *, follow: bool) -> None:
        with self.app.app_context(), writing(db.session()) as session:
            settle_doubts(session, follow=follow, now=self.clock(), actor="account 1")

    def logged(self) -> list[str]:
        with self.app.app_context():
            assert verify(db.session())[1] == []
            actions = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)).all()
            return [action for action in actions if action.startswith("clock.")]


@pytest.fixture
def served(world: World, monkeypatch: pytest.MonkeyPatch) -> Served:
    machine = Machine()
    monkeypatch.setattr("voting.timekeeping.machines._database_ahead", lambda *_: None)
    return Served(world, machine)


@pytest.mark.parametrize("jump", [HOUR, -HOUR, 15.0])
def test_a_jump_closes_no_vote_and_the_chair_decides(served: Served, jump: float) -> None:
    vote = served.open_for("1", IN_TEN_MINUTES)
    right = served.machine.right
    served.machine.wrong = jump
    with log_lines() as logged:
        served.tick()
        served.tick()
    assert abs(served.clock() - right()) < timedelta(seconds=1)
    assert served.in_doubt() == [("system", jump)]
    assert served.state(vote) == ("open", False)
    [line] = [line for line in logged.lines if line.get("code") == "clock_jumped"]
    assert (line["level"], line["seconds"]) == ("error", jump)
    served.machine.passed += 3 * HOUR
    served.tick()
    assert served.state(vote) == ("open", False)
    assert served.vote(vote, "1") == "ok"
    assert served.set_time(vote, served.clock() + IN_TEN_MINUTES) == "clock_in_doubt"
    assert served.logged() == ["clock.doubted"]


def test_a_clock_that_is_put_right_is_believed_again(served: Served) -> None:
    vote = served.open_for("1", IN_TEN_MINUTES)
    served.machine.wrong = HOUR
    served.tick()
    served.machine.wrong = 0.0
    served.tick()
    assert served.in_doubt() == []
    assert served.logged() == ["clock.doubted", "clock.agrees"]
    assert served.state(vote) == ("open", False)
    assert served.set_time(vote, served.clock() + IN_TEN_MINUTES) == "ok"
    served.machine.passed += 601
    served.tick()
    assert served.state(vote)[0] == "closed"


@pytest.mark.parametrize("follow", [True, False])
def test_a_person_says_which_time_is_right(served: Served, follow: bool) -> None:
    served.machine.wrong = HOUR
    served.tick()
    served.settle(follow=follow)
    served.tick()
    assert served.in_doubt() == []
    ahead = (served.clock() - served.machine.right()).total_seconds()
    assert abs(ahead - (HOUR if follow else 0.0)) < 1
    served.begin()
    assert abs((served.clock() - served.machine.right()).total_seconds() - ahead) < 1
    assert served.in_doubt() == []
    served.machine.wrong += HOUR
    served.tick()
    assert len(served.in_doubt()) == 1
    assert served.logged() == ["clock.doubted", "clock.settled", "clock.doubted"]


def test_a_process_that_begins_after_the_jump_goes_on_with_the_others(served: Served) -> None:
    vote = served.open_for("1", IN_TEN_MINUTES)
    served.machine.wrong = HOUR
    served.begin()
    assert served.in_doubt() == [("system", HOUR)]
    assert abs(served.clock() - served.machine.right()) < timedelta(seconds=1)
    assert served.state(vote) == ("open", False)


def test_a_small_step_is_followed_by_every_process(served: Served) -> None:
    other = served.machine.process()
    served.machine.wrong = -4.0
    served.tick()
    assert served.clock() == served.machine.system()
    with served.app.app_context():
        take_over(db.session(), other)
    assert other() == served.clock()
    assert served.in_doubt() == []
    assert served.logged() == []


def test_a_vote_closes_at_its_time_while_the_clocks_agree(served: Served) -> None:
    vote = served.open_for("1", IN_TEN_MINUTES)
    served.machine.passed += 601
    served.tick()
    assert served.state(vote)[0] == "closed"


def test_a_clock_that_was_handed_over_is_compared_with_none(world: World) -> None:
    with world.app.app_context():
        assert not watch_clock()
        world.clock.moment += timedelta(days=1)
        assert not watch_clock()


@pytest.fixture
def on_postgresql(
    make_database: Callable[[str], str], tmp_path: Path
) -> Iterator[Callable[[float], SteadyClock]]:
    app = new_app(make_database("postgresql"), tmp_path / "instance")

    @contextmanager
    def context() -> Iterator[None]:
        with app.app_context():
            yield
            db.engine.dispose()

    def begin(wrong: float) -> SteadyClock:
        clock = SteadyClock(lambda: datetime.now(UTC) + timedelta(seconds=wrong), seconds_of_boot)
        app.extensions["clock"] = clock
        return clock

    with context():
        yield begin


def test_a_machine_that_disagrees_with_the_database_from_the_start_is_in_doubt(
    on_postgresql: Callable[[float], SteadyClock],
) -> None:
    clock = on_postgresql(HOUR)
    assert watch_clock()
    [doubt] = doubts(db.session())
    assert (doubt.against, round(doubt.ahead or 0, -1)) == ("database", -HOUR)
    with writing(db.session()) as session:
        settle_doubts(session, follow=True, now=clock(), actor="account 1")
    assert not watch_clock()
    assert abs(clock() - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_machine_that_agrees_with_the_database_is_in_none(
    on_postgresql: Callable[[float], SteadyClock],
) -> None:
    on_postgresql(0.0)
    assert not watch_clock()


def test_the_served_clock_runs(app: Flask) -> None:
    clock = SteadyClock()
    first = clock()
    assert timedelta(0) <= clock() - first < timedelta(seconds=5)
    assert abs(first - datetime.now(UTC)) < timedelta(seconds=5)
