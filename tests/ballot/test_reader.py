"""What a page asks of its reader in one statement is what each part of the house says of them."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from tests.discussion.test_discussion import ask, open_speakers, order
from tests.world import ADVANCE, MEETING, World
from voting.assembly.proxies import grantors_of, holder_of
from voting.assembly.roll import is_entitled
from voting.attendance.models import ONLINE
from voting.attendance.presence import latest_stay, online_stay, place_of
from voting.ballot.participation import participation_of, voted_on
from voting.ballot.reader import PageReader, ReaderAsked, page_reader, page_readers
from voting.discussion.models import Turn
from voting.discussion.speakers import listed
from voting.extensions import db
from voting.rehearsal.browser import answer_of

NUMBERS = [str(number) for number in (*range(1, 13), 41, 999)]
"""Of members in every standing; of one who joined too late, and of nobody."""


def assembled(world: World) -> None:
    """1 gives 2 a proxy and 3 offers 4 one; 5 and 6 vote in advance, 7 from home, and 2 for 1; 8 is in a
    hall; 9 waits to speak and 10 has the floor; 11 has left, and 12 has come back from there to a hall."""

    def sends(number: int, path: str, **fields: str) -> None:
        answer = world.member(number).send(path, fields)
        assert answer_of(answer) == "ok", (number, path)

    ballot = {number: f"/resolutions/{resolution}" for number, resolution in world.resolutions.items()}
    world.clock.moment = ADVANCE
    sends(1, "/proxy", holder="2", name="Name2")
    sends(2, "/proxy/accept", grantor="1")
    sends(3, "/proxy", holder="4", name="Name4")
    for number in (5, 6):
        sends(number, f"{ballot['1']}/vote", channel="advance", choice="for")
        sends(number, f"{ballot['3']}/vote", channel="advance", choice="e1")
    world.clock.moment = MEETING
    chair, steward = world.person("chair"), world.person("steward")
    assert chair.send(f"/chair{ballot['1']}/open", {}).status_code == 303
    for number in (7, 9, 10, 11, 12):
        sends(number, "/assembly/join")
    sends(7, f"{ballot['1']}/vote", channel="online", choice="for")
    sends(2, f"{ballot['1']}/vote", **{"for": "1"}, choice="against")
    for number in (11, 12):
        sends(number, "/assembly/leave")
    for number in (8, 12):
        arrival = {"member": str(number), "nonce": f"nonce-{number:03}"}
        assert answer_of(steward.send("/desk/BRU/check-in", arrival)) == "ok"
    open_speakers(world)
    assert [ask(world, number) for number in (10, 9)] == ["ok", "ok"]
    assert order(world, 0, "call") == "ok"


def as_each_says(session: Session, world: World, number: str) -> tuple[object, ...]:
    """The same from where each part comes from."""
    assembly = world.assembly_id
    turns = {one.member: Turn.SPEAKING if one.speaking else Turn.WAITING for one in listed(session, assembly)}
    place, last = place_of(session, assembly, number), latest_stay(session, assembly, number)
    away_since = last.until if last and not place and last.place == ONLINE else None
    proxies = bool(grantors_of(session, assembly, number) or holder_of(session, assembly, number))
    return (
        is_entitled(session, assembly, number),
        *(place, online_stay(session, assembly, number), away_since),
        *(proxies, turns.get(number)),
        voted_on(session, assembly, [number])[number],
    )


def in_one(reader: PageReader) -> tuple[object, ...]:
    """What the one statement says."""
    return (
        *(reader.entitled, reader.place, reader.stay_online, reader.away_since, reader.proxies, reader.turn),
        {resolution: vote.holder for resolution, vote in reader.votes.items()},
    )


def test_one_statement_says_what_each_part_says(world: World) -> None:
    assembled(world)
    first = world.resolutions["1"]
    with world.app.app_context():
        session = db.session()
        for number in NUMBERS:
            reader = page_reader(session.connection(), ReaderAsked(world.assembly_id, number))
            assert in_one(reader) == as_each_says(session, world, number), number
            assert reader.number == number
            assert reader.name == ("" if number == "999" else f"First{number} Name{number}")
            vote, alone = (
                reader.votes.get(first),
                page_reader(session.connection(), ReaderAsked(world.assembly_id, number, first)),
            )
            assert alone.votes == ({first: vote} if vote else {})
            counted = participation_of(session, first, number)
            assert vote == (
                (counted.channel, counted.venue, counted.holder, counted.cast_at) if counted else None
            )
        seen = [
            in_one(page_reader(session.connection(), ReaderAsked(world.assembly_id, number)))
            for number in NUMBERS
        ]
        for part in range(6):
            assert len({one[part] for one in seen}) > 1, "some differ in each part"


def test_many_who_ask_at_once_are_each_told_of_themselves(world: World) -> None:
    assembled(world)
    here, resolutions = world.assembly_id, (None, *world.resolutions.values(), 999)
    asked = [
        ReaderAsked(assembly, number, resolution)
        for resolution in resolutions
        for number in (*NUMBERS, *reversed(NUMBERS))
        for assembly in (here, here + 1)
    ]
    with world.app.app_context():
        connection = db.session.connection()
        assert page_readers(connection, asked) == [page_reader(connection, each) for each in asked]
        assert page_readers(connection, []) == []


def test_another_assembly_tells_nothing_of_this_one(world: World) -> None:
    assembled(world)
    with world.app.app_context():
        for number in NUMBERS:
            elsewhere = page_reader(db.session.connection(), ReaderAsked(world.assembly_id + 1, number))
            assert in_one(elsewhere) == (False, None, None, None, False, None, {})


def test_nothing_is_looked_through(world: World) -> None:
    with world.app.app_context():
        engine, asked = db.engine, list[tuple[str, Any]]()

        def note(*call: Any) -> None:
            asked.append((call[2], call[3]))

        event.listen(engine, "before_cursor_execute", note)
        for resolution in (None, world.resolutions["1"]):
            one = ReaderAsked(world.assembly_id, "1", resolution)
            page_reader(db.session.connection(), one)
            page_readers(db.session.connection(), [one] * 3)
        event.remove(engine, "before_cursor_execute", note)
        with engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                plans = [
                    connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sent}", given)
                    for sent, given in asked[1:]
                ]
                steps = [step.detail for plan in plans for step in plan]
            else:
                connection.exec_driver_sql("SET enable_seqscan = off")
                plans = [connection.exec_driver_sql(f"EXPLAIN {sent}", given) for sent, given in asked]
                steps = [step[0] for plan in plans for step in plan]
    assert steps
    assert not [step for step in steps if "SCAN" in step or "Seq Scan" in step]
    assert [step for step in steps if "ix_presence_member" in step]
