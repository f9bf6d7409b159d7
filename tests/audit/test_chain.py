"""The hash-chained log: what it says, and that no change of it goes unseen."""

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tests.gate.crowd import run_together
from tests.world import MEETING, World
from voting.audit.chain import GENESIS, canonical, digest, digest_of_list, entry_hash, record, verify
from voting.audit.models import AuditEntry
from voting.database import writing
from voting.extensions import db

TRIGGERS = ("audit_entry_no_update", "audit_entry_no_delete", "audit_entry_no_replace")


@pytest.mark.parametrize("values", [[], [1], [{"b": "é", "a": None}, "x", [2]]])
def test_a_list_taken_one_by_one_has_the_same_hash(values: list[object]) -> None:
    assert digest_of_list(iter(values)) == digest(values)


def append(app: Flask, count: int) -> None:
    with app.app_context(), writing(db.session()) as session:
        for number in range(1, count + 1):
            record(session, now=MEETING, actor="test", action="tested", number=number)


def entries(app: Flask) -> list[AuditEntry]:
    with app.app_context():
        return list(db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq)))


def check(app: Flask) -> tuple[int, list[str]]:
    with app.app_context():
        return verify(db.session())


def tamper(app: Flask, *statements: str) -> None:
    """Change the log as somebody with the password of the database could: without its triggers."""
    with app.app_context(), writing(db.session()) as session:
        if session.get_bind().dialect.name == "sqlite":
            for trigger in TRIGGERS:
                session.execute(text(f"DROP TRIGGER {trigger}"))
        else:
            session.execute(text("DROP TRIGGER audit_entry_append_only ON audit_entry"))
        for statement in statements:
            session.connection().exec_driver_sql(statement)


def test_an_empty_log_is_sound(app: Flask) -> None:
    assert check(app) == (0, [])


def test_entries_are_chained_as_anybody_can_compute(app: Flask) -> None:
    append(app, 3)
    assert check(app) == (3, [])
    previous = "0" * 64
    for number, entry in enumerate(entries(app), 1):
        content = [
            number,
            "2025-06-17T08:00:00.000000+00:00",
            "test",
            "tested",
            json.dumps({"number": number}, separators=(",", ":")),
            previous,
        ]
        written = json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()
        assert entry.previous_hash == previous
        assert entry.hash == hashlib.sha256(written).hexdigest()
        previous = entry.hash


def test_the_hash_is_of_the_moment_not_of_its_zone() -> None:
    arguments = ("a", "b", "{}", GENESIS)
    east = MEETING.astimezone(timezone(timedelta(hours=2)))
    assert entry_hash(1, east, *arguments) == entry_hash(1, MEETING, *arguments)
    assert entry_hash(1, datetime(2025, 6, 17, 9, tzinfo=UTC), *arguments) != entry_hash(
        1, MEETING, *arguments
    )


def test_one_value_has_one_text() -> None:
    assert canonical({"b": 1, "a": [True, None, "é"]}) == '{"a":[true,null,"é"],"b":1}'
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1}) != digest({"a": 2, "b": 1})


CHANGES: dict[str, tuple[str, ...]] = {
    "who": ("UPDATE audit_entry SET actor = 'somebody else' WHERE seq = 3",),
    "what": ("UPDATE audit_entry SET action = 'untested' WHERE seq = 1",),
    "when": ("UPDATE audit_entry SET at = '2025-06-17 08:00:00.000001' WHERE seq = 3",),
    "details": ("UPDATE audit_entry SET details = '{\"number\":7}' WHERE seq = 5",),
    "its own hash": (f"UPDATE audit_entry SET hash = '{'f' * 64}' WHERE seq = 4",),
    "the hash before": (f"UPDATE audit_entry SET previous_hash = '{GENESIS}' WHERE seq = 4",),
    "the first removed": ("DELETE FROM audit_entry WHERE seq = 1",),
    "one removed": ("DELETE FROM audit_entry WHERE seq = 3",),
    "one removed and the rest renumbered": (
        "DELETE FROM audit_entry WHERE seq = 3",
        "UPDATE audit_entry SET seq = 3 WHERE seq = 4",
        "UPDATE audit_entry SET seq = 4 WHERE seq = 5",
    ),
    "the last removed": ("DELETE FROM audit_entry WHERE seq = 5",),
    "the last two removed": ("DELETE FROM audit_entry WHERE seq > 3",),
    "the last removed and the number of the head with it": (
        "DELETE FROM audit_entry WHERE seq = 5",
        "UPDATE audit_head SET seq = 4",
    ),
    "all removed": ("DELETE FROM audit_entry",),
    "two swapped": (
        "UPDATE audit_entry SET seq = 99 WHERE seq = 2",
        "UPDATE audit_entry SET seq = 2 WHERE seq = 3",
        "UPDATE audit_entry SET seq = 3 WHERE seq = 99",
    ),
    "one inserted at the end": (
        "INSERT INTO audit_entry (seq, at, actor, action, details, previous_hash, hash) "
        "SELECT 6, at, actor, action, details, hash, hash FROM audit_entry WHERE seq = 5",
    ),
    "one inserted before the first": (
        "INSERT INTO audit_entry (seq, at, actor, action, details, previous_hash, hash) "
        "SELECT 0, at, actor, action, details, previous_hash, hash FROM audit_entry WHERE seq = 1",
    ),
    "the head set back": ("UPDATE audit_head SET seq = 4",),
    "the hash of the head": (f"UPDATE audit_head SET hash = '{'f' * 64}'",),
    "the head removed": ("DELETE FROM audit_head",),
    "a second head": (f"INSERT INTO audit_head (id, seq, hash) VALUES (2, 0, '{GENESIS}')",),
    "everything but the head removed, and that as new": (
        "DELETE FROM audit_entry WHERE seq > 1",
        "UPDATE audit_head SET seq = 1",
    ),
}


