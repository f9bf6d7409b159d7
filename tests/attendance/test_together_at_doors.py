"""Members who come to the doors together are let in together: as if each had come alone."""

import json
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import gevent
import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from tests.ballot.test_headcount import statements
from tests.gate.crowd import attempt, refuse_member, run_together
from tests.waiting import PATIENCE
from tests.web.second import second_assembly
from tests.world import ACTOR, KEY, MEETING, World
from voting.attendance.attention import ask_for_help
from voting.attendance.check_in import check_in, join_online
from voting.attendance.door_acts import Arrival, AtDoor, do_at_door, do_at_doors
from voting.attendance.doors import Comer, Doors
from voting.attendance.leaving import check_out
from voting.attendance.models import ONLINE, CheckIn, Presence
from voting.attendance.passes import pass_token, reissue_pass
from voting.attendance.rules import Answer, DoorAct
from voting.attendance.scan_log import Scan
from voting.audit.chain import verify
from voting.audit.models import AuditEntry
from voting.auditing.contradictions import contradictions
from voting.ballot.meeting import close_meeting, open_meeting
from voting.ballot.roll_corrections import remove_from_roll
from voting.database import committed, writing
from voting.errors import Refused
from voting.extensions import db

PROCESSES = 4
END = MEETING + timedelta(hours=2)
MOST_STATEMENTS = 14
"""Of a batch, however many come, with those that begin and tell of a transaction."""


def scan(assembly: int, member: int | str, nonce: str = "", venue: str = "BRU") -> Scan:
    nonce = nonce or f"nonce-{member}-{venue}"
    return Scan(assembly, str(member), venue, nonce, 1, MEETING, MEETING)


def comers(assembly: int, *members: int | str, venue: str = "BRU") -> list[Comer]:
    return [Comer(scan(assembly, member, venue=venue)) for member in members]


def answer(doors: Doors, comer: Comer) -> str:
    try:
        return doors.let_in(comer).arrival.answer.value
    except Refused as refused:
        return refused.code.value
    except SQLAlchemyError as error:
        return type(error).__name__


def rush(who: Sequence[Comer], doors: Doors | None = None) -> list[str]:
    """Each from a request of its own, all at once."""
    doors = doors or Doors(db.engine, KEY.encode())
    asked = [gevent.spawn(answer, doors, comer) for comer in who]
    gevent.joinall(asked, timeout=PATIENCE)
    return [each.get(block=False) for each in asked]


def present() -> dict[str, str]:
    """Where the members are who are present now."""
    rows = db.session.execute(select(Presence.member, Presence.place).where(Presence.until.is_(None))).all()
    db.session.rollback()
    found = {row.member: row.place for row in rows}
    assert len(found) == len(rows)
    return found


def scans() -> int:
    number = db.session.execute(select(func.count()).select_from(CheckIn)).scalar_one()
    db.session.rollback()
    return number


@pytest.fixture
def assembly(world: World) -> Iterator[int]:
    with world.app.app_context():
        yield world.assembly_id


def test_those_who_wait_share_one_commit(assembly: int) -> None:
    commits = list[set[str]]()
    with committed.connected_to(lambda _, written: commits.append(written.tables), db.engine):
        assert rush(comers(assembly, *range(1, 41))) == ["welcome"] * 40
    assert commits == [{"presence", "check_in", "audit_entry", "audit_head"}]
    assert present() == {str(number): "BRU" for number in range(1, 41)}
    assert verify(db.session())[1] == []


def test_however_many_come_together_the_statements_are_the_same(world: World, assembly: int) -> None:
    passes = [
        Comer(scan(assembly, "", f"nonce-{number}"), pass_token(KEY.encode(), assembly, str(number)))
        for number in range(1, 41)
    ]
    sent = [statements(world.app, lambda who=who: rush(who)) for who in (passes[:2], passes[2:])]
    assert len(present()) == 40
    assert len(sent[0]) == len(sent[1]) <= MOST_STATEMENTS


