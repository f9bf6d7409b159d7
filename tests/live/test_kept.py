"""What a process keeps is never older than what it knows to be written, and is read once for all who ask."""

import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.world import World
from voting.assembly.models import Assembly
from voting.database import writing
from voting.extensions import db
from voting.live.hub import Hub
from voting.live.kept import LONGEST, TIDIED_FROM, Kept
from voting.live.topics import Topic
from voting.web.live import live


class Reader:
    """Asks for the place of the assembly, which is kept, and counts how often it was read."""

    def __init__(self, world: World) -> None:
        self.kept: Kept = live().kept
        self.assembly = world.assembly_id
        self.reads = 0

    def ask(self, session: Session) -> str:
        return self.kept.get(session, "town", (Topic.AGENDA,), lambda: self._read(session))

    def ask_anew(self) -> str:
        with Session(db.engine) as session:
            return self.ask(session)

    def _read(self, session: Session) -> str:
        self.reads += 1
        return session.get_one(Assembly, self.assembly, populate_existing=True).title["en"]


@pytest.fixture
def hub(app: Flask) -> Iterator[Hub]:
    """The hub of an application that hears of what others write, and whose ticker tells nobody yet."""
    with app.app_context():
        live().hub.ticking = True
        live().hub.looked()
        yield live().hub


@pytest.fixture
def reader(world: World, hub: Hub) -> Reader:
    return Reader(world)


def test_who_has_no_session_is_given_what_is_kept(reader: Reader, hub: Hub) -> None:
    hub.seconds = lambda: 0.0

    def make() -> str:
        with Session(db.engine) as session:
            return reader._read(session)

    def ask() -> str:
        return reader.kept.get(None, "town", (Topic.AGENDA,), make)

    assert (ask(), ask(), reader.reads) == ("General assembly", "General assembly", 1)
    rename(reader, "Meeting")
    assert (ask(), ask(), reader.reads) == ("Meeting", "Meeting", 2)


def rename(reader: Reader, title: str) -> None:
    with Session(db.engine) as session, writing(session):
        session.get_one(Assembly, reader.assembly).title = {"en": title}


def test_a_value_is_read_once_until_its_topic_is_written_to(reader: Reader, hub: Hub) -> None:
    rename(reader, "Before")
    assert [reader.ask_anew() for _ in range(3)] == ["Before"] * 3
    assert reader.reads == 1
    hub.touch([Topic.TURNOUT])
    assert reader.ask_anew() == "Before"
    assert reader.reads == 1, "it is not about the turnout"
    rename(reader, "After")
    assert reader.ask_anew() == "After", "not yet told to the screens, but known here"
    hub.publish(hub.next_versions(hub.take_touched()))
    assert reader.ask_anew() == "After"
    assert reader.reads == 2, "the tick brought nothing new"
    hub.learn(hub.next_versions([Topic.AGENDA]))
    reader.ask_anew()
    assert reader.reads == 3, "another process has written"


def test_nothing_is_kept_by_who_does_not_hear_of_the_others(reader: Reader, hub: Hub) -> None:
    reader.ask_anew()
    hub.looked(found_out=False)
    rename(reader, "After")
    assert reader.ask_anew() == reader.ask_anew() == "After"
    assert reader.reads == 3


def test_a_process_that_has_not_looked_for_a_while_follows_no_more() -> None:
    seconds = 0.0
    hub = Hub(lambda: seconds)
    assert not hub.follows, "nobody has ever looked"
    hub.looked()
    seconds += 2.9
    assert hub.follows
    seconds += 0.2
    assert not hub.follows


def test_what_somebody_sees_who_began_before_a_change_is_not_kept_for_those_after_it(reader: Reader) -> None:
    rename(reader, "Before")
    with Session(db.engine) as early:
        early.get_one(Assembly, reader.assembly)
        rename(reader, "After")
        reader.ask(early)
        assert reader.ask_anew() == "After"


def test_what_is_not_yet_committed_is_seen_by_its_writer_alone(reader: Reader) -> None:
    rename(reader, "Before")
    with Session(db.engine) as session, suppress(ZeroDivisionError), writing(session):
        session.get_one(Assembly, reader.assembly).title = {"en": "Never"}
        session.flush()
        assert reader.ask(session) == "Never"
        raise ZeroDivisionError
    assert reader.ask_anew() == "Before"


def test_whoever_waits_while_a_value_is_read_takes_it(app: Flask, hub: Hub) -> None:
    kept, made, begun, go_on = live().kept, list[int](), threading.Event(), threading.Event()

    def make() -> int:
        begun.set()
        go_on.wait()
        made.append(1)
        return len(made)

    def ask() -> None:
        with app.app_context(), Session(db.engine) as session:
            found.append(kept.get(session, "slow", (Topic.PRESENCE,), make))

    found: list[int] = []
    threads = [threading.Thread(target=ask) for _ in range(8)]
    threads[0].start()
    begun.wait()
    for thread in threads[1:]:
        thread.start()
    hub.touch([Topic.PRESENCE])
    go_on.set()
    for thread in threads:
        thread.join()
    assert len(made) <= 2, "once for those who asked before the change, once for those after it"
    assert found[0] == 1


def test_what_was_kept_for_people_who_ask_no_more_is_dropped(reader: Reader, hub: Hub) -> None:
    seconds = 0.0
    hub.seconds = lambda: seconds
    for person in range(20 * TIDIED_FROM):
        hub.looked()
        seconds += 2 * LONGEST / TIDIED_FROM  # half of them within the time for which a value is kept
        reader.kept.get(None, ("person", person), (Topic.ACCESS,), lambda: "value")
        assert len(reader.kept) < 2 * TIDIED_FROM
    reader.kept.keep("last", "value", hub.moment())
    assert reader.kept.get(None, "last", (Topic.ACCESS,), lambda: "another") == "value"
