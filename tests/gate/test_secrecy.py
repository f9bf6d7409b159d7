"""A secret ballot has no name, time or order, in the database, its files, the logs and the answers."""

import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import inspect, make_url, select, text
from sqlalchemy.exc import ProgrammingError

from tests.conftest import new_app
from tests.gate.crowd import attempt
from tests.world import MEETING, Clock, World, make_world
from voting.audit.models import AuditEntry
from voting.ballot.cast import Vote, cast
from voting.ballot.life import open_resolution
from voting.ballot.models import Ballot, Channel
from voting.ballot.secrecy import clear_traces
from voting.database import writing
from voting.extensions import db
from voting.logs import formatter
from voting.rehearsal.browser import answer_of

VOTERS = 40
CHOICE = "c1=against,c2=for,c3=abstain"
FORM = {"channel": "online", "choice-c1": "against", "choice-c2": "for", "choice-c3": "abstain"}

PAGES = """
SELECT items.t_ctid::text, items.t_xmin::text, items.lp_flags
FROM generate_series(0, pg_relation_size('ballot') / 8192 - 1) AS page,
     heap_page_items(get_raw_page('ballot', page::integer)) AS items
"""


def vote_in_turn(world: World, resolution: int) -> list[bytes]:
    """Members 1 to 40 vote one after the other; the keys of their ballots in the order in which they came."""
    keys: list[bytes] = []
    with world.app.app_context():
        attempt(open_resolution, resolution, now=MEETING, actor="test")
        for number in range(1, VOTERS + 1):
            vote = Vote(resolution, str(number), Channel.ONLINE, choice=("for", "against")[number % 2])
            assert attempt(cast, vote, now=MEETING) == "ok"
            found = db.session.scalars(select(Ballot.key).where(Ballot.resolution_id == resolution))
            keys += [key for key in found if key not in keys]
            db.session.rollback()
    return keys


def agreement(one: list[bytes], other: list[bytes]) -> float:
    """Spearman's rank correlation of two orders of the same keys: 1 the same, -1 reversed, 0 none."""
    differences = sum((one.index(key) - other.index(key)) ** 2 for key in one)
    return 1 - 6 * differences / (len(one) * (len(one) ** 2 - 1))


def test_beside_the_choice_stand_only_the_resolution_and_a_random_key(app: Flask) -> None:
    with app.app_context():
        columns = {column["name"] for column in inspect(db.engine).get_columns("ballot")}
        assert columns == {"resolution_id", "key", "choice", "category"}, (
            "the last only for a majority in each class"
        )
        others = {column["name"] for column in inspect(db.engine).get_columns("deposit")}
        assert others == {"resolution_id", "key", "channel", "venue"}
        assert inspect(db.engine).get_indexes("ballot") == []


def test_keys_are_random_and_none_is_used_twice(world: World) -> None:
    resolution = world.resolutions["1"]
    keys = vote_in_turn(world, resolution)
    with world.app.app_context():
        deposits = set(db.session.scalars(text("SELECT key FROM deposit")))
    assert {len(key) for key in keys} == {16}
    assert len(set(keys) | deposits) == 2 * VOTERS
    assert abs(agreement(keys, sorted(keys))) < 0.8


def test_postgresql_keeps_no_order_after_closing(
    make_database: Callable[[str], str], tmp_path: Path, clock: Clock
) -> None:
    """Before: place and transaction tell who voted what. After: one transaction, in the order of the keys."""
    app = new_app(make_database("postgresql"), tmp_path / "instance", clock)
    world = make_world(app, clock)
    resolution = world.resolutions["1"]
    arrived = vote_in_turn(world, resolution)
    by_place = text("SELECT key FROM ballot ORDER BY ctid")
    named = text(
        "SELECT count(*) FROM participation JOIN ballot USING (resolution_id) "
        "WHERE participation.xmin = ballot.xmin"
    )
    with app.app_context():
        assert list(db.session.scalars(by_place)) == arrived
        assert db.session.scalar(named) == VOTERS
        old = set(db.session.scalars(text("SELECT xmin::text FROM ballot")))
        assert len(old) == VOTERS
        db.session.rollback()

    assert answer_of(world.person("chair").send(f"/chair/resolutions/{resolution}/close", {})) == "ok"

    with app.app_context():
        clear_traces(db.session(), now=MEETING)
        assert db.session.scalar(named) == 0
        assert len(set(db.session.scalars(text("SELECT xmin::text FROM ballot")))) == 1
        assert list(db.session.scalars(by_place)) == sorted(arrived)
        assert abs(agreement(list(db.session.scalars(by_place)), arrived)) < 0.8
        try:
            with writing(db.session()) as session:
                session.execute(text("CREATE EXTENSION pageinspect"))
        except ProgrammingError:  # not the server of our own, and not allowed there
            pass
        else:
            items = db.session.execute(text(PAGES)).all()
            assert len([item for item in items if item.lp_flags == 1]) == VOTERS
            assert {item.t_xmin for item in items} & old == set()
        db.session.rollback()
        db.engine.dispose()


