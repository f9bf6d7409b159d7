"""Arriving: what the desk is told, and that nobody is in two places."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError

from tests.assembly.giving import give_proxy
from tests.gate.crowd import run_together
from tests.web.second import second_assembly
from tests.world import ACTOR, ASSEMBLY, MEETING, World, row
from voting.accounts.models import Account
from voting.attendance.check_in import check_in, join_online
from voting.attendance.door_acts import Arrival
from voting.attendance.models import ONLINE, CheckIn, Presence
from voting.attendance.passes import PassRead, pass_token, read_pass
from voting.attendance.presence import attendance, place_of, present_now, present_or_represented
from voting.attendance.rules import Answer, judge_arrival
from voting.attendance.scan_log import Scan
from voting.audit.models import AuditEntry
from voting.ballot.definition import read_definition
from voting.ballot.import_assembly import import_assembly
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.register.import_register import import_register

KEY = b"a key for tests only"


def steward(app: Flask) -> int:
    with app.app_context():
        return db.session.scalars(select(Account.id).where(Account.name == "steward")).one()


def arrive(world: World, member: int | str, venue: str, nonce: str = "", minutes: int = 0) -> Arrival:
    account = steward(world.app)
    with world.app.app_context(), writing(db.session()) as session:
        now = MEETING + timedelta(minutes=minutes)
        nonce = nonce or f"nonce-{member}-{venue}-{minutes}"
        return check_in(session, Scan(world.assembly_id, str(member), venue, nonce, account, now, now))


def join(world: World, member: int | str) -> str:
    with world.app.app_context(), writing(db.session()) as session:
        return join_online(session, world.assembly_id, str(member), now=MEETING)


def read(world: World, function: Any, *arguments: Any) -> Any:
    with world.app.app_context():
        return function(db.session(), world.assembly_id, *arguments)


def number_of(world: World, table: type) -> int:
    with world.app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize(
    ("entitled", "present_at", "answer"),
    [
        (False, None, Answer.NOT_ENTITLED),
        (False, "BRU", Answer.NOT_ENTITLED),
        (True, None, Answer.WELCOME),
        (True, ONLINE, Answer.WELCOME),
        (True, "BRU", Answer.ALREADY_HERE),
        (True, "LIE", Answer.PRESENT_ELSEWHERE),
    ],
)
def test_what_the_desk_is_told(entitled: bool, present_at: str | None, answer: Answer) -> None:
    assert judge_arrival(entitled, present_at, "BRU") is answer


def test_the_same_from_the_database(world: World) -> None:
    assert arrive(world, 1, "BRU") == Arrival(Answer.WELCOME, "BRU")
    assert arrive(world, 1, "BRU", minutes=1) == Arrival(Answer.ALREADY_HERE, "BRU")
    assert arrive(world, 1, "LIE") == Arrival(Answer.PRESENT_ELSEWHERE, "BRU")
    assert arrive(world, 41, "BRU").answer is Answer.NOT_ENTITLED
    assert arrive(world, 42, "BRU").answer is Answer.NOT_ENTITLED
    assert arrive(world, "nobody", "BRU").answer is Answer.NOT_ENTITLED
    assert number_of(world, Presence) == 1
    assert number_of(world, CheckIn) == 6


def test_the_same_scan_again_is_answered_alike_and_stored_once(world: World) -> None:
    first = arrive(world, 1, "BRU", nonce="nonce-one")
    entries = number_of(world, AuditEntry)
    assert arrive(world, 1, "BRU", nonce="nonce-one", minutes=5) == first == Arrival(Answer.WELCOME, "BRU")
    assert (number_of(world, CheckIn), number_of(world, Presence)) == (1, 1)
    assert number_of(world, AuditEntry) == entries


@pytest.mark.parametrize(("member", "venue"), [(2, "BRU"), (1, "LIE"), ("nobody", "BRU")])
def test_a_scan_cannot_be_used_for_somebody_else_or_elsewhere(
    world: World, member: int | str, venue: str
) -> None:
    arrive(world, 1, "BRU", nonce="nonce-one")
    with pytest.raises(Refused) as refused:
        arrive(world, member, venue, nonce="nonce-one")
    assert refused.value.code is Code.BAD_REQUEST
    assert (number_of(world, CheckIn), number_of(world, Presence)) == (1, 1)


def test_who_took_part_online_and_gets_up_is_in_one_place(world: World) -> None:
    assert join(world, 1) == ONLINE
    assert arrive(world, 1, "LIE", minutes=30) == Arrival(Answer.WELCOME, ONLINE)
    assert read(world, place_of, "1") == "LIE"
    assert join(world, 1) == "LIE"
    with world.app.app_context():
        stretches = db.session.execute(select(Presence.place, Presence.until).order_by(Presence.id)).all()
    assert [tuple(item) for item in stretches] == [(ONLINE, MEETING + timedelta(minutes=30)), ("LIE", None)]
    assert read(world, attendance).venues == {"LIE": 1}
    assert read(world, attendance).online == 1
    assert read(world, present_now) == {"LIE": 1}


def test_joining_online_twice_is_once(world: World) -> None:
    assert [join(world, 1), join(world, 1)] == [ONLINE, ONLINE]
    assert number_of(world, Presence) == 1


@pytest.mark.parametrize("member", [41, 42, "nobody"])
def test_who_is_not_on_the_roll_cannot_join(world: World, member: int | str) -> None:
    with pytest.raises(Refused) as refused:
        join(world, member)
    assert refused.value.code is Code.NOT_ENTITLED
    assert number_of(world, Presence) == 0


def test_nobody_arrives_before_the_roll_is_frozen(app: Flask) -> None:
    definition, resolutions = read_definition(ASSEMBLY.encode())
    with app.app_context(), writing(db.session()) as session:
        import_register(session, [row(1)], now=MEETING, actor=ACTOR)
        assembly_id = import_assembly(session, definition, resolutions, now=MEETING, actor=ACTOR).id
    for action in (
        lambda session: check_in(session, Scan(assembly_id, "1", "BRU", "nonce-one", 1, MEETING, MEETING)),
        lambda session: join_online(session, assembly_id, "1", now=MEETING),
    ):
        with app.app_context(), pytest.raises(Refused) as refused, writing(db.session()) as session:
            action(session)
        assert refused.value.code is Code.NOT_FROZEN


def test_the_numbers_of_those_present_and_represented(world: World) -> None:
    for member in (1, 2, 3):
        arrive(world, member, "BRU")
    arrive(world, 4, "LIE")
    for member in (5, 6):
        join(world, member)
    arrive(world, 6, "LIE")
    with world.app.app_context(), writing(db.session()) as session:
        for grantor, holder in ((7, 1), (8, 5), (9, 10), (2, 4)):
            give_proxy(session, world.assembly_id, str(grantor), str(holder), now=MEETING)
    assert read(world, attendance).venues == {"BRU": 3, "LIE": 2}
    assert read(world, attendance).online == 2
    assert read(world, present_now) == {"BRU": 3, "LIE": 2, ONLINE: 1}
    with world.app.app_context():
        numbers = sorted(db.session.scalars(present_or_represented(world.assembly_id)), key=int)
    assert numbers == ["1", "2", "3", "4", "5", "6", "7", "8"]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM check_in",
        "UPDATE check_in SET answer = 'welcome'",
        "UPDATE check_in SET member = '2' WHERE member = '1'",
    ],
)
def test_the_database_keeps_every_scan(world: World, statement: str) -> None:
    arrive(world, 1, "BRU")
    with world.app.app_context(), pytest.raises(DBAPIError), writing(db.session()) as session:
        session.execute(text(statement))
    assert number_of(world, CheckIn) == 1


def test_the_database_itself_refuses_a_second_open_presence(world: World) -> None:
    arrive(world, 1, "BRU")
    second = insert(Presence).values(assembly_id=world.assembly_id, member="1", place="LIE", since=MEETING)
    with world.app.app_context(), pytest.raises(DBAPIError), writing(db.session()) as session:
        session.execute(second)


def at_the_doors(_app: Flask, share: tuple[int, int, str, str]) -> list[str]:
    """All members of the world arrive at one door, in a process of its own."""
    assembly_id, account, venue, name = share
    answers = []
    for member in range(1, 11):
        with writing(db.session()) as session:
            nonce = f"nonce-{name}-{member}"
            arrival = check_in(
                session, Scan(assembly_id, str(member), venue, nonce, account, MEETING, MEETING)
            )
        answers.append(arrival.answer.value)
    return answers


def test_several_doors_at_once_leave_everyone_in_one_place(
    world: World, database_url: str, tmp_path: Any
) -> None:
    account = steward(world.app)
    doors = [("BRU", "a"), ("LIE", "b"), ("BRU", "c"), ("LIE", "d")]
    shares = [(world.assembly_id, account, venue, name) for venue, name in doors]
    answers = run_together(database_url, str(tmp_path), at_the_doors, shares)
    for one_member in zip(*answers, strict=True):
        assert sorted(one_member) == ["already_here", "present_elsewhere", "present_elsewhere", "welcome"]
    with world.app.app_context():
        still_open = db.session.execute(
            select(Presence.member, func.count()).where(Presence.until.is_(None)).group_by(Presence.member)
        ).all()
    assert sorted(still_open, key=lambda item: int(item[0])) == [(str(n), 1) for n in range(1, 11)]
    assert number_of(world, CheckIn) == 40


def same_scan(_app: Flask, share: tuple[int, int]) -> str:
    assembly_id, account = share
    with writing(db.session()) as session:
        scan = Scan(assembly_id, "1", "BRU", "nonce-one", account, MEETING, MEETING)
        return check_in(session, scan).answer.value


def test_one_scan_sent_by_several_processes_at_once_is_one(
    world: World, database_url: str, tmp_path: Any
) -> None:
    shares = [(world.assembly_id, steward(world.app))] * 4
    assert run_together(database_url, str(tmp_path), same_scan, shares) == ["welcome"] * 4
    assert (number_of(world, CheckIn), number_of(world, Presence)) == (1, 1)


def test_a_pass_names_its_member_in_its_own_assembly_alone(world: World) -> None:
    token = pass_token(KEY, world.assembly_id, "7")
    with world.app.app_context():
        assert read_pass(db.session(), KEY, world.assembly_id, f" {token.lower()} ") == PassRead("7", False)
        for other in (
            pass_token(KEY, world.assembly_id + 1, "7"),
            pass_token(b"another key", world.assembly_id, "7"),
            pass_token(KEY, world.assembly_id, "41"),
            token[:-1],
            "",
        ):
            with pytest.raises(Refused) as refused:
                read_pass(db.session(), KEY, world.assembly_id, other)
            assert refused.value.code is Code.UNKNOWN_PASS
    second = second_assembly(world)
    with world.app.app_context():
        with pytest.raises(Refused) as refused:
            read_pass(db.session(), KEY, second.assembly_id, token)
        assert (refused.value.code, refused.value.values) == (Code.OTHER_ASSEMBLY, {"day": "2025-06-17"})
