"""The numbers that a process keeps are those of the tables, whatever has happened to the members."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Select, event, func, insert, select
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from tests.assembly.giving import give_proxy
from tests.gate.crowd import attempt
from tests.world import ACTOR, ADVANCE, ASSEMBLY, KEY, MEETING, Clock, World, make_world
from voting.accounts.models import Account
from voting.assembly.models import Assembly
from voting.assembly.roll import entitled_by_class
from voting.attendance.changes import changes_after
from voting.attendance.check_in import check_in, join_online
from voting.attendance.leaving import check_out, check_out_all, leave_online, move_here
from voting.attendance.models import ONLINE, CheckIn, Presence
from voting.attendance.pages import end_silent_stay, page_opened
from voting.attendance.presence import present_now, present_or_represented
from voting.attendance.scan_log import Scan
from voting.audit.models import AuditHead
from voting.ballot.cast import Vote, cast
from voting.ballot.departures import take_back
from voting.ballot.headcount import KEPT_FOR, Headcounts
from voting.ballot.life import open_resolution
from voting.ballot.meeting import close_meeting, open_meeting, resume_meeting
from voting.ballot.models import Channel, Participation, Resolution
from voting.ballot.proxies import withdraw_proxy
from voting.ballot.quorum import present_by_class, quorums_now, shares_present
from voting.ballot.roll_corrections import add_to_roll, remove_from_roll
from voting.database import writing
from voting.extensions import db

MEMBERS, STEPS = 12, 60
CHOSEN = ASSEMBLY.replace("proxies_per_holder = 1", "proxies_per_holder = 3\nchosen_proxies = true")


class History:
    """What happens to a few members, at random: each act is tried, and may be refused."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.rng, self.scans = world, random.Random(seed), 0
        self.account = db.session.scalars(select(Account.id).where(Account.name == "steward")).one()
        db.session.rollback()
        self.now = MEETING
        self.acts: list[Callable[[Session], object]] = [
            *([self.arrive] * 4),
            *(self.leave, self.move, self.undo, self.join, self.go_away, self.fall_silent),
            *([self.give] * 2),
            *(
                self.withdraw,
                self.vote_before,
                self.vote_now,
                self.take_off,
                self.put_back,
                self.empty_a_hall,
            ),
            *(self.close, self.resume),
        ]

    def go_on(self) -> str:
        """Let one thing happen; its name, with what became of it."""
        self.now += timedelta(seconds=20)
        act = self.rng.choice(self.acts)
        return f"{act.__name__}: {attempt(act)}"

    def somebody(self) -> str:
        return str(self.rng.randint(1, MEMBERS))

    def scan(self) -> Scan:
        self.scans += 1
        at = self.now - self.rng.choice((0, 0, 30)) * timedelta(seconds=1)
        venue = self.rng.choice(("BRU", "LIE"))
        nonce = f"history-{self.scans:04}"
        return Scan(self.world.assembly_id, self.somebody(), venue, nonce, self.account, at, self.now)

    def arrive(self, session: Session) -> None:
        check_in(session, self.scan())

    def leave(self, session: Session) -> None:
        check_out(session, self.scan())

    def move(self, session: Session) -> None:
        move_here(session, self.scan())

    def undo(self, session: Session) -> None:
        acts = session.scalars(select(CheckIn).order_by(CheckIn.nonce.desc()).limit(4)).all()
        act = self.rng.choice(acts)
        scan = self.scan()
        take_back(
            session,
            Scan(scan.assembly_id, act.member, act.venue, scan.nonce, self.account, self.now, self.now),
            act,
        )

    def join(self, session: Session) -> None:
        join_online(session, self.world.assembly_id, self.somebody(), now=self.now)

    def go_away(self, session: Session) -> None:
        leave_online(session, self.world.assembly_id, self.somebody(), now=self.now)

    def fall_silent(self, session: Session) -> None:
        stays = select(Presence.id).where(Presence.place == ONLINE, Presence.until.is_(None))
        for stay in session.scalars(stays.order_by(Presence.id).limit(1)).all():
            page_opened(session, stay, now=self.now)
            end_silent_stay(session, stay, self.now + timedelta(minutes=1), now=self.now)

    def give(self, session: Session) -> None:
        give_proxy(session, self.world.assembly_id, self.somebody(), self.somebody(), now=self.now)

    def withdraw(self, session: Session) -> None:
        withdraw_proxy(session, self.world.assembly_id, self.somebody(), now=self.now)

    def vote_before(self, session: Session) -> None:
        vote = Vote(self.world.resolutions["1"], self.somebody(), Channel.ADVANCE, choice="for")
        cast(session, vote, now=ADVANCE)

    def vote_now(self, session: Session) -> None:
        member = self.somebody()
        here = self.world.assembly_id
        vote = Vote(self.world.resolutions["4"], member, Channel.ONLINE, choice="for", takes_part_in=here)
        cast(session, vote, now=self.now)

    def take_off(self, session: Session) -> None:
        remove_from_roll(
            session, self.world.assembly_id, self.somebody(), "gone", now=self.now, account_id=self.account
        )

    def put_back(self, session: Session) -> None:
        add_to_roll(
            session,
            KEY.encode(),
            self.world.assembly_id,
            self.somebody(),
            "back",
            now=self.now,
            account_id=self.account,
        )

    def empty_a_hall(self, session: Session) -> None:
        check_out_all(session, self.world.assembly_id, "BRU", now=self.now, account_id=self.account)

    def close(self, session: Session) -> None:
        if self.rng.random() < 0.5:
            close_meeting(session, self.world.assembly_id, now=self.now, actor=ACTOR)

    def resume(self, session: Session) -> None:
        resume_meeting(session, self.world.assembly_id, now=self.now, actor=ACTOR)