def test_each_is_answered_for_themselves(world: World, assembly: int) -> None:
    key, other = KEY.encode(), second_assembly(world).assembly_id
    with writing(db.session()) as session:
        for member, venue in (("1", "LIE"), ("2", "BRU")):
            check_in(session, scan(assembly, member, f"before-{member}", venue))
        join_online(session, assembly, "3", now=MEETING)
        reissue_pass(session, key, assembly, "4", now=MEETING, actor=ACTOR)
        ask_for_help(session, assembly, "5", True, now=MEETING, actor=ACTOR)
    shown = {
        scan(assembly, "1"): "present_elsewhere",
        scan(assembly, "2"): "already_here",
        scan(assembly, "3"): "welcome",
        scan(assembly, "", "nonce-old"): "pass_revoked",
        scan(assembly, "", "nonce-new"): "welcome",
        scan(assembly, "", "nonce-other"): "other_assembly",
        scan(assembly, "", "nonce-made-up"): "unknown_pass",
        scan(assembly, "41"): "not_entitled",
        scan(assembly, "nobody"): "not_entitled",
        scan(assembly, "6", "nonce-5-BRU"): "bad_request",
        scan(assembly, "7"): "welcome",
    }
    tokens = {
        "nonce-old": pass_token(key, assembly, "4"),
        "nonce-new": pass_token(key, assembly, "4", 1),
        "nonce-other": pass_token(key, other, "1"),
        "nonce-made-up": pass_token(b"another key", assembly, "1"),
    }
    doors, told = Doors(db.engine, key), list[Any]()
    asked = [gevent.spawn(lambda: told.append(doors.let_in(Comer(scan(assembly, "5")))))]
    asked += [gevent.spawn(answer, doors, Comer(each, tokens.get(each.nonce))) for each in shown]
    gevent.joinall(asked, timeout=PATIENCE)
    assert [each.get(block=False) for each in asked[1:]] == list(shown.values())
    (helped,) = told
    assert (helped.member, helped.met.name, helped.met.attention.assistance) == ("5", "First5 Name5", True)
    assert present() == {"1": "LIE", **dict.fromkeys("23457", "BRU")}
    assert scans() == 2 + 9, "a refusal about the pass or the nonce leaves nothing"


def test_the_same_scan_twice_in_a_batch_is_done_once(assembly: int) -> None:
    one, elsewhere = scan(assembly, "1", "nonce-one"), scan(assembly, "1", "nonce-two", "LIE")
    who = [one, one, elsewhere, replace(one, member="2"), replace(one, venue="LIE"), elsewhere, one]
    assert rush([Comer(each) for each in who]) == [
        *("welcome", "welcome", "present_elsewhere", "bad_request", "bad_request"),
        *("present_elsewhere", "welcome"),
    ]
    assert rush([Comer(each) for each in (elsewhere, one)]) == ["present_elsewhere", "welcome"]
    assert (present(), scans()) == ({"1": "BRU"}, 2)
    entries = db.session.scalars(select(AuditEntry.action).where(AuditEntry.action == "attendance.scanned"))
    assert len(entries.all()) == 2


def test_one_that_fails_costs_the_others_nothing(assembly: int) -> None:
    refuse_member("presence", "3")
    assert rush(comers(assembly, 1, 2, 3, 4, 41)) == [
        *("welcome", "welcome", "IntegrityError", "welcome", "not_entitled")
    ]
    assert (sorted(present()), scans()) == (["1", "2", "4"], 4)


def test_who_has_gone_away_is_let_in_once(assembly: int) -> None:
    """The request ends before its answer; the same scan sent again is answered as it would have been."""
    doors, (comer, other) = Doors(db.engine, KEY.encode()), comers(assembly, 1, 2)
    gone = gevent.spawn(doors.let_in, comer)
    gevent.sleep(0)
    gone.kill()
    assert rush([comer, other], doors) == ["welcome"] * 2
    assert (sorted(present()), scans()) == (["1", "2"], 2)


def test_nobody_is_let_in_after_the_end(assembly: int) -> None:
    assert attempt(open_meeting, assembly, now=MEETING, actor=ACTOR) == "ok"
    assert attempt(close_meeting, assembly, now=END, actor=ACTOR) == "ok"
    late = [replace(each, at=END, now=END) for each in (scan(assembly, 1), scan(assembly, 2))]
    made_before = [replace(scan(assembly, 3), now=END), replace(scan(assembly, 3, "other"), at=END, now=END)]
    assert rush([Comer(each) for each in (*late, *made_before)]) == [
        *("meeting_closed", "meeting_closed", "welcome", "meeting_closed")
    ]
    assert present() == {}
    stays = db.session.execute(select(Presence.member, Presence.since, Presence.until)).all()
    assert [tuple(stay) for stay in stays] == [("3", MEETING, END)]


MEMBERS = ("1", "2", "3", "4", "41", "nobody")


@st.composite
def doing(draw: st.DrawFn, assembly: int) -> list[AtDoor]:
    """Some acts: of few members and with few nonces, so that they meet."""
    found = []
    for _ in range(draw(st.integers(1, 8))):
        now = MEETING + timedelta(seconds=draw(st.integers(-50_000, 20_000)))
        late = draw(st.sampled_from((0, 0, 30, 8_000)))
        venue, nonce = draw(st.sampled_from(("BRU", "LIE"))), draw(st.sampled_from("abcdefgh"))
        scanned = Scan(
            *(assembly, draw(st.sampled_from(MEMBERS)), venue, f"nonce-{nonce}", 1),
            *(now - timedelta(seconds=late), now),
        )
        kind = draw(st.sampled_from((DoorAct.IN, DoorAct.IN, DoorAct.OUT, DoorAct.MOVE)))
        found.append(AtDoor(scanned, kind, draw(st.sampled_from((False, False, True)))))
    return found


