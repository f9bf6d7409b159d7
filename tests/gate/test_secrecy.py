"""A secret ballot has no name, time or order, in the database, its files, the logs and the answers."""

import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from secrets import token_hex

import pytest
from flask import Flask
from sqlalchemy import func, inspect, make_url, select, text
from sqlalchemy.exc import ProgrammingError

from tests.conftest import new_app
from tests.gate.crowd import attempt, stored
from tests.world import ASSEMBLY, MEETING, Clock, World, make_world
from voting.audit.models import AuditEntry
from voting.ballot.cast import Vote, cast
from voting.ballot.envelopes import BALLOT_KEY, remove_opened
from voting.ballot.life import announce_resolution, annul_resolution, close_resolution, open_resolution
from voting.ballot.models import Ballot, Channel, Deposit, Envelope, Participation, Resolution, Result
from voting.ballot.sealing import ballot_key_from
from voting.database import writing
from voting.extensions import db
from voting.logs import formatter
from voting.rehearsal.browser import answer_of

VOTERS = 40
CHOICE = "c1=against,c2=for,c3=abstain"
FORM = {"channel": "online", "choice-c1": "against", "choice-c2": "for", "choice-c3": "abstain"}


def vote_in_turn(world: World, resolution: int) -> None:
    """Members 1 to 40 vote one after the other: the even ones against, the others for."""
    with world.app.app_context():
        attempt(open_resolution, resolution, now=MEETING, actor="test")
        for number in range(1, VOTERS + 1):
            vote = Vote(resolution, str(number), Channel.ONLINE, choice=choice_of(number))
            assert attempt(cast, vote, now=MEETING) == "ok"


def choice_of(number: int) -> str:
    """What a member votes."""
    return ("against", "for")[number % 2]


def keys(resolution: int) -> list[bytes]:
    """The keys of a resolution's ballots, in the order in which the database gives them."""
    found = list(db.session.scalars(select(Ballot.key).where(Ballot.resolution_id == resolution)))
    db.session.rollback()
    return found


def test_beside_the_choice_stand_only_the_resolution_and_a_random_key(app: Flask) -> None:
    with app.app_context():
        columns = {column["name"] for column in inspect(db.engine).get_columns("ballot")}
        assert columns == {"resolution_id", "key", "choice", "category"}, (
            "the last only for a majority in each class"
        )
        others = {column["name"] for column in inspect(db.engine).get_columns("deposit")}
        assert others == {"resolution_id", "key", "channel", "venue"}
        waiting = {column["name"] for column in inspect(db.engine).get_columns("envelope")}
        assert waiting == {"resolution_id", "key", "content", "tag_mark"}, "the last of sealed ballots only"
        assert inspect(db.engine).get_indexes("ballot") == []
        marks = [index["column_names"] for index in inspect(db.engine).get_indexes("envelope")]
        assert marks == [["resolution_id", "tag_mark"]], (
            "made with a key that goes with that of the envelopes"
        )


def test_all_keys_are_random_and_those_of_ballots_are_new(world: World) -> None:
    resolution = world.resolutions["1"]
    vote_in_turn(world, resolution)
    with world.app.app_context():
        waiting, deposits = (list(db.session.scalars(select(table.key))) for table in (Envelope, Deposit))
        assert attempt(close_resolution, resolution, now=MEETING, actor="test") == "ok"
        ballots = keys(resolution)
        assert db.session.get_one(Resolution, resolution).envelope_key is None
        remove_opened(db.session())
        assert stored(Envelope, resolution) == 0
    assert {len(key) for key in ballots} == {16}
    assert len({*waiting, *deposits, *ballots}) == 3 * VOTERS