def kept(counts: Headcounts, world: World) -> dict[str, object]:
    """What a process says of the numbers, by what it keeps."""
    session = db.session()
    found: dict[str, object] = {"present": counts.present(session, world.assembly_id)}
    found["roll"] = counts.roll(session, world.assembly_id)
    found["here"] = counts.count(session, world.assembly_id).here
    for number in ("1", "4"):
        resolution = session.get_one(Resolution, world.resolutions[number])
        count = counts.count(session, world.assembly_id, resolution)
        votes = session.scalars(_votes(resolution.id)).one()
        found[number] = (
            count.by_class,
            {name: shares for name, shares in count.shares_by_class.items() if shares},
            count.here,
            count.members - votes,
        )
    session.rollback()
    return found


def in_tables(world: World) -> dict[str, object]:
    """The same, counted from the tables."""
    session = db.session()
    found: dict[str, object] = {"present": present_now(session, world.assembly_id)}
    found["roll"] = entitled_by_class(session, world.assembly_id)
    here = present_or_represented(world.assembly_id).subquery()
    found["here"] = session.scalar(select(func.count()).select_from(here))
    for number in ("1", "4"):
        resolution = session.get_one(Resolution, world.resolutions[number])
        here = set(session.scalars(present_or_represented(world.assembly_id, number)))
        voted = select(Participation.member).where(Participation.resolution_id == resolution.id)
        shares = {name: number for name, number in shares_present(session, resolution).items() if number}
        found[number] = (
            present_by_class(session, resolution),
            shares,
            len(here),
            len(here - set(session.scalars(voted))),
        )
    session.rollback()
    return found


def _votes(resolution_id: int) -> Select[Any]:
    return select(func.count()).where(Participation.resolution_id == resolution_id)