@pytest.mark.parametrize("statements", CHANGES.values(), ids=CHANGES)
def test_no_change_goes_unseen(app: Flask, statements: tuple[str, ...]) -> None:
    append(app, 5)
    tamper(app, *statements)
    assert check(app)[1]


def test_the_change_is_named(app: Flask) -> None:
    append(app, 4)
    tamper(app, "UPDATE audit_entry SET actor = 'x' WHERE seq = 2", "DELETE FROM audit_entry WHERE seq = 4")
    assert check(app) == (
        4,
        ["entry 2 has been changed", "the chain ends at entry 3, but its head says 4"],
    )


def test_a_missing_head_is_named_not_stumbled_over(app: Flask) -> None:
    append(app, 1)
    tamper(app, "DELETE FROM audit_head")
    assert check(app) == (0, ["the chain has 0 heads instead of one"])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor = 'x'",
        "UPDATE audit_entry SET hash = hash",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_entry WHERE seq = 2",
    ],
)
def test_the_database_refuses_changes(app: Flask, statement: str) -> None:
    append(app, 2)
    with app.app_context(), pytest.raises(DBAPIError), writing(db.session()) as session:
        session.execute(text(statement))
    assert check(app) == (2, [])


def test_the_database_refuses_to_empty_or_replace(app: Flask) -> None:
    append(app, 2)
    with app.app_context():
        replaces = db.engine.dialect.name == "sqlite"
    statement = (
        "INSERT OR REPLACE INTO audit_entry SELECT seq, at, 'x', action, details, previous_hash, hash "
        "FROM audit_entry WHERE seq = 1"
        if replaces
        else "TRUNCATE audit_entry"
    )
    with app.app_context(), pytest.raises(DBAPIError), writing(db.session()) as session:
        session.execute(text(statement))
    assert check(app) == (2, [])


class Crash(Exception):
    """Stands for whatever may go wrong after the entry."""


def test_an_entry_lives_and_dies_with_its_transaction(app: Flask) -> None:
    def fail(session: Session) -> None:
        record(session, now=MEETING, actor="test", action="tested")
        raise Crash

    append(app, 1)
    with app.app_context(), pytest.raises(Crash), writing(db.session()) as session:
        fail(session)
    assert check(app) == (1, [])
    append(app, 1)
    assert check(app) == (2, [])


def write_entries(_app: Flask, share: tuple[str, int]) -> list[tuple[int, list[str]]]:
    """Append entries one by one; whoever is told to read checks the chain meanwhile."""
    name, count = share
    checked = []
    for number in range(count):
        if name == "reader":
            checked.append(verify(db.session()))
            db.session.rollback()
            continue
        with writing(db.session()) as session:
            record(session, now=MEETING, actor=name, action="tested", number=number)
    return checked


def test_processes_that_append_at_once_keep_one_chain_and_whoever_reads_it_finds_it_sound(
    app: Flask, database_url: str, tmp_path: Any
) -> None:
    shares = [("one", 40), ("two", 40), ("three", 40), ("reader", 60)]
    *_, checked = run_together(database_url, str(tmp_path), write_entries, shares)
    assert len(checked) == 60
    assert [faults for _, faults in checked if faults] == []
    assert check(app) == (120, [])
    written = entries(app)
    assert [entry.seq for entry in written] == list(range(1, 121))
    for name in ("one", "two", "three"):
        own = [json.loads(entry.details)["number"] for entry in written if entry.actor == name]
        assert own == list(range(40))


def test_every_hash_is_used_once(world: World) -> None:
    hashes = [entry.hash for entry in entries(world.app)]
    assert len(set(hashes)) == len(hashes) > 3