def everything_kept(url: str) -> bytes:
    """All that somebody with the disk sees: every file of SQLite; of PostgreSQL every row of every table and,
    where the server is our own, its files of tables and its log of writes."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        path = address.database or ""
        return b"".join(Path(f"{path}{end}").read_bytes() for end in ("", "-wal"))
    tables = inspect(db.engine).get_table_names()
    with db.engine.connect() as connection:
        rows = [connection.execute(text(f"SELECT t::text FROM {name} AS t")).scalars() for name in tables]
        kept = "\n".join(row for each in rows for row in each).encode()
        try:
            directory = Path(str(connection.execute(text("SHOW data_directory")).scalar()))
            parts = [*directory.glob("base/*/[0-9]*"), *directory.glob("pg_wal/[0-9A-F]*")]
            return kept + b"".join(part.read_bytes() for part in parts if part.is_file())
        except (OSError, ProgrammingError):  # not the server of our own
            return kept


@pytest.mark.parametrize("voters", [VOTERS, 1], ids=["many", "one, at night"])
def test_while_a_vote_is_open_no_choice_can_be_read_from_the_disk(
    app: Flask, clock: Clock, database_url: str, voters: int
) -> None:
    """Neither in the tables nor in the log of writes; and all that waits has one length. After the closing it
    is there: what is looked for would have been found. A candidate has a code that stands nowhere else."""
    code = f"c{token_hex(8)}"
    world = make_world(app, clock, ASSEMBLY.replace('"c1"', f'"{code}"'))
    resolution = world.resolutions["2"]
    with app.app_context():
        attempt(open_resolution, resolution, now=MEETING, actor="test")
        for number in range(1, voters + 1):
            choice = f"{code}={('against', 'for')[number % 2]},c2=for,c3=for"
            vote = Vote(resolution, str(number), Channel.ONLINE, choice=choice)
            assert attempt(cast, vote, now=MEETING) == "ok"
        assert f"{code}=".encode() not in everything_kept(database_url)
        assert len(set(db.session.scalars(select(func.length(Envelope.content))))) == 1
        assert attempt(close_resolution, resolution, now=MEETING, actor="test") == "ok"
        assert f"{code}=".encode() in everything_kept(database_url)
        db.session.rollback()


def test_postgresql_has_one_transaction_and_one_order_for_all_ballots(
    make_database: Callable[[str], str], tmp_path: Path, clock: Clock
) -> None:
    app = new_app(make_database("postgresql"), tmp_path / "instance", clock)
    world = make_world(app, clock)
    closed, annulled = world.resolutions["1"], world.resolutions["4"]
    vote_in_turn(world, closed)
    vote_in_turn(world, annulled)
    chair = world.person("chair")
    assert answer_of(chair.send(f"/chair/resolutions/{closed}/close", {})) == "ok"
    assert answer_of(chair.send(f"/chair/resolutions/{annulled}/annul", {"reason": "a cut line"})) == "ok"
    named = text(
        "SELECT count(*) FROM participation JOIN ballot USING (resolution_id) "
        "WHERE participation.xmin = ballot.xmin"
    )
    placed = text("SELECT key FROM ballot WHERE resolution_id = :resolution ORDER BY ctid")
    of_one = text("SELECT count(DISTINCT xmin::text) FROM ballot WHERE resolution_id = :resolution")
    with app.app_context():
        assert db.session.scalar(named) == 0
        for resolution in (closed, annulled):
            values = {"resolution": resolution}
            assert db.session.scalar(of_one, values) == 1
            in_place = list(db.session.scalars(placed, values))
            assert len(in_place) == VOTERS
            assert in_place == sorted(in_place)
        db.session.rollback()
        db.engine.dispose()


def test_on_sqlite_ballots_lie_in_the_order_of_their_keys_with_a_reader_too(
    make_database: Callable[[str], str], tmp_path: Path, clock: Clock
) -> None:
    """Somebody reads all the while, such as a copy that is made: the closing does not wait for them."""
    url = make_database("sqlite")
    app = new_app(url, tmp_path / "instance", clock)
    world = make_world(app, clock)
    resolution = world.resolutions["1"]
    vote_in_turn(world, resolution)
    path = make_url(url).database or ""
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM envelope").fetchall()
        assert answer_of(world.person("chair").send(f"/chair/resolutions/{resolution}/close", {})) == "ok"
        without_rowid = {row[1] for row in reader.execute("PRAGMA table_list") if row[4]}
        assert {"ballot", "deposit", "envelope", "participation"} <= without_rowid
    with app.app_context():
        found = keys(resolution)
        assert found == sorted(found)
        db.engine.dispose()
    assert by_place(path, found)[::-1] == found  # a page is filled from its end


def with_key(key: bytes) -> None:
    """From now on the installation has this ballot key."""
    db.engine.update_execution_options(**{BALLOT_KEY: key})


def test_without_its_key_no_vote_is_taken_and_nothing_is_lost(world: World) -> None:
    """The server was started with another key: it says so, leaves everything as it is, and goes on with the
    right one."""
    resolution, annulled = world.resolutions["1"], world.resolutions["4"]
    vote_in_turn(world, resolution)
    late = Vote(annulled, "1", Channel.ONLINE, choice="for")
    with world.app.app_context():
        right = db.engine.get_execution_options()[BALLOT_KEY]
        attempt(open_resolution, annulled, now=MEETING, actor="test")
        assert attempt(cast, late, now=MEETING) == "ok"
        with_key(ballot_key_from("another"))
        try:
            refused = attempt(cast, replace(late, member="2"), now=MEETING)
            closing_refused = attempt(close_resolution, resolution, now=MEETING, actor="test")
            assert (refused, closing_refused) == ("ballot_key_wrong", "ballot_key_wrong")
            assert attempt(annul_resolution, annulled, "no key", now=MEETING, actor="test") == "ok"
        finally:
            with_key(right)
        assert stored(Envelope, resolution) == stored(Participation, resolution) == VOTERS
        remove_opened(db.session())
        assert (stored(Envelope, annulled), stored(Participation, annulled)) == (1, 1)
        assert attempt(close_resolution, resolution, now=MEETING, actor="test") == "ok"
        assert attempt(announce_resolution, resolution, now=MEETING, actor="test") == "ok"
        assert db.session.get_one(Result, resolution).content["counts"]["for"] == VOTERS // 2


CHANGES = {
    "changed": "UPDATE envelope SET content = (SELECT content FROM envelope ORDER BY key LIMIT 1) "
    "WHERE key = (SELECT key FROM envelope ORDER BY key DESC LIMIT 1)",
    "removed": "DELETE FROM envelope WHERE key = (SELECT key FROM envelope ORDER BY key DESC LIMIT 1)",
}
UNGUARDED = {
    "sqlite": ["DROP TRIGGER envelope_no_update", "DROP TRIGGER envelope_no_delete"],
    "postgresql": ["ALTER TABLE envelope DISABLE TRIGGER USER"],
}


@pytest.mark.parametrize("change", CHANGES)
def test_an_envelope_that_was_tampered_with_is_found(world: World, change: str) -> None:
    """By somebody with the database, past its triggers: an envelope cannot stand in for another."""
    resolution = world.resolutions["1"]
    vote_in_turn(world, resolution)
    with world.app.app_context():
        with writing(db.session()) as session:
            for statement in (*UNGUARDED[db.engine.dialect.name], CHANGES[change]):
                session.execute(text(statement))
        assert attempt(close_resolution, resolution, now=MEETING, actor="test") == "ok"
        assert len(keys(resolution)) == VOTERS - 1
        remove_opened(db.session())
        assert stored(Envelope, resolution) == (VOTERS if change == "changed" else 0)
        assert attempt(announce_resolution, resolution, now=MEETING, actor="test") == "not_reconciled"


def by_place(path: str, keys: list[bytes]) -> list[bytes]:
    """The keys in the order in which they lie in the database's file."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
    content = Path(path).read_bytes()
    return sorted(keys, key=content.index)