@pytest.mark.parametrize("seed", range(4))
def test_after_any_history_the_sums_are_those_of_the_tables(app: Flask, clock: Clock, seed: int) -> None:
    """One process looks after each act, one now and then, and one has just begun."""
    category = {number: {"category": "ABC"[number % 3]} for number in range(1, MEMBERS + 3)}
    world = make_world(app, clock, CHOSEN, members=MEMBERS, details=category.__getitem__)
    often, seldom = Headcounts(), Headcounts()
    with app.app_context():
        assert attempt(open_meeting, world.assembly_id, now=MEETING, actor=ACTOR) == "ok"
        history, told = History(world, seed), []
        for turn in range(STEPS):
            told.append(history.go_on())
            if turn == STEPS // 2:
                told.append(attempt(open_resolution, world.resolutions["4"], now=history.now, actor=ACTOR))
            true = in_tables(world)
            assert kept(often, world) == true, told
            if turn % 7 == 0:
                assert kept(seldom, world) == true, told
        assert kept(Headcounts(), world) == true
    done = {one.split(":")[0] for one in told if one.endswith(": ok")}
    assert len(done) >= 8, f"too little has happened to prove anything: {told}"


def statements(app: Flask, look: Callable[[], object]) -> list[str]:
    """The statements that are sent to the database for a look."""
    sent: list[str] = []

    def note(*call: Any) -> None:
        sent.append(call[2])

    with app.app_context():
        engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        look()
        event.remove(engine, "before_cursor_execute", note)
        db.session.rollback()
    return sent


def come(world: World, members: range) -> None:
    for member in members:
        scan = Scan(world.assembly_id, str(member), "BRU", f"arrival-{member:09}", 1, MEETING, MEETING)
        assert attempt(check_in, scan) == "ok"


def test_a_look_costs_the_same_however_many_are_present(world: World) -> None:
    counts = Headcounts()

    def look() -> None:
        assembly = db.session.get_one(Assembly, world.assembly_id)
        counts.present(db.session(), world.assembly_id)
        quorums_now(db.session(), assembly, counts)

    with world.app.app_context():
        come(world, range(1, 3))
    statements(world.app, look)
    sent = []
    for arrivals in (range(3, 4), range(4, 38), range(38, 39)):
        with world.app.app_context():
            come(world, arrivals)
        sent.append(statements(world.app, look))
    assert sent[0] == sent[2]
    assert len(sent[0]) == len(sent[1])
    assert len(statements(world.app, look)) < len(sent[0]), "nothing has changed, and nobody is looked at"


def test_what_has_come_to_differ_is_said_and_counted_anew(world: World) -> None:
    """Somebody is written down as present past all functions, and so without an entry in the log."""
    seconds = [0.0]
    counts = Headcounts(lambda: seconds[0])
    one = insert(Presence).values(assembly_id=world.assembly_id, member="2", place="LIE", since=MEETING)
    with world.app.app_context():
        come(world, range(1, 2))
        assert counts.count(db.session(), world.assembly_id).here == 1
        with writing(db.session()) as session:
            session.execute(one)
        assert counts.count(db.session(), world.assembly_id).here == 1
        come(world, range(3, 4))
        seconds[0] += KEPT_FOR + 1
        with capture_logs() as told:
            assert counts.count(db.session(), world.assembly_id).here == 3
        assert [entry["event"] for entry in told] == ["those who count had come to differ"]
        assert counts.present(db.session(), world.assembly_id) == {"BRU": 2, "LIE": 1}
        seconds[0] += KEPT_FOR + 1
        with capture_logs() as told:
            assert counts.count(db.session(), world.assembly_id).here == 3
        assert not told


def test_who_knows_an_entry_that_the_log_does_not_have_looks_at_everybody(world: World) -> None:
    """As after a database was put back from a copy."""
    with world.app.app_context():
        come(world, range(1, 3))
        last = db.session.scalars(select(AuditHead.seq)).one()
        assert changes_after(db.session(), world.assembly_id, last - 1).members == {"2"}
        assert changes_after(db.session(), world.assembly_id, last).members == frozenset()
        for unknown in (None, -1, last + 1):
            assert changes_after(db.session(), world.assembly_id, unknown).members is None