def test_ballots_of_a_vote_that_is_annulled_lose_their_order_too(
    make_database: Callable[[str], str], tmp_path: Path, clock: Clock
) -> None:
    app = new_app(make_database("postgresql"), tmp_path / "instance", clock)
    world = make_world(app, clock)
    resolution = world.resolutions["1"]
    arrived = vote_in_turn(world, resolution)
    path = f"/chair/resolutions/{resolution}/annul"
    assert answer_of(world.person("chair").send(path, {"reason": "the line was cut"})) == "ok"
    with app.app_context():
        assert list(db.session.scalars(text("SELECT key FROM ballot ORDER BY ctid"))) == sorted(arrived)
        assert len(set(db.session.scalars(text("SELECT xmin::text FROM ballot")))) == 1
        db.session.rollback()
        db.engine.dispose()


def test_sqlite_keeps_no_order_in_file_and_log(
    make_database: Callable[[str], str], tmp_path: Path, clock: Clock
) -> None:
    """Before: ballots lie in their page as they came. After: in the order of the keys."""
    url = make_database("sqlite")
    app = new_app(url, tmp_path / "instance", clock)
    world = make_world(app, clock)
    resolution = world.resolutions["1"]
    arrived = vote_in_turn(world, resolution)
    path = make_url(url).database or ""
    log = Path(f"{path}-wal")
    assert log.stat().st_size > 0
    assert by_place(path, arrived)[::-1] == arrived  # a page is filled from its end
    with closing(sqlite3.connect(path)) as bystander:  # whoever leaves last clears up; that is not meant here
        bystander.execute("SELECT count(*) FROM ballot").fetchall()
        assert answer_of(world.person("chair").send(f"/chair/resolutions/{resolution}/close", {})) == "ok"
        with app.app_context():
            clear_traces(db.session(), now=MEETING)
        assert not any(key in log.read_bytes() for key in arrived)
        kept = {row[1]: row[4] for row in bystander.execute("PRAGMA table_list")}
        assert all(kept[table] for table in ("ballot", "deposit", "participation"))  # WITHOUT ROWID
        assert [row[0] for row in bystander.execute("SELECT key FROM ballot")] == sorted(arrived)
    assert by_place(path, arrived)[::-1] == sorted(arrived)
    with app.app_context():
        db.engine.dispose()


def by_place(path: str, keys: list[bytes]) -> list[bytes]:
    """The keys in the order in which they lie in the database's file."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
    content = Path(path).read_bytes()
    return sorted(keys, key=content.index)


BREAKS = {
    "the database refuses the ballot": {
        "sqlite": "CREATE TRIGGER broken BEFORE INSERT ON ballot BEGIN SELECT RAISE(ABORT, 'broken'); END",
        "postgresql": "ALTER TABLE ballot ADD CONSTRAINT broken CHECK (choice = '') NOT VALID",
    },
    "the table is not there": {
        "sqlite": "ALTER TABLE ballot RENAME TO gone",
        "postgresql": "ALTER TABLE ballot RENAME TO gone",
    },
    "the column is another": {
        "sqlite": "ALTER TABLE ballot RENAME COLUMN choice TO gone",
        "postgresql": "ALTER TABLE ballot ALTER COLUMN choice TYPE integer USING 1",
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
    assert "INSERT INTO ballot" in logged
    with world.app.app_context():
        entries = db.session.scalars(select(AuditEntry.details)).all()
        actions = db.session.scalars(select(AuditEntry.action)).all()
        assert db.session.scalar(text("SELECT count(*) FROM participation")) == 1
    for text_ in (told, logged, *entries, *actions):
        assert CHOICE not in text_
        assert "c2=" not in text_
        assert "perhaps" not in text_