BREAKS = {
    "the database refuses the envelope": {
        "sqlite": "CREATE TRIGGER broken BEFORE INSERT ON envelope BEGIN SELECT RAISE(ABORT, 'broken'); END",
        "postgresql": "ALTER TABLE envelope ADD CONSTRAINT broken CHECK (content = '') NOT VALID",
    },
    "the table is not there": {
        "sqlite": "ALTER TABLE envelope RENAME TO gone",
        "postgresql": "ALTER TABLE envelope RENAME TO gone",
    },
    "the column is another": {
        "sqlite": "ALTER TABLE envelope RENAME COLUMN content TO gone",
        "postgresql": "ALTER TABLE envelope ALTER COLUMN content TYPE integer USING 1",
    },
}


def as_logged(record: logging.LogRecord) -> str:
    """A record as the house writes it, and one of a library as it would be written anywhere."""
    line = formatter().format(record)
    is_ours = record.name.startswith("voting")
    return line if is_ours else f"{line} {record.getMessage()} {logging.Formatter().format(record)}"


@pytest.mark.parametrize("broken", BREAKS)
def test_no_log_answer_or_audit_entry_tells_a_choice(
    world: World, caplog: pytest.LogCaptureFixture, broken: str
) -> None:
    """A vote that counts, one that is refused, and one on which the database fails, with all logs on."""
    resolution = world.resolutions["2"]
    with world.app.app_context():
        attempt(open_resolution, resolution, now=MEETING, actor="test")
    voters = [world.member(number) for number in (1, 2, 3)]
    for voter in voters:
        voter.look(f"/resolutions/{resolution}")
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, "sqlalchemy.engine")
    path = f"/resolutions/{resolution}/vote"
    answers = [voters[0].send(path, FORM), voters[1].send(path, FORM | {"choice-c2": "perhaps"})]
    assert [answer_of(answer) for answer in answers] == ["ok", "invalid_choice"]
    with world.app.app_context(), writing(db.session()) as session:
        session.execute(text(BREAKS[broken][db.engine.dialect.name]))
    world.app.config["PROPAGATE_EXCEPTIONS"] = False
    answers.append(voters[2].send(path, FORM))
    assert answers[-1].status_code >= 400
    told = "\n".join(answer.text for answer in answers)
    logged = "\n".join(as_logged(record) for record in caplog.records)
    assert "INSERT INTO envelope" in logged
    with world.app.app_context():
        entries = db.session.scalars(select(AuditEntry.details)).all()
        actions = db.session.scalars(select(AuditEntry.action)).all()
        assert db.session.scalar(text("SELECT count(*) FROM participation")) == 1
    for text_ in (told, logged, *entries, *actions):
        assert CHOICE not in text_
        assert "c2=" not in text_
        assert "perhaps" not in text_