def written(session: Session) -> list[Any]:
    """What the tables say, without what is random: the stays of each member in their order, the scans and the
    log in its order. None of it contradicts another."""
    stays = defaultdict[str, list[Any]](list)
    for stay in session.scalars(select(Presence).order_by(Presence.id)):
        session.refresh(stay)
        stays[stay.member].append((stay.place, stay.since, stay.until))
    columns = [column for column in CheckIn.__table__.c if column.name != "salt"]
    noted = Counter(map(tuple, session.execute(select(*columns))))
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.seq))
    told = [
        (entry.at, entry.actor, entry.action, json.loads(entry.details) | {"row": ""}) for entry in entries
    ]
    return [stays, noted, told, verify(session)[1], list(contradictions(session))]


def one_by_one(session: Session, acts: list[AtDoor]) -> list[Arrival | str]:
    """The same acts, each done by itself."""
    answers = list[Arrival | str]()
    for act in acts:
        try:
            answers.append(do_at_door(session, act))
        except Refused as refused:
            answers.append(refused.code.value)
    return answers


def together(session: Session, acts: list[AtDoor]) -> list[Arrival | str]:
    return [
        answer.code.value if isinstance(answer, Refused) else answer for answer in do_at_doors(session, acts)
    ]


class NotKept(Exception):
    """A transaction is to leave nothing."""


@pytest.mark.parametrize("closed", [False, True])
def test_a_batch_is_what_its_acts_are_one_after_the_other(assembly: int, closed: bool) -> None:
    """The same answers and the same tables: whoever comes, goes or is moved, however late and often."""
    with writing(db.session()) as session:
        join_online(session, assembly, "1", now=MEETING)
        check_in(session, scan(assembly, "2", "nonce-a"))
        check_in(session, scan(assembly, "3", "before-3"))
        check_out(session, scan(assembly, "3", "after-3"))
        remove_from_roll(session, assembly, "4", "left", now=MEETING, account_id=1)
    if closed:
        assert attempt(open_meeting, assembly, now=MEETING, actor=ACTOR) == "ok"
        assert attempt(close_meeting, assembly, now=END, actor=ACTOR) == "ok"
    seen = set[object]()

    def outcome(act: Callable[[Session, list[AtDoor]], list[Arrival | str]], acts: list[AtDoor]) -> list[Any]:
        found = list[Any]()
        with suppress(NotKept), writing(db.session()) as session:
            found += [act(session, acts), written(session)]
            raise NotKept
        return found

    @settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(doing(assembly))
    def same(acts: list[AtDoor]) -> None:
        apart = outcome(one_by_one, acts)
        assert apart[-1][-1] == []
        assert outcome(together, acts) == apart
        seen.update(one.answer if isinstance(one, Arrival) else one for one in apart[0])

    same()
    assert {Answer.WELCOME, "bad_request", *(["meeting_closed"] if closed else [Answer.MOVED])} <= seen


def all_at_once(_: Flask, share: tuple[int, int]) -> list[str]:
    """One process of several: the same members, in an order of its own, at one of two venues; and the same
    scans of two more, one of whom is not on the roll."""
    assembly, runner = share
    who = comers(assembly, *range(1, 39), venue=("BRU", "LIE")[runner % 2])
    who = [Comer(replace(each.scan, nonce=f"{each.scan.nonce}-{runner}")) for each in who]
    who += [Comer(scan(assembly, member, f"same-of-{member}")) for member in ("39", "41")]
    order = random.Random(runner).sample(range(40), 40)
    answers = dict(zip(order, rush([who[place] for place in order]), strict=True))
    return [answers[place] for place in range(40)]


def test_batches_of_several_processes_leave_everyone_in_one_place(
    world: World, assembly: int, database_url: str, tmp_path: Path
) -> None:
    shares = [(assembly, runner) for runner in range(PROCESSES)]
    answers = run_together(database_url, tmp_path / "crowd", all_at_once, shares)
    *apart, same, stranger = map(Counter, zip(*answers, strict=True))
    assert apart == [Counter(welcome=1, already_here=1, present_elsewhere=2)] * 38
    assert (same, stranger) == (Counter(welcome=PROCESSES), Counter(not_entitled=PROCESSES))
    assert len(present()) == 39
    assert scans() == 38 * PROCESSES + 2
    assert verify(db.session())[1] == []


def test_who_gets_up_from_home_is_in_one_place_however_fast_another_process_is(
    world: World, assembly: int
) -> None:
    """On PostgreSQL: a member joins at a distance over another connection while their batch is being made."""
    engine, joined = db.engine, list[str]()

    def join_elsewhere(*arguments: Any) -> None:
        if arguments[2].startswith("SELECT assembly.date"):
            event.remove(engine, "before_cursor_execute", join_elsewhere)
            if engine.dialect.name == "postgresql":
                with Session(engine) as other, writing(other):
                    joined.append(join_online(other, assembly, "2", now=MEETING))

    event.listen(engine, "before_cursor_execute", join_elsewhere)
    assert rush(comers(assembly, 1, 2, 3)) == ["welcome"] * 3
    assert present() == dict.fromkeys("123", "BRU")
    ended = db.session.scalars(select(Presence.place).where(Presence.until.is_not(None))).all()
    assert ended == joined == ([ONLINE] if engine.dialect.name == "postgresql" else [])
